/** Items of the alerts table as values: the only place that parses what DynamoDB returns. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { convertToNative, marshall } from "@aws-sdk/util-dynamodb";
import { put } from "@tocsin/core/text/json";
import { type Parsed, parse, refusalText, refused } from "@tocsin/core/text/parse";
import type * as v from "valibot";

export type Item = Record<string, AttributeValue>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A kind of item: the version of its format, which each item carries as `format`, and the schema of that format. */
export interface ItemKind<T> {
  readonly format: number;
  readonly schema: v.GenericSchema<unknown, T>;
}

/** An item that cannot be read. Its message names the item and says what is wrong and what to do; it repeats no value. */
export class ItemError extends Error {
  override readonly name = "ItemError";
  readonly key: Key;
  /** Whether a later version of the code, which may be deployed soon, can read it. */
  readonly retryable: boolean;

  constructor(key: Key, problem: string, retryable = false) {
    super(`item ${key.pk} / ${key.sk} cannot be read: ${problem}`);
    this.key = key;
    this.retryable = retryable;
  }
}

/** An item as read: its value, or why it cannot be read. */
export type ItemRead<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ItemError };

/** Reads an item, or what an index projects of one. */
export function readItem<T>(kind: ItemKind<T>, item: Item): ItemRead<T> {
  const found = item.format?.N;
  if (found !== String(kind.format)) return { ok: false, error: unknownFormat(keyOf(item), found, kind.format) };
  const parsed = parseItem(kind.schema, item);
  if (parsed.ok) return parsed;
  const problem = `${refusalText(parsed.refusal)}. It was changed by something other than Tocsin; restore it from a backup`;
  return { ok: false, error: new ItemError(keyOf(item), problem) };
}

/** @throws ItemError */
export function valueIn<T>(read: ItemRead<T>): T {
  if (read.ok) return read.value;
  throw read.error;
}

/** The values of the read items. @throws ItemError at the first unreadable item. */
export async function* valuesIn<T>(reads: AsyncIterable<ItemRead<T>>): AsyncIterable<T> {
  for await (const read of reads) yield valueIn(read);
}

export function keyOf(item: Item): Key {
  return { pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" };
}

/** The item of these values; a field that is `undefined` is left out. */
export function toItem(value: object): Item {
  return marshall(value, { removeUndefinedValues: true });
}

function parseItem<T>(schema: v.GenericSchema<unknown, T>, item: Item): Parsed<T> {
  try {
    return parse(schema, nativeValues(item));
  } catch {
    return refused("", "holds a number that is too large");
  }
}

function nativeValues(fields: Item): object {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const field = fields[name];
    if (field !== undefined) put(values, name, nativeValue(field));
  }
  return values;
}

/** Like `unmarshall`, which however makes a list of pairs for every map and value: that takes a sixth of the time to run the past again. */
function nativeValue(field: AttributeValue): unknown {
  if (field.S !== undefined) return field.S;
  if (field.M !== undefined) return nativeValues(field.M);
  if (field.L !== undefined) return field.L.map(nativeValue);
  return convertToNative(field);
}

function unknownFormat(key: Key, found: string | undefined, known: number): ItemError {
  if (found === undefined) {
    const advice = "It was written before items had a format; start with a new table (locally, another --data-dir)";
    return new ItemError(key, `it has no format. ${advice}`);
  }
  const isLater = Number(found) > known;
  const advice = isLater
    ? "It was written by a later version of Tocsin; use that version"
    : "No version of Tocsin that this one succeeds has written it";
  return new ItemError(key, `its format is not ${known}. ${advice}`, isLater);
}
