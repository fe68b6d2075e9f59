/** Folds the pasts that a table has recorded, on as many cores as the machine has. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Recorded } from "@tocsin/rerun/plan-report";
import type { RuleUse } from "@tocsin/rerun/rule-use";
import type { WakesFile } from "@tocsin/rerun/wakes-file";
import type { FoldedWakes, FoldMessage, FoldTask } from "./fold-task.ts";

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
  /** The use of the rules by which the alerts were folded. */
  readonly rules: readonly (readonly RuleUse[])[];
}

/** Adds what on-call was woken for to `files`, one a policy. @throws Error when a thread fails. */
export async function foldInThreads(
  task: Omit<FoldTask, "part" | "parts">,
  files: readonly WakesFile[],
  folding: Folding,
): Promise<Folded> {
  const parts = Math.min(availableParallelism(), MOST_THREADS);
  const read: Recorded[] = [];
  const rules: (readonly RuleUse[])[] = [];
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
    return { recorded: read.reduce(sumOf, nothing), rules };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  function take(message: FoldMessage, part: number): void {
    switch (message.kind) {
      case "wakes":
        addTo(files, message.wakes, part);
        break;
      case "read":
        read[part] = message.recorded;
        folding.onRead(read.reduce(sumOf, nothing));
        break;
      case "problem":
        folding.onProblem(message.problem);
        break;
      case "rules":
        rules.push(message.rules);
        break;
      default:
        message satisfies never;
    }
  }
}

function addTo(files: readonly WakesFile[], { policy, epochs, lengths, bytes }: FoldedWakes, part: number): void {
  let from = 0;
  for (const [i, epoch] of epochs.entries()) {
    const until = from + (lengths[i] ?? 0);
    files[policy]?.addJson(epoch, bytes.subarray(from, until), part);
    from = until;
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
