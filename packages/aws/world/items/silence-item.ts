/** A silence: `WORLD` / `SILENCE#<id>` while it matters, and each version of it for good: `SILENCES` / `<id>#V#<version>`. */

import { severities } from "@tocsin/core/alert/severity";
import { epochOf, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { itemFormats } from "@tocsin/core/release";
import { isObject } from "@tocsin/core/text/json";
import { objectField } from "@tocsin/core/text/parse";
import type { Silence } from "@tocsin/oncall/silence";
import * as v from "valibot";
import { SILENCE_PREFIX, SILENCES, versionKey, WORLD } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, flag, instantText, text } from "../../alerts/items/alert-schemas.ts";
import {
  type Item,
  ItemError,
  type ItemKind,
  type ItemRead,
  type Key,
  keyOf,
  readItem,
  toItem,
} from "../../alerts/items/items.ts";

const FORMAT = itemFormats.silence;

/** A silence as it is made: with the pattern that it matches by. */
export interface WrittenSilence extends Omit<Silence, "of"> {
  readonly of: { readonly alertId: string } | { readonly match: object };
  /** Who ended it early, and why. */
  readonly expiredBy?: string | undefined;
  readonly expiredWhy?: string | undefined;
}

/** A pattern is kept as text: its numbers and empty texts are not DynamoDB's. */
const patternText = v.pipe(
  text,
  v.rawTransform<string, object>(({ dataset, addIssue, NEVER }) => {
    const value = jsonIn(dataset.value);
    if (isObject(value)) return value;
    addIssue({ message: "expected a pattern" });
    return NEVER;
  }),
);

const ofSchema = v.union([objectField({ alertId: text }), objectField({ match: patternText })]);

const silenceKind: ItemKind<WrittenSilence> = {
  format: FORMAT,
  schema: objectField({
    id: text,
    of: ofSchema,
    upTo: v.picklist(severities),
    evenIfWorse: flag,
    by: text,
    why: text,
    ticket: v.optional(text),
    madeAt: instantText,
    from: instantText,
    until: instantText,
    expiredAt: v.optional(instantText),
    expiredBy: v.optional(text),
    expiredWhy: v.optional(text),
    remindedAt: v.optional(instantText),
  } satisfies FieldsOf<WrittenSilence>),
};

/** The timer looks at ends that it has not applied yet, and people at what ended lately. */
const KEPT_MILLISECONDS = 7 * MILLISECONDS_PER_DAY;

export function silenceKey(id: string): Key {
  return { pk: WORLD, sk: `${SILENCE_PREFIX}${id}` };
}

export function silenceItem(silence: WrittenSilence): Item {
  const expiresAt = Math.ceil((epochOf(silence.until) + KEPT_MILLISECONDS) / 1000);
  return toItem({ ...silenceKey(silence.id), format: FORMAT, ...stored(silence), expiresAt });
}

/** @param version counted from 1; each change of a silence makes another. */
export function silenceHistoryItem(silence: WrittenSilence, version: number): Item {
  return toItem({ pk: SILENCES, sk: `${silence.id}#${versionKey(version)}`, format: FORMAT, ...stored(silence) });
}

function stored({ of, ...silence }: WrittenSilence): object {
  return { ...silence, of: "match" in of ? { match: JSON.stringify(of.match) } : of };
}

export function readWrittenSilence(item: Item): ItemRead<WrittenSilence> {
  return readItem(silenceKind, item);
}

/** The silence as alerts are held against it. */
export function readSilence(item: Item): ItemRead<Silence> {
  const read = readWrittenSilence(item);
  if (!read.ok) return read;
  try {
    return { ok: true, value: compiledSilence(read.value) };
  } catch (error) {
    const problem = `its pattern cannot be used (${error instanceof Error ? error.message : String(error)}). Expire it, and make another`;
    return { ok: false, error: new ItemError(keyOf(item), problem) };
  }
}

/** @throws PatternError where its pattern cannot be used. */
export function compiledSilence({ of, expiredBy: _by, expiredWhy: _why, ...silence }: WrittenSilence): Silence {
  return { ...silence, of: "match" in of ? { matches: compilePattern(of.match) } : of };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
