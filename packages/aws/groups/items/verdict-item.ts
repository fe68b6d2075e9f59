/** The item of a verdict that differs from the one before it: `G#<groupId>` / `V#<revision>`. */

import type { Instant } from "@tocsin/core/event/instant";
import { weekdays } from "@tocsin/core/policy/policy";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Circumstances, DestinationState, Failing, Subject } from "@tocsin/oncall/decide/circumstances";
import type { Counts, NotificationKind, Told } from "@tocsin/oncall/group";
import { notificationKinds } from "@tocsin/oncall/group";
import type { Verdict } from "@tocsin/oncall/verdict";
import * as v from "valibot";
import { groupKey, verdictKey } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, flag, instantText, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, readItem, toItem } from "../../alerts/items/items.ts";
import { countsSchema, groupExpiry, subjectSchema, toldSchema, windowSchema } from "./group-schemas.ts";

const FORMAT = itemFormats.verdict;

/** A verdict, with what it went by, so that it can be reached again. */
export interface RecordedVerdict {
  readonly at: Instant;
  /** On a drill, when on-call was woken for it. */
  readonly wokenAt?: Instant | undefined;
  readonly outcome: Verdict["outcome"];
  readonly reason: string;
  readonly kind?: NotificationKind | undefined;
  readonly rings?: boolean | undefined;
  /** Of the notification that it led to. */
  readonly sequence?: number | undefined;
  readonly nextAt?: Instant | undefined;
  readonly counts: Counts;
  /** What the destination had been told. */
  readonly told?: Told | undefined;
  readonly subject: Subject;
  readonly circumstances: Circumstances;
  readonly policyVersion: number;
  readonly directoryVersion: string;
}

const circumstancesFields = {
  now: instantText,
  mode: v.picklist(["learning", "live"]),
  pausedUntil: v.optional(instantText),
  timezone: text,
  quietDays: v.optional(v.array(v.picklist(weekdays))),
  decidedOn: v.optional(countsSchema),
  owedSince: v.optional(instantText),
  isInPlace: v.optional(flag),
  fallback: v.optional(text),
  destination: objectField({
    showsState: flag,
    window: v.optional(windowSchema),
    failing: v.optional(
      objectField({
        since: instantText,
        nextTryAt: instantText,
        isLimited: v.optional(flag),
      } satisfies FieldsOf<Failing>),
    ),
  } satisfies FieldsOf<DestinationState>),
} satisfies FieldsOf<Circumstances>;

const verdictKind: ItemKind<RecordedVerdict> = {
  format: FORMAT,
  schema: objectField({
    at: instantText,
    wokenAt: v.optional(instantText),
    outcome: v.picklist(["tell", "later", "nothing"]),
    reason: text,
    kind: v.optional(v.picklist(notificationKinds)),
    rings: v.optional(flag),
    sequence: v.optional(wholeNumber),
    nextAt: v.optional(instantText),
    counts: countsSchema,
    told: v.optional(toldSchema),
    subject: subjectSchema,
    circumstances: objectField(circumstancesFields),
    policyVersion: wholeNumber,
    directoryVersion: text,
  } satisfies FieldsOf<RecordedVerdict>),
};

export function verdictItem(groupId: string, revision: number, verdict: RecordedVerdict): Item {
  return toItem({
    pk: groupKey(groupId),
    sk: verdictKey(revision),
    format: FORMAT,
    ...verdict,
    expiresAt: groupExpiry(verdict.at),
  });
}

export function readVerdict(item: Item): ItemRead<RecordedVerdict> {
  return readItem(verdictKind, item);
}
