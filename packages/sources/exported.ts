/**
 * Findings that services export in other ways than by events: by their APIs, and as files in S3. Each service's folder knows its own
 * format. This is not in the registry, since no function behind a queue needs it.
 */
import type { JsonObject } from "@tocsin/core/text/json";
import { guarddutyFinding } from "./guardduty/exported.ts";
import { inspectorFinding, problemOfInspectorFinding } from "./inspector/exported.ts";
import { macieFinding } from "./macie/exported.ts";
import { asffFinding, ocsfFinding } from "./securityhub/exported.ts";

/**
 * Why an exported finding of Inspector is refused, although its event would be accepted. For other services, the source alone checks the
 * fields.
 */
export const problemOfFinding = problemOfInspectorFinding;

const services = [guarddutyFinding, inspectorFinding, macieFinding, asffFinding, ocsfFinding] as const;

/**
 * The event that EventBridge would have delivered for an exported finding; `parseEvent` and the source check its fields. Gives `undefined`
 * if the value is no finding of a service here.
 */
export function eventOfFinding(value: JsonObject): JsonObject | undefined {
  for (const eventOf of services) {
    const event = eventOf(value);
    if (event !== undefined) return event;
  }
  return undefined;
}
