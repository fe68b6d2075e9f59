/** What a policy says of a webhook, and of where the heartbeat goes, and what that refers to. */
import { secretReference } from "@tocsin/core/policy/secret-reference";
import { problemOfHeaderValue } from "@tocsin/core/policy/webhook-headers";
import { problemOfUrl } from "@tocsin/core/policy/webhook-url";
import { DeliveryError } from "../channel.ts";
import type { Secrets } from "../kind.ts";

/** Where something is sent to. Each text is what it says, or a reference to it. */
export interface ReceiverSettings {
  readonly url: string;
  /** The receiver may be in a network of one's own, or on this machine. */
  readonly allowPrivateAddresses: boolean;
}

export interface WebhookSettings extends ReceiverSettings {
  /** A reference. */
  readonly signingSecret: string;
  /** By their names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface ReadReceiver {
  readonly url: URL;
  /** What no error may repeat. */
  readonly confidential: readonly string[];
}

export interface ReadSettings extends ReadReceiver {
  readonly signingSecret: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The references among the settings, each once. */
export function referencesOf({
  url,
  signingSecret,
  headers = {},
}: ReceiverSettings & Partial<WebhookSettings>): readonly string[] {
  const texts = [url, signingSecret, ...Object.values(headers)].filter((text) => text !== undefined);
  return [...new Set(texts.filter((text) => secretReference(text) !== undefined))];
}

/**
 * Reads what the settings refer to, and checks it as far as nobody could before. What does not hold is forgotten, so that it is
 * read anew the next time. `where` names the channel in errors.
 * @throws DeliveryError
 */
export async function readSettings(where: string, settings: WebhookSettings, secrets: Secrets): Promise<ReadSettings> {
  const references = referencesOf(settings);
  const values = await readAll(where, references, secrets);
  const meant = (text: string) => values.get(text) ?? text;
  const signingSecret = values.get(settings.signingSecret) ?? "";
  const headers = Object.entries(settings.headers ?? {}).map(([name, text]) => [name, meant(text)] as const);
  // Anybody can sign with an empty one.
  const problem = signingSecret === "" ? "has an empty signing secret" : problemOfHeaders(headers);
  if (problem !== undefined) throw refused(where, problem, references, secrets);
  return { ...receiverIn(where, settings, values, secrets), signingSecret, headers: Object.fromEntries(headers) };
}

/** The same of a receiver that is sent nothing signed. @throws DeliveryError */
export async function readReceiver(where: string, settings: ReceiverSettings, secrets: Secrets): Promise<ReadReceiver> {
  const values = await readAll(where, referencesOf(settings), secrets);
  return receiverIn(where, settings, values, secrets);
}

/** By the references. */
type Values = ReadonlyMap<string, string>;

/** @throws DeliveryError */
function receiverIn(where: string, settings: ReceiverSettings, values: Values, secrets: Secrets): ReadReceiver {
  const url = values.get(settings.url) ?? settings.url;
  // What is written was looked at when the policy was read.
  const problem = settings.url === url ? undefined : problemOfUrl(url, settings.allowPrivateAddresses);
  if (problem !== undefined)
    throw refused(where, `has a wrong URL (${settings.url}): ${problem}`, values.keys(), secrets);
  return { url: new URL(url), confidential: [...values.values(), ...credentialsIn(url)] };
}

function refused(where: string, problem: string, references: Iterable<string>, secrets: Secrets): DeliveryError {
  for (const reference of references) secrets.forget(reference);
  return new DeliveryError(`${where} ${problem}`, { reason: "rejected", retryable: false });
}

function problemOfHeaders(headers: readonly (readonly [name: string, value: string])[]): string | undefined {
  const wrong = headers.find(([, value]) => problemOfHeaderValue(value) !== undefined);
  return wrong && `has a wrong header ${wrong[0]}: it ${problemOfHeaderValue(wrong[1])}`;
}

async function readAll(where: string, references: readonly string[], secrets: Secrets): Promise<Values> {
  const values = new Map<string, string>();
  await Promise.all(
    references.map(async (reference) => {
      // What is put in by hand easily ends in a line break.
      values.set(reference, (await readOne(where, reference, secrets)).trim());
    }),
  );
  return values;
}

async function readOne(where: string, reference: string, secrets: Secrets): Promise<string> {
  try {
    return await secrets.read(reference);
  } catch (cause) {
    const problem = `${where} cannot read ${reference}`;
    throw new DeliveryError(problem, { reason: "unreachable", retryable: true, cause });
  }
}

/** Long enough to be a credential. */
const SHORTEST_CREDENTIAL = 12;

/** What in a URL's path or query may be a credential. */
function credentialsIn(url: string): readonly string[] {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= SHORTEST_CREDENTIAL);
}
