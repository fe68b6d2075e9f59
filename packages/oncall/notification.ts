/**
 * A notification is one message to one destination about one group, as it is at `at`: on-call hands it to the channels, and a webhook's
 * receiver gets it. It shows a state and not the steps: the receiver of the latest knows everything.
 */

import { type Severity, severities } from "@tocsin/core/alert/severity";
import { type AlertView, statuses } from "@tocsin/core/alert/view";
import { alertViewSchema, writtenInstant } from "@tocsin/core/alert/view-schema";
import type { Instant } from "@tocsin/core/event/instant";
import type { AlertLinks } from "@tocsin/core/policy/links/alert-links";
import { messageFormats } from "@tocsin/core/release";
import { escapedJson } from "@tocsin/core/text/json";
import { type Parsed, parse, recordField, refused } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { type Counts, type GroupKey, type NotificationKind, notificationKinds } from "./group.ts";
import { type TellReason, tellReasons } from "./verdict.ts";

/** The most alerts that one notification names; the others are counted. */
export const ALERTS_LIMIT = 10;

export interface Notification extends GroupKey {
  /** The format: fields may be added, but none removed or changed in meaning. */
  readonly format: typeof messageFormats.notification;
  readonly groupId: string;
  /** Numbers of one group and destination grow by one: a receiver that has seen a higher one ignores this one. */
  readonly sequence: number;
  readonly route: string;
  readonly kind: NotificationKind;
  readonly rings: boolean;
  readonly reason: TellReason;
  /** When it was decided. */
  readonly at: Instant;
  /** The title of the `peak`; else of the worst alert, or of the one that is over. */
  readonly title: string;
  readonly counts: Counts;
  /** The counts that the destination was told last; none before the first notification. */
  readonly before?: Counts | undefined;
  /** At most `ALERTS_LIMIT`, the worst first, including the `peak`; if all is over, those that ended, if they are known. */
  readonly alerts: readonly AlertView[];
  /** How many members of the group are neither over nor silenced, and are not in `alerts`. */
  readonly more: number;
  /** For alerts that stand for others of the same problem, by id: how many of `more` those are. */
  readonly alike?: Readonly<Record<string, number>> | undefined;
  /** For alerts with a runbook or an access portal in the policy, by id. */
  readonly links?: Readonly<Record<string, AlertLinks>> | undefined;
  /**
   * The id of the alert, one of several, that was more severe since the last message than any open alert is now. It has ended meanwhile, or
   * is milder again.
   */
  readonly peak?: Peak | undefined;
  readonly policyVersion: number;
  /** The IANA name of the zone in which the policy's people live. */
  readonly timezone?: string | undefined;
  /** When this destination is reminded, unless somebody acknowledges before. */
  readonly remindsAt?: Instant | undefined;
  /** If the destination is a step of an escalation. */
  readonly step?: Step | undefined;
  /** If the destination is a schedule: who is on call, and until when, if that is within 35 days. */
  readonly onCall?: OnCallPerson | undefined;
  /** Who else is told, and when, unless somebody acknowledges before; the earliest first. */
  readonly escalates?: readonly Escalation[] | undefined;
  /** If it is about one open alert: others that were open at the decision and name something that it names. */
  readonly related?: Related | undefined;
  /** Where a person can acknowledge the open alerts without permissions of their own; if links are configured. */
  readonly acknowledge?: SignedLink | undefined;
}

/** The most related alerts that one notification names. */
export const RELATED_LIMIT = 3;

export interface Related {
  /** At most `RELATED_LIMIT`, the most severe first, and among equals the oldest. */
  readonly alerts: readonly RelatedAlert[];
  /** How many there are beside these. */
  readonly more: number;
  /** Not all of them were counted. */
  readonly isAtLeast?: true | undefined;
}

export type RelatedAlert = Pick<
  AlertView,
  "id" | "condition" | "status" | "severity" | "account" | "region" | "title" | "firstSeenAt"
>;

/** The URL is enough: whoever has it may use it. */
export interface SignedLink {
  readonly url: string;
  readonly expiresAt: Instant;
}

export interface Peak {
  readonly alert: string;
  readonly severity: Severity;
}

/** Why a destination is told that others were told before. */
export interface Step {
  /** The name of the escalation, if the policy still has it. */
  readonly escalation?: string | undefined;
  /** For how long nobody has acknowledged it. */
  readonly afterMinutes: number;
}

export interface OnCallPerson {
  readonly person: string;
  readonly schedule: string;
  /** Of the schedule, an IANA name. */
  readonly timezone: string;
  readonly until?: Instant | undefined;
}

export interface Escalation {
  readonly destination: string;
  readonly at: Instant;
}

/** SNS and SQS accept 256 KiB; the rest is for what a message has around the notification. */
const BYTES_LIMIT = 224 * 1024;

/**
 * The notification with as many of its alerts as fit into a message, the worst first. `more` counts those left out, unless they are over.
 */
export function fitted(notification: Notification): Notification {
  const { alerts, more } = notification;
  const kept = alerts.slice(0, howManyFit(notification));
  const leftOut = alerts.slice(kept.length).filter(({ status }) => status !== "RESOLVED");
  return { ...notification, alerts: kept, more: more + leftOut.length };
}

function howManyFit(notification: Notification): number {
  let bytes = bytesOf({ ...notification, alerts: [] });
  const tooMany = notification.alerts.findIndex((alert, i) => {
    // With the comma before it.
    bytes += bytesOf(alert) + 1;
    return i === ALERTS_LIMIT || bytes > BYTES_LIMIT;
  });
  return tooMany === -1 ? notification.alerts.length : tooMany;
}

function bytesOf(value: object): number {
  return Buffer.byteLength(escapedJson(value));
}

const text = v.string();
const count = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(0, "is less than 0"));
const severityCounts = v.object(v.entriesFromList(severities, count));

const countsSchema = v.looseObject({
  open: severityCounts,
  acknowledged: count,
  suppressed: count,
  silenced: count,
  begun: severityCounts,
  again: severityCounts,
  ended: count,
});

/** What channels rely on, and what a webhook's receiver may. */
export const notificationSchema = v.looseObject({
  format: v.literal(messageFormats.notification),
  groupId: text,
  sequence: count,
  destination: text,
  route: text,
  urgency: v.picklist(["now", "morning"]),
  grouping: recordField(text, text),
  kind: v.picklist(notificationKinds),
  rings: v.boolean(),
  reason: v.picklist(tellReasons),
  at: writtenInstant,
  title: text,
  counts: countsSchema,
  before: v.optional(countsSchema),
  alerts: v.pipe(v.array(alertViewSchema), v.maxLength(ALERTS_LIMIT, "has too many")),
  more: count,
  alike: v.optional(recordField(text, count)),
  links: v.optional(recordField(text, v.looseObject({ runbook: v.optional(text), portal: v.optional(text) }))),
  peak: v.optional(v.looseObject({ alert: text, severity: v.picklist(severities) })),
  policyVersion: count,
  timezone: v.optional(text),
  remindsAt: v.optional(writtenInstant),
  step: v.optional(v.looseObject({ escalation: v.optional(text), afterMinutes: count })),
  onCall: v.optional(
    v.looseObject({ person: text, schedule: text, timezone: text, until: v.optional(writtenInstant) }),
  ),
  escalates: v.optional(v.array(v.looseObject({ destination: text, at: writtenInstant }))),
  related: v.optional(
    v.looseObject({
      alerts: v.pipe(
        v.array(
          v.looseObject({
            ...{ id: text, condition: text, status: v.picklist(statuses), severity: v.picklist(severities) },
            ...{ account: text, region: text, title: text, firstSeenAt: v.optional(writtenInstant) },
          }),
        ),
        v.maxLength(RELATED_LIMIT, "has too many"),
      ),
      more: count,
      isAtLeast: v.optional(v.boolean()),
    }),
  ),
  acknowledge: v.optional(v.looseObject({ url: text, expiresAt: writtenInstant })),
});

/** Reads a notification from a message's body. */
export function parseNotification(text: string): Parsed<Notification> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("", "is not JSON");
  }
  const parsed = parse(notificationSchema, value);
  return parsed.ok ? { ok: true, value: value as Notification } : parsed;
}
