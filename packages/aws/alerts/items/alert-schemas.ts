/**
 * The schemas of the table's items. Each lists every field of its type: a missing field would be lost at the next write, so the compiler
 * refuses it.
 */
import { type Actor, actorKinds } from "@tocsin/core/alert/actor";
import type { Alert, Remarks, Reporter } from "@tocsin/core/alert/alert";
import { type ConditionName, conditions } from "@tocsin/core/alert/condition";
import type { Acknowledgement, Approval, Decisions, Ruling, Seen, Suppression } from "@tocsin/core/alert/decision";
import type { Identity } from "@tocsin/core/alert/identity";
import {
  type ActiveStatement,
  type Affected,
  becauses,
  type Claim,
  type ClearedStatement,
  effects,
  type HubFindingKey,
  type Remark,
  type Span,
  type Statement,
} from "@tocsin/core/alert/observation";
import { severities } from "@tocsin/core/alert/severity";
import type { Brief, Sighting, Subject, Subjects } from "@tocsin/core/alert/subjects";
import {
  type AlertView,
  type Decided,
  endings,
  type ListedAlert,
  listedOf,
  type Standing,
  statuses,
  type Unconfirmed,
} from "@tocsin/core/alert/view";
import type { AccountFacts } from "@tocsin/core/directory/directory";
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { objectField, recordField } from "@tocsin/core/text/parse";
import type { RecordedDecision } from "@tocsin/core/transition/log-entry";
import type { Heard } from "@tocsin/core/transition/transition";
import * as v from "valibot";

/** A schema for each field of `T`, optional ones included. */
export type FieldsOf<T> = { readonly [K in keyof Required<T>]: v.GenericSchema<unknown, T[K]> };

export const text = v.string();
export const flag = v.boolean();
export const wholeNumber = v.pipe(v.number(), v.integer());
export const instantText = v.custom<Instant>(
  (value) => typeof value === "string" && parseInstant(value) === value,
  "expected an instant",
);
export const severityText = v.picklist(severities);
const statusText = v.picklist(statuses);
const conditionNames = Object.keys(conditions) as ConditionName[];
export const conditionText = v.picklist(conditionNames);
const texts = v.array(text);
type AttributeScalar = string | number | boolean;
const number = v.number();
/** Selected by its kind; `v.union` would try each, and create an issue for each that does not fit. */
const attributeValue: v.GenericSchema<unknown, AttributeScalar> = v.lazy((input) =>
  typeof input === "number" ? number : typeof input === "boolean" ? flag : text,
);
const attributeValues = v.array(attributeValue);
const attributeField: v.GenericSchema<unknown, AttributeScalar | AttributeScalar[]> = v.lazy((input) =>
  Array.isArray(input) ? attributeValues : attributeValue,
);

export const standingSchema = objectField({
  status: statusText,
  severity: severityText,
  stepDays: v.optional(v.number()),
} satisfies FieldsOf<Standing>);

export const heardSchema = objectField({
  ...standingSchema.entries,
  deadline: v.optional(instantText),
  wasOpen: flag,
  worst: severityText,
  worstOver: v.optional(severityText),
} satisfies FieldsOf<Heard>);

const actorSchema = objectField({
  kind: v.picklist(actorKinds),
  name: text,
  session: v.optional(text),
  account: v.optional(text),
  isForeign: v.optional(v.literal(true)),
  sourceAddress: v.optional(text),
  call: text,
  at: instantText,
  recordId: v.optional(text),
  routine: v.optional(text),
} satisfies FieldsOf<Actor>);

const affectedSchema = objectField({ resources: texts, count: wholeNumber } satisfies FieldsOf<Affected>);

const hubFindingSchema = objectField({ id: text, productArn: text } satisfies FieldsOf<HubFindingKey>);

const said = {
  reporter: text,
  at: instantText,
  sentAt: instantText,
  eventId: text,
  replayed: v.optional(v.literal(true)),
  baseline: v.optional(v.literal(true)),
  predates: v.optional(v.literal(true)),
  title: v.optional(text),
  summary: text,
  resource: text,
  link: v.optional(text),
  remedy: v.optional(text),
  attributes: recordField(text, attributeField),
  count: v.optional(v.number()),
  since: v.optional(instantText),
  subject: v.optional(text),
  onlyFor: v.optional(text),
  actor: v.optional(actorSchema),
  affected: v.optional(affectedSchema),
  hubFinding: v.optional(hubFindingSchema),
};

const activeSchema = objectField({
  ...said,
  state: v.literal("active"),
  severity: severityText,
  deadline: v.optional(instantText),
  validSince: v.optional(instantText),
} satisfies FieldsOf<ActiveStatement>);

const clearedSchema = objectField({
  ...said,
  state: v.literal("cleared"),
  scope: v.picklist(["reporter", "condition"]),
  because: v.picklist(becauses),
} satisfies FieldsOf<ClearedStatement>);

const remarkSchema = objectField({
  ...said,
  state: v.literal("remark"),
  effect: v.picklist(effects),
  takesEffect: v.optional(objectField({ from: instantText, until: instantText } satisfies FieldsOf<Span>)),
} satisfies FieldsOf<Remark>);

/** Selected by its state; `v.variant` would read it several times, on the hot path. */
const claimSchema: v.GenericSchema<unknown, Claim> = v.lazy((input) =>
  isObject(input) && input.state === "cleared" ? clearedSchema : activeSchema,
);

export const statementSchema: v.GenericSchema<unknown, Statement> = v.lazy((input) =>
  isObject(input) && input.state === "remark" ? remarkSchema : claimSchema,
);

const remarksSchema = objectField({
  restricted: v.optional(recordField(text, remarkSchema)),
  archived: v.optional(remarkSchema),
  unarchived: v.optional(remarkSchema),
  unconfirmed: v.optional(remarkSchema),
  confirmed: v.optional(remarkSchema),
  attributed: v.optional(remarkSchema),
  "came-to-pass": v.optional(remarkSchema),
} satisfies FieldsOf<Remarks>);

const authored = { at: instantText, by: text, why: text };
const seenSchema = objectField({ version: wholeNumber, severity: severityText } satisfies FieldsOf<Seen>);
const decisionsSchema = objectField({
  acknowledgement: v.optional(
    objectField({
      ...authored,
      kind: v.literal("acknowledge"),
      seen: v.optional(seenSchema),
      until: v.optional(instantText),
    } satisfies FieldsOf<Acknowledgement>),
  ),
  suppression: v.optional(
    objectField({ ...authored, kind: v.literal("suppress"), until: instantText } satisfies FieldsOf<Suppression>),
  ),
  ruling: v.optional(objectField({ ...authored, kind: v.picklist(["resolve", "reopen"]) } satisfies FieldsOf<Ruling>)),
  approval: v.optional(
    objectField({
      ...authored,
      kind: v.literal("approve"),
      of: objectField({ at: instantText, by: text } satisfies FieldsOf<Approval["of"]>),
    } satisfies FieldsOf<Approval>),
  ),
} satisfies FieldsOf<Decisions>);

export const recordedDecisionSchema = objectField({
  ...authored,
  kind: v.picklist(["acknowledge", "suppress", "resolve", "reopen", "approve"]),
  until: v.optional(instantText),
} satisfies FieldsOf<RecordedDecision>);

const briefSchema = objectField({
  at: instantText,
  sentAt: instantText,
  eventId: text,
  state: v.picklist(["active", "cleared"]),
  replayed: v.optional(v.literal(true)),
  baseline: v.optional(v.literal(true)),
  severity: v.optional(severityText),
} satisfies FieldsOf<Brief>);

const sightingSchema = objectField({
  said: activeSchema,
  activeAt: v.optional(instantText),
  worst: v.optional(severityText),
} satisfies FieldsOf<Sighting>);

const subjectSchema = objectField({
  latest: briefSchema,
  live: v.optional(briefSchema),
  firstAt: instantText,
  clearedAt: v.optional(instantText),
  sighting: v.optional(sightingSchema),
} satisfies FieldsOf<Subject>);

const subjectsSchema = objectField({
  named: recordField(text, subjectSchema),
  others: v.optional(sightingSchema),
} satisfies FieldsOf<Subjects>);

const reporterSchema = objectField({
  latest: claimSchema,
  live: v.optional(claimSchema),
  firstAt: instantText,
  clearedAt: v.optional(instantText),
  subjects: v.optional(subjectsSchema),
} satisfies FieldsOf<Reporter>);

export const identitySchema = objectField({
  condition: conditionText,
  partition: text,
  account: text,
  region: text,
  resource: text,
  discriminator: text,
} satisfies FieldsOf<Identity>);

export const alertSchema = objectField({
  id: text,
  identity: identitySchema,
  firstSeenAt: v.optional(instantText),
  lastSeenAt: v.optional(instantText),
  count: v.optional(v.number()),
  reporters: recordField(text, reporterSchema),
  settledAt: v.optional(instantText),
  remarks: v.optional(remarksSchema, {}),
  decisions: decisionsSchema,
} satisfies FieldsOf<Alert>);

const decidedSchema = objectField({
  by: text,
  at: instantText,
  why: text,
  until: v.optional(instantText),
} satisfies FieldsOf<Decided>);

export const listedSchema = objectField({
  ...standingSchema.entries,
  id: text,
  condition: conditionText,
  account: text,
  region: text,
  resource: text,
  title: text,
  deadline: v.optional(instantText),
  firstSeenAt: v.optional(instantText),
  reporters: texts,
  // Items of the version before have none of these.
  owner: v.optional(text),
  directory: v.optional(
    objectField({ name: v.optional(text), environment: text, ou: v.optional(text) } satisfies FieldsOf<
      NonNullable<ListedAlert["directory"]>
    >),
  ),
  cve: v.optional(text),
  link: v.optional(text),
  decided: v.optional(decidedSchema),
} satisfies FieldsOf<ListedAlert>);

export const unlistedSchema = objectField({
  partition: text,
  summary: text,
  remedy: text,
  link: v.optional(text),
  lastSeenAt: v.optional(instantText),
  count: v.optional(v.number()),
  attributes: recordField(text, attributeValues),
  ambiguous: v.optional(v.literal(true)),
  ended: v.optional(v.picklist(endings)),
  because: v.optional(v.picklist(becauses)),
  unconfirmed: v.optional(objectField({ since: instantText, why: text } satisfies FieldsOf<Unconfirmed>)),
  actor: v.optional(actorSchema),
  affected: v.optional(affectedSchema),
  decided: v.optional(decidedSchema),
  ownedBy: v.optional(text),
  directory: v.optional(
    objectField({
      ou: v.optional(text),
      contact: v.optional(text),
      tags: recordField(text, text),
    } satisfies FieldsOf<UnlistedFacts>),
  ),
} satisfies FieldsOf<UnlistedPart>);

type UnlistedFacts = Omit<AccountFacts, "name" | "environment">;

/**
 * What of a view no list shows, and what lists show since `cve`: whoever knows items of before alone, as the functions of the version
 * before do while a deployment goes on, finds it here.
 */
export interface UnlistedPart extends Omit<AlertView, Exclude<keyof ListedAlert, "link" | "decided">> {
  readonly directory?: UnlistedFacts | undefined;
}

interface ViewParts {
  readonly listed: ListedAlert;
  readonly unlisted: UnlistedPart;
}

/** A view as items hold it: indexes project its listed part. */
export function viewParts(view: AlertView): ViewParts {
  const { partition, summary, remedy, link, lastSeenAt, count, attributes, ambiguous, ended } = view;
  const { because, unconfirmed, actor, affected, decided, ownedBy, directory } = view;
  return {
    listed: listedOf(view),
    unlisted: {
      ...{ partition, summary, remedy, link, lastSeenAt, count, attributes, ambiguous, ended },
      ...{ because, unconfirmed, actor, affected, decided, ownedBy },
      directory: directory && { ou: directory.ou, contact: directory.contact, tags: directory.tags },
    },
  };
}

/** The view that `viewParts` took apart. */
export function viewOf({ listed, unlisted }: ViewParts): AlertView {
  const { cve, link, decided, directory, ...rest } = listed;
  const isKnown = directory !== undefined && unlisted.directory !== undefined;
  return { ...rest, ...unlisted, directory: isKnown ? { ...directory, ...unlisted.directory } : undefined };
}
