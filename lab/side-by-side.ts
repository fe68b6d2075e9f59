/** Runs experiments, as many at a time as there are cores. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Outcome } from "./outcome.ts";

const script = fileURLToPath(new URL("experiment-process.ts", import.meta.url));

/**
 * Gives the outcomes of each experiment that ran to its end, and hands them to `report` as soon as they are known. An experiment that
 * fails to run gives none.
 */
export async function sideBySide(
  names: readonly string[],
  seed: number,
  report: (outcomes: readonly Outcome[]) => void,
): Promise<readonly (readonly Outcome[])[]> {
  const waiting = [...names];
  const ended: (readonly Outcome[])[] = [];
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      process.stderr.write(`${name} begins\n`);
      const outcomes = await inProcess(name, seed);
      process.stderr.write(`${name} ${outcomes ? "is done" : "FAILED"}\n`);
      if (outcomes === undefined) continue;
      ended.push(outcomes);
      report(outcomes);
    }
  });
  await Promise.all(lanes);
  return ended;
}

async function inProcess(name: string, seed: number): Promise<readonly Outcome[] | undefined> {
  const child = fork(script, [name], { env: { ...process.env, TOCSIN_SEED: String(seed) } });
  const received: (readonly Outcome[])[] = [];
  child.on("message", (message: readonly Outcome[]) => received.push(message));
  await once(child, "exit");
  return received[0];
}
