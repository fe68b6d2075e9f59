/** The rules of a policy, each with all situations in which its match may be evaluated. */
import type { ConditionName } from "../../alert/condition.ts";
import { observables } from "../../alert/observable.ts";
import { compareSeverity, type Severity, severities } from "../../alert/severity.ts";
import { type Combination, combinationsOf } from "../../pattern/pattern.ts";
import { type CompletePolicy, reachOf } from "../compile-policy.ts";
import { isInDryRun } from "../dry-run.ts";
import { defaultLadder } from "../ladder.ts";
import { isPossible } from "../match/match-reach.ts";
import type { Place } from "../match/matchable.ts";
import { type Reachable, type Situation, situationsAt } from "../match/situations.ts";

export interface Rule {
  readonly name: string;
  readonly place: Place;
  /** Such as `routes[0]`. */
  readonly where: string;
  readonly combinations: readonly Combination[];
  readonly situations: readonly Situation[];
  /** Of a route. */
  readonly channels: readonly string[];
  /** Nothing goes by it yet. */
  readonly isInDryRun: boolean;
}

/** With each rule, the severities that alerts can have once it is their turn: first the ladders, then the severity rules, then the routes. */
export function rulesOf(policy: CompletePolicy) {
  const given = (condition: ConditionName) => observables[condition].severities;
  const onLadders = [defaultLadder, ...policy.ladders.map(({ steps }) => steps)].flat().map(({ severity }) => severity);
  // An alert that a person reopens while no reporter sees it is INFORMATIONAL.
  const climbed = (condition: ConditionName): readonly Severity[] => [
    ...["INFORMATIONAL" as const, ...given(condition)],
    ...(observables[condition].hasDeadline ? onLadders : []),
  ];
  const severityRules = rulesAt("severity", policy.severity, climbed);
  const ruled = (condition: ConditionName) => [
    ...climbed(condition),
    ...policy.severity.flatMap(({ severity }, i) =>
      severityRules[i] && concerns(severityRules[i], condition) ? [severity] : [],
    ),
  ];
  return {
    ownerRules: rulesAt("owners", policy.owners, given),
    ladderRules: rulesAt("ladders", policy.ladders, given),
    severityRules,
    urgencyRules: rulesAt("urgency", policy.urgency, ruled),
    runbookRules: rulesAt("runbooks", policy.runbooks ?? [], ruled),
    routes: rulesAt("routes", policy.routes, ruled),
    silences: silencesOf(policy, ruled),
  };
}

interface WrittenRule {
  readonly name: string;
  readonly match: object;
  readonly channels?: readonly string[];
  readonly mode?: "dry-run" | undefined;
}

function rulesAt(place: Place, written: readonly WrittenRule[], reachable: Reachable): readonly Rule[] {
  const situations = situationsAt(place, (condition) => inOrder(reachable(condition)));
  return written.map(({ name, match, channels = [], mode }, i) => ({
    ...{ name, place, where: `${place}[${i}]`, situations, channels },
    isInDryRun: isInDryRun({ mode }),
    combinations: combinationsOf(match),
  }));
}

/** Alerts that are more severe than a silence reaches break through it. */
function silencesOf({ silences }: CompletePolicy, reachable: Reachable): readonly Rule[] {
  return silences.flatMap((silence, i) => {
    const upTo = reachOf(silence);
    const muted = (condition: ConditionName) =>
      reachable(condition).filter((severity) => compareSeverity(severity, upTo) <= 0);
    return rulesAt("silences", [silence], muted).map((rule) => ({ ...rule, where: `silences[${i}]` }));
  });
}

export function inOrder(some: readonly Severity[]): readonly Severity[] {
  return severities.filter((severity) => some.includes(severity));
}

function concerns({ combinations, situations }: Rule, condition: ConditionName): boolean {
  const own = situations.filter((situation) => situation.condition === condition);
  return combinations.some((combination) => own.some((situation) => isPossible(combination, situation)));
}

export function isReachable(combination: Combination, { situations }: Rule): boolean {
  return situations.some((situation) => isPossible(combination, situation));
}
