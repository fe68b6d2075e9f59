/**
 * A version of the directory: `DIRECTORY` / `V#<version>#<part>`, cut into parts since an item holds 400 KB; and what it said of an account,
 * written when that changed: `DIR#<account>` / `V#<at>`.
 */

import type { StatedEntry } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField, parse, recordField, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { accountHistory, DIRECTORY, versionKey } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import {
  type Item,
  ItemError,
  type ItemKind,
  type ItemRead,
  keyOf,
  readItem,
  toItem,
} from "../../alerts/items/items.ts";
import { bytes, packed, unpacked } from "./packed.ts";

const FORMAT = itemFormats.directory;

/** What is stated of each account, by its id. */
export type Accounts = ReadonlyMap<string, StatedEntry>;

/** Below the 400 KB of an item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const PART_BYTES = 350 * 1024;

interface Part {
  readonly parts: number;
  readonly body: Uint8Array;
}

const partKind: ItemKind<Part> = {
  format: FORMAT,
  schema: objectField({ parts: wholeNumber, body: bytes } satisfies FieldsOf<Part>),
};

const entrySchema = objectField({
  name: v.optional(text),
  ou: v.optional(text),
  environment: v.optional(text),
  owner: v.optional(text),
  contact: v.optional(text),
  tags: recordField(text, text),
} satisfies FieldsOf<StatedEntry>);

const accountsSchema = v.array(v.tuple([text, entrySchema]));

export function packedDirectory(accounts: Accounts): Uint8Array {
  return packed([...accounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, entry]) => [account, { ...entry }]));
}

/** The sort keys of a version's parts begin with this. */
export function directoryPrefix(version: number): string {
  return `${versionKey(version)}#`;
}

export function directoryItems(version: number, body: Uint8Array): readonly Item[] {
  const parts = Math.max(1, Math.ceil(body.length / PART_BYTES));
  return Array.from({ length: parts }, (_, i) =>
    toItem({
      pk: DIRECTORY,
      sk: `${directoryPrefix(version)}${String(i).padStart(2, "0")}`,
      format: FORMAT,
      parts,
      body: body.subarray(i * PART_BYTES, (i + 1) * PART_BYTES),
    }),
  );
}

/** @param items the version's parts, in order; there is at least one. */
export function readDirectory(items: readonly [Item, ...Item[]]): ItemRead<Accounts> {
  const [first] = items;
  const bodies: Uint8Array[] = [];
  for (const item of items) {
    const part = readItem(partKind, item);
    if (!part.ok) return part;
    bodies.push(part.value.body);
    if (part.value.parts !== items.length)
      return damaged(first, `only ${items.length} of ${part.value.parts} parts are there`);
  }
  try {
    const parsed = parse(accountsSchema, unpacked(Buffer.concat(bodies)));
    return parsed.ok ? { ok: true, value: new Map(parsed.value) } : damaged(first, refusalText(parsed.refusal));
  } catch {
    return damaged(first, "its body is damaged");
  }
}

function damaged(item: Item, problem: string): ItemRead<never> {
  return { ok: false, error: new ItemError(keyOf(item), `${problem}. The next refresh writes another`) };
}

/** What was known of an account from then on; an entry that is absent has gone. */
export function accountItem(account: string, entry: StatedEntry | undefined, at: Instant): Item {
  return toItem({ pk: accountHistory(account), sk: `V#${at}`, format: FORMAT, entry });
}
