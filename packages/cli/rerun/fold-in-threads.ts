/** Folds the pasts that a table has recorded, on as many cores as the machine has. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Recorded } from "@tocsin/rerun/plan-report";
import type { RuleUse } from "@tocsin/rerun/rule-use";
import type { SpilledWakes } from "@tocsin/rerun/wakes-file";
import type { FoldedPart, FoldMessage, FoldTask } from "./fold-task.ts";

/** More would ask a table for more than a single reader should. */
const MOST_THREADS = 4;
/**
 * A thread keeps one alert at a time; with the limits that V8 takes from a machine's memory, garbage would stay longer. What a thread has
 * under way fits the part for new objects: what does not is copied again and again, which took half of the time.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 64 };
const THREAD = new URL("./fold-thread.ts", import.meta.url);

export interface Folding {
  /** Called with what was read so far. */
  readonly onRead: (recorded: Recorded) => void;
  readonly onProblem: (problem: string) => void;
}

export interface Folded {
  readonly recorded: Recorded;
  /** Of each of the policies that are folded, the files of all threads. */
  readonly wakes: readonly (readonly SpilledWakes[])[];
  /** The use of the rules by which the alerts were folded, in each thread. */
  readonly rules: readonly (readonly RuleUse[])[];
}

/** @throws Error when a thread fails. */
export async function foldInThreads(task: Omit<FoldTask, "part" | "parts">, folding: Folding): Promise<Folded> {
  const parts = Math.min(availableParallelism(), MOST_THREADS);
  const read: Recorded[] = [];
  const folded: FoldedPart[] = [];
  const threads = Array.from(
    { length: parts },
    (_, part) => new Worker(THREAD, { workerData: { ...task, part, parts }, resourceLimits }),
  );
  const ended = threads.map(
    (thread, part) =>
      new Promise<void>((resolve, reject) => {
        thread.on("message", (message: FoldMessage) => take(message, part));
        thread.on("error", reject);
        thread.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
      }),
  );
  try {
    await Promise.all(ended);
    const wakes = folded[0]?.wakes.map((_, policy) => folded.flatMap((one) => one.wakes[policy] ?? []));
    return { recorded: read.reduce(sumOf, nothing), wakes: wakes ?? [], rules: folded.map(({ rules }) => rules) };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  function take(message: FoldMessage, part: number): void {
    switch (message.kind) {
      case "read":
        read[part] = message.recorded;
        folding.onRead(read.reduce(sumOf, nothing));
        break;
      case "problem":
        folding.onProblem(message.problem);
        break;
      case "folded":
        folded[part] = message;
        break;
      default:
        message satisfies never;
    }
  }
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
