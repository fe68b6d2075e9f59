/** The parts that only the organization's edition has: nights, noise, who is on call, and Tocsin's own health. */

import { type ConditionName, conditions } from "@tocsin/core/alert/condition";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { isNight } from "@tocsin/oncall/night";
import { shiftEnd, shiftsBetween } from "@tocsin/oncall/schedule/shifts";
import type { Report } from "./format.ts";
import type { DigestInput, Notified, Readable } from "./input.ts";
import { rankedFrom } from "./tally/ranked.ts";
import { compareText } from "./tally/standing-alert.ts";

type House = NonNullable<Report["house"]>;
type Noise = House["noise"]["lines"][number];

export interface Notifications {
  readonly nights: Omit<House["nights"], "leftToDigest">;
  readonly told: number;
  readonly noise: ReadonlyMap<string, Noise>;
  /** Notes an alert of the week: a notification under its title links to it, and counts as decided if somebody decided on it, even later. */
  note(alert: Pick<Noise, "title"> & { readonly id: string }, isDecided: boolean): void;
}

/** Counts the notifications from `start` until before `end`; nights are by the clocks of `timezone`. */
export async function readNotified(
  notified: AsyncIterable<Readable<Notified>>,
  { start, end }: { readonly start: Instant; readonly end: Instant },
  timezone: string,
  onUnreadable: (error: Error) => void,
): Promise<Notifications> {
  const nights = { rings: 0, ringsAtNight: 0, heldToMorning: 0 };
  const noise = new Map<string, Noise>();
  // A notification names its group by its worst alert, whose condition can differ from the group's.
  const keysOf = new Map<string, string[]>();
  let told = 0;
  for await (const read of notified) {
    if (!read.ok) {
      onUnreadable(read.error);
      continue;
    }
    const one = read.value;
    if (one.at < start || one.at >= end) continue;
    if (one.outcome === "held-to-morning") {
      nights.heldToMorning += 1;
      continue;
    }
    told += 1;
    if (one.rings) nights.rings += 1;
    if (one.rings && isNight(one.at, timezone)) nights.ringsAtNight += 1;
    const key = addNoise(noise, one);
    if (key !== undefined && noise.get(key)?.notifications === 1) {
      keysOf.set(one.title, [...(keysOf.get(one.title) ?? []), key]);
    }
  }
  return {
    ...{ nights, told, noise },
    note(alert, isDecided) {
      for (const key of keysOf.get(alert.title) ?? []) {
        const known = noise.get(key);
        if (known === undefined) continue;
        const id = known.id === undefined || alert.id < known.id ? alert.id : known.id;
        noise.set(key, { ...known, id, isDecided: known.isDecided || isDecided });
      }
    },
  };
}

/** Gives the key of a notification. One about no kind of alert, such as a heartbeat, is not noise. */
function addNoise(
  noise: Map<string, Noise>,
  { title, condition, destination, rings, isDecided }: Notified,
): string | undefined {
  if (condition === undefined || !isCondition(condition)) return undefined;
  const key = JSON.stringify([title, condition, destination]);
  const known = noise.get(key) ?? { title, condition, destination, notifications: 0, rings: 0, isDecided: false };
  noise.set(key, {
    ...known,
    notifications: known.notifications + 1,
    rings: known.rings + (rings ? 1 : 0),
    isDecided: known.isDecided || isDecided,
  });
  return key;
}

function isCondition(name: string): name is ConditionName {
  return Object.hasOwn(conditions, name);
}

export interface HouseNumbers {
  readonly asOf: Instant;
  /** The first instant after the week. */
  readonly end: Instant;
  readonly leftToDigest: number;
  readonly transitions: number;
  readonly silentEditions: House["silentEditions"];
}

export function houseOf(
  { policy, mode, failing, reviewed }: Pick<DigestInput, "policy" | "mode" | "failing" | "reviewed">,
  { nights, told, noise }: Notifications,
  numbers: HouseNumbers,
): House {
  return {
    nights: { ...nights, leftToDigest: numbers.leftToDigest },
    noise: {
      ...rankedFrom(noise.values(), noisiestFirst),
      undecided: [...noise.values()].filter(({ isDecided }) => !isDecided).length,
    },
    onCall: onCallOf(policy, numbers),
    health: {
      failing: [...failing],
      policyVersion: policy.version,
      mode,
      transitions: numbers.transitions,
      notifications: told,
    },
    ...(reviewed && { reviewed }),
    silentEditions: numbers.silentEditions,
  };
}

/** Titles on which nobody decided anything come before those on which somebody did. */
function noisiestFirst(a: Noise, b: Noise): number {
  return (
    Number(a.isDecided) - Number(b.isDecided) ||
    b.notifications - a.notifications ||
    b.rings - a.rings ||
    compareText(a.title, b.title) ||
    compareText(a.destination, b.destination)
  );
}

const WEEK_MILLISECONDS = 7 * MILLISECONDS_PER_DAY;

/** The shifts of the week in which the report is read, and of the next; each shift is shown to its end. */
function onCallOf(policy: Policy, { asOf, end }: Pick<HouseNumbers, "asOf" | "end">): House["onCall"] {
  const to = shift(end, asOf < end ? WEEK_MILLISECONDS : 2 * WEEK_MILLISECONDS);
  return policy.schedules.map((schedule) => ({
    schedule: schedule.name,
    timezone: schedule.timezone,
    shifts: shiftsBetween(schedule, policy, asOf, to).map(({ person, from, until }) => ({
      ...(person !== undefined && { person }),
      from,
      until: until < to ? until : (shiftEnd(schedule, policy, shift(to, -1)) ?? to),
    })),
  }));
}
