/**
 * EventBridge event patterns, compiled once and matched many times: in functions, in the local bus, and in a policy's
 * `match`. What matches here matches on the bus, and what EventBridge refuses is refused here.
 *
 * A pattern is a set of combinations (one without `$or`), each a list of requirements on the flattened paths of the
 * event. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */

import { isObject } from "../text/json.ts";
import { naming, PatternError, pathOf, type Report, raise } from "./pattern-error.ts";
import { compileFields, type Requirement } from "./pattern-fields.ts";
import { compileValues, isList } from "./pattern-operators.ts";

// biome-ignore lint/performance/noBarrelFile: the error belongs to the interface; its own file only avoids a cycle.
export { PatternError } from "./pattern-error.ts";

/** A pattern as it is written in JSON; only `compilePattern` tells whether it is valid. */
export type Pattern = { readonly [key: string]: unknown };

/** Never throws and never changes the event; anything but an object matches no pattern. */
export type Matcher = (event: unknown) => boolean;

/** EventBridge's limit on what the `$or` of a pattern multiply to. */
const MAX_COMBINATIONS = 1000;
/** Ours: far beyond what fits into a pattern that EventBridge takes (4096 characters). */
const MAX_DEPTH = 100;

/** EventBridge keeps these names: inside `$or` it would not be clear whether an operator or a field is meant. */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  ...["exactly", "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr"],
  ...["=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case"],
  ...["date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"],
  ...["ip-address-in-range", "ip-address-not-in-range"],
]);

/** The fields of one combination, by their paths with dots, as EventBridge flattens them. */
export type Combination = ReadonlyMap<string, Requirement>;

type Growing = Map<string, Requirement>;

/** Where the compiler stands: `path` for messages, `segments` in the event, `depth` in the pattern. */
interface Cursor {
  readonly path: string;
  readonly segments: readonly string[];
  readonly depth: number;
  readonly insideOr: boolean;
  readonly report: Report;
}

/**
 * Compiles a pattern into a matcher, linear in the event's size.
 *
 * Every operator of
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html is supported. A dotted key
 * is the same as nested keys, in the pattern and in the event. All fields of the pattern below an array match within
 * the same element of it.
 *
 * @throws PatternError when EventBridge would refuse the pattern, naming the place; also when a path is given twice,
 * where EventBridge's matcher would silently take the last. What it limits for its own sake, the length of a pattern and
 * the complexity of its wildcards, is not checked.
 */
export function compilePattern(pattern: unknown): Matcher {
  const [only, ...others] = combinationsOf(pattern).map((combination) => compileFields(combination));
  if (only !== undefined && others.length === 0) return (event) => isObject(event) && only(event);
  const all = only === undefined ? others : [only, ...others];
  return (event) => isObject(event) && all.some((matches) => matches(event));
}

/**
 * What a pattern asks for, to be looked at rather than matched: an event matches when it fulfils all the requirements of one
 * combination, of which there are several where the pattern has `$or`.
 *
 * @throws PatternError as `compilePattern` does.
 */
export function combinationsOf(pattern: unknown): readonly Combination[] {
  return combinationsIn(pattern, raise);
}

/** The same of a pattern that may be malformed, as far as it is not, with everything for which EventBridge would refuse it. */
export function readPattern(pattern: unknown): {
  readonly combinations: readonly Combination[];
  readonly errors: readonly PatternError[];
} {
  const errors: PatternError[] = [];
  const combinations = combinationsIn(pattern, (error) => errors.push(error));
  return { combinations, errors };
}

function combinationsIn(pattern: unknown, report: Report): readonly Combination[] {
  if (isObject(pattern))
    return addObject([new Map()], pattern, { path: "", segments: [], depth: 0, insideOr: false, report });
  report(new PatternError("", `must be an object of fields, not ${naming(pattern)}`));
  return [];
}

function addObject(combinations: readonly Growing[], object: Pattern, cursor: Cursor): readonly Growing[] {
  const keys = Object.keys(object);
  if (keys.length === 0) cursor.report(new PatternError(cursor.path, "must name at least one field"));
  if (cursor.depth > MAX_DEPTH) return tooDeep(combinations, cursor);
  let result = combinations;
  for (const key of keys) {
    const path = pathOf(cursor.path, key);
    result =
      key === "$or"
        ? addOr(result, object[key], { ...cursor, path })
        : addField(result, key, object[key], { ...cursor, path });
  }
  return result;
}

function tooDeep(combinations: readonly Growing[], { path, report }: Cursor): readonly Growing[] {
  report(new PatternError(path, `must not nest more than ${MAX_DEPTH} levels deep`));
  return combinations;
}

function addField(combinations: readonly Growing[], key: string, value: unknown, cursor: Cursor): readonly Growing[] {
  const { path, report } = cursor;
  if (cursor.insideOr && RESERVED_IN_OR.has(key))
    report(
      new PatternError(
        path,
        `must not be the name of a field inside $or: EventBridge reserves ${key}; an operator stands in a list, as in [{"prefix": "x"}]`,
      ),
    );
  const segments = [...cursor.segments, ...key.split(".", MAX_DEPTH + 1)];
  if (segments.length > MAX_DEPTH) return tooDeep(combinations, cursor);
  if (isObject(value)) return addObject(combinations, value, { ...cursor, segments, depth: cursor.depth + 1 });
  const requirement = requirementOf(value, segments, cursor);
  const name = segments.join(".");
  const other = combinations.map((combination) => combination.get(name)).find((one) => one !== undefined);
  if (other !== undefined) report(new PatternError(path, problemOfTwice(path, other.path)));
  for (const combination of combinations) combination.set(name, requirement);
  return combinations;
}

/** Values in one list are alternatives, which two that have to hold together are not. */
function problemOfTwice(path: string, other: string): string {
  return alternativeOf(path) === alternativeOf(other)
    ? "must not be given twice: write all its values in one list"
    : "must not be given beside $or and in an alternative of it: what stands beside holds for each of them, so give it in each, with the values that it is to have there";
}

/** The innermost alternative of `$or` that a place is in. */
function alternativeOf(path: string): string {
  return /^.*\$or\[\d+\]/.exec(path)?.[0] ?? "";
}

function requirementOf(value: unknown, segments: readonly string[], { path, report }: Cursor): Requirement {
  if (!isList(value)) {
    report(new PatternError(path, `must be a list of values or an object of fields, not ${naming(value)}`));
    return { segments, values: [], path, accepted: { absent: false } };
  }
  const malformed = new Set<string>();
  const accepted = compileValues(value, path, (error) => {
    malformed.add(error.path);
    report(error);
  });
  // Its place in the list stays, so that the others keep theirs.
  const isMalformed = (index: number) => [...malformed].some((at) => at.startsWith(`${path}[${index}]`));
  const values = malformed.size === 0 ? value : value.map((one, i) => (isMalformed(i) ? undefined : one));
  return { segments, values, path, accepted };
}

function addOr(combinations: readonly Growing[], entries: unknown, cursor: Cursor): readonly Growing[] {
  if (!isList(entries) || entries.length < 2) {
    const found = isList(entries) ? `a list of ${entries.length}` : naming(entries);
    cursor.report(new PatternError(cursor.path, `must be a list of at least two objects of fields, not ${found}`));
  }
  const result: Growing[] = [];
  for (const [index, entry] of isList(entries) ? entries.entries() : []) {
    const path = `${cursor.path}[${index}]`;
    if (!isObject(entry)) {
      cursor.report(new PatternError(path, `must be an object of fields, not ${naming(entry)}`));
      continue;
    }
    const copies = combinations.map((combination) => new Map(combination));
    result.push(...addObject(copies, entry, { ...cursor, path, depth: cursor.depth + 1, insideOr: true }));
    if (result.length > MAX_COMBINATIONS) {
      cursor.report(new PatternError(cursor.path, `must not lead to more than ${MAX_COMBINATIONS} combinations`));
      return combinations;
    }
  }
  // Of alternatives that are none, what follows is still looked at.
  return result.length > 0 ? result : combinations;
}
