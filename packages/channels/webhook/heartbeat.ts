/**
 * The heartbeat: a request to a monitor outside, which rings when none has come for a while. Only its URL identifies the sender, as
 * monitors give it out, so nothing is signed; everything else is like a webhook's requests.
 */
import type { Instant } from "@tocsin/core/event/instant";
import { DeliveryError } from "../channel.ts";
import { attempt } from "../https/attempt.ts";
import type { Lookup } from "../https/request.ts";
import type { Secrets } from "../kind.ts";
import { type ReceiverSettings, readReceiver } from "./webhook-settings.ts";

export interface HeartbeatOptions {
  readonly settings: ReceiverSettings;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  readonly lookup?: Lookup | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/**
 * The monitor has heard it when it answers 2xx within 5 s. `at` is when `review` found all well.
 * @throws DeliveryError
 */
export async function sendHeartbeat(at: Instant, options: HeartbeatOptions): Promise<void> {
  const { settings, secrets, now, ...rest } = options;
  const { url, confidential, forget } = await readReceiver("heartbeat", settings, secrets);
  const failed = await attempt({
    ...{ url, headers: {}, body: JSON.stringify({ format: "tocsin.heartbeat.v1", at }), confidential, at: now() },
    ...{ allowPrivateAddresses: settings.allowPrivateAddresses, ...rest },
  });
  if (failed === undefined) return;
  if (failed.reason === "rejected") forget();
  // The path of its URL is a credential, so errors name only the host.
  throw new DeliveryError(`heartbeat at ${url.host} ${failed.problem}`, failed);
}
