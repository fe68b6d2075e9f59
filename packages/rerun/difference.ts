/** How what a policy would have done differs from what another has done. */
import { compareSeverity } from "@tocsin/core/alert/severity";
import { epochOf } from "@tocsin/core/event/instant";
import { type AlertOutcome, type FirstTold, nothingSent, type Outcome, type Sent } from "./outcome.ts";
import type { RulePart, RuleUse } from "./rule-use.ts";

export interface Difference {
  /** Nobody would have been notified otherwise, of anything. */
  readonly isSame: boolean;
  readonly destinations: readonly { readonly destination: string; readonly before: Sent; readonly after: Sent }[];
  /** Of the hours of the day in which anybody's phone rang. */
  readonly ringsByHour: readonly { readonly hour: number; readonly before: number; readonly after: number }[];
  /** Alerts of which somebody would have heard sooner, or later, for the first time. */
  readonly earlier: readonly Moved[];
  readonly later: readonly Moved[];
  /** Of which somebody heard, and nobody would have. */
  readonly noLongerTold: readonly AlertOutcome[];
  /** Of which nobody heard, and somebody would have. */
  readonly newlyTold: readonly AlertOutcome[];
}

export interface Moved {
  readonly alert: AlertOutcome;
  readonly before: FirstTold;
  readonly after: FirstTold;
}

/** What is told within it of another time is told at the same time. */
const SAME_TIME_MILLISECONDS = 60_000;

export function differenceOf(before: Outcome, after: Outcome): Difference {
  const destinations = [...new Set([...before.destinations.keys(), ...after.destinations.keys()])].sort();
  const moved = [...after.alerts].flatMap(([id, alert]): readonly Moved[] => {
    const [first, last] = [before.alerts.get(id)?.firstTold, alert.firstTold];
    return first && last ? [{ alert, before: first, after: last }] : [];
  });
  return {
    isSame: before.fingerprint === after.fingerprint,
    destinations: destinations.map((destination) => ({
      destination,
      before: before.destinations.get(destination) ?? nothingSent,
      after: after.destinations.get(destination) ?? nothingSent,
    })),
    ringsByHour: before.ringsByHour
      .map((rings, hour) => ({ hour, before: rings, after: after.ringsByHour[hour] ?? 0 }))
      .filter((one) => one.before + one.after > 0),
    earlier: moved.filter((one) => delayOf(one) < -SAME_TIME_MILLISECONDS).sort(worstFirst),
    later: moved.filter((one) => delayOf(one) > SAME_TIME_MILLISECONDS).sort(worstFirst),
    noLongerTold: toldOnlyBy(before, after).map((alert) => after.alerts.get(alert.view.id) ?? alert),
    newlyTold: toldOnlyBy(after, before),
  };
}

function toldOnlyBy(one: Outcome, other: Outcome): readonly AlertOutcome[] {
  const isTold = ({ alerts }: Outcome, id: string) => alerts.get(id)?.firstTold !== undefined;
  return [...one.alerts.values()].filter(({ view: { id } }) => isTold(one, id) && !isTold(other, id)).sort(bySeverity);
}

function delayOf({ before, after }: Moved): number {
  return epochOf(after.at) - epochOf(before.at);
}

/** Alerts of which nobody would have heard, the most severe first. */
export function toldToNobody({ alerts }: Outcome): readonly AlertOutcome[] {
  return [...alerts.values()].filter(({ firstTold }) => firstTold === undefined).sort(bySeverity);
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

function worstFirst(a: Moved, b: Moved): number {
  return bySeverity(a.alert, b.alert);
}

function bySeverity(a: AlertOutcome, b: AlertOutcome): number {
  return compareSeverity(b.severity, a.severity) || (a.view.id < b.view.id ? -1 : 1);
}
