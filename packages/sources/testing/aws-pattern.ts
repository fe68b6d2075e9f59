/**
 * Finds parts of a source's pattern that AWS would refuse, or may match otherwise than `compilePattern` does. Only Tocsin matches the
 * patterns of a policy; those of sources are deployed, so they use only what both match in the same way.
 */
import type { Pattern } from "@tocsin/core/pattern/pattern";
import { parseWildcard } from "@tocsin/core/pattern/pattern-text";
import { isObject } from "@tocsin/core/text/json";

/** The default quota of a rule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LENGTH_LIMIT = 2048;

/**
 * While it is matched, a text may be within several wildcards of a field at once, and within one at several places. AWS refuses a rule as
 * too complex if these are too many, and does not document the limit. It was seen to refuse `*:*:*:*:*:event-bus/*`, and four endings such
 * as `*.tif` in one list: `complexityOf` gives 17 and 12 for these.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-complexity
 */
const COMPLEXITY_LIMIT = 10;

/** The documented limit of `numeric`, and of any number in a pattern. */
const NUMERIC_LIMIT = 5e9;

/** What is wrong with the pattern, as sentences; none when AWS takes it and matches what `compilePattern` matches. */
export function awsObjections(pattern: Pattern): readonly string[] {
  const { length } = JSON.stringify(pattern);
  const tooLong = length > LENGTH_LIMIT ? [`The pattern has ${length} characters; a rule takes ${LENGTH_LIMIT}.`] : [];
  const fields = Map.groupBy(listsIn(pattern, ""), ({ path }) => path);
  return [
    ...tooLong,
    ...[...fields].flatMap(([path, lists]) => fieldObjections(lists).map((why) => `${path} ${why}.`)),
  ];
}

interface List {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** Every list of values with its field; branches of `$or` may have one for the same field. */
function listsIn(pattern: Pattern, parent: string): readonly List[] {
  return Object.entries(pattern).flatMap(([key, value]) => {
    if (key === "$or" && Array.isArray(value)) return value.flatMap((branch) => listsIn(branch, parent));
    const path = parent === "" ? key : `${parent}.${key}`;
    if (Array.isArray(value)) return [{ path, values: value }];
    return isObject(value) ? listsIn(value, path) : [];
  });
}

function fieldObjections(lists: readonly List[]): readonly string[] {
  const complexity = lists.flatMap(({ values }) => values.flatMap(wildcardsIn)).map(complexityOf);
  return [
    ...(sum(complexity) > COMPLEXITY_LIMIT ? ["has wildcards that AWS may refuse as too complex"] : []),
    ...lists.flatMap(({ values }) => listObjections(values)),
  ];
}

function listObjections(values: readonly unknown[]): readonly string[] {
  const operators = values.flatMap(operatorsIn);
  const isMixed = operators.includes("wildcard") && operators.includes("equals-ignore-case");
  return [
    ...(isMixed ? ["has a wildcard beside equals-ignore-case, which AWS's matcher was seen to answer otherwise"] : []),
    ...(operators.includes("cidr") ? ["has a cidr, which AWS's matcher reads otherwise for some addresses"] : []),
    ...(values.some(isBeyondNumeric) ? [`compares numbers beyond ${NUMERIC_LIMIT}, which is not documented`] : []),
  ];
}

/** The operators of a list's value, including nested ones. */
function operatorsIn(value: unknown): readonly string[] {
  return isObject(value) ? Object.entries(value).flatMap(([name, operand]) => [name, ...operatorsIn(operand)]) : [];
}

function wildcardsIn(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const { wildcard, "anything-but": negated } = value;
  return [wildcard, isObject(negated) ? negated.wildcard : undefined].flat().filter((text) => typeof text === "string");
}

/**
 * An upper bound. Each asterisk has a place before the piece that follows it and one at its own text; within the piece there are as many as
 * its first letter occurs in it, since each begins with that letter.
 */
function complexityOf(wildcard: string): number {
  const pieces = parseWildcard(wildcard);
  // `compilePattern` refuses one that is no wildcard.
  const [, ...followed] = typeof pieces === "string" ? [] : pieces;
  return sum(followed.map((piece) => 2 + (piece === "" ? 0 : piece.split(piece.charAt(0)).length - 1)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** AWS does not say whether a comparison with only one end matches numbers beyond the limit. */
function isBeyondNumeric(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > NUMERIC_LIMIT;
  if (!isObject(value) || !Array.isArray(value.numeric)) return false;
  const [comparison, , upper] = value.numeric;
  return comparison !== "=" && upper === undefined;
}
