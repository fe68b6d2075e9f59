/** Routes that would ring at night for mild alerts, since their match names no severity. */
import type { Severity } from "../../alert/severity.ts";
import { compileValues } from "../../pattern/pattern-operators.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { takesAllOf } from "../match/match-reach.ts";
import { isReachable, type Rule } from "./policy-rules.ts";
import type { Warning } from "./policy-warnings.ts";

/** Milder severities are ignored: any alert that a person has reopened can have them. */
const mild: readonly Severity[] = ["LOW", "MEDIUM"];

/**
 * A match that names a severity is intended, and so is one whose alerts all get a severity from a rule. @param rules the routes, in their
 * order.
 */
export function loudRoutes(
  { routes }: CompletePolicy,
  rules: readonly Rule[],
  severityRules: readonly Rule[],
): readonly Warning[] {
  const given = severityRules.filter(({ isInDryRun }) => !isInDryRun).flatMap(({ combinations }) => combinations);
  return rules.flatMap((rule, i) => {
    if (routes[i]?.urgency !== "now") return [];
    const unlimited = rule.combinations.filter(
      (combination) =>
        !combination.has("severity") && !given.some((wide) => takesAllOf(wide, combination, rule.situations)),
    );
    const taken = mild.filter((severity) => {
      const path = "severity";
      const requirement = { segments: [path], path, values: [severity], accepted: compileValues([severity], path) };
      return unlimited.some((combination) => isReachable(new Map(combination).set(path, requirement), rule));
    });
    if (taken.length === 0) return [];
    const problem = `rings at any hour for what is ${taken.join(" or ")}, too: name severity in the match, or leave urgency out, as what cannot wait is urgent now without it`;
    return [{ path: `${rule.where}.urgency`, problem }];
  });
}
