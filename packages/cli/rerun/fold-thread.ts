/** A thread that reads a part of the recorded pasts and folds it: one core alone would take twice as long. */
import { parentPort, workerData } from "node:worker_threads";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { wakesOf } from "@tocsin/rerun/rerun-alert";
import { countedPolicy, foldedBy } from "@tocsin/rerun/rule-use";
import { createWakesFile } from "@tocsin/rerun/wakes-file";
import { createUnreadable } from "../output/unreadable.ts";
import { tableClient } from "../stack/table-client.ts";
import type { FoldMessage, FoldTask } from "./fold-task.ts";
import { recordedInput } from "./recorded-input.ts";

/** A message wakes the thread that draws the progress. */
const SAID_MILLISECONDS = 100;

await fold(workerData);

async function fold({ tableName, endpoint, part, parts, written, spill, span, ...options }: FoldTask): Promise<void> {
  const unreadable = createUnreadable({ stderr: { write: (problem) => say({ kind: "problem", problem }) } });
  const client = tableClient(endpoint);
  const table = { client, tableName };
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  const inForce = await createWorldSource({ table, now: systemNow, report }).world();
  const planned = parsePolicy(written);
  if (!planned.ok) throw new TypeError(`the policy was checked, and is refused: ${refusalText(planned.refusal)}`);
  const counted = [inForce.policy, planned.value].map(countedPolicy);
  const folding = foldedBy(counted, options).map((policy) => ({
    world: { policy, directory: inForce.directory },
    file: createWakesFile(spill),
  }));
  const input = recordedInput(table, { from: span.from, part, parts }, unreadable, (past) =>
    folding.map(({ world }) => [...wakesOf(past, world, { ...options, until: span.until })]),
  );
  let saidAt = performance.now();
  for await (const folded of input.taken) {
    for (const [i, wakes] of folded.entries()) for (const wake of wakes) folding[i]?.file.add(wake);
    if (performance.now() - saidAt < SAID_MILLISECONDS) continue;
    saidAt = performance.now();
    say({ kind: "read", recorded: input.recorded() });
  }
  say({ kind: "read", recorded: input.recorded() });
  say({ kind: "folded", wakes: folding.map(({ file }) => file.end()), rules: counted.at(-1)?.rules ?? [] });
  client.destroy();
}

function say(message: FoldMessage): void {
  parentPort?.postMessage(message);
}
