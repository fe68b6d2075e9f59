/**
 * `npm run lab`: what takes too long for a test. Without a name it lists what there is. With names, or `all`, it runs these experiments
 * and prints a table; `--record` also writes each row into docs/reliability.md as soon as it is known. The exit code is 1 when
 * anything was lost, doubled or wrong.
 *
 * Mutation testing and the benchmarks are run by their name only: each wants the machine for itself.
 */
import { bench } from "./bench/bench.ts";
import { experiments, names } from "./experiments.ts";
import { mutation } from "./mutation/mutation.ts";
import { record, table } from "./report.ts";
import { sideBySide } from "./side-by-side.ts";

const args = process.argv.slice(2);
const [first, ...others] = args.filter((argument) => !argument.startsWith("--"));
const isRecorded = args.includes("--record");

if (first === undefined) process.stdout.write(usage());
else if (first === "mutation") process.exitCode = await mutation(others, isRecorded);
else if (first === "bench") process.exitCode = await bench(others, isRecorded);
else process.exitCode = await run([first, ...others]);

async function run(asked: readonly string[]): Promise<number> {
  const unknown = asked.filter((name) => name !== "all" && !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `${unknown.join(", ")}: no such experiment, or one that runs alone; \`npm run lab\` lists them\n`,
    );
    return 2;
  }
  const chosen = asked.includes("all") ? names : names.filter((name) => asked.includes(name));
  const seed = Number(process.env.TOCSIN_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const ended = await sideBySide(chosen, seed, isRecorded ? record : () => {});
  const outcomes = ended.flat();
  process.stdout.write(`\n${table(outcomes)}\n`);
  for (const failure of outcomes.flatMap(({ failures }) => failures)) process.stdout.write(`\n${failure}\n`);
  const isSound = outcomes.every(({ lost, doubled, wrong }) => lost + doubled + wrong === 0);
  return isSound && ended.length === chosen.length ? 0 : 1;
}

function usage(): string {
  const listed = [
    ...names.map((name) => [name, experiments[name]?.takes, experiments[name]?.about]),
    ["all", "45 min", "all of the above, as many side by side as there are cores"],
    [
      "mutation [PATH…]",
      "2 h",
      "small changes to the code of core and sources, or of the files and folders named: does a test fail?",
    ],
    ["bench [NAME…]", "15 min", "speed, memory and size against their limits, as `npm run bench`"],
  ] as const;
  const width = Math.max(...listed.map(([name = ""]) => name.length));
  const lines = listed.map(
    ([name = "", takes = "", about]) => `  ${name.padEnd(width)}  ${takes.padStart(6)}  ${about}\n`,
  );
  return `npm run lab -- NAME… [--record]\n\n${lines.join("")}\nTimes are rough, of two cores that do nothing else. mutation and bench run alone.\n`;
}
