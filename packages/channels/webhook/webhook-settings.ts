/** The settings of a webhook and of the heartbeat in a policy, with the secrets that they refer to. */
import { problemOfHeaderValue } from "@tocsin/core/policy/webhook-headers";
import { problemOfUrl } from "@tocsin/core/policy/webhook-url";
import type { Secrets } from "../kind.ts";
import { credentialsIn, type ReadSecrets, readSecrets, refusedSecret } from "../read-secrets.ts";

/** Where something is sent. Each text is the value itself, or a reference to it. */
export interface ReceiverSettings {
  readonly url: string;
  /** The receiver may be in your own network, or on this machine. */
  readonly allowPrivateAddresses: boolean;
}

export interface WebhookSettings extends ReceiverSettings {
  /** A reference. */
  readonly signingSecret: string;
  /** By their names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface ReadReceiver extends Pick<ReadSecrets, "forget"> {
  readonly url: URL;
  /** What no error may repeat. */
  readonly confidential: readonly string[];
}

export interface ReadSettings extends ReadReceiver {
  readonly signingSecret: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the secrets of the settings, and checks what could not be checked before. An invalid value is forgotten, so that it is read again
 * the next time. `where` names the channel in errors.
 * @throws DeliveryError
 */
export async function readSettings(where: string, settings: WebhookSettings, secrets: Secrets): Promise<ReadSettings> {
  const read = await readSecrets(where, settings, secrets);
  const signingSecret = read.meant(settings.signingSecret);
  const headers = Object.entries(settings.headers ?? {}).map(([name, text]) => [name, read.meant(text)] as const);
  // Anybody can sign with an empty one.
  const problem = signingSecret === "" ? "has an empty signing secret" : problemOfHeaders(headers);
  if (problem !== undefined) throw refusedSecret(where, problem, read);
  return { ...receiverIn(where, settings, read), signingSecret, headers: Object.fromEntries(headers) };
}

/** The same for a receiver without signatures. @throws DeliveryError */
export async function readReceiver(where: string, settings: ReceiverSettings, secrets: Secrets): Promise<ReadReceiver> {
  return receiverIn(where, settings, await readSecrets(where, settings, secrets));
}

/** @throws DeliveryError */
function receiverIn(where: string, settings: ReceiverSettings, read: ReadSecrets): ReadReceiver {
  const url = read.meant(settings.url);
  // A literal value was checked when the policy was read.
  const problem = settings.url === url ? undefined : problemOfUrl(url, settings.allowPrivateAddresses);
  if (problem !== undefined) throw refusedSecret(where, `has a wrong URL (${settings.url}): ${problem}`, read);
  return { url: new URL(url), confidential: [...read.values, ...credentialsIn(url)], forget: read.forget };
}

function problemOfHeaders(headers: readonly (readonly [name: string, value: string])[]): string | undefined {
  const wrong = headers.find(([, value]) => problemOfHeaderValue(value) !== undefined);
  return wrong && `has a wrong header ${wrong[0]}: it ${problemOfHeaderValue(wrong[1])}`;
}
