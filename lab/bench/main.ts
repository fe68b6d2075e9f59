/**
 * `npm run bench`: every figure beside its limit. With names it runs these benchmarks alone; `--record` writes the rows into
 * docs/benchmarks.md; the exit code is 1 when a limit is not kept. `--help` lists the names.
 */
import { askedFor } from "../asked.ts";
import { bench, usage } from "./bench.ts";

const asked = askedFor(process.argv.slice(2));
if ("problem" in asked) {
  process.stderr.write(`${asked.problem}\n\n${usage}`);
  process.exitCode = 2;
} else if (asked.isForHelp) process.stdout.write(usage);
else process.exitCode = await bench(asked.names, asked.isRecorded);
