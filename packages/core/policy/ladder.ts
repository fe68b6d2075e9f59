/** A deadline has a ladder: as it comes nearer the severity climbs, by time alone. */

import type { Severity } from "../alert/severity.ts";
import { epochOf, type Instant, instantOfEpoch, MILLISECONDS_PER_DAY } from "../event/instant.ts";

export interface Step {
  /** The step is reached when this many days or fewer are left. */
  readonly days: number;
  readonly severity: Severity;
}

/** Farthest step first. */
export type Ladder = readonly Step[];

export const defaultLadder: Ladder = [
  { days: 45, severity: "LOW" },
  { days: 30, severity: "MEDIUM" },
  { days: 14, severity: "HIGH" },
  { days: 7, severity: "HIGH" },
  { days: 3, severity: "CRITICAL" },
  { days: 1, severity: "CRITICAL" },
  { days: 0, severity: "CRITICAL" },
];

/** The nearest step that `now` has reached; none while the deadline is farther than the first. */
export function stepReached(ladder: Ladder, deadline: Instant, now: Instant): Step | undefined {
  return ladder.findLast(({ days }) => now >= reachedAt(days, deadline));
}

/** When time alone will reach the next step; none when the last is reached. */
export function nextStepAt(ladder: Ladder, deadline: Instant, now: Instant): Instant | undefined {
  const next = ladder.find(({ days }) => now < reachedAt(days, deadline));
  return next && reachedAt(next.days, deadline);
}

function reachedAt(days: number, deadline: Instant): Instant {
  return instantOfEpoch(Math.max(epochOf(deadline) - days * MILLISECONDS_PER_DAY, 0));
}
