/**
 * `npm run reliability`: what was tried on each promise of the design, and what went wrong. It prints one table and writes it
 * into docs/reliability.md, each row as soon as it is known; `npm run test:long` only prints it. Names of experiments as arguments
 * run those alone. The exit code is 1 when anything was lost, doubled or wrong, or a mutation went unnoticed.
 *
 * Each experiment runs in a process of its own, as many side by side as there are cores, and hands its findings over a pipe.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { type Findings, names, runExperiment } from "./experiments.ts";
import { record, tables } from "./report.ts";

const seed = Number(process.env.TOCSIN_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PROGRESS_MILLISECONDS = 10_000;

if (process.send) await asChild(process.argv[2] ?? "");
else await asParent(process.argv.slice(2));

async function asChild(name: string): Promise<void> {
  let saidAt = 0;
  const findings = await runExperiment(name, seed, (text) => {
    if (Date.now() - saidAt < PROGRESS_MILLISECONDS) return;
    saidAt = Date.now();
    process.stderr.write(`${name}: ${text}\n`);
  });
  process.send?.(findings, () => process.disconnect());
}

async function asParent(args: readonly string[]): Promise<void> {
  const asked = args.filter((argument) => !argument.startsWith("--"));
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no experiment is called ${unknown.join(", ")}; there are ${names.join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  const chosen = asked.length === 0 ? names : names.filter((name) => asked.includes(name));
  const found = await sideBySide(chosen, args.includes("--record"));
  process.stdout.write(`\n${tables(found)}\n`);
  const outcomes = found.flatMap((findings) => findings.outcomes);
  for (const failure of outcomes.flatMap(({ failures }) => failures)) process.stdout.write(`\n${failure}\n`);
  const isSound = outcomes.every(({ lost, doubled, wrong }) => lost + doubled + wrong === 0);
  const verdicts = found.flatMap((findings) => findings.verdicts);
  if (!isSound || verdicts.some(({ noticed }) => !noticed) || found.length < chosen.length) process.exitCode = 1;
}

async function sideBySide(chosen: readonly string[], isRecorded: boolean): Promise<readonly Findings[]> {
  const waiting = [...chosen];
  const found: Findings[] = [];
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      process.stderr.write(`${name} begins\n`);
      const findings = await inProcess(name);
      process.stderr.write(`${name} ${findings ? "is done" : "FAILED"}\n`);
      if (findings === undefined) continue;
      found.push(findings);
      if (isRecorded) record(findings);
    }
  });
  await Promise.all(lanes);
  return found;
}

async function inProcess(name: string): Promise<Findings | undefined> {
  const child = fork(fileURLToPath(import.meta.url), [name], { env: { ...process.env, TOCSIN_SEED: String(seed) } });
  const received: Findings[] = [];
  child.on("message", (message: Findings) => received.push(message));
  await once(child, "exit");
  return received[0];
}
