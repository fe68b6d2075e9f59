/** The item of a log entry: `ALERT#<id>` / `LOG#<version>`. */

import { isDrill } from "@tocsin/core/alert/condition";
import type { ListedAlert } from "@tocsin/core/alert/view";
import { weekOf } from "@tocsin/core/event/week";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { transitionKinds, transitionReasons } from "@tocsin/core/transition/transition";
import * as v from "valibot";
import { alertKey, logKey, shardOf, weekPartition } from "../alerts-schema.ts";
import {
  type FieldsOf,
  flag,
  instantText,
  listedSchema,
  recordedDecisionSchema,
  severityText,
  standingSchema,
  text,
  type UnlistedPart,
  unlistedSchema,
  viewOf,
  viewParts,
  wholeNumber,
} from "./alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, readItem, toItem } from "./items.ts";

const FORMAT = itemFormats.log;

/** The fields that make an entry evidence; reports do not need them. */
type Evidence = Pick<LogEntry, "decided" | "folded" | "previousHash" | "hash">;
type Transitioned = Omit<LogEntry, keyof Evidence | "view">;

/** An entry as the index of weeks holds it. */
export interface ListedEntry extends Transitioned {
  readonly view: ListedAlert;
}

interface StoredEntry {
  readonly entry: Transitioned;
  readonly evidence: Evidence;
  readonly listed: ListedAlert;
  readonly unlisted: UnlistedPart;
}

const transitioned = objectField({
  alertId: text,
  version: wholeNumber,
  at: instantText,
  saidAt: instantText,
  kind: v.picklist(transitionKinds),
  reason: v.picklist(transitionReasons),
  quiet: flag,
  from: v.optional(standingSchema),
  to: standingSchema,
  worst: severityText,
} satisfies FieldsOf<Transitioned>);

const evidence = objectField({
  decided: v.optional(recordedDecisionSchema),
  folded: v.array(text),
  previousHash: text,
  hash: text,
} satisfies FieldsOf<Evidence>);

const logKind: ItemKind<StoredEntry> = {
  format: FORMAT,
  schema: objectField({ entry: transitioned, evidence, listed: listedSchema, unlisted: unlistedSchema }),
};

const listedKind: ItemKind<Pick<StoredEntry, "entry" | "listed">> = {
  format: FORMAT,
  schema: objectField({ entry: transitioned, listed: listedSchema }),
};

export function logItem({ decided, folded, previousHash, hash, view, ...entry }: LogEntry): Item {
  return toItem({
    pk: alertKey(entry.alertId),
    sk: logKey(entry.version),
    format: FORMAT,
    entry,
    evidence: { decided, folded, previousHash, hash },
    ...viewParts(view),
    ...(isDrill(view) ? {} : weekKeys(entry)),
  });
}

/** The place of an entry in the index `week`, which reports read: drills have none. */
function weekKeys({ at, alertId }: Pick<LogEntry, "at" | "alertId">) {
  return { weekPk: weekPartition(weekOf(at), shardOf(alertId)), weekSk: `${at}#${alertId}` };
}

export function readEntry(item: Item): ItemRead<LogEntry> {
  const read = readItem(logKind, item);
  if (!read.ok) return read;
  const { entry, evidence: proof } = read.value;
  return { ok: true, value: { ...entry, ...proof, view: viewOf(read.value) } };
}

const foldedKind: ItemKind<{
  readonly entry: Pick<Transitioned, "at">;
  readonly evidence: Pick<Evidence, "decided" | "folded">;
}> = {
  format: FORMAT,
  schema: objectField({
    entry: objectField({ at: instantText }),
    evidence: objectField({ decided: v.optional(recordedDecisionSchema), folded: v.array(text) }),
  }),
};

/** The attributes that `readFolded` needs. */
export const foldedAttributes = ["pk", "sk", "format", "entry.at", "evidence.decided", "evidence.folded"] as const;

/** Reads which statements an entry folded in, and when. */
export function readFolded(item: Item): ItemRead<Pick<LogEntry, "at" | "decided" | "folded">> {
  const read = readItem(foldedKind, item);
  return read.ok ? { ok: true, value: { ...read.value.entry, ...read.value.evidence } } : read;
}

/** Reads what the index of weeks holds of an entry. */
export function readListedEntry(item: Item): ItemRead<ListedEntry> {
  const read = readItem(listedKind, item);
  return read.ok ? { ok: true, value: { ...read.value.entry, view: read.value.listed } } : read;
}
