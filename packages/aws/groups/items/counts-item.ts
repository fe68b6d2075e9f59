/**
 * The items of a group's numbers: `G#<groupId>` / `C#<shard>`. Their sum is the group's; each is changed by adding, so that independent
 * writers lose none of each other's counts.
 */

import type { Update } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Subject } from "@tocsin/oncall/decide/circumstances";
import type { Counts, Recent, SeverityCounts } from "@tocsin/oncall/group";
import * as v from "valibot";
import { countsKey, dueKeys, groupKey } from "../../alerts/alerts-schema.ts";
import { instantText, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";
import { subjectSchema } from "./group-schemas.ts";

const FORMAT = itemFormats.counts;

export interface ShardCounts {
  /** What it is the group of, so that it can be decided on before anything was told. */
  readonly subject: Subject;
  readonly counts: Counts;
  /** At most one of each severity, the last whose batch chose this shard. */
  readonly recent: readonly Recent[];
  /** How often it was written. */
  readonly sequence: number;
  /** When to look at the group, where a change waits for that. */
  readonly dueAt?: Instant | undefined;
  /** The revisions of what was told for which the waiting changes were decided to be no news; 0 if nobody has decided on one. */
  readonly decidedBy: readonly number[];
}

const single = ["acknowledged", "suppressed", "silenced", "ended"] as const;
const bySeverity = ["open", "begun", "again"] as const;
type BySeverity = (typeof bySeverity)[number];
type Attribute = (typeof single)[number] | `${BySeverity}:${Severity}`;

/**
 * DynamoDB adds to attributes of the item itself only, so each number is one.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
const attributeOf = (name: BySeverity, severity: Severity): Attribute => `${name}:${severity}`;
const attributes: readonly Attribute[] = [
  ...single,
  ...bySeverity.flatMap((name) => severities.map((severity) => attributeOf(name, severity))),
];
type Numbers = Readonly<Record<Attribute, number>>;

type RecentAttribute = `recent:${Severity}`;
const recentAttributeOf = (severity: Severity): RecentAttribute => `recent:${severity}`;
const recentOne = objectField({ alertId: text, at: instantText });
type Recents = { readonly [A in RecentAttribute]?: Omit<Recent, "severity"> | undefined };

interface Stored {
  readonly subject: Subject;
  readonly seq: number;
  readonly dueSk?: Instant | undefined;
  readonly decidedBy?: readonly number[] | undefined;
}

/** Writers add to a set without knowing of each other. An item of before it existed has a mark, and none. */
const numberSet = v.pipe(
  v.instance(Set),
  v.transform((set) => [...set].filter((one) => typeof one === "number")),
);

const countsKind: ItemKind<Numbers & Recents & Stored> = {
  format: FORMAT,
  schema: objectField({
    subject: subjectSchema,
    seq: wholeNumber,
    dueSk: v.optional(instantText),
    decidedBy: v.optional(numberSet),
    // A number to which nothing was added is missing.
    ...v.entriesFromList(attributes, v.optional(wholeNumber, 0)),
    ...v.entriesFromList(severities.map(recentAttributeOf), v.optional(recentOne)),
  }),
};

export function countsItemKey(groupId: string, shard: number): Key {
  return { pk: groupKey(groupId), sk: countsKey(shard) };
}

export function readCounts(item: Item): ItemRead<ShardCounts> {
  const read = readItem(countsKind, item);
  if (!read.ok) return read;
  const { subject, seq, dueSk, decidedBy = dueSk === undefined ? [] : [UNDECIDED], ...numbers } = read.value;
  const { acknowledged, suppressed, silenced, ended } = numbers;
  const of = (name: BySeverity): SeverityCounts => ({
    INFORMATIONAL: numbers[`${name}:INFORMATIONAL`],
    LOW: numbers[`${name}:LOW`],
    MEDIUM: numbers[`${name}:MEDIUM`],
    HIGH: numbers[`${name}:HIGH`],
    CRITICAL: numbers[`${name}:CRITICAL`],
  });
  const counts = {
    open: of("open"),
    acknowledged,
    suppressed,
    silenced,
    begun: of("begun"),
    again: of("again"),
    ended,
  };
  const recent = severities.flatMap((severity) => {
    const one = numbers[recentAttributeOf(severity)];
    return one === undefined ? [] : [{ ...one, severity }];
  });
  return { ok: true, value: { subject, counts, recent, sequence: seq, dueAt: dueSk, decidedBy } };
}

export interface Addition {
  readonly groupId: string;
  readonly shard: number;
  readonly subject: Subject;
  readonly delta: Counts;
  /** For each severity the last one replaces the shard's earlier one. */
  readonly recent?: readonly Recent[] | undefined;
  /** When to look at the group, where nothing is decided on its numbers now. */
  readonly dueAt?: Instant | undefined;
  /** With `dueAt`: the revision of what was told by which this is no news. */
  readonly decidedBy?: number | undefined;
}

/** Revisions begin with 1. */
export const UNDECIDED = 0;

/** Adds `delta`; sets `dueAt` only if there was none, so that the first waiting change decides the time. */
export function addition(added: Addition): Omit<Update, "TableName"> {
  const { groupId, shard, subject, delta, recent = [], dueAt, decidedBy = UNDECIDED } = added;
  const decided = dueAt === undefined ? {} : { decidedBy: new Set([decidedBy]) };
  const numbers = Object.entries({ seq: 1, ...numbersOf(delta), ...decided }).filter(([, number]) => number !== 0);
  const marks = Object.entries(dueKeys(groupId, dueAt));
  const recents = [
    ...new Map(recent.map(({ severity, alertId, at }) => [recentAttributeOf(severity), { alertId, at }])),
  ];
  const sets = [
    "#format = :format",
    "#subject = :subject",
    ...recents.map((_, i) => `#r${i} = :r${i}`),
    ...marks.map((_, i) => `#m${i} = if_not_exists(#m${i}, :m${i})`),
  ];
  return {
    Key: marshall(countsItemKey(groupId, shard)),
    UpdateExpression: `SET ${sets.join(", ")} ADD ${numbers.map((_, i) => `#n${i} :n${i}`).join(", ")}`,
    ExpressionAttributeNames: {
      "#format": "format",
      "#subject": "subject",
      ...Object.fromEntries(recents.map(([name], i) => [`#r${i}`, name])),
      ...Object.fromEntries(marks.map(([name], i) => [`#m${i}`, name])),
      ...Object.fromEntries(numbers.map(([name], i) => [`#n${i}`, name])),
    },
    ExpressionAttributeValues: toItem({
      ":format": FORMAT,
      ":subject": subject,
      ...Object.fromEntries(recents.map(([, value], i) => [`:r${i}`, value])),
      ...Object.fromEntries(marks.map(([, value], i) => [`:m${i}`, value])),
      ...Object.fromEntries(numbers.map(([, number], i) => [`:n${i}`, number])),
    }),
  };
}

function numbersOf(counts: Counts): Readonly<Record<string, number>> {
  return Object.fromEntries([
    ...single.map((name) => [name, counts[name]] as const),
    ...bySeverity.flatMap((name) =>
      severities.map((severity) => [attributeOf(name, severity), counts[name][severity]] as const),
    ),
  ]);
}

/** Takes the due mark away from numbers that were looked at, unless they have changed since. */
export function unmarking(groupId: string, shard: number, sequence: number): Omit<Update, "TableName"> {
  return {
    Key: marshall(countsItemKey(groupId, shard)),
    UpdateExpression: "REMOVE #pk, #sk, #by",
    ConditionExpression: "#seq = :seq",
    ExpressionAttributeNames: { "#pk": "duePk", "#sk": "dueSk", "#by": "decidedBy", "#seq": "seq" },
    ExpressionAttributeValues: marshall({ ":seq": sequence }),
  };
}
