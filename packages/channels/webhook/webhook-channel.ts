/**
 * The webhook channel POSTs a notification unchanged to the user's own system, and signs it: docs/channels/webhook.md says what a receiver
 * may rely on. No redirect is followed, as it could lead to a host inside the network; it counts as a refusal.
 */
import { createHmac } from "node:crypto";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import { escapedJson } from "@tocsin/core/text/json";
import type { Notification } from "@tocsin/oncall/notification";
import { DeliveryError } from "../channel.ts";
import { attempt } from "../https/attempt.ts";
import type { Lookup } from "../https/request.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { Channel, Secrets } from "../kind.ts";
import { type ReadSettings, readSettings, type WebhookSettings } from "./webhook-settings.ts";

export interface WebhookOptions {
  readonly name: string;
  readonly settings: WebhookSettings;
  readonly secrets: Secrets;
  /** The time of the machine: a receiver checks by its own clock when a request was signed. */
  readonly now: () => Instant;
  readonly lookup?: Lookup | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/** A notification is delivered when the receiver answers 2xx within 5 s. After a refusal all secrets are read again. */
export function webhookChannel(options: WebhookOptions): Channel {
  const { name, settings, secrets } = options;
  return {
    name,
    async send(notification) {
      const channel = `channel ${JSON.stringify(name)}`;
      const read = await readSettings(channel, settings, secrets);
      const failed = await post(options, read, notification);
      if (failed === undefined) return;
      if (failed.reason === "rejected") read.forget();
      // The path of a webhook is often a credential too, so errors name only the host.
      throw new DeliveryError(`${channel} at ${read.url.host} ${failed.problem}`, failed);
    },
  };
}

function post(
  { settings, now, lookup, timeoutMilliseconds }: WebhookOptions,
  { url, signingSecret, headers, confidential }: ReadSettings,
  notification: Notification,
): Promise<FailedAttempt | undefined> {
  const at = now();
  const body = escapedJson(notification);
  const key = idempotencyKey(notification);
  return attempt({
    url,
    headers: { ...headers, "idempotency-key": key, "tocsin-signature": signature(signingSecret, at, key, body) },
    body,
    allowPrivateAddresses: settings.allowPrivateAddresses,
    lookup,
    timeoutMilliseconds,
    confidential,
    at,
  });
}

/** `t=<unix seconds>,v2=<hex>`: an HMAC-SHA256 of `<t>.<idempotency key>.<body>`. */
function signature(secret: string, at: Instant, key: string, body: string): string {
  const seconds = Math.floor(epochOf(at) / 1000);
  return `t=${seconds},v2=${createHmac("sha256", secret).update(`${seconds}.${key}.${body}`).digest("hex")}`;
}

/** The same whenever the same notification is sent again. A channel's name may contain characters that a header may not. */
function idempotencyKey({ groupId, sequence, destination }: Notification): string {
  return `${groupId}:${sequence}:${encodeURIComponent(destination.toWellFormed())}`;
}
