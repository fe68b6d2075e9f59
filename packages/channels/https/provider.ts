/**
 * A provider is a service with an API of its own and a known host. Its answer's body is checked, whatever the status: some answer 200
 * although they have not accepted a message.
 */
import type { Instant } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { DeliveryError } from "../channel.ts";
import type { Secrets } from "../kind.ts";
import { credentialsIn, type ReadSecrets, readSecrets, refusedSecret } from "../read-secrets.ts";
import { type Accepted, type Attempt, attemptAndRead } from "./attempt.ts";
import type { FailedAttempt } from "./response.ts";

/** Its URL. Tests set one on this machine. */
export interface ProviderAddress {
  readonly url: string;
  /** It may be in your own network, or on this machine. */
  readonly allowPrivateAddresses: boolean;
}

export interface ProviderOptions {
  /** In errors: `channel "ops" at events.pagerduty.com`. */
  readonly where: string;
  readonly address: ProviderAddress;
  /** `POST`, where it is left out. */
  readonly method?: Attempt["method"];
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly secrets: ReadSecrets;
  /** Further texts that no error may repeat. */
  readonly confidential?: readonly string[] | undefined;
  readonly now: () => Instant;
  readonly timeoutMilliseconds?: number | undefined;
  readonly answerLimitBytes?: Attempt["answerLimitBytes"];
  /** Statuses that are answers, beside those of success. */
  readonly answers?: readonly number[] | undefined;
  /** Why a message was refused although the status is 2xx; nothing if it was accepted. */
  readonly refusalOf: (accepted: Accepted) => FailedAttempt | undefined;
}

/** A provider that gives out secret addresses one by one. */
export interface ProviderHosts {
  /** Whether a URL is one that it gives out. */
  readonly haveGiven: (url: URL) => boolean;
  /** How such a URL begins, for people. */
  readonly begin: string;
  readonly allowPrivateAddresses: boolean;
}

/** A channel whose only setting is the secret address from its provider. */
export interface GivenAddress extends Pick<ProviderOptions, "now" | "timeoutMilliseconds" | "refusalOf"> {
  readonly name: string;
  readonly settings: { readonly url: string };
  readonly secrets: Secrets;
  readonly hosts: ProviderHosts;
}

/** Posts there. After a refusal the address is read again. @throws DeliveryError */
export async function postToGivenAddress(given: GivenAddress, body: string): Promise<void> {
  const { name, settings, hosts, now, timeoutMilliseconds, refusalOf } = given;
  const channel = `channel ${JSON.stringify(name)}`;
  const secrets = await readSecrets(channel, settings, given.secrets);
  const { address, confidential } = addressIn(channel, settings.url, hosts, secrets);
  const where = `${channel} at ${new URL(address.url).host}`;
  await postToProvider({ where, address, confidential, secrets, now, timeoutMilliseconds, refusalOf }, body);
}

/**
 * The URL that `reference` stands for, and the parts that no error may repeat. @param where names the channel in errors. @throws
 * DeliveryError
 */
function addressIn(
  where: string,
  reference: string,
  { haveGiven, begin, allowPrivateAddresses }: ProviderHosts,
  secrets: ReadSecrets,
) {
  const url = secrets.meant(reference);
  if (!URL.canParse(url) || !haveGiven(new URL(url)))
    throw refusedSecret(where, `has a wrong URL (${reference}): expected one that begins with ${begin}`, secrets);
  return { address: { url, allowPrivateAddresses }, confidential: credentialsIn(url) };
}

/** Returns the provider's answer if it has accepted the message. After a refusal all secrets are read again. @throws DeliveryError */
export async function postToProvider(options: ProviderOptions, body: string): Promise<string> {
  return (await callProvider(options, body)).said;
}

/** Returns the provider's answer. After a refusal all secrets are read again. @throws DeliveryError */
export async function callProvider(options: ProviderOptions, body: string | undefined): Promise<Accepted> {
  const answer = await attemptAndRead({
    url: new URL(options.address.url),
    method: options.method,
    headers: options.headers ?? {},
    body,
    answers: options.answers,
    answerLimitBytes: options.answerLimitBytes,
    allowPrivateAddresses: options.address.allowPrivateAddresses,
    confidential: [...options.secrets.values, ...(options.confidential ?? [])],
    at: options.now(),
    timeoutMilliseconds: options.timeoutMilliseconds,
  });
  if ("problem" in answer) throw failed(answer, options);
  const refusal = refusedBy(answer, options);
  if (refusal !== undefined) throw failed(refusal, options);
  return answer;
}

function failed(attempt: FailedAttempt, { where, secrets }: ProviderOptions): DeliveryError {
  if (attempt.reason === "rejected") secrets.forget();
  return new DeliveryError(`${where} ${attempt.problem}`, attempt);
}

function refusedBy(answer: Accepted, { refusalOf }: ProviderOptions): FailedAttempt | undefined {
  const refusal = refusalOf(answer);
  return refusal && { ...refusal, retryAfterMilliseconds: answer.retryAfterMilliseconds };
}

/** The fields of a provider's answer, if it is a JSON object; otherwise none. */
export function fieldsIn(said: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(said);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
