/** One experiment in a process of its own: it is named by the argument, and its outcomes are sent to the parent. */
import { runExperiment } from "./experiments.ts";

const PROGRESS_MILLISECONDS = 10_000;

const [name = ""] = process.argv.slice(2);
let reportedAt = 0;
const outcomes = await runExperiment(name, Number(process.env.TOCSIN_SEED), (text) => {
  if (Date.now() - reportedAt < PROGRESS_MILLISECONDS) return;
  reportedAt = Date.now();
  process.stderr.write(`${name}: ${text}\n`);
});
process.send?.(outcomes, () => process.disconnect());
