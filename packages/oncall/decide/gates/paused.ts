import { earlier, shift } from "@tocsin/core/event/instant";
import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/** So soon a pause that is ended early lets go of what has waited for its end. */
const LOOK_SECONDS = 60;

/** While somebody has paused on-call, all that there is to tell waits, and is told as it is when the pause ends. */
export function paused({ circumstances: { now, pausedUntil } }: Look): Verdict | undefined {
  if (pausedUntil === undefined || now >= pausedUntil) return undefined;
  return { outcome: "later", reason: "paused", nextAt: earlier(pausedUntil, shift(now, LOOK_SECONDS * 1000)) };
}
