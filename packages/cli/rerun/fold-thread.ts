/** A thread that folds a part of the recorded pasts beside the main one. */
import { parentPort, workerData } from "node:worker_threads";
import { foldPart } from "./fold-part.ts";
import type { FoldMessage } from "./fold-task.ts";

const folded = await foldPart(workerData, {
  onRead: (recorded) => say({ kind: "read", recorded }),
  onProblem: (problem) => say({ kind: "problem", problem }),
});
say({ kind: "folded", folded });

function say(message: FoldMessage): void {
  parentPort?.postMessage(message);
}
