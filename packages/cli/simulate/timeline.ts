/** The stretch of time that is simulated. */
import { epochOf, type Instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Random } from "./random.ts";

export interface Timeline {
  readonly start: Instant;
  readonly end: Instant;
  readonly days: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = MILLISECONDS_PER_DAY;

/** `days` days up to and with `end`. */
export function timelineUntil(end: Instant, days: number): Timeline {
  // The last second of a day belongs to it: seven days before it is the last second before the first day.
  return { start: shift(end, 1000 - days * DAY), end, days };
}

/** The instant at which this fraction of the time has passed, so that a story keeps its order however long it may take. */
export function moment({ start, end }: Timeline, fraction: number): Instant {
  return instantOfEpoch(epochOf(start) + Math.round((epochOf(end) - epochOf(start)) * fraction));
}

/** `hours` into the day numbered from 0. */
export function onDay({ start }: Timeline, day: number, hours: number): Instant {
  return shift(start, day * DAY + hours * HOUR);
}

export function anyMoment(random: Random, timeline: Timeline): Instant {
  return moment(timeline, random.fraction());
}

export function isWithin({ start, end }: Timeline, at: Instant): boolean {
  return at >= start && at <= end;
}

/** As the envelope has it: whole seconds. */
export function inSeconds(at: Instant): string {
  return `${at.slice(0, 19)}Z`;
}
