/** Days and times of day as the clocks on the wall of a time zone show them, summer time included. */
import { epochOf, type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import * as InstantParts from "temporal-polyfill/fns/Instant";
import * as PlainDate from "temporal-polyfill/fns/PlainDate";
import * as PlainTime from "temporal-polyfill/fns/PlainTime";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";

/** A day of the calendar, in no time zone. */
export type Day = PlainDate.Record;

const SATURDAY = 6;

/** The local day of `at` in `timezone`, an IANA name. @throws RangeError for an unknown name. */
export function dayOf(at: Instant, timezone: string): Day {
  return ZonedDateTime.toPlainDate(
    InstantParts.toZonedDateTimeISO(InstantParts.fromEpochMilliseconds(epochOf(at)), timezone),
  );
}

/** @param date as `2026-11-24`. @throws RangeError for a day that does not exist. */
export function dayIn(date: string): Day {
  const [year = Number.NaN, month = Number.NaN, dayOfMonth = Number.NaN] = date.split("-").map(Number);
  return PlainDate.create(year, month, dayOfMonth);
}

export function daysAfter(day: Day, days: number): Day {
  return PlainDate.addDays(day, days);
}

/** 1 for Monday, 7 for Sunday. */
export function weekdayOf(day: Day): number {
  return PlainDate.dayOfWeek(day);
}

/** Whether it is a day from Monday to Friday. */
export function isWorkingDay(day: Day): boolean {
  return weekdayOf(day) < SATURDAY;
}

/**
 * When the clocks of `timezone` show `time` on the day, such as `09:00`; `24:00` is the start of the next day. A skipped time moves later
 * by the skipped amount; of a time that occurs twice, the first counts.
 */
export function instantAt(day: Day, time: string, timezone: string): Instant {
  if (time === "24:00") return instantAt(daysAfter(day, 1), "00:00", timezone);
  const [hour, minute] = time.split(":").map(Number);
  const plainTime = PlainTime.create(hour, minute);
  // A clock that stands at its beginning has days before it.
  return instantOfEpoch(
    Math.max(0, PlainDate.toZonedDateTime(day, { timeZone: timezone, plainTime }).epochMilliseconds),
  );
}

/** Whether day `a` is later than day `b`. */
export function isAfter(a: Day, b: Day): boolean {
  return PlainDate.compare(a, b) > 0;
}

/** `2026-11-24`. */
export function dateOf(day: Day): string {
  return PlainDate.toString(day);
}
