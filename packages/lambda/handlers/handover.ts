/**
 * What `oncall` hands to `deliver-<kind>`: a notification with everything that is recorded after sending, so that nothing must be read; or
 * a heartbeat, for the kind that sends it. `digest` hands over the editions of a week in the same way.
 */

import type { DigestMessage } from "@tocsin/channels/kind";
import { severities } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { boundsOf, type Week } from "@tocsin/core/event/week";
import { messageFormats } from "@tocsin/core/release";
import { escapedJson } from "@tocsin/core/text/json";
import { instantField, type Parsed, parse, recordField, refused } from "@tocsin/core/text/parse";
import { type Handle, notificationKinds, type Told } from "@tocsin/oncall/group";
import { type Notification, notificationSchema } from "@tocsin/oncall/notification";
import * as v from "valibot";

export interface Handover {
  readonly format: typeof messageFormats.handover;
  readonly notification: Notification;
  /** Of what was told, as it was written with the notification. */
  readonly revision: number;
  /** By the machine's clock: sending must not begin after this, since a later notification may be on its way. */
  readonly startBefore: Instant;
  /** When to look at the group again once it was delivered. */
  readonly nextAt?: Instant | undefined;
  /** When people were last rung, once it was delivered. */
  readonly rung?: Told["rung"];
  /** Of what the channel has shown of the group so far. */
  readonly handle?: Handle | undefined;
  /** How often it has failed before. */
  readonly failing?: Told["failing"];
  /**
   * The name of the channel through which the destination is reached; absent in messages from before schedules existed, where it is the
   * destination.
   */
  readonly channel?: string | undefined;
  /** How often the destination was tried since it last accepted a notification; absent if it accepted the last one. */
  readonly tries?: number | undefined;
  /** At the last attempt it limited its rate. */
  readonly isLimited?: boolean | undefined;
}

/** An edition of a week's digest, for one channel. */
export interface DigestDelivery {
  readonly format: (typeof messageFormats)["digest-delivery"];
  readonly week: Week;
  /** `organization`, or `owner:payments`. */
  readonly edition: string;
  /** The name of the channel. */
  readonly channel: string;
  readonly message: DigestMessage;
}

/** All was well at `at`. */
export interface Beat {
  readonly format: typeof messageFormats.heartbeat;
  readonly at: Instant;
}

const count = v.pipe(v.number(), v.integer("expected a whole number"));
const ringSchema = v.object({
  at: instantField,
  kind: v.picklist(notificationKinds),
  open: count,
  begun: v.optional(count),
  worst: v.optional(v.picklist(severities)),
  reminders: count,
});

const beatSchema = v.object({ format: v.literal(messageFormats.heartbeat), at: instantField });

const handoverSchema = v.object({
  format: v.literal(messageFormats.handover),
  notification: notificationSchema,
  revision: count,
  startBefore: instantField,
  nextAt: v.optional(instantField),
  rung: v.optional(ringSchema),
  handle: v.optional(recordField(v.string(), v.string())),
  failing: v.optional(v.object({ since: instantField, times: count, isLimited: v.optional(v.literal(true)) })),
  channel: v.optional(v.string()),
  tries: v.optional(count),
  isLimited: v.optional(v.boolean()),
});

export function handoverText(handover: Handover): string {
  return escapedJson(handover);
}

export function beatText(at: Instant): string {
  const beat: Beat = { format: messageFormats.heartbeat, at };
  return escapedJson(beat);
}

export function digestText(delivery: DigestDelivery): string {
  return escapedJson(delivery);
}

const digestSchema = v.object({
  format: v.literal(messageFormats["digest-delivery"]),
  week: v.pipe(
    v.string(),
    v.check((week) => boundsOf(week) !== undefined, "expected an ISO week such as 2026-W47"),
  ),
  edition: v.string(),
  channel: v.string(),
  message: v.object({
    subject: v.string(),
    text: v.string(),
    html: v.string(),
    summary: v.array(v.string()),
    slack: v.object({ text: v.string(), blocks: v.array(v.record(v.string(), v.unknown())) }),
  }),
});

const handedSchema = v.variant("format", [handoverSchema, beatSchema, digestSchema]);

/** Reads a message's body. */
export function parseHanded(text: string): Parsed<Handover | Beat | DigestDelivery> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("", "is not JSON");
  }
  const parsed = parse(handedSchema, value);
  return parsed.ok ? { ok: true, value: value as Handover | Beat | DigestDelivery } : parsed;
}
