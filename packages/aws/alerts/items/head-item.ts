/** The item of an alert's head: `ALERT#<id>` / `HEAD`. */

import type { Alert } from "@tocsin/core/alert/alert";
import type { AlertView, ListedAlert } from "@tocsin/core/alert/view";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Head } from "@tocsin/core/transition/fold";
import * as v from "valibot";
import { alertKey, HEAD, headIndexKeys } from "../alerts-schema.ts";
import {
  alertSchema,
  type FieldsOf,
  flag,
  heardSchema,
  instantText,
  listedSchema,
  text,
  type UnlistedPart,
  unlistedSchema,
  viewOf,
  viewParts,
  wholeNumber,
} from "./alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "./items.ts";

const FORMAT = itemFormats.head;

interface StoredHead extends Omit<Head, "view"> {
  readonly listed: ListedAlert;
  readonly unlisted: UnlistedPart;
}

const headKind: ItemKind<StoredHead> = {
  format: FORMAT,
  schema: objectField({
    alert: alertSchema,
    listed: listedSchema,
    unlisted: unlistedSchema,
    reviewAt: v.optional(instantText),
    version: wholeNumber,
    heard: v.optional(heardSchema),
    wasOpen: flag,
    notified: flag,
    // Heads of the version before have neither.
    episodes: v.optional(wholeNumber, 0),
    worldVersion: v.optional(text, ""),
    lastHash: text,
    evaluatedAt: instantText,
  } satisfies FieldsOf<StoredHead>),
};

const viewKind: ItemKind<Pick<StoredHead, "listed" | "unlisted">> = {
  format: FORMAT,
  schema: objectField({ listed: listedSchema, unlisted: unlistedSchema }),
};

const listedKind: ItemKind<Pick<StoredHead, "listed">> = {
  format: FORMAT,
  schema: objectField({ listed: listedSchema }),
};

export function headKey(alertId: string): Key {
  return { pk: alertKey(alertId), sk: HEAD };
}

/** @param expiresAt when the item may expire, in seconds since 1970; it stays if left out. */
export function headItem({ view, ...head }: Head, expiresAt: number | undefined): Item {
  return toItem({
    ...headKey(view.id),
    format: FORMAT,
    ...head,
    ...viewParts(view),
    ...headIndexKeys(view, head),
    expiresAt,
  });
}

export function readHead(item: Item): ItemRead<Head> {
  const read = readItem(headKind, item);
  if (!read.ok) return read;
  const { listed, unlisted, ...head } = read.value;
  return { ok: true, value: { ...head, view: viewOf({ listed, unlisted }) } };
}

const identityKind: ItemKind<{ readonly alert: Pick<Alert, "id" | "identity"> }> = {
  format: FORMAT,
  schema: objectField({ alert: objectField({ id: alertSchema.entries.id, identity: alertSchema.entries.identity }) }),
};

/** The attributes that `readIdentity` needs. */
export const identityAttributes = ["pk", "sk", "format", "alert.id", "alert.identity"] as const;

/** Reads of whom a head is. */
export function readIdentity(item: Item): ItemRead<Pick<Alert, "id" | "identity">> {
  const read = readItem(identityKind, item);
  return read.ok ? { ok: true, value: read.value.alert } : read;
}

/** The attributes that `readView` needs. */
export const viewAttributes = ["pk", "sk", "format", "listed", "unlisted"] as const;

export function readView(item: Item): ItemRead<AlertView> {
  const read = readItem(viewKind, item);
  if (!read.ok) return read;
  return { ok: true, value: viewOf(read.value) };
}

/** Reads what an index holds of a head. */
export function readListed(item: Item): ItemRead<ListedAlert> {
  const read = readItem(listedKind, item);
  return read.ok ? { ok: true, value: read.value.listed } : read;
}
