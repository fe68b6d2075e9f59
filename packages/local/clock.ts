/** Time as a value: the embedded stack runs by the machine's clock or by one that a scenario moves. */
import type { Instant } from "@tocsin/core/instant";

export interface VirtualClock {
  now(): Instant;
  /** Moves to `at`; never back. */
  advanceTo(at: Instant): void;
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
