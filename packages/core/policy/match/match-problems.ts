/** Why a match is refused: it names what no alert can have, and so would silently match nothing, or everything. */
import type { ConditionName } from "../../alert/condition.ts";
import { type Combination, readPattern } from "../../pattern/pattern.ts";
import type { Requirement } from "../../pattern/pattern-fields.ts";
import type { Refusal } from "../../text/parse.ts";
import { suggestion } from "../../text/suggestion.ts";
import { problemOfValue, type ValueProblem } from "./match-values.ts";
import {
  ANY_NAME,
  attributesOf,
  conditionNames,
  type Field,
  fieldIn,
  fieldsAt,
  type Group,
  type Place,
  reasonUnseen,
} from "./matchable.ts";

/** All reasons to refuse the match at `where`, such as `routes[0].match`; none if it is sound. */
export function problemsOfMatch(match: object, place: Place, where: string): readonly Refusal[] {
  const below = (path: string) => (path === "" ? where : `${where}${path.startsWith("[") ? "" : "."}${path}`);
  const { combinations, errors } = readPattern(match);
  const malformed = errors.map(({ path, problem }) => ({ path: below(path), problem }));
  const meaningless = [...placesOf(combinations).values()].flatMap(({ requirement, conditions }) =>
    problemsOfRequirement(requirement, conditions, place).map(({ at, problem }) => ({
      path: below(`${requirement.path}${at}`),
      problem,
    })),
  );
  return [...malformed, ...meaningless];
}

interface Written {
  readonly requirement: Requirement;
  /** The conditions that the pattern names beside it; with several alternatives, those of all of them. */
  readonly conditions: ReadonlySet<ConditionName>;
}

/** The requirements by their place: one beside `$or` is in every combination. */
function placesOf(combinations: readonly Combination[]): ReadonlyMap<string, Written> {
  const places = new Map<string, Written>();
  for (const combination of combinations) {
    const named = conditionsIn(combination);
    for (const requirement of combination.values()) {
      const known = places.get(requirement.path)?.conditions ?? [];
      places.set(requirement.path, { requirement, conditions: new Set([...known, ...named]) });
    }
  }
  return places;
}

/** The conditions that a combination matches. If it matches none, its values are reported as wrong. */
export function conditionsIn(combination: Combination): readonly ConditionName[] {
  const accepted = combination.get("condition")?.accepted;
  if (accepted === undefined) return conditionNames;
  const named = conditionNames.filter((name) => accepted.present?.(name));
  return named.length > 0 ? named : conditionNames;
}

function problemsOfRequirement(
  { segments, values }: Requirement,
  conditions: ReadonlySet<ConditionName>,
  place: Place,
): readonly ValueProblem[] {
  const [first = "", ...rest] = segments;
  if (first === "attributes") return problemsOfAttribute(rest, values, [...conditions]);
  const fields = fieldsAt(place);
  const unseen = reasonUnseen(first, place);
  if (unseen !== undefined) return [{ at: "", problem: unseen }];
  if (!Object.hasOwn(fields, first)) {
    const names = [...Object.keys(fields), "attributes"];
    return [{ at: "", problem: `is not a field of an alert${suggestion(first, names) || `: ${names.join(", ")}`}` }];
  }
  const field = fieldIn(fields, segments);
  if (field === undefined) return [{ at: "", problem: problemOfBelow(first, rest, fields[first]) }];
  if ("below" in field) return [{ at: "", problem: `is a group of fields: name ${namesOfGroup(field)}` }];
  return problemsOfValues([field], values);
}

function problemOfBelow(first: string, [name = ""]: readonly string[], parent: Field | Group | undefined): string {
  if (parent === undefined || !("below" in parent)) return `is not a field of an alert: there is none below ${first}`;
  const names = Object.keys(parent.below);
  return `is not a field of ${first}${suggestion(name, names) || `, which has ${names.join(", ")}`}`;
}

function namesOfGroup({ below }: Group): string {
  const names = Object.keys(below);
  return names.includes(ANY_NAME) ? 'one, as in "tags": {"cost-center": […]}' : `one of ${names.join(", ")}`;
}

function problemsOfAttribute(
  segments: readonly string[],
  values: readonly unknown[],
  conditions: readonly ConditionName[],
): readonly ValueProblem[] {
  const [name] = segments;
  if (name === undefined)
    return [{ at: "", problem: 'is a group of fields: name one, as in "attributes": {"domain": […]}' }];
  if (segments.length > 1) return [{ at: "", problem: `is not an attribute: there is none below ${name}` }];
  const kinds = attributesOf(conditions).get(name);
  if (kinds === undefined) return [{ at: "", problem: problemOfUnknown(name, conditions) }];
  return problemsOfValues(
    kinds.map((kind) => ({ kind, isOptional: true })),
    values,
  );
}

/** Why there is no attribute of the name. */
export function problemOfUnknown(name: string, conditions: readonly ConditionName[]): string {
  const isAny = conditions.length === conditionNames.length;
  const there = [...attributesOf(conditions).keys()].sort();
  const owners = conditionNames.filter((condition) => attributesOf([condition]).has(name));
  const hint = owners.length > 0 ? `, but of ${owners.join(", ")}` : suggestion(name, there);
  const listed = there.length === 0 ? "there are none" : `there are ${there.join(", ")}`;
  return `is no attribute of ${isAny ? "any condition" : conditions.join(" or ")}${hint} (${listed})`;
}

/** If the conditions have an attribute of different kinds, a value has to fit one of them. */
function problemsOfValues(fields: readonly Field[], values: readonly unknown[]): readonly ValueProblem[] {
  return values.flatMap((value, i) => {
    const problems = fields.map((field) => problemOfValue(field, value));
    const [first] = problems;
    if (first === undefined || problems.includes(undefined)) return [];
    return [{ at: `[${i}]${first.at}`, problem: first.problem }];
  });
}
