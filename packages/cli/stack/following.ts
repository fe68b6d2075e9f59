/** Follows a replay in AWS until it ends, or until the user interrupts the command; the replay then goes on. */
import { setTimeout } from "node:timers/promises";
import { isOver, type ReplayProgress, type Replays } from "@tocsin/aws/replays";
import type { Terminal } from "../output/terminal.ts";

export interface Following {
  readonly replays: Pick<Replays, "progress">;
  readonly name: string;
  /** Waits until it is time to look again; gives `false` when the user has interrupted. */
  readonly wait: () => Promise<boolean>;
  readonly show: (progress: ReplayProgress) => void;
}

/** How the replay ended; `undefined` when the user stopped following it. */
export async function follow({ replays, name, wait, show }: Following): Promise<ReplayProgress | undefined> {
  for (;;) {
    const progress = await replays.progress(name);
    if (isOver(progress)) return progress;
    show(progress);
    if (!(await wait())) return undefined;
  }
}

const INTERVAL_MILLISECONDS = 5000;

/** Waits some seconds at a time, and no longer once the user asks to stop. */
export function untilInterrupted({ interrupted }: Pick<Terminal, "interrupted">): () => Promise<boolean> {
  const stop = new AbortController();
  interrupted(() => stop.abort());
  return () =>
    setTimeout(INTERVAL_MILLISECONDS, true, { signal: stop.signal }).catch((error: unknown) => {
      if (stop.signal.aborted) return false;
      throw error;
    });
}
