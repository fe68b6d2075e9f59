/** What a policy says of a webhook, and what that refers to. */
import { secretReference } from "@tocsin/core/policy/secret-reference";
import { problemOfHeaderValue } from "@tocsin/core/policy/webhook-headers";
import { problemOfUrl } from "@tocsin/core/policy/webhook-url";
import { DeliveryError } from "../channel.ts";
import type { Secrets } from "../kind.ts";

/** Each text is what it says, or a reference to it. */
export interface WebhookSettings {
  readonly url: string;
  /** A reference. */
  readonly signingSecret: string;
  /** By their names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The receiver may be in a network of one's own, or on this machine. */
  readonly allowPrivateAddresses: boolean;
}

export interface ReadSettings {
  readonly url: URL;
  readonly signingSecret: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What no error may repeat. */
  readonly confidential: readonly string[];
}

/** The references among the settings, each once. */
export function referencesOf({ url, signingSecret, headers = {} }: WebhookSettings): readonly string[] {
  const texts = [url, signingSecret, ...Object.values(headers)];
  return [...new Set(texts.filter((text) => secretReference(text) !== undefined))];
}

/**
 * Reads what the settings refer to, and checks it as far as nobody could before. What does not hold is forgotten, so that it is
 * read anew the next time. `where` names the channel in errors.
 * @throws DeliveryError
 */
export async function readSettings(where: string, settings: WebhookSettings, secrets: Secrets): Promise<ReadSettings> {
  const references = referencesOf(settings);
  const values = new Map<string, string>();
  await Promise.all(
    references.map(async (reference) => {
      // What is put in by hand easily ends in a line break.
      values.set(reference, (await readOne(where, reference, secrets)).trim());
    }),
  );
  const meant = (text: string) => values.get(text) ?? text;
  const url = meant(settings.url);
  const signingSecret = values.get(settings.signingSecret) ?? "";
  const headers = Object.entries(settings.headers ?? {}).map(([name, text]) => [name, meant(text)] as const);
  const problem = problemOf(settings, { url, signingSecret, headers });
  if (problem !== undefined) {
    for (const reference of references) secrets.forget(reference);
    throw new DeliveryError(`${where} ${problem}`, { reason: "rejected", retryable: false });
  }
  return {
    url: new URL(url),
    signingSecret,
    headers: Object.fromEntries(headers),
    confidential: [...values.values(), ...credentialsIn(url)],
  };
}

interface Values {
  readonly url: string;
  readonly signingSecret: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

function problemOf(settings: WebhookSettings, { url, signingSecret, headers }: Values): string | undefined {
  // Anybody can sign with an empty one.
  if (signingSecret === "") return "has an empty signing secret";
  // What is written was looked at when the policy was read.
  const ofUrl = settings.url === url ? undefined : problemOfUrl(url, settings.allowPrivateAddresses);
  if (ofUrl !== undefined) return `has a wrong URL (${settings.url}): ${ofUrl}`;
  const wrong = headers.find(([, value]) => problemOfHeaderValue(value) !== undefined);
  return wrong && `has a wrong header ${wrong[0]}: it ${problemOfHeaderValue(wrong[1])}`;
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
