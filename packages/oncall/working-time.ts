/** When people are at work: until these instants on-call holds what can wait. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import { type Weekday, weekdays } from "@tocsin/core/policy/policy";
import { type Day, dayOf, daysAfter, instantAt, isWorkingDay, weekdayOf } from "./local-time.ts";

const MORNING = "09:00";
const WORKING_MORNING = "10:00";
const LEAST_HOURS = 4;

/** The mornings on which a destination hears of what can wait. */
export interface Mornings {
  /** The time zone in which it is nine: an IANA name. */
  readonly timezone: string;
  /** Days that have none; never all of the week. */
  readonly quietDays?: readonly Weekday[] | undefined;
}

/** The next nine o'clock on any day that is not quiet; always after `now`. */
export function nextMorning(now: Instant, mornings: Mornings): Instant {
  return next(now, mornings.timezone, MORNING, (day) => !isQuiet(day, mornings));
}

/** Whether it is exactly nine o'clock on a day that is not quiet. */
export function isMorning(at: Instant, mornings: Mornings): boolean {
  const day = dayOf(at, mornings.timezone);
  return !isQuiet(day, mornings) && instantAt(day, MORNING, mornings.timezone) === at;
}

/** Nine o'clock six days after the next morning, however long these days are; if that is a quiet day, on the next day that is not. */
export function morningAfterWeek(now: Instant, mornings: Mornings): Instant {
  const { timezone } = mornings;
  let day = daysAfter(dayOf(nextMorning(now, mornings), timezone), 6);
  while (isQuiet(day, mornings)) day = daysAfter(day, 1);
  return instantAt(day, MORNING, timezone);
}

function isQuiet(day: Day, { quietDays = [] }: Mornings): boolean {
  const weekday = weekdays[weekdayOf(day) - 1];
  return weekday !== undefined && quietDays.includes(weekday);
}

/** When an acknowledgement without a given end lapses: at ten on a working day, but not before there was time to act. */
export function acknowledgementEnd(now: Instant, timezone: string): Instant {
  return nextWorkingMorning(shift(now, LEAST_HOURS * 3_600_000), timezone);
}

/** The next ten o'clock on a day from Monday to Friday; always after `now`. */
export function nextWorkingMorning(now: Instant, timezone: string): Instant {
  return next(now, timezone, WORKING_MORNING, isWorkingDay);
}

/** Nine o'clock on the last working day before the day of `at`. */
export function workingMorningBefore(at: Instant, timezone: string): Instant {
  let day = daysAfter(dayOf(at, timezone), -1);
  while (!isWorkingDay(day)) day = daysAfter(day, -1);
  return instantAt(day, MORNING, timezone);
}

const DAY_BEGINS = "08:00";
const DAY_ENDS = "19:00";

/** Whether it is between eight in the morning and seven in the evening, on any day. */
export function isDaytime(now: Instant, timezone: string): boolean {
  const day = dayOf(now, timezone);
  return now >= instantAt(day, DAY_BEGINS, timezone) && now < instantAt(day, DAY_ENDS, timezone);
}

/** When the present day or night ends; always after `now`. */
export function daytimeTurnsAt(now: Instant, timezone: string): Instant {
  return next(now, timezone, isDaytime(now, timezone) ? DAY_ENDS : DAY_BEGINS, () => true);
}

function next(now: Instant, timezone: string, time: string, isWanted: (day: Day) => boolean): Instant {
  for (let day = dayOf(now, timezone); ; day = daysAfter(day, 1)) {
    if (!isWanted(day)) continue;
    const at = instantAt(day, time, timezone);
    if (at > now) return at;
  }
}
