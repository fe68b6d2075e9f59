/**
 * The webhook channel POSTs a notification as signed JSON to a system of the user's own.
 *
 * `tocsin-signature: t=<unix seconds>,v1=<hex>` carries an HMAC-SHA256, by the channel's signing secret, of `<t>.<body>`:
 * a receiver that checks it, and that `t` is recent, knows who sent the message and that it is no replay.
 * `idempotency-key` is the same whenever the same notification is sent again. No redirect is followed: it could lead to a host
 * inside the network, and counts as what it is, a refusal.
 */
import { createHmac } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import { type Channel, DeliveryError, type Notification } from "../channel.ts";
import { AddressRefused, type Lookup, postTo } from "./webhook-request.ts";
import { type FailedAttempt, failureOf } from "./webhook-response.ts";

export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  /** The signing secret, asked for with each notification so that it can be changed while the channel lives. */
  readonly secret: () => Promise<string>;
  readonly now: () => Instant;
  /** The receiver may be in a network of one's own, or on this machine. */
  readonly allowPrivateAddresses: boolean;
  readonly lookup?: Lookup;
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** For each attempt. */
  readonly timeoutMilliseconds?: number;
  readonly attempts?: number;
  /** Before the second attempt; doubled before each later one. What the receiver asks for counts in any case. */
  readonly pauseMilliseconds?: number;
}

const TIMEOUT_MILLISECONDS = 5000;
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 1000;
/** A receiver that wants a longer pause gets it from the queue, which waits for nothing. */
const LONGEST_PAUSE_MILLISECONDS = 10_000;
const SHORTEST_CREDENTIAL = 12;

/**
 * A channel that is done with a notification when the receiver answers 2xx. What may pass by itself is tried again, by
 * default three times in all, each within 5 s and with at most 10 s in between; then the error is retryable.
 * @throws TypeError when `url` is none.
 */
export function webhookChannel(options: WebhookOptions): Channel {
  const { name, now, attempts = ATTEMPTS, pauseMilliseconds = PAUSE_MILLISECONDS, wait = setTimeout } = options;
  const { host } = new URL(options.url);
  // The path of a webhook is often a credential too, so errors name the host alone.
  const where = `channel ${JSON.stringify(name)} at ${host}`;

  return {
    name,
    async send(notification) {
      const secret = await secretOf(options, where);
      const body = bodyOf(notification, name, now());
      const key = idempotencyKey(notification, name);
      for (let attempt = 1; ; attempt++) {
        const failed = await post(options, body, key, secret);
        if (failed === undefined) return {};
        const asked = failed.retryAfterMilliseconds;
        const isTooLong = asked !== undefined && asked > LONGEST_PAUSE_MILLISECONDS;
        if (!failed.retryable || attempt >= attempts || isTooLong)
          throw new DeliveryError(`${where} ${failed.problem}`, failed);
        const backoff = Math.min(pauseMilliseconds * 2 ** (attempt - 1), LONGEST_PAUSE_MILLISECONDS);
        await wait(asked ?? backoff);
      }
    },
  };
}

async function post(
  { url, now, allowPrivateAddresses, lookup, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: WebhookOptions,
  body: string,
  idempotencyKey: string,
  secret: string,
): Promise<FailedAttempt | undefined> {
  const at = now();
  try {
    const answer = await postTo({
      url,
      headers: {
        "content-type": "application/json",
        "user-agent": "tocsin",
        "tocsin-signature": signature(body, secret, at),
        "idempotency-key": idempotencyKey,
      },
      body,
      allowPrivateAddresses,
      lookup,
      timeoutMilliseconds,
    });
    try {
      // The receiver has accepted; what it says besides changes nothing.
      if (answer.status >= 200 && answer.status < 300) return undefined;
      return await failureOf(answer, [secret, ...credentialsIn(url)], at);
    } finally {
      answer.body.destroy();
    }
  } catch (cause) {
    if (cause instanceof AddressRefused)
      return { reason: "address-refused", retryable: false, problem: cause.message, cause };
    if (cause instanceof Error && cause.name === "TimeoutError")
      return {
        reason: "timed-out",
        retryable: true,
        problem: `did not answer within ${timeoutMilliseconds} ms`,
        cause,
      };
    return { reason: "unreachable", retryable: true, problem: "cannot be reached", cause };
  }
}

/** What in a URL's path or query is long enough to be a credential. */
function credentialsIn(url: string): readonly string[] {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= SHORTEST_CREDENTIAL);
}

function signature(body: string, secret: string, at: Instant): string {
  const seconds = Math.floor(epochOf(at) / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

function bodyOf({ announcement, route }: Notification, channel: string, sentAt: Instant): string {
  return JSON.stringify({ format: "tocsin.notification.v1", sentAt, route, channel, announcement });
}

/** A channel's name may hold what a header may not. */
function idempotencyKey({ announcement: { alertId, version } }: Notification, channel: string): string {
  return `${alertId}:${version}:${encodeURIComponent(channel.toWellFormed())}`;
}

async function secretOf({ secret }: WebhookOptions, where: string): Promise<string> {
  let value: string;
  try {
    value = await secret();
  } catch (cause) {
    throw new DeliveryError(`${where} has no signing secret`, { reason: "unreachable", retryable: true, cause });
  }
  // Anybody can sign with an empty one.
  if (value === "")
    throw new DeliveryError(`${where} has an empty signing secret`, { reason: "rejected", retryable: false });
  return value;
}
