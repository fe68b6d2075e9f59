import { isObject } from "../text/json.ts";
import { parseAddress, parseBlock, sameNetwork } from "./pattern-address.ts";
import { naming, PatternError, type Report, raise } from "./pattern-error.ts";
import {
  endsWithIgnoringCase,
  equalsIgnoringCase,
  matchesPieces,
  parseWildcard,
  startsWithIgnoringCase,
} from "./pattern-text.ts";

export type Scalar = string | number | boolean | null;
export type Test = (value: Scalar) => boolean;

/** What a list of values takes: a value that passes `present`, or, when `absent`, no value at all. */
export interface Accepted {
  readonly present?: Test;
  readonly absent: boolean;
}

/**
 * The documented bounds of `numeric`: an operand outside them is refused, and a value outside them matches none.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-numeric-matching
 */
const NUMERIC_LIMIT = 5e9;

export function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What is malformed is left out where errors are collected. @throws PatternError where they are not. */
export function compileValues(values: readonly unknown[], path: string, report: Report = raise): Accepted {
  if (values.length === 0) report(new PatternError(path, "must list at least one value"));
  const exact = new Set<Scalar>();
  const tests: Test[] = [];
  let absent = false;
  values.forEach((value, index) => {
    const place = `${path}[${index}]`;
    try {
      if (isObject(value)) {
        const test = compileOperator(value, place);
        if (test === ABSENT) absent = true;
        else tests.push(test);
      } else {
        exact.add(exactValue(value, place));
        if (typeof value === "string") tests.push(...sameAddress(value));
      }
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      report(error);
    }
  });
  if (exact.size > 0) tests.unshift((value) => exact.has(value));
  return tests.length > 0 ? { present: anyOf(tests), absent } : { absent };
}

function anyOf(tests: readonly Test[]): Test {
  const [only, ...others] = tests;
  if (only !== undefined && others.length === 0) return only;
  return (value) => {
    for (const test of tests) if (test(value)) return true;
    return false;
  };
}

function exactValue(value: unknown, path: string): Scalar {
  if (!isScalar(value)) {
    throw new PatternError(path, `must be a string, number, true, false, null or an operator, not ${naming(value)}`);
  }
  return value;
}

/** EventBridge compares a plain value that is an IP address as an address, so that any spelling of it matches. */
function sameAddress(text: string): Test[] {
  const address = parseAddress(text);
  return address === undefined ? [] : [onAddress((other) => sameNetwork(address, other))];
}

const ABSENT = "absent";
type Operator = (operand: unknown, path: string) => Test | typeof ABSENT;

const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["prefix", affix(prefix, startsWithIgnoringCase)],
  ["suffix", affix(suffix, endsWithIgnoringCase)],
  ["equals-ignore-case", onString(ignoringCase)],
  ["wildcard", onString(wildcard)],
  ["anything-but", anythingBut],
  ["numeric", numeric],
  ["exists", exists],
  ["cidr", onString(cidr)],
]);

/** What `anything-but` can negate; EventBridge refuses the others. */
const negatable: ReadonlyMap<string, TextOperator> = new Map([
  ["prefix", nonEmpty(prefix)],
  ["suffix", nonEmpty(suffix)],
  ["equals-ignore-case", ignoringCase],
  ["wildcard", wildcard],
]);

function compileOperator(expression: Readonly<Record<string, unknown>>, path: string): Test | typeof ABSENT {
  const { name, operand } = onlyKey(expression, path, operators);
  const operator = operators.get(name);
  if (operator === undefined) throw unknownOperator(path, name, operators);
  return operator(operand, `${path}.${name}`);
}

function onlyKey(
  expression: Readonly<Record<string, unknown>>,
  path: string,
  known: ReadonlyMap<string, unknown>,
): { name: string; operand: unknown } {
  const [name, ...others] = Object.keys(expression);
  if (name === undefined || others.length > 0) {
    throw new PatternError(path, `must hold exactly one operator: ${[...known.keys()].join(", ")}`);
  }
  return { name, operand: expression[name] };
}

function unknownOperator(path: string, name: string, known: ReadonlyMap<string, unknown>): PatternError {
  const wanted = [...known.keys()].join(", ");
  return new PatternError(path, `must hold one of the operators ${wanted}, not ${naming(name)}`);
}

type TextOperator = (text: string, path: string) => Test;

function prefix(text: string): Test {
  return (value) => typeof value === "string" && value.startsWith(text);
}

function suffix(text: string): Test {
  return (value) => typeof value === "string" && value.endsWith(text);
}

function ignoringCase(text: string): Test {
  return onText(equalsIgnoringCase(text));
}

function wildcard(text: string, path: string): Test {
  const pieces = parseWildcard(text);
  if (typeof pieces === "string") throw new PatternError(path, pieces);
  return onText(matchesPieces(pieces));
}

function cidr(text: string, path: string): Test {
  const block = parseBlock(text);
  if (typeof block === "string") throw new PatternError(path, block);
  return onAddress((address) => sameNetwork(block.address, address, block.bits));
}

function onText(accepts: (text: string) => boolean): Test {
  return (value) => typeof value === "string" && accepts(value);
}

function onAddress(accepts: (address: readonly number[]) => boolean): Test {
  return onText((text) => {
    const address = parseAddress(text);
    return address !== undefined && accepts(address);
  });
}

function onString(operator: TextOperator): Operator {
  return (operand, path) => operator(textOperand(operand, path, "a string"), path);
}

function nonEmpty(operator: TextOperator): TextOperator {
  return (text, path) => {
    if (text === "") throw new PatternError(path, "must not be empty here: every string starts and ends with it");
    return operator(text, path);
  };
}

function textOperand(operand: unknown, path: string, allowed: string): string {
  if (typeof operand !== "string") throw new PatternError(path, `must be ${allowed}, not ${naming(operand)}`);
  return operand;
}

function affix(plain: TextOperator, ignoring: (text: string) => (value: string) => boolean): Operator {
  return (operand, path) => {
    if (!isObject(operand)) {
      return plain(textOperand(operand, path, 'a string or {"equals-ignore-case": a string}'), path);
    }
    const keys = Object.keys(operand);
    if (keys.length !== 1 || keys[0] !== "equals-ignore-case") {
      throw new PatternError(path, "must be a string or an object with equals-ignore-case alone");
    }
    return onText(ignoring(textOperand(operand["equals-ignore-case"], `${path}.equals-ignore-case`, "a string")));
  };
}

function anythingBut(operand: unknown, path: string): Test {
  if (isObject(operand)) return anythingButText(operand, path);
  const values: readonly unknown[] = isList(operand) ? operand : [operand];
  const refused = new Set<Scalar>();
  const kind = typeof values[0];
  for (const value of values) {
    if ((typeof value !== "string" && typeof value !== "number") || typeof value !== kind) {
      throw new PatternError(
        path,
        `must be strings only or numbers only, or one operator, not ${refusal(value, kind)}`,
      );
    }
    refused.add(value);
  }
  if (refused.size === 0) throw new PatternError(path, "must list at least one string or number");
  return (value) => !refused.has(value);
}

function refusal(value: unknown, kind: string): string {
  const mixed = typeof value === "string" || typeof value === "number";
  return mixed ? `${naming(value)} beside a ${kind}` : naming(value);
}

function anythingButText(expression: Readonly<Record<string, unknown>>, path: string): Test {
  const { name, operand } = onlyKey(expression, path, negatable);
  const operator = negatable.get(name);
  if (operator === undefined) throw unknownOperator(path, name, negatable);
  const place = `${path}.${name}`;
  if (!isList(operand)) {
    const test = operator(textOperand(operand, place, "a string or a list of strings"), place);
    return (value) => !test(value);
  }
  if (operand.length === 0) throw new PatternError(place, "must list at least one string");
  const tests = operand.map((text, index) => {
    const item = `${place}[${index}]`;
    return operator(textOperand(text, item, "a string"), item);
  });
  const refused = anyOf(tests);
  return (value) => !refused(value);
}

function exists(operand: unknown, path: string): Test | typeof ABSENT {
  if (typeof operand !== "boolean") throw new PatternError(path, `must be true or false, not ${naming(operand)}`);
  return operand ? () => true : ABSENT;
}

const comparisons: ReadonlyMap<unknown, (limit: number) => (value: number) => boolean> = new Map([
  ["=", (limit: number) => (value: number) => value === limit],
  ["<", (limit: number) => (value: number) => value < limit],
  ["<=", (limit: number) => (value: number) => value <= limit],
  [">", (limit: number) => (value: number) => value > limit],
  [">=", (limit: number) => (value: number) => value >= limit],
]);

function numeric(operand: unknown, path: string): Test {
  if (!isList(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternError(path, 'must be one comparison, such as [">=", 7], or a range, such as [">", 0, "<=", 5]');
  }
  const lower = comparison(operand, 0, path);
  if (operand.length === 2) return onNumber(lower.accepts);
  const upper = comparison(operand, 2, path);
  if (!isOneOf(operand[0], ">", ">=") || !isOneOf(operand[2], "<", "<=")) {
    throw new PatternError(path, "must give a range as > or >= with its lower end, then < or <= with its upper end");
  }
  if (lower.limit >= upper.limit) throw new PatternError(path, "must have a lower end below its upper end");
  return onNumber((value) => lower.accepts(value) && upper.accepts(value));
}

function isOneOf(operator: unknown, ...allowed: readonly string[]): boolean {
  return typeof operator === "string" && allowed.includes(operator);
}

function comparison(operand: readonly unknown[], index: number, path: string) {
  const [operator, limit] = [operand[index], operand[index + 1]];
  const compare = comparisons.get(operator);
  if (compare === undefined) {
    throw new PatternError(`${path}[${index}]`, `must be one of =, <, <=, > and >=, not ${naming(operator)}`);
  }
  if (typeof limit !== "number" || !inNumericRange(limit)) {
    throw new PatternError(`${path}[${index + 1}]`, `must be a number from -5e9 to 5e9, not ${naming(limit)}`);
  }
  return { limit, accepts: compare(limit) };
}

function inNumericRange(value: number): boolean {
  return value >= -NUMERIC_LIMIT && value <= NUMERIC_LIMIT;
}

function onNumber(accepts: (value: number) => boolean): Test {
  return (value) => typeof value === "number" && inNumericRange(value) && accepts(value);
}
