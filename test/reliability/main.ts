/**
 * `npm run reliability`: what was tried on each promise of the design, and what went wrong. It prints one table and writes it
 * into docs/reliability.md; `npm run test:long` only prints it. The exit code is 1 when anything was lost, doubled or wrong, or a
 * mutation went unnoticed. Names of experiments as arguments run those alone.
 */
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { convergence } from "./convergence.ts";
import { crashPoints, handlers, outcomeOf } from "./crash-points.ts";
import { killed } from "./kill.ts";
import { tryMutations, type Verdict } from "./mutate.ts";
import { mutations } from "./mutations.ts";
import type { Outcome } from "./outcome.ts";
import { poison } from "./poison/experiment.ts";
import { storm } from "./storm.ts";
import { twoWriters } from "./two-writers.ts";
import { startServers } from "./world.ts";

const page = new URL("../../docs/reliability.md", import.meta.url);
const seed = Number(process.env.TOCSIN_SEED ?? Math.floor(Math.random() * 2 ** 31));
const STORM_FINDINGS = 100_000;

const experiments: Readonly<Record<string, () => Promise<readonly Outcome[]>>> = {
  convergence: async () => [await convergence("long", seed)],
  crash: crashEverywhere,
  poison: async () => [await poison("long")],
  kill: async () => [await killed("long")],
  "two-writers": async () => [await twoWriters("long")],
  storm: stormOutcome,
};

async function crashEverywhere(): Promise<readonly Outcome[]> {
  const servers = await startServers();
  try {
    const outcomes: Outcome[] = [];
    for (const handler of handlers) {
      say(`  ${handler}`);
      outcomes.push(outcomeOf(await crashPoints(handler, servers)));
    }
    return outcomes;
  } finally {
    await servers.stop();
  }
}

async function stormOutcome(): Promise<readonly Outcome[]> {
  const { tried, slowestPageSeconds, drainSeconds, peakMegabytes, ...outcome } = await storm(STORM_FINDINGS, overwrite);
  say("");
  const figures = `slowest page ${slowestPageSeconds.toFixed(1)} s, drained in ${Math.round(drainSeconds)} s, at most ${peakMegabytes} MB`;
  return [{ ...outcome, tried: `${tried}; ${figures}` }];
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A line that the next one takes the place of. */
function overwrite(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${text}`);
}

function tableOf(outcomes: readonly Outcome[]): string {
  return [
    "| promise | experiment | tried | lost | doubled | wrong | seed |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...outcomes.map(
      ({ promise, experiment, tried, lost, doubled, wrong, seed: drawn }) =>
        `| ${promise} | ${experiment} | ${tried} | ${lost} | ${doubled} | ${wrong} | ${drawn ?? "-"} |`,
    ),
  ].join("\n");
}

function mutationsTableOf(verdicts: readonly Verdict[]): string {
  return [
    "| promise | a mutation that | in | is noticed by | noticed |",
    "| --- | --- | --- | --- | --- |",
    ...verdicts.map(
      ({ mutation: { promise, does, file, test }, noticed, problem }) =>
        `| ${promise} | ${does} | \`${file}\` | \`${test}\` | ${problem ?? (noticed ? "yes" : "**no**")} |`,
    ),
  ].join("\n");
}

async function record(sections: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(page, "utf8");
  for (const [name, section] of Object.entries(sections)) {
    const [before = "", rest = ""] = text.split(`<!-- ${name} -->`);
    const after = rest.split(`<!-- /${name} -->`)[1] ?? "";
    text = `${before}<!-- ${name} -->\n${section}\n<!-- /${name} -->${after}`;
  }
  await writeFile(page, text);
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const isWhole = asked.length === 0;
const outcomes: Outcome[] = [];
for (const [name, experiment] of Object.entries(experiments)) {
  if (!isWhole && !asked.includes(name)) continue;
  say(name);
  outcomes.push(...(await experiment()));
}
outcomes.sort((a, b) => a.promise - b.promise);
const heading = `Node ${process.versions.node}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}.`;
process.stdout.write(`${heading}\n\n${tableOf(outcomes)}\n`);
for (const failure of outcomes.flatMap(({ failures }) => failures)) process.stdout.write(`\n${failure}\n`);

const verdicts: Verdict[] = [];
if (isWhole || asked.includes("mutations")) {
  say("mutations");
  const tried = await tryMutations(mutations, ({ mutation, noticed }) =>
    say(`  ${noticed ? "noticed" : "NOT NOTICED"}: ${mutation.does}`),
  );
  verdicts.push(...tried);
  process.stdout.write(`\n${mutationsTableOf(verdicts)}\n`);
}
if (isWhole && process.argv.includes("--record"))
  await record({ outcomes: `${heading}\n\n${tableOf(outcomes)}`, mutations: mutationsTableOf(verdicts) });
const isSound = outcomes.every(({ lost, doubled, wrong }) => lost + doubled + wrong === 0);
if (!isSound || verdicts.some(({ noticed }) => !noticed)) process.exitCode = 1;
