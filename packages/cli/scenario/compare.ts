/** What came of a scenario beside what was to come of it. Pure. */
import type { AlertView } from "@tocsin/core/alert/view";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import type { CountedAlarmName } from "@tocsin/lambda/deployment/metrics";
import { type Arrived, differencesFrom, type Feature } from "./features.ts";
import { pairsOf } from "./pairing.ts";
import type { Expectation, Never, Wanted, WantedAlert } from "./scenario.ts";

/** What a scenario has led to. */
export interface Outcome {
  /** In the order in which they came. */
  readonly arrived: readonly Arrived[];
  /** The alerts that are not over at the end. */
  readonly alerts: readonly AlertView[];
  /** Each once. */
  readonly alarms: readonly Rung[];
}

/** An alarm about Tocsin itself. */
export interface Rung {
  readonly name: CountedAlarmName;
  /** When it rang first. */
  readonly at: Instant;
}

/** One moment of the timeline. */
export type Line =
  | { readonly outcome: "as-expected"; readonly expected: Expectation; readonly arrived: Arrived }
  | { readonly outcome: "not-compared"; readonly arrived: Arrived }
  | {
      readonly outcome: "differs";
      readonly expected: Expectation;
      readonly arrived: Arrived;
      readonly in: readonly Feature[];
    }
  | { readonly outcome: "missing"; readonly expected: Expectation }
  | { readonly outcome: "unexpected"; readonly arrived: Arrived }
  | { readonly outcome: "never"; readonly never: Never; readonly arrived: Arrived };

export interface Comparison {
  /** In the order in which it happened, or was to happen. */
  readonly timeline: readonly Line[];
  readonly missingAlerts: readonly WantedAlert[];
  readonly unexpectedAlerts: readonly AlertView[];
  readonly missingAlarms: readonly CountedAlarmName[];
  readonly unexpectedAlarms: readonly Rung[];
}

export function compare(wanted: Wanted, { arrived, alerts, alarms }: Outcome): Comparison {
  const seen = arrived.filter(({ notification: { kind } }) => !wanted.ignored.includes(kind));
  const timeline = [...comparedNotifications(wanted, seen), ...broken(wanted, seen)];
  return {
    timeline: timeline.toSorted((a, b) => epochOf(instantOf(a)) - epochOf(instantOf(b))),
    ...comparedAlerts(wanted.alerts, alerts),
    ...comparedAlarms(wanted.alarms, alarms),
  };
}

export function isAsWanted({ timeline, ...others }: Comparison): boolean {
  return timeline.every(isWanted) && Object.values(others).every((differing) => differing.length === 0);
}

export function isWanted({ outcome }: Line): boolean {
  return outcome === "as-expected" || outcome === "not-compared";
}

/** When it came; where nothing came, when it was to. */
export function instantOf(line: Line): Instant {
  return "arrived" in line ? line.arrived.at : line.expected.at;
}

function comparedNotifications(wanted: Wanted, arrived: readonly Arrived[]): readonly Line[] {
  const { notifications: expected, withinMilliseconds } = wanted;
  if (expected === undefined) return arrived.map((one) => ({ outcome: "not-compared", arrived: one }));
  const fitting = pairsOf(expected, arrived, (a, b) => differencesFrom(a, b, withinMilliseconds).length === 0);
  const open = expected.filter((one) => !fitting.has(one));
  const alike = nearest(open, without(arrived, fitting), withinMilliseconds);
  const paired = [...fitting.values(), ...[...alike.values()].map((line) => line.arrived)];
  return [
    ...[...fitting].map(([one, other]): Line => ({ outcome: "as-expected", expected: one, arrived: other })),
    ...alike.values(),
    ...open.filter((one) => !alike.has(one)).map((one): Line => ({ outcome: "missing", expected: one })),
    ...arrived.filter((one) => !paired.includes(one)).map((one): Line => ({ outcome: "unexpected", arrived: one })),
  ];
}

type Differing = Extract<Line, { readonly outcome: "differs" }>;

/** In so many of its features another notification may differ and still be the one that was meant. */
const MOST_DIFFERENCES = 2;

/** What did not fit, beside what came to the same destination in its stead: what differs least first, and what came nearest in time. */
function nearest(
  expected: readonly Expectation[],
  arrived: readonly Arrived[],
  withinMilliseconds: number,
): ReadonlyMap<Expectation, Differing> {
  const pairs = expected.flatMap((one) =>
    arrived.flatMap((other): Differing[] => {
      const differs = differencesFrom(one, other, withinMilliseconds);
      if (differs.includes("to") || differs.length > MOST_DIFFERENCES) return [];
      return [{ outcome: "differs", expected: one, arrived: other, in: differs }];
    }),
  );
  const found = new Map<Expectation, Differing>();
  const used = new Set<Arrived>();
  for (const pair of pairs.toSorted(byLikeness)) {
    if (found.has(pair.expected) || used.has(pair.arrived)) continue;
    found.set(pair.expected, pair);
    used.add(pair.arrived);
  }
  return found;
}

function byLikeness(a: Differing, b: Differing): number {
  return a.in.length - b.in.length || distanceOf(a) - distanceOf(b);
}

function distanceOf({ expected, arrived }: Differing): number {
  return Math.abs(epochOf(expected.at) - epochOf(arrived.at));
}

function without(arrived: readonly Arrived[], taken: ReadonlyMap<Expectation, Arrived>): readonly Arrived[] {
  const used = new Set(taken.values());
  return arrived.filter((one) => !used.has(one));
}

function broken({ never, withinMilliseconds }: Wanted, arrived: readonly Arrived[]): readonly Line[] {
  return never.flatMap((one) =>
    arrived
      .filter((other) => differencesFrom(one, other, withinMilliseconds).length === 0)
      .map((other): Line => ({ outcome: "never", never: one, arrived: other })),
  );
}

function comparedAlerts(
  wanted: readonly WantedAlert[] | undefined,
  found: readonly AlertView[],
): Pick<Comparison, "missingAlerts" | "unexpectedAlerts"> {
  if (wanted === undefined) return { missingAlerts: [], unexpectedAlerts: [] };
  const pairs = pairsOf(wanted, found, ({ matches }, view) => matches(view));
  const present = new Set(pairs.values());
  return {
    missingAlerts: wanted.filter((one) => !pairs.has(one)),
    unexpectedAlerts: found.filter((view) => !present.has(view)),
  };
}

function comparedAlarms(
  wanted: readonly CountedAlarmName[] | undefined,
  rung: readonly Rung[],
): Pick<Comparison, "missingAlarms" | "unexpectedAlarms"> {
  if (wanted === undefined) return { missingAlarms: [], unexpectedAlarms: [] };
  return {
    missingAlarms: wanted.filter((name) => rung.every((one) => one.name !== name)),
    unexpectedAlarms: rung.filter(({ name }) => !wanted.includes(name)),
  };
}
