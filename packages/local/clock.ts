/** Time as a value: the embedded stack runs by the machine's clock or by one that a scenario moves. */
import { type Instant, instant } from "@tocsin/core/event/instant";

export interface VirtualClock {
  now(): Instant;
  /** Moves to `at`; never back. */
  advanceTo(at: Instant): void;
}

/** No event is older than AWS; a time before this stands for one that is not known, as the beginning of 1970 does. */
const FIRST_BELIEVED = instant("1971-01-01T00:00:00Z");

/** Whether `at` says when something was, rather than that nobody knows. */
export function isKnownTime(at: Instant): boolean {
  return at >= FIRST_BELIEVED;
}

export function virtualClock(start: Instant): VirtualClock {
  let now = start;
  return {
    now: () => now,
    advanceTo(at) {
      if (at > now) now = at;
    },
  };
}
