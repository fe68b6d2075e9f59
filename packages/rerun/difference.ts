/** How what a policy would have done differs from what another has done. */
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import { type AlertOutcome, isTold, nothingSent, type Outcome, type Sent } from "./outcome.ts";
import type { RulePart, RuleUse } from "./rule-use.ts";

export interface Difference {
  /** Nobody would have been notified otherwise, of anything: not at other times, nor by messages that say something else. */
  readonly isSame: boolean;
  readonly destinations: readonly { readonly destination: string; readonly before: Sent; readonly after: Sent }[];
  /** Of those who were on call, where a destination is a schedule. */
  readonly people: readonly { readonly person: string; readonly before: Sent; readonly after: Sent }[];
  /** Of the hours of the day in which anybody's phone rang. */
  readonly ringsByHour: readonly { readonly hour: number; readonly before: number; readonly after: number }[];
  /** Alerts of which a destination would have heard sooner, or later, for the first time. */
  readonly earlier: readonly Moved[];
  readonly later: readonly Moved[];
  /** Of which a destination heard, and would not have. */
  readonly lost: readonly AtDestination[];
  /** Of which a destination did not hear, and would have. */
  readonly gained: readonly AtDestination[];
  /** Of which a destination heard on both sides, and that were more, or less, severe at their worst. Each is there once. */
  readonly otherSeverity: readonly OtherSeverity[];
}

export interface AtDestination {
  /** As it is after. */
  readonly alert: AlertOutcome;
  /** Its severity before, where that was another. */
  readonly severityBefore?: Severity;
  readonly destination: string;
}

export interface Moved extends AtDestination {
  readonly before: Instant;
  readonly after: Instant;
}

export interface OtherSeverity {
  /** As it is after. */
  readonly alert: AlertOutcome;
  readonly before: Severity;
}

/** What is told within it of another time is told at the same time. */
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
  // What was heard of before the span is in no notification of it, and may still be lost.
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

/** Nothing where it was the same. */
function severityBefore(before: Outcome, { view, severity }: AlertOutcome): Pick<AtDestination, "severityBefore"> {
  const known = before.alerts.get(view.id)?.severity;
  return known === undefined || known === severity ? {} : { severityBefore: known };
}

function delayOf({ before, after }: Moved): number {
  return epochOf(after) - epochOf(before);
}

/** Alerts of which nobody would have heard, the most severe first. */
export function toldToNobody({ alerts }: Outcome): readonly AlertOutcome[] {
  return [...alerts.values()].filter((alert) => !isTold(alert)).sort(bySeverity);
}

/** A rule that decided nothing: `unmatched`, no alert was such; `shadowed`, others came first wherever it matched. */
export interface IdleRule {
  readonly part: RulePart;
  readonly name: string;
  readonly is: "unmatched" | "shadowed";
}

/** @param rules of the policy that `outcome` came of. */
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
