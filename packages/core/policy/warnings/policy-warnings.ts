/**
 * Parts of a policy that are allowed, but most likely not meant: matches that can never match or silently exclude alerts, and parts that
 * nothing uses. A policy with warnings is still accepted.
 */
import type { ConditionName } from "../../alert/condition.ts";
import { observables } from "../../alert/observable.ts";
import { compareSeverity, type Severity, severities } from "../../alert/severity.ts";
import type { Combination } from "../../pattern/pattern.ts";
import type { Requirement } from "../../pattern/pattern-fields.ts";
import { compileValues } from "../../pattern/pattern-operators.ts";
import { isObject } from "../../text/json.ts";
import type { Refusal } from "../../text/parse.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { conditionsIn } from "../match/match-problems.ts";
import { isPossible, takesAllOf } from "../match/match-reach.ts";
import { attributesOf, fieldIn, fieldsAt, type Place } from "../match/matchable.ts";
import type { Situation } from "../match/situations.ts";
import { idleRoutes } from "./idle-routes.ts";
import { loudRoutes } from "./loud-routes.ts";
import { nameTwins } from "./name-twins.ts";
import { uselessParts } from "./oncall-warnings.ts";
import { inOrder, isReachable, type Rule, rulesOf } from "./policy-rules.ts";
import { listsForTelephones } from "./telephone-warnings.ts";
import { sharedNames, unlikelyEditions, unlikelyValues } from "./unlikely-values.ts";

/** A warning, and its place in the policy. */
export type Warning = Refusal;

/** Looks at a policy that is not refused. */
export function warningsOf(policy: CompletePolicy): readonly Warning[] {
  const { ownerRules, severityRules, ladderRules, urgencyRules, runbookRules, routes, silences } = rulesOf(policy);
  const firstDecides = [ownerRules, severityRules, ladderRules, urgencyRules, runbookRules];
  const all = [...firstDecides.flat(), ...routes, ...silences];
  const twins = nameTwins(policy);
  const warnings = [
    ...all.flatMap((rule) => [...outOfReach(rule), ...leftOut(rule)]),
    ...unlikelyValues(all, policy),
    ...twins,
    ...unlikelyEditions(policy).filter(({ path }) => !twins.some((twin) => twin.path === path)),
    ...sharedNames([...firstDecides, silences]),
    ...firstDecides.flatMap(shadowed),
    ...idleRoutes(policy, routes),
    ...routes.flatMap((route) => lostWhenWorse(route, routes)),
    ...loudRoutes(policy, routes, severityRules),
    ...uselessParts(policy),
    ...listsForTelephones(policy),
  ];
  return [...new Map(warnings.map((warning) => [`${warning.path} ${warning.problem}`, warning])).values()];
}

/**
 * Warnings about a silence made at run time, under an accepted policy: above all, that it can mute nothing. `reach` is the highest severity
 * that it mutes.
 */
export function warningsOfSilence(
  { match, reach }: { readonly match: object; readonly reach: Severity },
  policy: CompletePolicy,
): readonly Warning[] {
  const upTo = reach === "CRITICAL" ? ({ evenIfWorse: true } as const) : { upTo: reach };
  const always = { name: "", match, days: [], from: "00:00", to: "24:00", ...upTo };
  const { silences } = rulesOf({ ...policy, silences: [always] });
  return [...silences.flatMap(outOfReach), ...unlikelyValues(silences, policy)].map(({ path, problem }) => ({
    path: path.replace(/^silences\[0\]\.match\.?/, ""),
    problem,
  }));
}

/** Combinations that no alert can fulfil; the whole match if all are such. */
function outOfReach(rule: Rule): readonly Warning[] {
  const lost = rule.combinations.filter((combination) => !isReachable(combination, rule));
  const isWhole = lost.length === rule.combinations.length;
  return lost.map((combination) => {
    const cause = causeOf(combination, rule);
    const match = `${rule.where}.match`;
    if (!isWhole)
      return {
        path: cause ? `${match}.${cause.path}` : match,
        problem: `makes an alternative of $or that no alert can match${reasonOf(cause, combination, rule)}`,
      };
    return { path: match, problem: `can match no alert${reasonOf(cause, combination, rule)}` };
  });
}

/** The requirement without which the others can be fulfilled; of several, the last one written. */
function causeOf(combination: Combination, rule: Rule): Requirement | undefined {
  return [...combination].findLast(([path]) => {
    const others = new Map(combination);
    others.delete(path);
    return isReachable(others, rule);
  })?.[1];
}

function reasonOf(cause: Requirement | undefined, combination: Combination, rule: Rule): string {
  const conditions = conditionsIn(combination);
  if (rule.place === "ladders" && conditions.every((condition) => !observables[condition].hasDeadline))
    return `: no alert of ${conditions.join(", ")} has a deadline`;
  if (cause === undefined) return ": its parts contradict each other";
  if (cause.segments.join(".") !== "severity")
    return `: no alert that the rest of it takes has such a value of ${cause.path}`;
  const others = new Map(combination);
  others.delete("severity");
  const possible = rule.situations.filter((situation) => isPossible(others, situation)).flatMap(severitiesIn);
  const until = rule.place === "silences" ? "as far as the silence reaches (upTo, evenIfWorse)" : "whatever happens";
  return `: what the rest of it takes is ${listed(inOrder(possible))}, ${until}`;
}

function severitiesIn({ fields }: Situation): readonly Severity[] {
  const field = fieldIn(fields, ["severity"]);
  const known = field && "kind" in field && Array.isArray(field.kind) ? field.kind : [];
  return severities.filter((severity) => known.includes(severity));
}

/** Requirements that say what a field must not be, and so exclude alerts that do not have the field. */
function leftOut(rule: Rule): readonly Warning[] {
  return rule.combinations.flatMap((combination) =>
    [...combination.values()].flatMap((requirement) => {
      if (requirement.accepted.absent) return [];
      const problem = problemOfAbsence(requirement, combination, rule.place);
      return problem === undefined ? [] : [{ path: `${rule.where}.match.${requirement.path}`, problem }];
    }),
  );
}

const CURE = 'add {"exists": false} to the list if they are meant too';

function problemOfAbsence(requirement: Requirement, combination: Combination, place: Place): string | undefined {
  const [first = "", name] = requirement.segments;
  const isNegative = requirement.values.some((value) => isObject(value) && "anything-but" in value);
  if (first !== "attributes") {
    const field = fieldIn(fieldsAt(place), requirement.segments);
    const isOptional = field !== undefined && "kind" in field && field.isOptional;
    return isNegative && isOptional
      ? `leaves out every alert without ${requirement.segments.join(".")}: ${CURE}`
      : undefined;
  }
  if (name === undefined) return undefined;
  const taken = conditionsIn(combination);
  const lacking = taken.filter((condition) => !attributesOf([condition]).has(name));
  if (isNegative && lacking.length > 0)
    return `leaves out every alert without ${name}, and so all of ${some(lacking)}: ${CURE}`;
  if (isNegative) return `leaves out every alert without ${name}: ${CURE}`;
  const named = lacking.filter((condition) => namesExactly(combination.get("condition"), condition));
  return named.length === 0 ? undefined : `leaves out every alert of ${named.join(", ")}, which have no ${name}`;
}

function namesExactly(requirement: Requirement | undefined, condition: ConditionName): boolean {
  return requirement?.values.includes(condition) ?? false;
}

const SHOWN = 3;

function some(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(", ")} and ${more} more conditions` : names.join(", ");
}

/**
 * The first rule that matches decides, so a rule whose alerts all match earlier rules never decides. An earlier rule in dry run does not
 * count; a rule in dry run itself is checked as if it were in force.
 */
function shadowed(rules: readonly Rule[]): readonly Warning[] {
  return rules.flatMap((rule, i) => {
    const reached = rule.combinations.filter((combination) => isReachable(combination, rule));
    if (reached.length === 0) return [];
    const before = rules.slice(0, i).filter(({ isInDryRun }) => !isInDryRun);
    const shadows = reached.map((combination) =>
      before.find(({ combinations }) => combinations.some((wide) => takesAllOf(wide, combination, rule.situations))),
    );
    if (shadows.includes(undefined)) return [];
    const names = [...new Set(shadows.map((shadow) => JSON.stringify(shadow?.name)))].join(" and ");
    return [{ path: rule.where, problem: `never decides: ${names} before it takes every alert that it matches` }];
  });
}

/** Channels that would hear of an alert that begins as HIGH, but not of the same alert if it begins as CRITICAL. */
function lostWhenWorse(route: Rule, routes: readonly Rule[]): readonly Warning[] {
  return route.combinations.flatMap((combination) => {
    const requirement = combination.get("severity");
    const taken = severities.filter((severity) => requirement?.accepted.present?.(severity));
    const mildest = taken[0];
    if (requirement === undefined || mildest === undefined || !isReachable(combination, route)) return [];
    const lost = severities.filter((severity) => {
      if (compareSeverity(severity, mildest) <= 0 || taken.includes(severity)) return false;
      const worse = new Map(combination).set("severity", onlySeverity(requirement, severity));
      return !isHeard(worse, route, routes);
    });
    if (lost.length === 0) return [];
    const problem = `leaves out the same alert when it is ${listed(lost)}: ${route.channels.join(", ")} would not hear of one that begins so`;
    return [{ path: `${route.where}.match.${requirement.path}`, problem }];
  });
}

function onlySeverity(requirement: Requirement, severity: Severity): Requirement {
  return { ...requirement, values: [severity], accepted: compileValues([severity], requirement.path) };
}

/** Whether other routes tell every channel of `route` what `route` does not tell them, or there is nothing to tell. */
function isHeard(combination: Combination, route: Rule, routes: readonly Rule[]): boolean {
  return route.channels.every((channel) =>
    routes.some(
      ({ channels, combinations, isInDryRun }) =>
        (!isInDryRun || route.isInDryRun) &&
        channels.includes(channel) &&
        combinations.some((wide) => takesAllOf(wide, combination, route.situations)),
    ),
  );
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
