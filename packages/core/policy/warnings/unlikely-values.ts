/** Values and names that a policy may have, but that are most likely slips: values that nothing gives, and names of two things. */
import { UNOWNED } from "../../directory/owner.ts";
import { isObject } from "../../text/json.ts";
import { suggestion } from "../../text/suggestion.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { meantBy } from "./likely-slips.ts";
import type { Rule } from "./policy-rules.ts";
import type { Warning } from "./policy-warnings.ts";

/** `eu-west-1`, `us-gov-east-1`; resources outside any Region have `global`. https://docs.aws.amazon.com/general/latest/gr/rande.html */
const REGION = /^(?:[a-z]{2}(?:-[a-z]+)+-\d{1,2}|global)$/;

export function unlikelyValues(rules: readonly Rule[], policy: CompletePolicy): readonly Warning[] {
  const owners = ownersIn(policy);
  const named = new Map(rules.map((rule) => [rule, namedIn(rule)]));
  return rules.flatMap((rule) => {
    const others = rules.filter((other) => other !== rule).map((other) => named.get(other) ?? new Map());
    return requirementsOf(rule).flatMap(({ path, segments, values }) =>
      values.flatMap(textsIn).flatMap((text) => {
        const field = segments.join(".");
        const problem = problemOf(field, text, owners) ?? slipIn(field, text, { owners, others });
        return problem === undefined ? [] : [{ path: `${rule.where}.match.${path}`, problem }];
      }),
    );
  });
}

function requirementsOf({ combinations }: Rule) {
  return combinations.flatMap((combination) => [...combination.values()]);
}

/** Fields with free values that many rules repeat. */
const FREE = ["owner", "directory.environment"];

type Named = ReadonlyMap<string, ReadonlySet<string>>;

/** The texts that a rule names, by field. */
function namedIn(rule: Rule): Named {
  const requirements = requirementsOf(rule);
  const textsOf = (field: string) =>
    requirements
      .filter(({ segments }) => segments.join(".") === field)
      .flatMap(({ values }) => values.flatMap(textsIn));
  return new Map(FREE.map((field) => [field, new Set(textsOf(field))]));
}

interface Known {
  readonly owners: readonly string[];
  readonly others: readonly Named[];
}

function slipIn(field: string, text: string, { owners, others }: Known): string | undefined {
  if (!FREE.includes(field) || (field === "owner" && owners.includes(text))) return undefined;
  const meant = meantBy(
    text,
    others.map((named) => named.get(field) ?? new Set()),
  );
  if (meant === undefined) return undefined;
  return `names ${JSON.stringify(text)}, which no other rule names; did you mean ${JSON.stringify(meant)}?`;
}

/** Editions of the digest for an unknown owner, if a known owner has a similar name. */
export function unlikelyEditions(policy: CompletePolicy): readonly Warning[] {
  const owners = ownersIn(policy);
  return (policy.digest?.editions ?? []).flatMap(({ owner }, i) => {
    const problem = owner === undefined ? undefined : problemOf("owner", owner, owners);
    return problem === undefined ? [] : [{ path: `digest.editions[${i}].owner`, problem }];
  });
}

/** Tags name the owners of accounts, so not every other name is a slip. */
export function ownersIn({ owners, fallbackOwner }: CompletePolicy): readonly string[] {
  return [...owners.map(({ owner }) => owner), ...(fallbackOwner === undefined ? [] : [fallbackOwner]), UNOWNED];
}

function problemOf(field: string, text: string, owners: readonly string[]): string | undefined {
  if (field === "region" && !REGION.test(text)) return `names ${JSON.stringify(text)}, which is no Region`;
  if (field !== "owner" || owners.includes(text)) return undefined;
  const meant = suggestion(text, owners);
  return meant === "" ? undefined : `names ${JSON.stringify(text)}, which no owner of this policy is${meant}`;
}

/** Those that are named as a whole. */
export function textsIn(value: unknown): readonly string[] {
  const named = isObject(value) ? [value["anything-but"]].flat() : [value];
  return named.filter((one) => typeof one === "string");
}

/** Pages refer to a rule or a window by its name. */
export function sharedNames(lists: readonly (readonly Pick<Rule, "name" | "where">[])[]): readonly Warning[] {
  const problem = "is the name of another before it: nobody can tell by which of them something is so";
  return lists.flatMap((rules) =>
    rules.flatMap(({ name, where }, i) =>
      rules.slice(0, i).some((other) => other.name === name) ? [{ path: `${where}.name`, problem }] : [],
    ),
  );
}
