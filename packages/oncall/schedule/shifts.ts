/** Who is on call: a pure function of a schedule, what somebody has overridden of it, and an instant. */
import { earlier, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Override, Schedule } from "@tocsin/core/policy/schedule";
import { earliestOf } from "../decide/look.ts";
import { layerAt, type Standing } from "./layer.ts";

/** A time in which one person is on call without a break; a gap if there is no person. */
export interface Shift {
  readonly person?: string | undefined;
  readonly from: Instant;
  /** The first instant that is no longer in it. */
  readonly until: Instant;
  /** The ids of the overrides that apply to all or a part of it. */
  readonly overrides: readonly string[];
}

/** What changes who is on call in a schedule: overrides, and the people of the policy. */
export type Overriding = Pick<Policy, "overrides" | "people">;

interface OnCallStanding extends Standing {
  /** The id of the override that applies, whatever the layers say. */
  readonly override?: string | undefined;
}

/** Of several overrides the one made last applies. An override for somebody who has left the policy has no effect. */
export function onCallAt(schedule: Schedule, overriding: Overriding, at: Instant): OnCallStanding {
  const own = overridesOf(schedule, overriding);
  const holding = own.findLast(({ from, until }) => from <= at && at < until);
  // The beginning of another, or the end of this one, may change it.
  const edges = own.flatMap(({ from, until }) => [from, until]).filter((edge) => edge > at);
  if (holding !== undefined) return { person: holding.person, until: earliestOf(...edges), override: holding.id };
  const layers = schedule.layers.map((layer) => layerAt(layer, schedule.timezone, at));
  return {
    person: layers.findLast(({ person }) => person !== undefined)?.person,
    until: earliestOf(...edges, ...layers.map(({ until }) => until)),
  };
}

function overridesOf({ name }: Schedule, { overrides, people }: Overriding): readonly Override[] {
  return overrides.filter(
    ({ schedule, person }) => schedule === name && (person === undefined || Object.hasOwn(people, person)),
  );
}

/** Hardly any shift is longer than a month. */
const END_DAYS = 35;

/**
 * The first instant at which another person than at `at` is on call, or nobody, or no longer nobody: many turns and windows end while the
 * same person stays. Nothing if that is more than 35 days ahead.
 */
export function shiftEnd(schedule: Schedule, overriding: Overriding, at: Instant): Instant | undefined {
  const latest = shift(at, END_DAYS * MILLISECONDS_PER_DAY);
  const { person, until } = onCallAt(schedule, overriding, at);
  for (let end = until; end !== undefined && end <= latest; ) {
    const next = onCallAt(schedule, overriding, end);
    if (next.person !== person) return end;
    end = next.until;
  }
  return undefined;
}

/** The shifts and gaps from `from` to `to`, in order and without time between them; the first and the last are cut there. */
export function shiftsBetween(
  schedule: Schedule,
  overriding: Overriding,
  from: Instant,
  to: Instant,
): readonly Shift[] {
  const shifts: Shift[] = [];
  for (let at = from; at < to; ) {
    const { person, until = to, override } = onCallAt(schedule, overriding, at);
    const end = earlier(until, to);
    const last = shifts.at(-1);
    const goesOn = last !== undefined && last.person === person;
    const ids = new Set([...(goesOn ? last.overrides : []), ...(override === undefined ? [] : [override])]);
    shifts.splice(goesOn ? -1 : shifts.length, 1, {
      ...{ person, from: goesOn ? last.from : at, until: end },
      overrides: [...ids],
    });
    at = end;
  }
  return shifts;
}

/** Time in which a person is on call in two schedules at once: nobody can be their own second. */
export interface DoubleBooking {
  readonly person: string;
  readonly schedules: readonly [string, string];
  readonly from: Instant;
  readonly until: Instant;
}

export function doubleBookings(bySchedule: ReadonlyMap<string, readonly Shift[]>): readonly DoubleBooking[] {
  const schedules = [...bySchedule];
  return schedules.flatMap(([first, shifts], i) =>
    schedules
      .slice(i + 1)
      .flatMap(([second, others]) =>
        shifts.flatMap((one) => others.flatMap((other) => bookedTwice(one, other, [first, second]))),
      ),
  );
}

function bookedTwice(one: Shift, other: Shift, schedules: DoubleBooking["schedules"]): readonly DoubleBooking[] {
  const { person } = one;
  if (person === undefined || person !== other.person) return [];
  const from = one.from > other.from ? one.from : other.from;
  const until = earlier(one.until, other.until);
  return from < until ? [{ person, schedules, from, until }] : [];
}
