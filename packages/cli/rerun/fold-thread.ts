/** A thread that reads a part of the recorded pasts and folds it: one core alone would take twice as long. */
import { parentPort, workerData } from "node:worker_threads";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { epochOf } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { type TimedWake, wakesOf } from "@tocsin/rerun/rerun-alert";
import { countedPolicy, foldedBy } from "@tocsin/rerun/rule-use";
import { createUnreadable } from "../output/unreadable.ts";
import { tableClient } from "../stack/table-client.ts";
import type { FoldMessage, FoldTask } from "./fold-task.ts";
import { recordedInput } from "./recorded-input.ts";

const BATCH_CHARACTERS = 512 * 1024;
/** A message wakes the thread that draws the progress. */
const SAID_MILLISECONDS = 100;

await fold(workerData);

async function fold({
  tableName,
  endpoint,
  part,
  parts,
  written: plannedText,
  span,
  ...options
}: FoldTask): Promise<void> {
  const unreadable = createUnreadable({ stderr: { write: (problem) => say({ kind: "problem", problem }) } });
  const client = tableClient(endpoint);
  const table = { client, tableName };
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  const inForce = await createWorldSource({ table, now: systemNow, report }).world();
  const planned = parsePolicy(plannedText);
  if (!planned.ok) throw new TypeError(`the policy was checked, and is refused: ${refusalText(planned.refusal)}`);
  const counted = [inForce.policy, planned.value].map(countedPolicy);
  const worlds = foldedBy(counted, options).map((policy) => ({ policy, directory: inForce.directory }));
  const batches = worlds.map((_, policy) => createBatch(policy));
  const input = recordedInput(table, { from: span.from, part, parts }, unreadable, (past) =>
    worlds.map((world) => [...wakesOf(past, world, { ...options, until: span.until })].map(written)),
  );
  let saidAt = performance.now();
  for await (const folded of input.taken) {
    for (const [policy, wakes] of folded.entries()) batches[policy]?.add(wakes);
    if (performance.now() - saidAt < SAID_MILLISECONDS) continue;
    saidAt = performance.now();
    say({ kind: "read", recorded: input.recorded() });
  }
  for (const batch of batches) batch.flush();
  say({ kind: "read", recorded: input.recorded() });
  say({ kind: "rules", rules: counted.at(-1)?.rules ?? [] });
  client.destroy();
}

interface WrittenWake {
  readonly epoch: number;
  readonly json: string;
}

function written({ at, wake }: TimedWake): WrittenWake {
  return { epoch: epochOf(at), json: JSON.stringify(wake) };
}

function createBatch(policy: number) {
  let waiting: WrittenWake[] = [];
  let characters = 0;

  function flush(): void {
    const epochs = waiting.map(({ epoch }) => epoch);
    const texts = waiting.map(({ json }) => Buffer.from(json));
    say({
      kind: "wakes",
      wakes: { policy, epochs, lengths: texts.map(({ length }) => length), bytes: Buffer.concat(texts) },
    });
    waiting = [];
    characters = 0;
  }

  return {
    flush,
    add(wakes: readonly WrittenWake[]) {
      for (const wake of wakes) {
        waiting.push(wake);
        characters += wake.json.length;
      }
      if (characters >= BATCH_CHARACTERS) flush();
    },
  };
}

function say(message: FoldMessage): void {
  parentPort?.postMessage(message);
}
