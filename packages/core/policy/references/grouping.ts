/** The fields by which alerts can be grouped: those whose values stay the same while an alert gets worse and ends. */
import type { ConditionName } from "../../alert/condition.ts";
import type { AlertView } from "../../alert/view.ts";
import type { AccountFacts } from "../../directory/directory.ts";
import { readPattern } from "../../pattern/pattern.ts";
import { isObject } from "../../text/json.ts";
import type { Refusal } from "../../text/parse.ts";
import { suggestion } from "../../text/suggestion.ts";
import { conditionsIn, problemOfUnknown } from "../match/match-problems.ts";
import { attributesOf, conditionNames } from "../match/matchable.ts";
import { itemsOf } from "./written-parts.ts";

const groupable = [
  "condition",
  "account",
  "region",
  "resource",
  "owner",
  "directory.name",
  "directory.ou",
  "directory.environment",
  "directory.contact",
] as const satisfies readonly (keyof AlertView | `directory.${keyof AccountFacts}`)[];

/** The paths by which a route cannot group. */
export function problemsOfGroups(value: unknown): readonly Refusal[] {
  return itemsOf(value, "routes").flatMap((route, i) => {
    const conditions = conditionsOf(isObject(route) ? route.match : undefined);
    return itemsOf(route, "group").flatMap((path, j) => {
      const problem = typeof path === "string" ? problemOfPath(path, conditions) : undefined;
      return problem === undefined ? [] : [{ path: `routes[${i}].group[${j}]`, problem }];
    });
  });
}

/** The conditions that any alternative of a match names; every condition if there is no match. */
function conditionsOf(match: unknown): readonly ConditionName[] {
  const { combinations } = readPattern(match);
  return combinations.length === 0 ? conditionNames : [...new Set(combinations.flatMap(conditionsIn))];
}

function problemOfPath(path: string, conditions: readonly ConditionName[]): string | undefined {
  if (groupable.some((known) => known === path) || /^directory\.tags\.[^.]+$/.test(path)) return undefined;
  const [, attribute] = /^attributes\.(.*)$/.exec(path) ?? [];
  if (attribute !== undefined)
    return attributesOf(conditions).has(attribute) ? undefined : problemOfUnknown(attribute, conditions);
  const near = suggestion(path, groupable) || `: ${groupable.join(", ")}, directory.tags.NAME, attributes.NAME`;
  return `is not a field by which alerts can be told together${near}`;
}
