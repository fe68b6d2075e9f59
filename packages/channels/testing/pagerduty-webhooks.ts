/** What PagerDuty sends of an incident, signed as its documentation says. https://developer.pagerduty.com/docs/webhooks-overview */
import { createHmac } from "node:crypto";
import type { Instant } from "@tocsin/core/event/instant";
import type { Happened } from "./pagerduty-service.ts";

export interface SentWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const person = {
  html_url: "https://acme.pagerduty.com/users/PLH1HKV",
  ...{ id: "PLH1HKV", self: "https://api.pagerduty.com/users/PLH1HKV" },
  ...{ summary: "Ada C4n4ry", type: "user_reference" },
};
const integration = { id: "PT4KHLK", type: "generic_events_api_inbound_integration_reference" };

export function webhookOf(
  { type, key, isByPerson }: Happened,
  { at, secrets }: { readonly at: Instant; readonly secrets: readonly string[] },
): SentWebhook {
  const event = {
    ...{ id: "01BRB6ZP4M6T8ZG4X6BP63ZB9O", event_type: type, resource_type: "incident", occurred_at: at },
    agent: isByPerson ? person : integration,
    client: isByPerson ? { name: "PagerDuty" } : null,
    data: {
      ...{ id: "PGR0VU2", type: "incident", number: 2, status: type.slice("incident.".length), incident_key: key },
      ...{ created_at: at, title: "A little bump in the road", urgency: "high", priority: null },
      service: { id: "PF9KMXH", summary: "API Service", type: "service_reference" },
      assignees: [person],
      resolve_reason: null,
    },
  };
  return signedJson(JSON.stringify({ event }), secrets);
}

/** Any body, signed as PagerDuty does: with each of the secrets. */
export function signedJson(body: string, secrets: readonly string[]): SentWebhook {
  const signatures = secrets.map((secret) => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`);
  return {
    headers: {
      ...{ "content-type": "application/json", "user-agent": "PagerDuty-Webhook/V3.0", "x-webhook-id": "w1" },
      "x-pagerduty-signature": signatures.join(","),
    },
    body,
  };
}
