/** Folds the pasts that a table has recorded, on several cores. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Recorded } from "@tocsin/rerun/plan-report";
import type { RuleUse } from "@tocsin/rerun/rule-use";
import type { SpilledWakes } from "@tocsin/rerun/wakes-file";
import { type Folding, foldPart } from "./fold-part.ts";
import type { FoldedPart, FoldMessage, FoldTask } from "./fold-task.ts";
import { threadLimits } from "./garbage.ts";

/** More would ask a table for more than a single reader should. */
const MOST_THREADS = 4;
const THREAD = new URL("./fold-thread.ts", import.meta.url);

export interface Folded {
  readonly recorded: Recorded;
  /** Of each of the policies that are folded, the files of all threads. */
  readonly wakes: readonly (readonly SpilledWakes[])[];
  /** The use of the rules by which the alerts were folded, in each thread. */
  readonly rules: readonly (readonly RuleUse[])[];
}

/** As many as the machine has cores for. */
export const availableThreads = (): number => Math.min(availableParallelism(), MOST_THREADS);

/**
 * In so many parts, one of which is folded in the main thread: each further one takes 50 MB, and half a second until it begins.
 * @throws Error when a part fails.
 */
export async function foldInThreads(
  task: Omit<FoldTask, "part" | "parts">,
  folding: Folding,
  parts: number,
): Promise<Folded> {
  const read: Recorded[] = [];
  const stop = new AbortController();
  const foldings = Array.from({ length: parts }, (_, part) => {
    const taking = { onProblem: folding.onProblem, onRead: (recorded: Recorded) => noteRead(part, recorded) };
    const given = { ...task, part, parts };
    return part === 0 ? foldPart(given, taking, stop.signal) : foldInThread(given, taking, stop.signal);
  });
  try {
    const folded = await Promise.all(foldings);
    const wakes = folded[0]?.wakes.map((_, policy) => folded.flatMap((one) => one.wakes[policy] ?? []));
    return { recorded: read.reduce(sumOf, nothing), wakes: wakes ?? [], rules: folded.map(({ rules }) => rules) };
  } finally {
    stop.abort();
  }

  function noteRead(part: number, recorded: Recorded): void {
    read[part] = recorded;
    folding.onRead(read.reduce(sumOf, nothing));
  }
}

async function foldInThread(task: FoldTask, { onRead, onProblem }: Folding, signal: AbortSignal): Promise<FoldedPart> {
  const thread = new Worker(THREAD, { workerData: task, resourceLimits: threadLimits });
  signal.addEventListener("abort", () => void thread.terminate());
  return new Promise((resolve, reject) => {
    thread.on("error", reject);
    thread.on("exit", (code) => reject(new Error(`a thread ended with ${code}, before its part was folded`)));
    thread.on("message", (message: FoldMessage) => {
      switch (message.kind) {
        case "read":
          return onRead(message.recorded);
        case "problem":
          return onProblem(message.problem);
        case "folded":
          return resolve(message.folded);
        default:
          return message satisfies never;
      }
    });
  });
}

const nothing: Recorded = { alerts: 0, observations: 0, decisions: 0, lapsed: 0, unreadable: 0 };

function sumOf(a: Recorded, b: Recorded): Recorded {
  return {
    alerts: a.alerts + b.alerts,
    observations: a.observations + b.observations,
    decisions: a.decisions + b.decisions,
    lapsed: a.lapsed + b.lapsed,
    unreadable: a.unreadable + b.unreadable,
  };
}
