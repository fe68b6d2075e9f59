/** How much was sent to a destination of late. */
import type { Instant } from "@tocsin/core/event/instant";
import { worseOf } from "../counts.ts";
import { isOfDrill } from "../target/drill-target.ts";
import type { Verdict } from "../verdict.ts";
import type { SendingWindow } from "./circumstances.ts";
import { type Look, minutesAfter, worstToTell } from "./look.ts";

/** As many notifications may be begun within a window; what is worse than all of them is told beyond that. */
export const OVERFLOW_LIMIT = 20;
/** So many, where the destination has refused some of them for coming too fast: one message more is better than each half a minute later. */
const LIMITED_OVERFLOW_LIMIT = 5;
const WINDOW_MINUTES = 10;

/** The first instant that is no longer in it. */
export function windowEnd({ since }: SendingWindow): Instant {
  return minutesAfter(since, WINDOW_MINUTES);
}

/** Whether as many were begun as are told one by one. */
export function isFull(window: SendingWindow, look: Look): boolean {
  return window.sent >= (isRefused(look) ? LIMITED_OVERFLOW_LIMIT : OVERFLOW_LIMIT);
}

/** The destination takes but so many at a time, or has refused this group for it, be it that it has taken others since. */
export function isRefused({ told, circumstances }: Look): boolean {
  return circumstances.destination.failing?.isLimited === true || told?.failing?.isLimited === true;
}

/** What is tried again was counted when it was tried first: a group that is refused must not use up the room of the others. */
export function isRetry({ told }: Look): boolean {
  return told?.sending !== undefined || told?.failing !== undefined;
}

/** The window once the verdict on a group of its destination is carried out. A drill takes no room from what is wrong. */
export function windowAfter(look: Look, verdict: Verdict): SendingWindow | undefined {
  const { now, destination } = look.circumstances;
  const { window } = destination;
  if (verdict.outcome !== "tell" || isRetry(look) || isOfDrill(look.subject)) return window;
  const current = window !== undefined && now < windowEnd(window) ? window : { since: now, sent: 0 };
  // What is shown without a ring keeps nobody from being rung for as much.
  const rung = verdict.rings ? worstToTell(look) : undefined;
  return { ...current, sent: current.sent + 1, worst: worseOf(current.worst, rung) };
}
