import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/** While somebody has paused on-call, all that there is to tell waits, and is told as it is when the pause ends. */
export function paused({ circumstances: { now, pausedUntil } }: Look): Verdict | undefined {
  if (pausedUntil === undefined || now >= pausedUntil) return undefined;
  return { outcome: "later", reason: "paused", nextAt: pausedUntil };
}
