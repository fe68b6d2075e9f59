/**
 * Whether one value of a pattern's list makes sense for the kind of its field. The pattern is well-formed in any case: EventBridge would
 * accept all of these.
 */
import { compileValues, isList, isScalar, type Scalar } from "../../pattern/pattern-operators.ts";
import { isObject } from "../../text/json.ts";
import { suggestion } from "../../text/suggestion.ts";
import type { Field, Kind } from "./matchable.ts";

/** What is wrong with a value, and where in it: `.anything-but[1]`, or empty for the value as a whole. */
export interface ValueProblem {
  readonly at: string;
  readonly problem: string;
}

type Problem = string | undefined;

/** The first reason why no alert can match this value, or every alert does; nothing if both are possible. */
export function problemOfValue({ kind, isOptional }: Field, value: unknown): ValueProblem | undefined {
  if (isScalar(value)) return at("", problemOfScalar(kind, value));
  if (!isObject(value)) return undefined;
  const [[operator, operand] = ["", undefined]] = Object.entries(value);
  switch (operator) {
    case "exists":
      return at(
        "",
        operand === false && !isOptional ? "takes alerts without the field, and every alert has it" : undefined,
      );
    case "anything-but":
      return problemOfNegation(kind, operand);
    case "numeric":
      return at(
        "",
        typeOf(kind) === "number" ? problemOfNone(kind, value) : `compares numbers, and the field is ${nameOf(kind)}`,
      );
    default:
      if (typeOf(kind) !== "string") return at("", `tests text, and the field is ${nameOf(kind)}`);
      return at("", problemOfNone(kind, value) ?? problemOfTexts(kind, operator, operand));
  }
}

function at(place: string, problem: Problem): ValueProblem | undefined {
  return problem === undefined ? undefined : { at: place, problem };
}

/** `anything-but` matches every value of another type, so a number excludes nothing in a text field. */
function problemOfNegation(kind: Kind, operand: unknown): ValueProblem | undefined {
  if (typeOf(kind) === "boolean")
    return at("", "takes texts and numbers only, and the field is true or false: write [true] or [false]");
  if (isObject(operand)) return problemOfNegatedTexts(kind, operand);
  for (const [i, one] of [operand].flat().entries()) {
    const problem = isScalar(one) ? problemOfScalar(kind, one) : undefined;
    if (problem !== undefined) return at(`.anything-but${isList(operand) ? `[${i}]` : ""}`, problem);
  }
  return at("", problemOfNone(kind, { "anything-but": operand }));
}

function problemOfNegatedTexts(kind: Kind, operand: Readonly<Record<string, unknown>>): ValueProblem | undefined {
  const [[operator, texts] = ["", undefined]] = Object.entries(operand);
  const place = `.anything-but.${operator}`;
  if (typeOf(kind) !== "string") return at(place, `tests text, and the field is ${nameOf(kind)}`);
  for (const [i, text] of [texts].flat().entries()) {
    const problem = problemOfNone(kind, { [operator]: text }) ?? problemOfTexts(kind, operator, text);
    if (problem !== undefined) return at(`${place}${isList(texts) ? `[${i}]` : ""}`, problem);
  }
  return at("", problemOfNone(kind, { "anything-but": operand }));
}

function problemOfScalar(kind: Kind, value: Scalar): Problem {
  if (value === null) return 'is null, and no alert has that: {"exists": false} takes alerts without the field';
  if (typeof value !== typeOf(kind)) return problemOfType(kind, value);
  if (isClosed(kind) && !kind.includes(value)) return problemOfUnknown(kind, value);
  if (isForm(kind) && typeof value === "string" && !kind.isOne(value)) return `is not ${kind.expected}`;
  return undefined;
}

function problemOfType(kind: Kind, value: string | number | boolean): string {
  const found = typeof value === "string" ? "text" : typeof value === "number" ? "a number" : "true or false";
  const cure =
    typeOf(kind) === "string" ? ": put it in quotes" : typeof value === "string" ? ": take the quotes away" : "";
  return `is ${found}, and the field is ${nameOf(kind)}${cure}`;
}

function problemOfUnknown(known: readonly Scalar[], value: Scalar): string {
  if (typeof value === "boolean")
    return `is never so: an alert that is not ${known.join(" or ")} lacks the field, which {"exists": false} takes`;
  return `is none of ${known.join(", ")}${typeof value === "string" ? suggestion(value, known.map(String)) : ""}`;
}

/** For a field whose values are all known: whether the operator matches none of them. */
function problemOfNone(kind: Kind, operator: object): Problem {
  const known = kind === "flag" ? [true, false] : kind;
  if (!isList(known)) return undefined;
  const { present } = compileValues([operator], "");
  return known.some((value) => isScalar(value) && present?.(value)) ? undefined : `takes none of ${known.join(", ")}`;
}

/** For a text with a format: whether the operator searches for something that cannot be in it. */
function problemOfTexts(kind: Kind, operator: string, operand: unknown): Problem {
  if (!isForm(kind)) return undefined;
  if (operator === "cidr") return `takes addresses, and the field is ${kind.expected}`;
  const isIgnoringCase = operator === "equals-ignore-case" || isObject(operand);
  const text = String(isObject(operand) ? operand["equals-ignore-case"] : operand);
  const spellings = isIgnoringCase ? [text.toLowerCase(), text.toUpperCase()] : [text];
  if (operator === "equals-ignore-case" && !spellings.some((spelling) => kind.isOne(spelling)))
    return `is not ${kind.expected}`;
  const pieces = operator === "wildcard" ? text.split("*") : spellings;
  const isPossible = operator === "wildcard" ? pieces.every(canStand) : pieces.some(canStand);
  return isPossible
    ? undefined
    : `looks for ${JSON.stringify(text.slice(0, SHOWN))}, and the field is ${kind.expected}`;

  function canStand(piece: string): boolean {
    return isForm(kind) && kind.characters.test(piece);
  }
}

const SHOWN = 60;

function isClosed(kind: Kind): kind is Extract<Kind, readonly unknown[]> {
  return Array.isArray(kind);
}

function isForm(kind: Kind): kind is Extract<Kind, { expected: string }> {
  return typeof kind === "object" && "isOne" in kind;
}

function typeOf(kind: Kind): "string" | "number" | "boolean" {
  if (isClosed(kind))
    return typeof kind[0] === "boolean" ? "boolean" : typeof kind[0] === "number" ? "number" : "string";
  return kind === "number" ? "number" : kind === "flag" ? "boolean" : "string";
}

function nameOf(kind: Kind): string {
  return { string: "text", number: "a number", boolean: "true or false" }[typeOf(kind)];
}
