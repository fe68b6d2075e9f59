/**
 * Which alerts a match can reach, and which matches include others. Both answers are safe: a match found unreachable is, and one found
 * included is. Some patterns are not recognized.
 */

import type { Combination } from "../../pattern/pattern.ts";
import type { Requirement } from "../../pattern/pattern-fields.ts";
import { compileValues, isList, isScalar, type Scalar } from "../../pattern/pattern-operators.ts";
import { isObject, sameJson } from "../../text/json.ts";
import { problemOfValue } from "./match-values.ts";
import { type Field, fieldIn, type Kind } from "./matchable.ts";
import type { Situation } from "./situations.ts";

/** Whether some alert in the situation can fulfil all requirements of a combination. */
export function isPossible(combination: Combination, { fields }: Situation): boolean {
  return [...combination.values()].every((requirement) => {
    const field = fieldIn(fields, requirement.segments);
    // What has fields below it has no value.
    if (field === undefined || "below" in field) return requirement.accepted.absent;
    return canHave(field, requirement);
  });
}

function canHave(field: Field, { values, accepted }: Requirement): boolean {
  if (field.isOptional && accepted.absent) return true;
  const known = knownValues(field.kind);
  if (known !== undefined) return known.some((value) => accepted.present?.(value));
  return values.some((value) => problemOfValue({ ...field, isOptional: false }, value) === undefined);
}

/** Whether `general` matches every alert that `special` matches, in all the situations. */
export function takesAllOf(general: Combination, special: Combination, situations: readonly Situation[]): boolean {
  return situations
    .filter((situation) => isPossible(special, situation))
    .every(({ fields }) =>
      [...general].every(([path, wide]) => {
        const narrow = special.get(path);
        const field = fieldIn(fields, wide.segments);
        if (field === undefined || "below" in field) return wide.accepted.absent;
        const mayBeAbsent = field.isOptional && (narrow?.accepted.absent ?? true);
        return (!mayBeAbsent || wide.accepted.absent) && takesAllValues(wide, narrow, field.kind);
      }),
    );
}

function takesAllValues(wide: Requirement, narrow: Requirement | undefined, kind: Kind): boolean {
  if (wide.values.some((value) => sameJson(value, { exists: true }))) return true;
  const known = knownValues(kind);
  if (known !== undefined) {
    const wanted = known.filter((value) => narrow === undefined || narrow.accepted.present?.(value));
    return wanted.every((value) => wide.accepted.present?.(value));
  }
  return narrow?.values.every((value) => takesValue(wide, value)) ?? false;
}

function takesValue({ values, accepted }: Requirement, value: unknown): boolean {
  if (isScalar(value)) return accepted.present?.(value) === true;
  return values.some((wide) => sameJson(wide, value) || isWiderAffix(wide, value));
}

/** What begins with `prod-eu-` begins with `prod-` too. */
function isWiderAffix(wide: unknown, narrow: unknown): boolean {
  if (!isObject(wide) || !isObject(narrow)) return false;
  return (["prefix", "suffix"] as const).some((operator) => {
    const text = narrow[operator];
    return typeof text === "string" && compileValues([wide], "").present?.(text) === true && operator in wide;
  });
}

/** All values that a field of the kind can have, if they are known. */
function knownValues(kind: Kind): readonly Scalar[] | undefined {
  if (kind === "flag") return [true, false];
  return isList(kind) ? kind.filter(isScalar) : undefined;
}
