/**
 * What AWS would refuse in a source's pattern, or may match otherwise than `compilePattern` does. The patterns of a policy are
 * matched by Tocsin alone; those of sources are deployed, so they use nothing whose outcome is not the same on both sides.
 */
import type { Pattern } from "@tocsin/core/pattern/pattern";
import { parseWildcard } from "@tocsin/core/pattern/pattern-text";
import { isObject } from "@tocsin/core/text/json";

/** The default quota of a rule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LENGTH_LIMIT = 2048;

/**
 * A text of an event may be in the middle of several wildcards of a field at once, and of one in several places. AWS refuses a
 * rule as too complex where these are too many, and does not say how many. It was seen to refuse `*:*:*:*:*:event-bus/*`, and
 * four endings such as `*.tif` in one list: `complexityOf` makes 17 and 12 of them.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-complexity
 */
const COMPLEXITY_LIMIT = 10;

/** What `numeric` is documented for, and any number in a pattern is compared up to. */
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

/** Every list of values with the field that it is of; branches of `$or` may have one for the same field. */
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

/** The operators of a value of a list, those that another holds included. */
function operatorsIn(value: unknown): readonly string[] {
  return isObject(value) ? Object.entries(value).flatMap(([name, operand]) => [name, ...operatorsIn(operand)]) : [];
}

function wildcardsIn(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const { wildcard, "anything-but": negated } = value;
  return [wildcard, isObject(negated) ? negated.wildcard : undefined].flat().filter((text) => typeof text === "string");
}

/**
 * A bound from above. For each asterisk there is the place before the piece that follows it and the one at its own text; and
 * within the piece as many as its first letter occurs in it, since each begins with that letter.
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

/** A comparison without both ends takes what is beyond the limit, or not: AWS does not say. */
function isBeyondNumeric(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > NUMERIC_LIMIT;
  if (!isObject(value) || !Array.isArray(value.numeric)) return false;
  const [comparison, , upper] = value.numeric;
  return comparison !== "=" && upper === undefined;
}
