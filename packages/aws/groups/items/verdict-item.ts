/** The item of a verdict that differs from the one before it: `G#<groupId>` / `V#<revision>`. */

import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Instant } from "@tocsin/core/event/instant";
import { weekOf } from "@tocsin/core/event/week";
import { weekdays } from "@tocsin/core/policy/policy";
import { DRILL_ROUTE } from "@tocsin/core/policy/references/policy-names";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Circumstances, DestinationState, Failing, Subject } from "@tocsin/oncall/decide/circumstances";
import type { Counts, NotificationKind, Told } from "@tocsin/oncall/group";
import { notificationKinds } from "@tocsin/oncall/group";
import type { Verdict } from "@tocsin/oncall/verdict";
import * as v from "valibot";
import { groupKey, shardOf, toldPartition, verdictKey } from "../../alerts/alerts-schema.ts";
import {
  conditionText,
  type FieldsOf,
  flag,
  instantText,
  text,
  wholeNumber,
} from "../../alerts/items/alert-schemas.ts";
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

/** What reports show of a group that somebody was told of, or is to be in the morning. */
export interface GroupName {
  /** Of its worst alert. */
  readonly title: string;
  readonly condition?: ConditionName | undefined;
}

export function verdictItem(groupId: string, revision: number, verdict: RecordedVerdict, name: GroupName): Item {
  return toItem({
    pk: groupKey(groupId),
    sk: verdictKey(revision),
    format: FORMAT,
    ...verdict,
    ...weekKeys(groupId, verdict, name),
    expiresAt: groupExpiry(verdict.at),
  });
}

/** A notification that was begun, or one that waits for the morning. */
export interface ListedVerdict extends GroupName {
  readonly at: Instant;
  readonly destination: string;
  readonly outcome: "told" | "held-to-morning";
  readonly rings: boolean;
  /** Somebody has acknowledged or suppressed any of the group by then. */
  readonly isDecided: boolean;
}

/** The place of a verdict in the index of weeks, by which reports are made: only what people are told has one, and no drill. */
function weekKeys(groupId: string, { at, outcome, reason, rings, counts, subject }: RecordedVerdict, name: GroupName) {
  const told = outcome === "tell" ? "told" : reason === "until-morning" ? "held-to-morning" : undefined;
  if (told === undefined || subject.route === DRILL_ROUTE) return {};
  const isDecided = counts.acknowledged + counts.suppressed > 0;
  const { destination } = subject;
  const { title, condition } = name;
  const listed: ListedVerdict = { at, destination, outcome: told, rings: rings ?? false, isDecided, title, condition };
  return { weekPk: toldPartition(weekOf(at), shardOf(groupId)), weekSk: `${at}#${groupId}`, listed };
}

const listedVerdictKind: ItemKind<{ readonly listed: ListedVerdict }> = {
  format: FORMAT,
  schema: objectField({
    listed: objectField({
      at: instantText,
      destination: text,
      outcome: v.picklist(["told", "held-to-morning"]),
      rings: flag,
      isDecided: flag,
      title: text,
      condition: v.optional(conditionText),
    } satisfies FieldsOf<ListedVerdict>),
  }),
};

/** Reads what the index of weeks holds of a verdict. */
export function readListedVerdict(item: Item): ItemRead<ListedVerdict> {
  const read = readItem(listedVerdictKind, item);
  return read.ok ? { ok: true, value: read.value.listed } : read;
}

export function readVerdict(item: Item): ItemRead<RecordedVerdict> {
  return readItem(verdictKind, item);
}
