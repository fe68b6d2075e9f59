/**
 * The messages of the queue `oncall`. Each only says what to look at: an alert whose visible view changed, with the fields that on-call
 * needs, or a group that may owe something because of time. A heartbeat causes no look: it takes this path to show that the path works.
 */

import { severities } from "@tocsin/core/alert/severity";
import { alertViewSchema } from "@tocsin/core/alert/view-schema";
import type { Instant } from "@tocsin/core/event/instant";
import { messageFormats } from "@tocsin/core/release";
import { escapedJson } from "@tocsin/core/text/json";
import { instantField, type Parsed, parse, refused } from "@tocsin/core/text/parse";
import * as v from "valibot";
import type { Wake } from "./wake.ts";

const FORMAT = messageFormats.wake;

export type WakeMessage =
  | ({ readonly format: typeof FORMAT; readonly kind: "alert" } & Wake)
  | { readonly format: typeof FORMAT; readonly kind: "group"; readonly groupId: string }
  | { readonly format: typeof FORMAT; readonly kind: "heartbeat"; readonly at: Instant };

const count = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(0, "is less than 0"));

const wakeSchema = v.variant("kind", [
  v.object({
    format: v.literal(FORMAT),
    kind: v.literal("alert"),
    alertId: v.string(),
    version: count,
    notified: v.boolean(),
    episodes: count,
    worst: v.picklist(severities),
    worstOver: v.optional(v.picklist(severities)),
    view: alertViewSchema,
  }),
  v.object({
    format: v.literal(FORMAT),
    kind: v.literal("group"),
    groupId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "expected 32 hexadecimal digits")),
  }),
  v.object({ format: v.literal(FORMAT), kind: v.literal("heartbeat"), at: instantField }),
]);

/** An earlier version had announcements in the queue, and a later one may have messages that this one does not know. */
const otherFormat = v.object({ format: v.pipe(v.string(), v.notValue(FORMAT)) });

export function alertWakeText(wake: Wake): string {
  return text({ format: FORMAT, kind: "alert", ...wake });
}

export function groupWakeText(groupId: string): string {
  return text({ format: FORMAT, kind: "group", groupId });
}

/** @param at when the timer found that all was well. */
export function heartbeatWakeText(at: Instant): string {
  return text({ format: FORMAT, kind: "heartbeat", at });
}

function text(message: WakeMessage): string {
  return escapedJson(message);
}

/** Reads a wake from a message's body. */
export function parseWake(body: string): Parsed<WakeMessage> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return refused("", "is not JSON");
  }
  const other = parse(otherFormat, value);
  if (other.ok) return refused("format", "is another version's. Redriven, it wakes on-call for the alert as it is now");
  const parsed = parse(wakeSchema, value);
  return parsed.ok ? { ok: true, value: value as WakeMessage } : parsed;
}
