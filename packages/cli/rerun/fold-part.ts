/** Reads a part of the recorded pasts and folds it. */
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { Recorded } from "@tocsin/rerun/plan-report";
import { wakesOf } from "@tocsin/rerun/rerun-alert";
import { countedPolicy, foldedBy } from "@tocsin/rerun/rule-use";
import { createWakesFile } from "@tocsin/rerun/wakes-file";
import { createUnreadable } from "../output/unreadable.ts";
import { tableClient } from "../stack/table-client.ts";
import type { FoldedPart, FoldTask } from "./fold-task.ts";
import { recordedInput } from "./recorded-input.ts";

export interface Folding {
  /** Called with what was read so far. */
  readonly onRead: (recorded: Recorded) => void;
  readonly onProblem: (problem: string) => void;
}

/** Each wakes whoever draws the progress. */
const SAID_MILLISECONDS = 100;

/** @param signal ends it with an error after the alert that is being folded. @throws CallError */
export async function foldPart(task: FoldTask, folding: Folding, signal?: AbortSignal): Promise<FoldedPart> {
  const { tableName, endpoint, part, parts, written, spill, span, ...options } = task;
  const unreadable = createUnreadable({ stderr: { write: folding.onProblem } });
  const client = tableClient(endpoint);
  try {
    const table = { client, tableName };
    const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
    const inForce = await createWorldSource({ table, now: systemNow, report }).world();
    const planned = parsePolicy(written);
    if (!planned.ok) throw new TypeError(`the policy was checked, and is refused: ${refusalText(planned.refusal)}`);
    const counted = [inForce.policy, planned.value].map(countedPolicy);
    const folds = foldedBy(counted, options).map((policy) => ({
      world: { policy, directory: inForce.directory },
      file: createWakesFile(spill),
    }));
    const input = recordedInput(table, { from: span.from, part, parts }, unreadable, (past) =>
      folds.map(({ world }) => [...wakesOf(past, world, { ...options, until: span.until })]),
    );
    let saidAt = performance.now();
    for await (const folded of input.taken) {
      signal?.throwIfAborted();
      for (const [i, wakes] of folded.entries()) for (const wake of wakes) folds[i]?.file.add(wake);
      if (performance.now() - saidAt < SAID_MILLISECONDS) continue;
      saidAt = performance.now();
      folding.onRead(input.recorded());
    }
    folding.onRead(input.recorded());
    return { wakes: folds.map(({ file }) => file.end()), rules: counted.at(-1)?.rules ?? [] };
  } finally {
    client.destroy();
  }
}
