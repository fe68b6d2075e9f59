/** Watching over a replay that goes on in AWS until it ends, or until the person at the terminal has seen enough. */
import { setTimeout } from "node:timers/promises";
import { isOver, type ReplayProgress, type Replays } from "@tocsin/aws/replays";
import type { Terminal } from "../output/terminal.ts";

export interface Following {
  readonly replays: Pick<Replays, "progress">;
  readonly name: string;
  /** Waits until it is time to look again; gives `false` when nobody watches any more. */
  readonly wait: () => Promise<boolean>;
  readonly show: (progress: ReplayProgress) => void;
}

/** How the replay ended; `undefined` when it was left to itself. */
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
