/**
 * `npm run lab` runs what takes too long for a test. Without a name it lists the experiments. With names, or `all`, it runs them
 * and prints a table; `--record` also writes each row into docs/reliability.md as soon as it is known. The exit code is 1 if
 * anything was lost, doubled or wrong.
 * `--help` lists what there is, too.
 *
 * Mutation testing and the benchmarks run only by name: each needs the whole machine.
 */
import { type Asked, askedFor } from "./asked.ts";
import { bench, usage as benchUsage } from "./bench/bench.ts";
import { experiments, names } from "./experiments.ts";
import { mutation } from "./mutation/mutation.ts";
import { record, table } from "./report.ts";
import { sideBySide } from "./side-by-side.ts";

const asked = askedFor(process.argv.slice(2));
if ("problem" in asked) {
  process.stderr.write(`${asked.problem}\n\n${usage()}`);
  process.exitCode = 2;
} else process.exitCode = await started(asked);

async function started({ names: [first, ...others], isRecorded, isForHelp }: Asked): Promise<number> {
  if (first === undefined || isForHelp) {
    process.stdout.write(first === "bench" ? benchUsage : usage());
    return 0;
  }
  if (first === "mutation") return mutation(others, isRecorded);
  if (first === "bench") return bench(others, isRecorded);
  return run([first, ...others], isRecorded);
}

async function run(wanted: readonly string[], isRecorded: boolean): Promise<number> {
  const unknown = wanted.filter((name) => name !== "all" && !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `${unknown.join(", ")}: no such experiment, or one that runs alone; \`npm run lab\` lists them\n`,
    );
    return 2;
  }
  const chosen = wanted.includes("all") ? names : names.filter((name) => wanted.includes(name));
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
      "small changes to the code of core, oncall, sources, channels and lambda, or of the files and folders named: does a test fail?",
    ],
    ["bench [NAME…]", "15 min", "speed, memory and size against their limits, as `npm run bench`"],
  ] as const;
  const width = Math.max(...listed.map(([name = ""]) => name.length));
  const lines = listed.map(
    ([name = "", takes = "", about]) => `  ${name.padEnd(width)}  ${takes.padStart(6)}  ${about}\n`,
  );
  return `npm run lab -- NAME… [--record]\n\n${lines.join("")}\nTimes are rough, of two cores that do nothing else. mutation and bench run alone.\n`;
}
