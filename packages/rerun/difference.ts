/** How the outcome of one policy differs from the outcome of another. */
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import { type AlertOutcome, isTold, nothingSent, type Outcome, type Sent } from "./outcome.ts";
import type { RulePart, RuleUse } from "./rule-use.ts";

export interface Difference {
  /** True if nobody would have been notified differently: neither at other times nor by messages with another content. */
  readonly isSame: boolean;
  readonly destinations: readonly { readonly destination: string; readonly before: Sent; readonly after: Sent }[];
  /** By person who was on call, if a destination is a schedule. */
  readonly people: readonly { readonly person: string; readonly before: Sent; readonly after: Sent }[];
  /** The hours of the day in which anybody's phone rang. */
  readonly ringsByHour: readonly { readonly hour: number; readonly before: number; readonly after: number }[];
  /** Alerts whose first notification to a destination would have come sooner, or later. */
  readonly earlier: readonly Moved[];
  readonly later: readonly Moved[];
  /** Alerts that a destination heard of and would not have heard of. */
  readonly lost: readonly AtDestination[];
  /** Alerts that a destination did not hear of and would have heard of. */
  readonly gained: readonly AtDestination[];
  /** Alerts that a destination heard of on both sides, and whose highest severity differs. Each is listed once. */
  readonly otherSeverity: readonly OtherSeverity[];
}

export interface AtDestination {
  /** The value under the other policy. */
  readonly alert: AlertOutcome;
  /** The severity under the first policy, if it differs. */
  readonly severityBefore?: Severity;
  readonly destination: string;
}

export interface Moved extends AtDestination {
  readonly before: Instant;
  readonly after: Instant;
}

export interface OtherSeverity {
  /** The value under the other policy. */
  readonly alert: AlertOutcome;
  readonly before: Severity;
}

/** A first notification within this much of another time counts as at the same time. */
const SAME_TIME_MILLISECONDS = 60_000;

export function differenceOf(before: Outcome, after: Outcome): Difference {
  const moved = [...after.alerts].flatMap(([id, alert]) => {
    const toldBefore = before.alerts.get(id)?.toldAt ?? {};
    return Object.entries(alert.toldAt).flatMap(([destination, at]): readonly Moved[] => {
      const first = toldBefore[destination];
      const moved = { alert, destination, ...severityBefore(before, alert) };
      return first === undefined ? [] : [{ ...moved, before: first, after: at }];
    });
  });
  const earlier = moved.filter((one) => delayOf(one) < -SAME_TIME_MILLISECONDS).sort(worstFirst);
  const later = moved.filter((one) => delayOf(one) > SAME_TIME_MILLISECONDS).sort(worstFirst);
  const asAfter = ({ id, destination }: Told): readonly AtDestination[] => {
    const alert = after.alerts.get(id) ?? before.alerts.get(id);
    return alert === undefined ? [] : [{ alert, destination, ...severityBefore(before, alert) }];
  };
  const lost = toldOnlyBy(before, after).flatMap(asAfter).sort(worstFirst);
  const gained = toldOnlyBy(after, before).flatMap(asAfter).sort(worstFirst);
  // An alert that the destination heard of before the span is in no notification of the span, and may still be lost.
  const isListed = [earlier, later, lost, gained].some((alerts) => alerts.length > 0);
  return {
    isSame: before.fingerprint === after.fingerprint && !isListed,
    destinations: sentTo(before.destinations, after.destinations).map(({ name, ...sent }) => ({
      destination: name,
      ...sent,
    })),
    people: sentTo(before.people, after.people).map(({ name, ...sent }) => ({ person: name, ...sent })),
    ringsByHour: before.ringsByHour
      .map((rings, hour) => ({ hour, before: rings, after: after.ringsByHour[hour] ?? 0 }))
      .filter((one) => one.before + one.after > 0),
    ...{ earlier, later, lost, gained },
    otherSeverity: [...after.alerts]
      .flatMap(([id, alert]) => otherSeverityOf(before.alerts.get(id), alert))
      .sort((a, b) => bySeverity(a.alert, b.alert)),
  };
}

function otherSeverityOf(before: AlertOutcome | undefined, alert: AlertOutcome): readonly OtherSeverity[] {
  if (before === undefined || before.severity === alert.severity) return [];
  const isToldOnBoth = Object.keys(alert.toldAt).some((destination) => before.toldAt[destination] !== undefined);
  return isToldOnBoth ? [{ alert, before: before.severity }] : [];
}

function sentTo(before: ReadonlyMap<string, Sent>, after: ReadonlyMap<string, Sent>) {
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((name) => ({
    name,
    before: before.get(name) ?? nothingSent,
    after: after.get(name) ?? nothingSent,
  }));
}

interface Told {
  readonly id: string;
  readonly destination: string;
}

function toldOnlyBy(one: Outcome, other: Outcome): readonly Told[] {
  return [...one.alerts].flatMap(([id, alert]) =>
    Object.keys(alert.toldAt)
      .filter((destination) => other.alerts.get(id)?.toldAt[destination] === undefined)
      .map((destination) => ({ id, destination })),
  );
}

/** Nothing if there is no change. */
function severityBefore(before: Outcome, { view, severity }: AlertOutcome): Pick<AtDestination, "severityBefore"> {
  const known = before.alerts.get(view.id)?.severity;
  return known === undefined || known === severity ? {} : { severityBefore: known };
}

function delayOf({ before, after }: Moved): number {
  return epochOf(after) - epochOf(before);
}

/** Alerts that no destination would have heard of, the most severe first. */
export function toldToNobody({ alerts }: Outcome): readonly AlertOutcome[] {
  return [...alerts.values()].filter((alert) => !isTold(alert)).sort(bySeverity);
}

/** A rule that decided nothing: `unmatched` if no alert matched it, `shadowed` if an earlier rule decided each time. */
export interface IdleRule {
  readonly part: RulePart;
  readonly name: string;
  readonly is: "unmatched" | "shadowed";
}

/** @param rules the rules of the policy of `outcome`. */
export function idleRules(rules: readonly RuleUse[], { routes }: Outcome): readonly IdleRule[] {
  return rules.flatMap(({ part, name, matched, decided }): readonly IdleRule[] => {
    if (matched === 0) return [{ part, name, is: "unmatched" }];
    const isUsed = part === "silences" || (part === "routes" ? routes.has(name) : decided > 0);
    return isUsed ? [] : [{ part, name, is: "shadowed" }];
  });
}

function worstFirst(a: AtDestination, b: AtDestination): number {
  return bySeverity(a.alert, b.alert) || (a.destination < b.destination ? -1 : 1);
}

function bySeverity(a: AlertOutcome, b: AlertOutcome): number {
  return compareSeverity(b.severity, a.severity) || (a.view.id < b.view.id ? -1 : Number(a.view.id > b.view.id));
}
