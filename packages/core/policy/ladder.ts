/** A deadline has a ladder: the severity rises as the deadline comes nearer, without further events. */

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

/** No step is further from the deadline than this fraction of the validity that ends there. */
const LONGEST_SHARE = 1 / 3;

/** Scaling moves no step nearer than this: several steps within a day tell nobody anything new. */
const NEAREST_DAYS = 1;

/**
 * The same ladder for a validity of `lifeDays`: if the first step would be further away than a third of the validity, all steps move nearer
 * in proportion, rounded to a tenth of a day. So a certificate of 47 days is not in alarm nearly all its life. Of steps that meet, the last
 * and most severe stays.
 */
export function scaled(ladder: Ladder, lifeDays: number): Ladder {
  const farthest = ladder[0]?.days ?? 0;
  const most = lifeDays * LONGEST_SHARE;
  if (farthest <= most || most <= 0) return ladder;
  const nearer = ladder.map(({ days, severity }) => {
    const proportional = Math.round(((days * most) / farthest) * 10) / 10;
    return { days: Math.max(proportional, Math.min(days, NEAREST_DAYS)), severity };
  });
  return nearer.filter(({ days }, i) => nearer[i + 1]?.days !== days);
}

/** The nearest step that `now` has reached; none while the deadline is farther than the first. */
export function stepReached(ladder: Ladder, deadline: Instant, now: Instant): Step | undefined {
  return ladder.findLast(({ days }) => now >= reachedAt(days, deadline));
}

/** When time alone will reach the next step; none when the last is reached. */
export function nextStepAt(ladder: Ladder, deadline: Instant, now: Instant): Instant | undefined {
  const next = ladder.find(({ days }) => now < reachedAt(days, deadline));
  return next && reachedAt(next.days, deadline);
}

/**
 * A step this near counts as reached, so that an alert that opens shortly before a step is told only once. The deadline itself counts
 * exactly at its time.
 */
const MARGIN_MILLISECONDS = 3_600_000;

function reachedAt(days: number, deadline: Instant): Instant {
  const margin = days > 0 ? MARGIN_MILLISECONDS : 0;
  return instantOfEpoch(Math.max(epochOf(deadline) - days * MILLISECONDS_PER_DAY - margin, 0));
}
