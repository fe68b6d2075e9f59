/** What of schedules is most likely not meant: time in which nobody is on call, and people who are by two at once. */
import { epochOf, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Schedule } from "@tocsin/core/policy/schedule";
import type { Refusal } from "@tocsin/core/text/parse";
import { doubleBookings, type Shift, shiftsBetween } from "./shifts.ts";

/** Three months of hand-overs, holidays and layers that end. */
export const LOOKED_AT_DAYS = 91;

/** Nobody has overridden yet what is pushed. */
const byLayers = { overrides: [], people: {} };

/** What is so in the time after `now`, by the layers alone. */
export function scheduleWarnings(schedules: readonly Schedule[], now: Instant): readonly Refusal[] {
  const until = shift(now, LOOKED_AT_DAYS * MILLISECONDS_PER_DAY);
  const shifts = new Map(schedules.map((schedule) => [schedule.name, shiftsBetween(schedule, byLayers, now, until)]));
  return [...schedules.flatMap(({ name }, i) => gapWarning(i, shifts.get(name) ?? [])), ...doubleWarnings(shifts)];
}

function gapWarning(index: number, shifts: readonly Shift[]): readonly Refusal[] {
  const gaps = shifts.filter(({ person }) => person === undefined);
  const [first] = gaps;
  if (first === undefined) return [];
  const hours = gaps.reduce((sum, gap) => sum + hoursOf(gap), 0);
  const problem = `has nobody on call for ${Math.round(hours)} hours of the next ${LOOKED_AT_DAYS} days, first from ${first.from} to ${first.until}`;
  return [{ path: `schedules[${index}]`, problem }];
}

function hoursOf({ from, until }: Shift): number {
  return (epochOf(until) - epochOf(from)) / 3_600_000;
}

/** One for each person and pair of schedules. */
function doubleWarnings(shifts: ReadonlyMap<string, readonly Shift[]>): readonly Refusal[] {
  const names = [...shifts.keys()];
  const bookings = Map.groupBy(doubleBookings(shifts), ({ person, schedules }) => JSON.stringify([person, schedules]));
  return [...bookings.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const [one, other] = first.schedules;
    const times = more.length === 0 ? "once" : `${more.length + 1} times`;
    const problem = `has ${first.person} on call together with ${JSON.stringify(one)}, ${times} in the next ${LOOKED_AT_DAYS} days, first from ${first.from} to ${first.until}: nobody else is rung then`;
    return [{ path: `schedules[${names.indexOf(other)}]`, problem }];
  });
}
