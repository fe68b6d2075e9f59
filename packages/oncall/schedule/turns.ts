/** Whose turn it is in a rotation. Turns are counted in local time, so that a hand-over at nine stays at nine all year. */
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import type { Rotation, TurnLength } from "@tocsin/core/policy/schedule";
import { dayIn, daysAfter, instantAt } from "../local-time.ts";

export interface Turn {
  /** Nobody's, where it is left out. */
  readonly person?: string | undefined;
  readonly from: Instant;
  /** The first instant of the next turn. */
  readonly until: Instant;
}

const MINUTES_PER_DAY = 1440;
const minutesOf = { hours: 60, days: MINUTES_PER_DAY, weeks: 7 * MINUTES_PER_DAY } as const;

/**
 * The turn at `at`; before the first, nothing. A turn during which the clocks change is shorter or longer by that change. A hand-over at a
 * skipped time moves later by the skipped amount; at a time that occurs twice it is at the first.
 */
export function turnAt(rotation: Rotation, timezone: string, at: Instant): Turn | undefined {
  const length = lengthMinutes(rotation.each);
  const handOver = (n: number) => localInstant(rotation.from, timezone, n * length);
  // In local time it may be another turn than by elapsed time.
  let n = Math.max(0, Math.floor((epochOf(at) - epochOf(handOver(0))) / 60_000 / length));
  while (n > 0 && handOver(n) > at) n -= 1;
  while (handOver(n + 1) <= at) n += 1;
  if (handOver(n) > at) return undefined;
  return { person: rotation.people[n % rotation.people.length], from: handOver(n), until: handOver(n + 1) };
}

/** @param local as `2026-11-02T09:00`; this many minutes later in local time. */
export function localInstant(local: string, timezone: string, minutesLater = 0): Instant {
  const [date = "", time = ""] = local.split("T");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const sinceMidnight = hours * 60 + minutes + minutesLater;
  const days = Math.floor(sinceMidnight / MINUTES_PER_DAY);
  return instantAt(daysAfter(dayIn(date), days), timeText(sinceMidnight - days * MINUTES_PER_DAY), timezone);
}

function timeText(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function lengthMinutes({ unit, number }: TurnLength): number {
  return number * minutesOf[unit];
}
