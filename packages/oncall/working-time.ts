/** When people are at work: the instants until which on-call holds what can wait. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import { type Day, dayOf, daysAfter, instantAt, isWorkingDay } from "./local-time.ts";

const MORNING = "09:00";
const WORKING_MORNING = "10:00";
const LEAST_HOURS = 4;

/** The next time that it is nine o'clock in `timezone`, on whatever day; always after `now`. */
export function nextMorning(now: Instant, timezone: string): Instant {
  return next(now, timezone, MORNING, () => true);
}

/** Whether it is nine o'clock sharp in `timezone`. */
export function isMorning(at: Instant, timezone: string): boolean {
  return instantAt(dayOf(at, timezone), MORNING, timezone) === at;
}

/** Nine o'clock six days after the next morning, however long these days are. */
export function morningAfterWeek(now: Instant, timezone: string): Instant {
  return instantAt(daysAfter(dayOf(nextMorning(now, timezone), timezone), 6), MORNING, timezone);
}

/** When an acknowledgement lapses that says nothing else: at ten of a working day, and not before there was time to see to it. */
export function acknowledgementEnd(now: Instant, timezone: string): Instant {
  return nextWorkingMorning(shift(now, LEAST_HOURS * 3_600_000), timezone);
}

/** The next time that it is ten o'clock on a day from Monday to Friday; always after `now`. */
export function nextWorkingMorning(now: Instant, timezone: string): Instant {
  return next(now, timezone, WORKING_MORNING, isWorkingDay);
}

/** Nine o'clock of the last working day that is earlier than the day of `at`. */
export function workingMorningBefore(at: Instant, timezone: string): Instant {
  let day = daysAfter(dayOf(at, timezone), -1);
  while (!isWorkingDay(day)) day = daysAfter(day, -1);
  return instantAt(day, MORNING, timezone);
}

const DAY_BEGINS = "08:00";
const DAY_ENDS = "19:00";

/** Whether it is between eight in the morning and seven in the evening, on whatever day. */
export function isDaytime(now: Instant, timezone: string): boolean {
  const day = dayOf(now, timezone);
  return now >= instantAt(day, DAY_BEGINS, timezone) && now < instantAt(day, DAY_ENDS, timezone);
}

/** When the day or the night ends that it is; always after `now`. */
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
