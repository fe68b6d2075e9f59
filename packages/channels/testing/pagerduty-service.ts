/**
 * A PagerDuty service on this machine, by its documentation: what is triggered under a key that has no incident makes one, and notifies
 * by its urgency; under one that has an incident, nobody, whether somebody has acknowledged it or not.
 * https://support.pagerduty.com/main/docs/incidents
 */
import { type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import type { ScriptedResponse } from "./receiver.ts";

interface Incident {
  readonly key: string;
  readonly urgency: "high" | "low";
  status: "triggered" | "acknowledged" | "resolved";
}

/** What PagerDuty tells of an incident to whoever subscribes to that. */
export interface Happened {
  readonly type: "incident.triggered" | "incident.acknowledged" | "incident.resolved";
  readonly key: string;
  readonly isByPerson: boolean;
  /** When, and of which incident, by its place; where it was the service that it happened at. */
  readonly at?: Instant;
  readonly incident?: number;
}

export interface PagerdutyService {
  /** Of all that ever were, in order: each has notified once. */
  readonly incidents: readonly Incident[];
  /** Those that are not resolved. */
  open(): readonly Incident[];
  /** What has happened, in order. */
  readonly happened: readonly Happened[];
  /** What a person does in PagerDuty's own program. */
  byPerson(status: "acknowledged" | "resolved", key: string): Happened;
  /** Takes an event, as a request's body has it. */
  take(body: string): ScriptedResponse;
}

export function pagerdutyService(now: () => Instant = () => instantOfEpoch(0)): PagerdutyService {
  const incidents: Incident[] = [];
  const open = () => incidents.filter(({ status }) => status !== "resolved");
  const happened: Happened[] = [];
  const changed = (incident: Incident, status: Incident["status"], isByPerson: boolean) => {
    incident.status = status;
    const one: Happened = {
      type: `incident.${status}`,
      key: incident.key,
      isByPerson,
      at: now(),
      incident: incidents.indexOf(incident),
    };
    happened.push(one);
    return one;
  };
  return {
    ...{ incidents, open, happened },
    byPerson(status, key) {
      const incident = open().find((one) => one.key === key);
      if (incident === undefined) throw new Error("no such incident is open");
      return changed(incident, status, true);
    },
    take(body) {
      const event: unknown = JSON.parse(body);
      const { dedup_key: key, event_action: action, payload } = isObject(event) ? event : {};
      if (typeof key !== "string") return { status: 400, body: '{"status":"invalid event"}' };
      const known = open().find((incident) => incident.key === key);
      if (action === "trigger" && known === undefined) {
        const incident: Incident = { key, urgency: urgencyOf(payload), status: "triggered" };
        incidents.push(incident);
        changed(incident, "triggered", false);
      } else if (action === "acknowledge" && known) changed(known, "acknowledged", false);
      else if (action === "resolve" && known) changed(known, "resolved", false);
      return { status: 202, body: JSON.stringify({ status: "success", message: "Event processed", dedup_key: key }) };
    },
  };
}

/** https://support.pagerduty.com/main/docs/dynamic-notifications */
function urgencyOf(payload: unknown): "high" | "low" {
  const severity = isObject(payload) ? payload.severity : undefined;
  return severity === "critical" || severity === "error" ? "high" : "low";
}
