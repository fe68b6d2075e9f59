import type { Instant } from "@tocsin/core/event/instant";
import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { hasBegun, isOverflow, type Look, minutesAfter, openIn } from "../look.ts";

const FACTOR = 10;
const PAUSE_MINUTES = 4 * 60;
/** An overflow group is told of again while it grows, since nobody is told of its alerts one by one. */
const OVERFLOW_PAUSE_MINUTES = 10;

/** Ten times as many open as when people were rung last is another matter than a few more. */
export function growth(look: Look): Verdict | undefined {
  const { subject, circumstances } = look;
  const dueAt = growthDueAt(look);
  if (dueAt !== undefined && circumstances.now >= dueAt) {
    return { outcome: "tell", kind: "grew", rings: true, reason: "grew-tenfold" };
  }
  return isOverflow(subject) && hasBegun(look) ? overflowGrowth(look) : undefined;
}

/** From when the present growth may ring. */
export function growthDueAt(look: Look): Instant | undefined {
  const { rung, overflowed } = look.told ?? {};
  // Overflowed alerts are told with the growth of the overflow group.
  if (rung === undefined || overflowed !== undefined) return undefined;
  const known = Math.max(rung.open, 1);
  // What only moved here has not begun.
  const isBegun = rung.begun === undefined || total(look.counts.begun) - rung.begun >= (FACTOR - 1) * known;
  return openIn(look) >= FACTOR * known && isBegun ? minutesAfter(rung.at, PAUSE_MINUTES) : undefined;
}

function overflowGrowth({ told, circumstances: { now } }: Look): Verdict {
  const nextAt = minutesAfter(told?.last?.at ?? now, OVERFLOW_PAUSE_MINUTES);
  if (now < nextAt) return { outcome: "later", reason: "updates-wait", nextAt };
  return { outcome: "tell", kind: "grew", rings: false, reason: "overflows" };
}
