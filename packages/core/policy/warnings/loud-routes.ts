/** Routes that would ring at night for what is mild, since their match names no severity. */
import type { Severity } from "../../alert/severity.ts";
import { compileValues } from "../../pattern/pattern-operators.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { takesAllOf } from "../match/match-reach.ts";
import { isReachable, type Rule } from "./policy-rules.ts";
import type { Warning } from "./policy-warnings.ts";

/** What is less is left out: whatever has been reopened by a person can be that, also where nothing else is as mild. */
const mild: readonly Severity[] = ["LOW", "MEDIUM"];

/** Who names a severity in the match has thought of it, and who gives one to all that it takes. @param rules the routes, in their order. */
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
