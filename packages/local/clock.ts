/** Time as a value: the embedded stack uses the machine's clock, or one that a scenario moves. */
import { type Instant, instant } from "@tocsin/core/event/instant";

export interface VirtualClock {
  now(): Instant;
  /** Moves to `at`; never back. */
  advanceTo(at: Instant): void;
}

/** AWS is younger than this. An earlier time, such as the beginning of 1970, is a placeholder for one that is not known. */
const FIRST_BELIEVED = instant("1971-01-01T00:00:00Z");

/** Whether `at` is a real time, not a placeholder for one that is not known. */
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
