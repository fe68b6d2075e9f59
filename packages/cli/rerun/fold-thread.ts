/** A thread that reads a part of the recorded pasts and folds it: one core alone would take twice as long. */
import { parentPort, workerData } from "node:worker_threads";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { epochOf } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { foldedBy, wakesOf } from "@tocsin/rerun/rerun";
import { countedPolicy } from "@tocsin/rerun/rule-use";
import { createUnreadable } from "../output/unreadable.ts";
import { tableClient } from "../stack/table-client.ts";
import type { FoldMessage, FoldTask } from "./fold-task.ts";
import { recordedInput } from "./recorded-input.ts";

const BATCH_BYTES = 1024 * 1024;

await fold(workerData);

async function fold({ tableName, endpoint, part, parts, written, span, ...options }: FoldTask): Promise<void> {
  const unreadable = createUnreadable({ stderr: { write: (problem) => say({ kind: "problem", problem }) } });
  const client = tableClient(endpoint);
  const table = { client, tableName };
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  const inForce = await createWorldSource({ table, now: systemNow, report }).world();
  const planned = parsePolicy(written);
  if (!planned.ok) throw new TypeError(`the policy was checked, and is refused: ${refusalText(planned.refusal)}`);
  const counted = [inForce.policy, planned.value].map(countedPolicy);
  const worlds = foldedBy(counted, options).map((policy) => ({ policy, directory: inForce.directory }));
  const batches = worlds.map((_, policy) => createBatch(policy));
  const input = recordedInput(table, { from: span.from, part, parts }, unreadable);
  for await (const past of input.pasts) {
    for (const [i, world] of worlds.entries())
      for (const { at, wake } of wakesOf(past, world, { ...options, until: span.until }))
        batches[i]?.add(epochOf(at), wake);
    say({ kind: "read", recorded: input.recorded() });
  }
  for (const batch of batches) batch.flush();
  say({ kind: "rules", rules: counted.at(-1)?.rules ?? [] });
  client.destroy();
}

function createBatch(policy: number) {
  let texts: Buffer[] = [];
  let epochs: number[] = [];
  let ends: number[] = [];

  function flush(): void {
    say({ kind: "wakes", wakes: { policy, epochs, ends, bytes: Buffer.concat(texts) } });
    texts = [];
    epochs = [];
    ends = [];
  }

  return {
    flush,
    add(epoch: number, wake: object) {
      const text = Buffer.from(JSON.stringify(wake));
      texts.push(text);
      epochs.push(epoch);
      ends.push((ends.at(-1) ?? 0) + text.length);
      if ((ends.at(-1) ?? 0) >= BATCH_BYTES) flush();
    },
  };
}

function say(message: FoldMessage): void {
  parentPort?.postMessage(message);
}
