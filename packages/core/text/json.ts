/** JSON as a value, and its one canonical text: for hashes, and to break ties in the same way everywhere. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether `value` is an object in the sense of JSON: neither a list nor null. */
export function isObject(value: Json | undefined): value is JsonObject;
export function isObject(value: unknown): value is Readonly<Record<string, unknown>>;
export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The text of a JSON-like value with its keys in order; equal values give equal texts. A key that holds `undefined` is
 * left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${entries.join(",")}}`;
}

/**
 * The text of a JSON-like value for a message. SQS refuses U+FFFE and U+FFFF, and some servers that replace it also refuse characters
 * beyond: both are escaped, so that every queue accepts the text and parsing gives the same value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function escapedJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\ud800-\udfff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
}

/** Whether two JSON-like values have the same canonical text, told without writing it. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, place) => sameJson(item, b[place]));
  return Array.isArray(a) === Array.isArray(b) && isWithin(a, b) && hasNoMore(b, a);
}

/** The same for two objects, except for some of their fields. */
export function sameJsonBut<T extends object>(a: T, b: T, leftOut: readonly (keyof T & string)[]): boolean {
  return a === b || (isWithin(a, b, leftOut) && hasNoMore(b, a, leftOut));
}

const nothing: readonly string[] = [];

/** Whether each field of `a` is the same in `b`. It makes nothing: each view that is folded is compared several times. */
function isWithin(a: object, b: object, leftOut = nothing): boolean {
  for (const key of Object.keys(a))
    if (!leftOut.includes(key) && !sameJson(fieldOf(a, key), fieldOf(b, key))) return false;
  return true;
}

function hasNoMore(b: object, a: object, leftOut = nothing): boolean {
  for (const key of Object.keys(b))
    if (!leftOut.includes(key) && !Object.hasOwn(a, key) && fieldOf(b, key) !== undefined) return false;
  return true;
}

/** Sets an own field of any name: an assignment would not make `__proto__` one. */
export function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}

/** Its own: `constructor` is a key as any other. */
function fieldOf(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
}
