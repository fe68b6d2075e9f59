/** What it costs to start the command, apart from what it does: processor time of its processes against an empty Node. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { findingText } from "./finding.ts";
import { type Figure, median } from "./measure.ts";
import { TIMES, timesOf } from "./processor-time.ts";

const tocsin = fileURLToPath(new URL("../../node_modules/.bin/tocsin", import.meta.url));
const ROUNDS = 11;
const RUNS_A_ROUND = 3;

interface Start {
  readonly name: string;
  readonly args: readonly string[];
  /** The most, in times of `node -e 0`. */
  readonly limit: number;
}

export function commandStart(): readonly Figure[] {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    const file = join(directory, "event.json");
    writeFileSync(file, findingText(0));
    return figuresOf([
      { name: "`tocsin --version`", args: ["--version"], limit: 8 },
      { name: "`tocsin --help`", args: ["--help"], limit: 8 },
      { name: "`tocsin explain FILE` of one event", args: ["explain", file], limit: 15 },
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function figuresOf(starts: readonly Start[]): readonly Figure[] {
  // The first start fills the compile cache.
  for (const { args } of starts) processorMilliseconds(tocsin, args);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    baseline: processorMilliseconds(process.execPath, ["-e", "0"]),
    started: starts.map(({ args }) => processorMilliseconds(tocsin, args)),
  }));
  const baseline = median(rounds.map((round) => round.baseline));
  return starts.map(({ name, limit }, i) => {
    const own = median(rounds.map(({ started }) => started[i] ?? Number.NaN));
    const ratio = own / baseline;
    return {
      name: `processor time of ${name}, warm`,
      value: `${ratio.toFixed(1)} ×`,
      limit: `≤ ${limit} × \`node -e 0\``,
      ok: ratio <= limit,
      note: `${own.toFixed(0)} ms against ${baseline.toFixed(0)} ms; started by the machine's Node ${machineNode}; medians of ${ROUNDS} rounds`,
    };
  });
}

/** As at a terminal: npm puts its own Node before the machine's. */
const PATH = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((directory) => !directory.endsWith(join(sep, "node_modules", ".bin")))
  .join(delimiter);
const environment = { ...process.env, PATH };
const machineNode = execFileSync("node", ["-p", "process.versions.node"], {
  env: environment,
  encoding: "utf8",
}).trim();

function processorMilliseconds(command: string, args: readonly string[]): number {
  const script = `for _ in ${"x ".repeat(RUNS_A_ROUND)}; do "$0" "$@" >/dev/null || exit 1; done; ${TIMES}`;
  const printed = execFileSync("sh", ["-c", script, command, ...args], { env: environment, encoding: "utf8" });
  return timesOf(printed) / RUNS_A_ROUND;
}
