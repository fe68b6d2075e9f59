/**
 * Findings as their services hand them out beside events: by their APIs, and as files in S3. Each service's folder knows the form
 * of its own. Apart from the registry, since a function behind a queue has no use for it.
 */
import type { JsonObject } from "@tocsin/core/text/json";
import { guarddutyFinding } from "./guardduty/exported.ts";
import { inspectorFinding, problemOfInspectorFinding } from "./inspector/exported.ts";
import { macieFinding } from "./macie/exported.ts";
import { asffFinding, ocsfFinding } from "./securityhub/exported.ts";

/** Why an exported finding is refused that would be taken as an event. The fields of the others are the source's to check. */
export const problemOfFinding = problemOfInspectorFinding;

const services = [guarddutyFinding, inspectorFinding, macieFinding, asffFinding, ocsfFinding] as const;

/**
 * The event that EventBridge would have delivered of an exported finding; its fields are `parseEvent`'s and the source's to check.
 * Gives `undefined` for what is no finding of any service here.
 */
export function eventOfFinding(value: JsonObject): JsonObject | undefined {
  for (const eventOf of services) {
    const event = eventOf(value);
    if (event !== undefined) return event;
  }
  return undefined;
}
