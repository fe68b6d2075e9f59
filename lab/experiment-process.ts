/** One experiment, or a part of one, in a process of its own: the arguments name it, and its outcomes are sent to the parent. */
import { runPart } from "./experiments.ts";

const PROGRESS_MILLISECONDS = 10_000;

const [name = "", part = ""] = process.argv.slice(2);
let reportedAt = 0;
const outcomes = await runPart(name, part, Number(process.env.TOCSIN_SEED), (text) => {
  if (Date.now() - reportedAt < PROGRESS_MILLISECONDS) return;
  reportedAt = Date.now();
  process.stderr.write(`${part}: ${text}\n`);
});
process.send?.(outcomes, () => process.disconnect());
