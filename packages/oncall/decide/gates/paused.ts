import { earlier, shift } from "@tocsin/core/event/instant";
import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/** How soon, after a pause is ended early, the notifications that waited for its end are sent. */
const LOOK_SECONDS = 60;

/** While somebody has paused on-call, everything owed waits; when the pause ends, the state at that time is told. */
export function paused({ circumstances: { now, pausedUntil } }: Look): Verdict | undefined {
  if (pausedUntil === undefined || now >= pausedUntil) return undefined;
  return { outcome: "later", reason: "paused", nextAt: earlier(pausedUntil, shift(now, LOOK_SECONDS * 1000)) };
}
