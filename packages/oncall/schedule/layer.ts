import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { CalendarLayer, Hours, Layer } from "@tocsin/core/policy/schedule";
import { earliestOf } from "../decide/look.ts";
import { type Day, dateOf, dayIn, dayOf, daysAfter, instantAt } from "../local-time.ts";
import { windowAt, windowsBetween } from "../silence-window.ts";
import { localInstant, turnAt } from "./turns.ts";

/** Who it is at an instant. */
export interface Standing {
  /** Nobody, where it is left out. */
  readonly person?: string | undefined;
  /** The first later instant at which it may differ; left out if it never does. */
  readonly until?: Instant | undefined;
}

/** Whom a layer has at `at`, by itself. */
export function layerAt(layer: Layer, timezone: string, at: Instant): Standing {
  if ("shifts" in layer) return plannedAt(layer, at);
  const first = localInstant(layer.from, timezone);
  if (at < first) return { until: first };
  const end = layer.until === undefined ? undefined : localInstant(layer.until, timezone);
  if (end !== undefined && at >= end) return {};
  const parts = [exceptions(layer.except, timezone, at), hoursAt(layer.hours, timezone, at)];
  const turn = turnAt(layer, timezone, at);
  return {
    person: parts.every(({ holds }) => holds) ? turn?.person : undefined,
    until: earliestOf(end, turn?.until, ...parts.map(({ until }) => until)),
  };
}

function plannedAt({ shifts }: CalendarLayer, at: Instant): Standing {
  const next = shifts[indexAfter(shifts, at)];
  if (next === undefined) return {};
  return next.from <= at ? { person: next.person, until: next.until } : { until: next.from };
}

/** The index of the first shift that is not over. A snapshot has many shifts, and each is looked up. */
function indexAfter(shifts: CalendarLayer["shifts"], at: Instant): number {
  let [low, high] = [0, shifts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shifts[middle]?.until ?? at) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Holding {
  readonly holds: boolean;
  readonly until?: Instant | undefined;
}

function exceptions(except: readonly string[], timezone: string, at: Instant): Holding {
  const today = dayOf(at, timezone);
  if (except.includes(dateOf(today))) return { holds: false, until: midnight(daysAfter(today, 1), timezone) };
  const later = except.map((date) => midnight(dayIn(date), timezone)).filter((begins) => begins > at);
  return { holds: true, until: earliestOf(...later) };
}

function midnight(day: Day, timezone: string): Instant {
  return instantAt(day, "00:00", timezone);
}

/** A window recurs each week, in local time, whose clocks may have been set back meanwhile; most recur tomorrow. */
const WEEK_DAYS = 8;
const LOOKED_AHEAD_DAYS = [1, WEEK_DAYS];

function hoursAt(hours: readonly Hours[], timezone: string, at: Instant): Holding {
  if (hours.length === 0) return { holds: true };
  const windows = hours.map((one) => ({ ...one, timezone }));
  const current = windows.flatMap((window) => windowAt(window, at) ?? []);
  return {
    holds: current.length > 0,
    until: earliestOf(...current.map(({ until }) => until), ...windows.map((window) => nextBegin(window, at))),
  };
}

/** If the clocks skip the whole window in a week, there is none: this is then where to continue looking, so that no time is missed. */
function nextBegin(window: Parameters<typeof windowsBetween>[0], at: Instant): Instant {
  for (const days of LOOKED_AHEAD_DAYS) {
    const next = windowsBetween(window, at, shift(at, days * MILLISECONDS_PER_DAY)).find(({ from }) => from > at);
    if (next !== undefined) return next.from;
  }
  return shift(at, WEEK_DAYS * MILLISECONDS_PER_DAY);
}
