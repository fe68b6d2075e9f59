/** The item of a group that is told of in an overflow group: `G#<overflow group>#<shard>` / `H#<groupId>`. */

import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { HELD_PREFIX, heldKey, memberPartition, shardOf } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, severityText, text } from "../../alerts/items/alert-schemas.ts";
import {
  type Item,
  type ItemKind,
  type ItemRead,
  type Key,
  keyOf,
  readItem,
  toItem,
} from "../../alerts/items/items.ts";

const FORMAT = itemFormats.held;

/** What lists need of it. Where all of it is silenced, there is none. */
export interface Held {
  /** The worst of it that is open; the least, where none is. */
  readonly severity: Severity;
  /** When the overflow group last got to know of it. */
  readonly since: Instant;
  /** Of a group by alert, the alert: such a group has no members. */
  readonly alert?: string | undefined;
}

const heldKind: ItemKind<Held> = {
  format: FORMAT,
  schema: objectField({
    severity: severityText,
    since: instantText,
    alert: v.optional(text),
  } satisfies FieldsOf<Held>),
};

export function heldItemKey(overflowId: string, groupId: string): Key {
  return { pk: memberPartition(overflowId, shardOf(groupId)), sk: heldKey(groupId) };
}

export function heldItem(overflowId: string, groupId: string, held: Held): Item {
  return toItem({ ...heldItemKey(overflowId, groupId), format: FORMAT, ...held });
}

export function readHeld(item: Item): ItemRead<Held & { readonly groupId: string }> {
  const read = readItem(heldKind, item);
  return read.ok ? { ok: true, value: { ...read.value, groupId: keyOf(item).sk.slice(HELD_PREFIX.length) } } : read;
}
