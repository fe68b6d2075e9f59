/** A storm in a process of its own, which sends what came of it, and ends when it is disconnected. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Usage, usageOf } from "../process-tree.ts";

/** @param module beside this one; it reads the settings as JSON from its one argument. */
export async function ranInProcess<R>(module: string, settings: object): Promise<{ readonly run: R } & Usage> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(settings)]);
  const exited = once(child, "exit");
  const [run] = await Promise.race([once(child, "message"), exited.then(endedEarly)]);
  const usage = usageOf(child.pid ?? 0);
  child.disconnect();
  await exited;
  return { run, ...usage };
}

function endedEarly(): never {
  throw new Error("the process of the storm ended before it was done");
}
