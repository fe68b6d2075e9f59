/**
 * The PagerDuty channel keeps one incident for each group, and triggers, acknowledges and resolves it with the group. An incident that
 * somebody has acknowledged notifies nobody when it is triggered again, so each ring gets a new incident, and the previous one is resolved
 * (docs/adr/0044).
 */

import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import { escapedJson } from "@tocsin/core/text/json";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { furthermore } from "../afterwards.ts";
import type { Accepted } from "../https/attempt.ts";
import { fieldsIn, type ProviderAddress, postToProvider } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { Channel, Secrets } from "../kind.ts";
import { type ReadSecrets, readSecrets, refusedSecret } from "../read-secrets.ts";
import { actionOf, type EventAction, triggerBody } from "./pagerduty-event.ts";
import { handleOf, handleOfNone, type Incident, incidentIn, showsOf } from "./pagerduty-incident.ts";

export interface PagerdutyOptions {
  readonly name: string;
  readonly settings: SettingsOf<"pagerduty">;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  /** The options with which the commands in an incident find the table. */
  readonly place?: string | undefined;
  /** Where events are sent; by default PagerDuty's URL for the account's region. */
  readonly address?: ProviderAddress | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/** https://support.pagerduty.com/main/docs/service-regions */
const addresses = {
  us: { url: "https://events.pagerduty.com/v2/enqueue", allowPrivateAddresses: false },
  eu: { url: "https://events.eu.pagerduty.com/v2/enqueue", allowPrivateAddresses: false },
} as const;

/** An event is delivered when PagerDuty says that it has processed it. After a refusal the routing key is read again. */
export function pagerdutyChannel(options: PagerdutyOptions): Channel {
  return {
    name: options.name,
    async send(notification, handle) {
      const incident = incidentIn(handle, notification, options.settings.routingKey);
      const send = await sender(options, notification);
      return shownBy(notification, incident, send);
    },
  };
}

type Send = (action: EventAction, dedupKey: string) => Promise<void>;

async function shownBy(notification: Notification, incident: Incident, send: Send): Promise<Handle> {
  const action = actionOf(notification);
  const { open, next, shown } = incident;
  switch (action) {
    case "trigger": {
      if (open !== undefined && !isNews(notification)) {
        // If a person has resolved it, new numbers must not open it again, but a reminder must.
        if (notification.kind !== "reminder") return handleOf(incident, open, incident.shows);
        await send("trigger", open);
        return handleOf(incident, open, showsOf(notification));
      }
      await send("trigger", next);
      if (shown !== next) await furthermore(send("resolve", shown));
      return handleOf(incident, next, showsOf(notification));
    }
    // An event that was accepted without a known answer may have made one under the next key too.
    case "acknowledge":
      await send("acknowledge", shown);
      if (shown !== next) await furthermore(send("resolve", next));
      return handleOf(incident, shown, incident.shows);
    case "resolve":
      await send("resolve", shown);
      if (shown !== next) await furthermore(send("resolve", next));
      return handleOfNone(incident);
  }
}

/** PagerDuty escalates by itself, so a reminder changes nothing. */
function isNews({ kind }: Notification): boolean {
  return kind !== "reminder" && kind !== "updated";
}

/** @throws DeliveryError */
async function sender(options: PagerdutyOptions, notification: Notification): Promise<Send> {
  const { name, settings, now, place, address = addresses[settings.region], timeoutMilliseconds } = options;
  const channel = `channel ${JSON.stringify(name)}`;
  // Another function reads the secret with which PagerDuty signs.
  const secrets = await readSecrets(channel, { routingKey: settings.routingKey }, options.secrets);
  const routing_key = routingKeyIn(channel, settings, secrets);
  const where = `${channel} at ${new URL(address.url).host}`;
  return async (event_action, dedup_key) => {
    const shown = event_action === "trigger" ? triggerBody(notification, { now: now(), place }) : {};
    const body = escapedJson({ routing_key, event_action, dedup_key, ...shown });
    await postToProvider({ where, address, secrets, now, timeoutMilliseconds, refusalOf }, body);
  };
}

/** "Length of 'routing_key' is incorrect (should be 32 characters)" */
const ROUTING_KEY = /^[\da-z]{32}$/i;

/** @throws DeliveryError */
function routingKeyIn(channel: string, { routingKey }: SettingsOf<"pagerduty">, secrets: ReadSecrets): string {
  const key = secrets.meant(routingKey);
  if (ROUTING_KEY.test(key)) return key;
  const problem = `has no integration key in ${routingKey}: one of the Events API v2 has 32 letters and digits`;
  throw refusedSecret(channel, problem, secrets);
}

/** PagerDuty answers 202 and `"status": "success"` only to accepted events. */
function refusalOf({ status, said }: Accepted): FailedAttempt | undefined {
  const answer = fieldsIn(said);
  if (status === 202 && answer.status === "success") return undefined;
  return {
    reason: "server-error",
    retryable: true,
    problem: `answered ${status} without saying that it took the event`,
  };
}
