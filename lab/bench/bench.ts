/** The benchmarks: every figure beside its limit, as ratios against a baseline of the same run. */
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { alertsList } from "./alerts-list.ts";
import { bundles } from "./bundles.ts";
import { channelRender } from "./channel-render.ts";
import { channelStorm } from "./channel-storm.ts";
import { commandStart } from "./command-start.ts";
import { digestMemory } from "./digest-memory.ts";
import { figuresTable, recordedIn } from "./figures-page.ts";
import { hotPath } from "./hot-path.ts";
import type { Figure } from "./measure.ts";
import { oncallLatency } from "./oncall-latency.ts";
import { oncallRequests } from "./oncall-requests.ts";
import { oncallStorm } from "./oncall-storm.ts";
import { patterns } from "./patterns.ts";
import { policyPlan } from "./policy-plan.ts";
import { requests } from "./requests.ts";
import { runCommand } from "./run-command.ts";
import { scenario } from "./scenario.ts";
import { throughput } from "./throughput.ts";

/** By the name of its file. */
const benchmarks: Readonly<Record<string, () => readonly Figure[] | Promise<readonly Figure[]>>> = {
  "hot-path": hotPath,
  patterns,
  bundles,
  "command-start": commandStart,
  requests,
  throughput,
  "run-command": runCommand,
  scenario,
  "alerts-list": alertsList,
  "digest-memory": digestMemory,
  "policy-plan": policyPlan,
  "oncall-requests": oncallRequests,
  "oncall-latency": oncallLatency,
  "oncall-storm": oncallStorm,
  "channel-render": channelRender,
  "channel-storm": channelStorm,
};

const page = new URL("../../docs/benchmarks.md", import.meta.url);

export const usage = `npm run bench -- [NAME…] [--record]

The names are ${Object.keys(benchmarks).join(", ")}; without one all are run.
docs/benchmarks.md says what each measures; --record writes the figures there.
`;

/**
 * Runs the benchmarks of these names, or all, and prints their table. Gives the exit code: 1 when a limit is not kept, 2 when there is
 * none of a name.
 */
export async function bench(asked: readonly string[], isRecorded: boolean): Promise<number> {
  const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) {
    process.stderr.write(`${unknown.join(", ")}: no such benchmark\n\n${usage}`);
    return 2;
  }
  const isWhole = asked.length === 0;
  const figures: Figure[] = [];
  for (const [name, run] of Object.entries(benchmarks)) {
    if (!isWhole && !asked.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    const found = await run();
    figures.push(...found);
    // At once: a later one may fail.
    if (isRecorded) await record(found, false);
  }
  process.stdout.write(`${heading}\n\n${figuresTable(figures, today())}\n`);
  if (isRecorded && isWhole) await record(figures, true);
  return figures.every(({ ok }) => ok) ? 0 : 1;
}

const heading = `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}).`;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

async function record(figures: readonly Figure[], isWhole: boolean): Promise<void> {
  const text = await readFile(page, "utf8");
  await writeFile(page, recordedIn(text, { heading, on: today(), figures, isWhole }));
}
