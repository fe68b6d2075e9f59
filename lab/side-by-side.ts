/** Runs experiments, as many at a time as there are cores: whole ones, and the parts of those that have parts. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { joined, partsOf } from "./experiments.ts";
import { inLanes } from "./lanes.ts";
import type { Outcome } from "./outcome.ts";

const script = fileURLToPath(new URL("experiment-process.ts", import.meta.url));

interface Task {
  readonly name: string;
  readonly part: string;
}

/**
 * Gives the outcomes of each experiment that ran to its end, and hands them to `report` as soon as they are known. An experiment that
 * fails to run, or a part of which does, gives none; what its other parts found wrong is printed.
 */
export async function sideBySide(
  names: readonly string[],
  seed: number,
  report: (outcomes: readonly Outcome[]) => void,
): Promise<readonly (readonly Outcome[])[]> {
  const ended: (readonly Outcome[])[] = [];
  const found = new Map<string, Map<string, readonly Outcome[]>>(names.map((name) => [name, new Map()]));
  const tasks = names.flatMap((name) => partsOf(name).map((part) => ({ name, part })));
  await inLanes(tasks, availableParallelism(), async (task) => {
    const outcomes = await inProcess(task, seed);
    if (outcomes === undefined) return;
    const ofAll = found.get(task.name)?.set(task.part, outcomes);
    const inOrder = partsOf(task.name).flatMap((part) => ofAll?.get(part) ?? []);
    if (ofAll?.size !== partsOf(task.name).length) return;
    const whole = joined(task.name, inOrder, seed);
    ended.push(whole);
    report(whole);
  });
  return ended;
}

async function inProcess({ name, part }: Task, seed: number): Promise<readonly Outcome[] | undefined> {
  process.stderr.write(`${part} begins\n`);
  const child = fork(script, [name, part], { env: { ...process.env, TOCSIN_SEED: String(seed) } });
  const received: (readonly Outcome[])[] = [];
  child.on("message", (message: readonly Outcome[]) => received.push(message));
  await once(child, "exit");
  const [outcomes] = received;
  process.stderr.write(`${part} ${outcomes ? "is done" : "FAILED"}\n`);
  for (const failure of outcomes?.flatMap(({ failures }) => failures) ?? []) process.stderr.write(`${failure}\n`);
  return outcomes;
}
