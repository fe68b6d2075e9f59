/**
 * `npm run bench`: every figure beside its limit. With names it runs these benchmarks alone; `--record` writes the rows into
 * docs/benchmarks.md; the exit code is 1 when a limit is not kept.
 */
import { bench } from "./bench.ts";

const args = process.argv.slice(2);
const names = args.filter((argument) => !argument.startsWith("--"));
process.exitCode = await bench(names, args.includes("--record"));
