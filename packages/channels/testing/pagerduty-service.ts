/**
 * A PagerDuty service on this machine, by its documentation: what is triggered under a key that has no incident makes one, and notifies
 * by its urgency; under one that has an incident, nobody, whether somebody has acknowledged it or not.
 * https://support.pagerduty.com/main/docs/incidents
 */
import { isObject } from "@tocsin/core/text/json";
import type { ScriptedResponse } from "./receiver.ts";

interface Incident {
  readonly key: string;
  readonly urgency: "high" | "low";
  status: "triggered" | "acknowledged" | "resolved";
}

export interface PagerdutyService {
  /** Of all that ever were, in order: each has notified once. */
  readonly incidents: readonly Incident[];
  /** Those that are not resolved. */
  open(): readonly Incident[];
  /** Takes an event, as a request's body has it. */
  take(body: string): ScriptedResponse;
}

export function pagerdutyService(): PagerdutyService {
  const incidents: Incident[] = [];
  const open = () => incidents.filter(({ status }) => status !== "resolved");
  return {
    incidents,
    open,
    take(body) {
      const event: unknown = JSON.parse(body);
      const { dedup_key: key, event_action: action, payload } = isObject(event) ? event : {};
      if (typeof key !== "string") return { status: 400, body: '{"status":"invalid event"}' };
      const known = open().find((incident) => incident.key === key);
      if (action === "trigger" && known === undefined)
        incidents.push({ key, urgency: urgencyOf(payload), status: "triggered" });
      else if (action === "acknowledge" && known) known.status = "acknowledged";
      else if (action === "resolve" && known) known.status = "resolved";
      return { status: 202, body: JSON.stringify({ status: "success", message: "Event processed", dedup_key: key }) };
    },
  };
}

/** https://support.pagerduty.com/main/docs/dynamic-notifications */
function urgencyOf(payload: unknown): "high" | "low" {
  const severity = isObject(payload) ? payload.severity : undefined;
  return severity === "critical" || severity === "error" ? "high" : "low";
}
