/** The schemas of what the items of groups hold, field by field as in `alert-schemas.ts`. */
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { objectField, recordField } from "@tocsin/core/text/parse";
import { zero } from "@tocsin/oncall/counts";
import type { SendingWindow, Subject } from "@tocsin/oncall/decide/circumstances";
import {
  type Counts,
  type GroupKey,
  type InPlaceOf,
  type Membership,
  notificationKinds,
  type PastMembership,
  type Ring,
  type Sending,
  type SeverityCounts,
  type Telling,
  type Told,
} from "@tocsin/oncall/group";
import * as v from "valibot";
import { type FieldsOf, flag, instantText, severityText, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";

/** As long as alerts are kept for an audit, what is over of groups is kept too. */
const RETENTION_DAYS = 550;

/** When an item that is of no use after `at` may go, as DynamoDB's time to live wants it: whole seconds since 1970. */
export function groupExpiry(at: Instant): number {
  return Math.floor(Date.parse(shift(at, RETENTION_DAYS * MILLISECONDS_PER_DAY)) / 1000);
}

export const buckets = ["open", "acknowledged", "suppressed", "silenced", "over"] as const;

export const groupKeyFields = {
  destination: text,
  urgency: v.picklist(["now", "morning"]),
  grouping: recordField(text, text),
} satisfies FieldsOf<GroupKey>;

export const severityCountsSchema = objectField(
  v.entriesFromList(severities, wholeNumber) satisfies FieldsOf<SeverityCounts>,
);

export const countsSchema = objectField({
  open: severityCountsSchema,
  acknowledged: wholeNumber,
  suppressed: wholeNumber,
  silenced: wholeNumber,
  begun: severityCountsSchema,
  again: v.optional(severityCountsSchema, zero.again),
  ended: wholeNumber,
} satisfies FieldsOf<Counts>);

const step = { isStep: v.optional(v.literal(true)), firstWaitSeconds: v.optional(wholeNumber) };

const subjectFields = { ...groupKeyFields, route: text, waitSeconds: wholeNumber, ...step } satisfies FieldsOf<Subject>;
export const subjectSchema = objectField(subjectFields);

export const pastMembershipSchema = objectField({
  ...subjectFields,
  groupId: text,
  since: instantText,
  leftAt: v.optional(instantText),
  heard: v.optional(objectField({ worst: severityText, episodes: wholeNumber })),
} satisfies FieldsOf<PastMembership>);

export const membershipSchema = objectField({
  ...subjectFields,
  groupId: text,
  bucket: v.picklist(buckets),
  severity: severityText,
  begun: v.optional(severityText),
  since: instantText,
  overAt: v.optional(instantText),
} satisfies FieldsOf<Membership>);

export const windowSchema = objectField({
  since: instantText,
  sent: wholeNumber,
  worst: v.optional(severityText),
} satisfies FieldsOf<SendingWindow>);

const tellingFields = {
  at: instantText,
  kind: v.optional(v.picklist(notificationKinds)),
  rings: flag,
  counts: countsSchema,
  way: v.optional(objectField({ handedOverAt: instantText, arrivedAt: instantText })),
} satisfies FieldsOf<Telling>;

const sendingFields = {
  ...tellingFields,
  kind: v.picklist(notificationKinds),
  until: instantText,
  nextAt: v.optional(instantText),
} satisfies FieldsOf<Sending>;

const ringFields = {
  at: instantText,
  kind: v.picklist(notificationKinds),
  open: wholeNumber,
  begun: v.optional(wholeNumber),
  worst: v.optional(severityText),
  isReturn: v.optional(v.literal(true)),
  isDamped: v.optional(v.literal(true)),
  reminders: wholeNumber,
  remindedAt: v.optional(instantText),
  remindedOf: v.optional(wholeNumber),
} satisfies FieldsOf<Ring>;

export const toldSchema = objectField({
  key: objectField(groupKeyFields),
  route: text,
  waitSeconds: wholeNumber,
  ...step,
  title: text,
  sequence: wholeNumber,
  last: v.optional(objectField(tellingFields)),
  handle: v.optional(recordField(text, text)),
  decidedOn: v.optional(countsSchema),
  doubt: v.optional(v.picklist(notificationKinds)),
  rung: v.optional(objectField(ringFields)),
  sending: v.optional(objectField(sendingFields)),
  owedSince: v.optional(instantText),
  failing: v.optional(objectField({ since: instantText, times: wholeNumber, isLimited: v.optional(v.literal(true)) })),
  quiet: v.optional(objectField({ since: instantText, ended: wholeNumber })),
  overflowed: v.optional(countsSchema),
  fallen: v.optional(objectField({ to: text, counts: countsSchema })),
  inPlaceOf: v.optional(v.array(objectField({ groupId: text, present: wholeNumber } satisfies FieldsOf<InPlaceOf>))),
  nextAt: v.optional(instantText),
} satisfies FieldsOf<Told>);
