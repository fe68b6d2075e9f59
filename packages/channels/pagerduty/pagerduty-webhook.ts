/**
 * What PagerDuty sends back of its incidents, as version 3 of its webhooks has it.
 * https://developer.pagerduty.com/docs/webhooks-overview, https://developer.pagerduty.com/docs/verifying-webhook-signatures
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { instantField, parse } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { fieldsIn } from "../https/provider.ts";
import { type DoneByPerson, isPerson } from "./pagerduty-incident.ts";

/** Two, while a secret is changed. */
const SIGNATURES_LIMIT = 8;
const SIGNATURE = /^v1=([0-9a-f]{64})$/;

/** The signatures of version 1 in a header. */
export function signaturesIn(header: string | undefined): readonly Buffer[] {
  return (header ?? "")
    .split(",", SIGNATURES_LIMIT)
    .flatMap((text) => SIGNATURE.exec(text.trim())?.[1] ?? [])
    .map((hex) => Buffer.from(hex, "hex"));
}

/** Whether one of them is the body's, under this secret. */
export function isSignedWith(secret: string, signatures: readonly Buffer[], body: Buffer): boolean {
  const own = createHmac("sha256", secret).update(body).digest();
  return signatures.filter((signature) => timingSafeEqual(own, signature)).length > 0;
}

/** What somebody has done to an incident; or why that is of no interest. */
export type WebhookEvent = DoneByPerson | { readonly ignored: "malformed" | "other" | "by-a-machine" };

const events = { "incident.acknowledged": "acknowledged", "incident.resolved": "resolved" } as const;

const typedSchema = v.object({ event: v.object({ event_type: v.string() }) });

const eventSchema = v.object({
  event: v.object({
    event_type: v.picklist(Object.keys(events) as (keyof typeof events)[]),
    occurred_at: instantField,
    agent: v.nullish(v.object({ type: v.string() })),
    data: v.object({ incident_key: v.string() }),
  }),
});

/** What the body of a request tells of. Only what a person did counts. */
export function eventIn(body: Buffer): WebhookEvent {
  const fields = fieldsIn(body.toString());
  const typed = parse(typedSchema, fields);
  if (!typed.ok) return { ignored: "malformed" };
  if (!Object.hasOwn(events, typed.value.event.event_type)) return { ignored: "other" };
  const parsed = parse(eventSchema, fields);
  if (!parsed.ok) return { ignored: "malformed" };
  const { event_type, occurred_at: at, agent, data } = parsed.value.event;
  if (!isPerson(agent)) return { ignored: "by-a-machine" };
  return { did: events[event_type], incidentKey: data.incident_key, at };
}
