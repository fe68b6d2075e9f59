/**
 * `npm run lab`: what takes too long for a test. Without a name it lists the experiments; with names, or `all`, it runs them and
 * prints a table; with `--record` it also writes each row into docs/reliability.md as soon as it is known. The exit code is 1 when
 * anything was lost, doubled or wrong.
 *
 * Each experiment runs in a process of its own, as many side by side as there are cores, and sends its outcomes over a pipe.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { experiments, names, runExperiment } from "./experiments.ts";
import type { Outcome } from "./outcome.ts";
import { record, table } from "./report.ts";

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
  if (asked.length === 0) {
    process.stdout.write(usage());
    return;
  }
  const unknown = asked.filter((name) => name !== "all" && !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no experiment is called ${unknown.join(", ")}; there are ${names.join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  const chosen = asked.includes("all") ? names : names.filter((name) => asked.includes(name));
  const found = await sideBySide(chosen, args.includes("--record"));
  const outcomes = found.flat();
  process.stdout.write(`\n${table(outcomes)}\n`);
  for (const failure of outcomes.flatMap(({ failures }) => failures)) process.stdout.write(`\n${failure}\n`);
  const isSound = outcomes.every(({ lost, doubled, wrong }) => lost + doubled + wrong === 0);
  if (!isSound || found.length < chosen.length) process.exitCode = 1;
}

async function sideBySide(chosen: readonly string[], isRecorded: boolean): Promise<readonly (readonly Outcome[])[]> {
  const waiting = [...chosen];
  const found: (readonly Outcome[])[] = [];
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

async function inProcess(name: string): Promise<readonly Outcome[] | undefined> {
  const child = fork(fileURLToPath(import.meta.url), [name], { env: { ...process.env, TOCSIN_SEED: String(seed) } });
  const received: (readonly Outcome[])[] = [];
  child.on("message", (message: readonly Outcome[]) => received.push(message));
  await once(child, "exit");
  return received[0];
}

function usage(): string {
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${experiments[name]?.about}`);
  return `npm run lab -- NAME… [--record]\n\n${lines.join("\n")}\n  ${"all".padEnd(width)}  every one of them\n`;
}
