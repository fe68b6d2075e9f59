/** How much was sent to a destination recently. */
import type { Instant } from "@tocsin/core/event/instant";
import { worseOf } from "../counts.ts";
import { isOfDrill } from "../target/drill-target.ts";
import type { Verdict } from "../verdict.ts";
import type { SendingWindow } from "./circumstances.ts";
import { type Look, minutesAfter, worstToTell } from "./look.ts";

/** The most notifications within a window; anything worse than all of them is still told. */
export const OVERFLOW_LIMIT = 20;
/**
 * The limit if the destination has refused some because they came too fast: one summary message is better than delaying each by half a
 * minute.
 */
const LIMITED_OVERFLOW_LIMIT = 5;
const WINDOW_MINUTES = 10;

/** The first instant that is no longer in it. */
export function windowEnd({ since }: SendingWindow): Instant {
  return minutesAfter(since, WINDOW_MINUTES);
}

/** Whether the limit of notifications told one by one is reached. */
export function isFull(window: SendingWindow, look: Look): boolean {
  return window.sent >= (isRefused(look) ? LIMITED_OVERFLOW_LIMIT : OVERFLOW_LIMIT);
}

/** The destination limits its rate, or has refused this group because of that, even if it has accepted others since. */
export function isRefused({ told, circumstances }: Look): boolean {
  return circumstances.destination.failing?.isLimited === true || told?.failing?.isLimited === true;
}

/** A retry was counted at its first attempt, so that a refused group does not use up the room of the others. */
export function isRetry({ told }: Look): boolean {
  return told?.sending !== undefined || told?.failing !== undefined;
}

/** The window after a verdict on one of its destination's groups is carried out. A drill takes no room from alerts. */
export function windowAfter(look: Look, verdict: Verdict): SendingWindow | undefined {
  const { now, destination } = look.circumstances;
  const { window } = destination;
  if (verdict.outcome !== "tell" || isRetry(look) || isOfDrill(look.subject)) return window;
  const current = window !== undefined && now < windowEnd(window) ? window : { since: now, sent: 0 };
  // A severity that was shown without a ring does not keep an equal one from ringing.
  const rung = verdict.rings ? worstToTell(look) : undefined;
  return { ...current, sent: current.sent + 1, worst: worseOf(current.worst, rung) };
}
