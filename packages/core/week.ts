/** ISO 8601 weeks: Monday to Sunday, UTC, week 1 the one with the year's first Thursday. */
import { epochOf, type Instant, instantOfEpoch, MILLISECONDS_PER_DAY } from "./instant.ts";

/** `2026-W47`. */
export type Week = string;

const MILLISECONDS_PER_WEEK = 7 * MILLISECONDS_PER_DAY;

export function weekOf(at: Instant): Week {
  const thursday = epochOf(mondayOf(at)) + 3 * MILLISECONDS_PER_DAY;
  const year = new Date(thursday).getUTCFullYear();
  const number = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / MILLISECONDS_PER_WEEK);
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** Its first instant, and the first that is no longer in it. Gives `undefined` for a week that does not exist. */
export function boundsOf(week: Week): { readonly start: Instant; readonly end: Instant } | undefined {
  const match = /^(\d{4})-W(\d\d)$/.exec(week);
  if (!match) return undefined;
  // January 4 lies in week 1 of every year.
  const first = epochOf(mondayOf(instantOfEpoch(Date.UTC(Number(match[1]), 0, 4))));
  const start = instantOfEpoch(first + (Number(match[2]) - 1) * MILLISECONDS_PER_WEEK);
  return weekOf(start) === week ? { start, end: instantOfEpoch(epochOf(start) + MILLISECONDS_PER_WEEK) } : undefined;
}

export function weekBefore(week: Week): Week {
  const bounds = boundsOf(week);
  if (!bounds) throw new RangeError(`not a week: ${JSON.stringify(week)}`);
  return weekOf(instantOfEpoch(epochOf(bounds.start) - MILLISECONDS_PER_WEEK));
}

/** Every week from the one of `from` to the one of `to`, both included. */
export function weeksFrom(from: Instant, to: Instant): readonly Week[] {
  const weeks: Week[] = [];
  for (let at = epochOf(mondayOf(from)); at <= epochOf(to); at += MILLISECONDS_PER_WEEK)
    weeks.push(weekOf(instantOfEpoch(at)));
  return weeks;
}

function mondayOf(at: Instant): Instant {
  const days = Math.floor(epochOf(at) / MILLISECONDS_PER_DAY);
  // 1970-01-01 was a Thursday, the fourth day of its week.
  const sinceMonday = (days + 3) % 7;
  return instantOfEpoch((days - sinceMonday) * MILLISECONDS_PER_DAY);
}
