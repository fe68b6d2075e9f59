/** Finds matches that use fields that only a directory has. */
import { combinationsOf } from "../../pattern/pattern.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { matchesIn } from "../references/written-parts.ts";
import { ownersIn, textsIn } from "./unlikely-values.ts";

const LISTS = ["owners", "severity", "ladders", "urgency", "runbooks", "routes", "silences"] as const;

/**
 * The first such field, with the path of its match and how many more matches use one; an owner that the policy itself names does not count.
 */
export function directoryAskedBy(
  policy: CompletePolicy,
): { readonly path: string; readonly field: "directory" | "owner"; readonly others: number } | undefined {
  const owners = ownersIn(policy);
  const asked = LISTS.flatMap((list) => matchesIn(policy, list)).flatMap(({ path, match }) => {
    const field = fieldAskedBy(match, owners);
    return field === undefined ? [] : [{ path, field }];
  });
  const [first, ...others] = asked;
  return first && { ...first, others: others.length };
}

function fieldAskedBy(match: object, owners: readonly string[]): "directory" | "owner" | undefined {
  const requirements = combinationsOf(match).flatMap((combination) => [...combination.values()]);
  if (requirements.some(({ segments: [first] }) => first === "directory")) return "directory";
  const named = requirements.filter(({ segments: [first] }) => first === "owner").flatMap(({ values }) => values);
  return named.flatMap(textsIn).some((owner) => !owners.includes(owner)) ? "owner" : undefined;
}
