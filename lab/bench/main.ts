/**
 * `npm run bench`: every figure beside its limit, as ratios against a baseline of the same run. `-- --record` writes them into
 * docs/benchmarks.md; the exit code is 1 when a limit is not kept.
 */
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { alertsList } from "./alerts-list.ts";
import { bundles } from "./bundles.ts";
import { commandStart } from "./command-start.ts";
import { digestMemory } from "./digest-memory.ts";
import { hotPath } from "./hot-path.ts";
import type { Figure } from "./measure.ts";
import { patterns } from "./patterns.ts";
import { requests } from "./requests.ts";
import { runCommand } from "./run-command.ts";
import { throughput } from "./throughput.ts";

const page = new URL("../../docs/benchmarks.md", import.meta.url);
const START = "<!-- figures -->";
const END = "<!-- /figures -->";

const figures: Figure[] = [];
for (const [name, bench] of Object.entries({
  hotPath,
  patterns,
  bundles,
  commandStart,
  requests,
  throughput,
  runCommand,
  alertsList,
  digestMemory,
})) {
  process.stderr.write(`${name} …\n`);
  figures.push(...(await bench()));
}

const table = [
  "| what | figure | limit | kept | of this run |",
  "| --- | --- | --- | --- | --- |",
  ...figures.map(
    ({ name, value, limit, ok, note }) => `| ${name} | ${value} | ${limit} | ${ok ? "yes" : "**no**"} | ${note} |`,
  ),
].join("\n");
const heading = `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), ${new Date().toISOString().slice(0, 10)}.`;
process.stdout.write(`${heading}\n\n${table}\n`);

if (process.argv.includes("--record")) {
  const text = await readFile(page, "utf8");
  const [before = "", rest = ""] = text.split(START);
  const after = rest.split(END)[1] ?? "";
  await writeFile(page, `${before}${START}\n${heading}\n\n${table}\n${END}${after}`);
}
if (figures.some(({ ok }) => !ok)) process.exitCode = 1;
