/**
 * Who is on call, as a policy says it: a schedule has layers, each of which has people who take turns, or shifts that were planned
 * elsewhere.
 */
import type { Instant } from "../event/instant.ts";
import type { Weekday } from "./policy.ts";

/** In place of a person: a turn without anybody. */
export const NOBODY = "nobody";

/** How a person is reached: names of channels, in the order in which they are tried. */
export interface Person {
  readonly contacts: readonly string[];
}

export interface Schedule {
  readonly name: string;
  /** The time zone of the schedule, an IANA name. */
  readonly timezone: string;
  /** Of those that have somebody at an instant, the last counts. */
  readonly layers: readonly Layer[];
}

export type Layer = TurnsLayer | CalendarLayer;

/** As a calendar had them when it was read. */
export interface CalendarLayer {
  /** In order, and no two at one time. */
  readonly shifts: readonly PlannedShift[];
}

export interface PlannedShift {
  readonly person: string;
  readonly from: Instant;
  /** The first instant that is no longer in it. */
  readonly until: Instant;
}

export interface TurnsLayer extends Rotation {
  /** When the layer ends for good, such as `2026-11-02T09:00`. */
  readonly until?: string | undefined;
  /** The weekly windows in which the layer applies; always, if there are none. */
  readonly hours: readonly Hours[];
  /** Days on which the layer does not apply, such as `2026-12-25`. */
  readonly except: readonly string[];
}

export interface Rotation {
  /** Names in the order of their turns; `undefined` is a turn without anybody. */
  readonly people: readonly (string | undefined)[];
  readonly each: TurnLength;
  /** When the first turn begins, as `2026-11-02T09:00`. */
  readonly from: string;
}

export interface TurnLength {
  readonly unit: "hours" | "days" | "weeks";
  readonly number: number;
}

export interface Hours {
  /** The days on which the window begins. */
  readonly days: readonly Weekday[];
  /** Times of day, as `22:00`. Where `to` is not later than `from` it is on the day after; `24:00` is the end of the day. */
  readonly from: string;
  readonly to: string;
}

/** Somebody takes over for some time, whatever the layers say. */
export interface Override {
  readonly id: string;
  readonly schedule: string;
  /** If left out, nobody: the time is a gap. */
  readonly person?: string | undefined;
  readonly from: Instant;
  /** The first instant at which it no longer applies. */
  readonly until: Instant;
}

/** Whoever is on call in a schedule, and which of their contacts is used, counted from 0. */
export interface Scheduled<S extends Pick<Schedule, "name">> {
  readonly schedule: S;
  readonly contact: number;
}

/**
 * The meaning of a destination's name that is not a channel: `primary` is whoever is on call in the schedule `primary`, and `primary/2` the
 * same person through their second contact.
 */
export function scheduledIn<S extends Pick<Schedule, "name">>(
  destination: string,
  schedules: readonly S[],
): Scheduled<S> | undefined {
  const [, name = destination, number = "1"] = /^(.+)\/([2-9])$/.exec(destination) ?? [];
  const schedule = schedules.find((one) => one.name === name);
  return schedule && { schedule, contact: Number(number) - 1 };
}
