/** ISO 8601 weeks: Monday to Sunday, UTC, week 1 the one with the year's first Thursday. */
import { epochOf, type Instant, instantOfEpoch, MILLISECONDS_PER_DAY } from "./instant.ts";

/** `2026-W47`. */
export type Week = string;

const MILLISECONDS_PER_WEEK = 7 * MILLISECONDS_PER_DAY;

export function weekOf(at: Instant): Week {
  return weekOfMonday(mondayBefore(epochOf(at)));
}

/**
 * Its first instant, and the first that is no longer in it. Returns `undefined` for a week that does not exist, or that is not completely
 * within the years 1970 to 9999.
 */
export function boundsOf(week: Week): { readonly start: Instant; readonly end: Instant } | undefined {
  const match = /^(\d{4})-W(\d\d)$/.exec(week);
  if (!match) return undefined;
  // January 4 lies in week 1 of every year.
  const first = mondayBefore(Date.UTC(Number(match[1]), 0, 4));
  const monday = first + (Number(match[2]) - 1) * MILLISECONDS_PER_WEEK;
  const next = monday + MILLISECONDS_PER_WEEK;
  if (monday < 0 || new Date(next).getUTCFullYear() > 9999 || weekOfMonday(monday) !== week) return undefined;
  return { start: instantOfEpoch(monday), end: instantOfEpoch(next) };
}

/** @throws RangeError for a week that does not exist. */
export function weekBefore(week: Week): Week {
  const bounds = boundsOf(week);
  if (!bounds) throw new RangeError(`not a week: ${JSON.stringify(week)}`);
  return weekOfMonday(epochOf(bounds.start) - MILLISECONDS_PER_WEEK);
}

/** Every week from the one of `from` to the one of `to`, both included. */
export function weeksFrom(from: Instant, to: Instant): readonly Week[] {
  const weeks: Week[] = [];
  for (let monday = mondayBefore(epochOf(from)); monday <= epochOf(to); monday += MILLISECONDS_PER_WEEK) {
    weeks.push(weekOfMonday(monday));
  }
  return weeks;
}

function weekOfMonday(monday: number): Week {
  const thursday = monday + 3 * MILLISECONDS_PER_DAY;
  const year = new Date(thursday).getUTCFullYear();
  const number = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / MILLISECONDS_PER_WEEK);
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** As epoch milliseconds, since the Monday before 1970 is no instant of ours. */
function mondayBefore(milliseconds: number): number {
  const days = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
  // 1970-01-01 was a Thursday, the fourth day of its week.
  return (days - ((days + 3) % 7)) * MILLISECONDS_PER_DAY;
}
