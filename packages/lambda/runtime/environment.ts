/** The environment of a function: checked once when it starts, and read nowhere else. */
import type { Secrets } from "@tocsin/channels/kind";
import { type ChannelKind, channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import { parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";

/** One variable for each resource; infra sets those that a function names, and grants access to what they name. */
type Variable =
  | "TOCSIN_ADMINISTRATORS"
  | "TOCSIN_ALARM_TOPIC_ARN"
  | "TOCSIN_ALERTS_TABLE"
  | "TOCSIN_CONFIGURATION_SET"
  | "TOCSIN_DEAD_LETTER_QUEUE_URL"
  | "TOCSIN_DELIVER_QUEUE_URLS"
  | "TOCSIN_IS_ANSWERED"
  | "TOCSIN_LINK_KEY_ARN"
  | "TOCSIN_LINKS_URL"
  | "TOCSIN_OCSF_TOPIC_ARN"
  | "TOCSIN_ONCALL_QUEUE_URL"
  | "TOCSIN_PREFIX"
  | "TOCSIN_PRODUCT_ARN"
  | "TOCSIN_CHAT_TOPIC_ARN"
  | "TOCSIN_READABLE_TOPIC_ARN"
  | "TOCSIN_TOPIC_ARN"
  | "TOCSIN_REPORT_BUCKET"
  | "TOCSIN_REPORT_REGION"
  | "TOCSIN_SCOPE"
  | "TOCSIN_SECRETS_PATH"
  | "TOCSIN_STAGE"
  | "TOCSIN_SYNC_BACK";

/** The values of the variables named. @throws Error naming the first that is not set: the function must not start then. */
export function environment<const N extends Variable>(...names: readonly N[]): Readonly<Record<N, string>> {
  return Object.fromEntries(names.map((name) => [name, required(name)])) as Record<N, string>;
}

/** The same, or nothing if the first is not set, for optional parts of a deployment. @throws Error if another one is not set. */
export function environmentIfAny<const N extends Variable>(
  ...names: readonly [N, ...N[]]
): Readonly<Record<N, string>> | undefined {
  return process.env[names[0]] === undefined ? undefined : environment(...names);
}

/** A secret, by reference only: `env:NAME` is the variable NAME of the function. @throws Error when there is none. */
export async function secretAt(reference: string): Promise<string> {
  return required(reference.replace(/^env:/, ""));
}

/** Secrets that are variables of the function, so they are never read again. */
export const environmentSecrets: Secrets = { read: secretAt, forget: () => {} };

/** The queue of each kind of channel, from its JSON. @throws Error when one is missing: the function must not start then. */
export function deliverQueueUrls(text: string, kinds = channelKinds): Readonly<Record<ChannelKind, string>> {
  const parsed = parse(v.object(v.entriesFromList(kinds, v.string())), JSON.parse(text));
  if (!parsed.ok) throw new Error(`environment variable TOCSIN_DELIVER_QUEUE_URLS: ${refusalText(parsed.refusal)}`);
  return parsed.value;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`environment variable ${name} is not set`);
  return value;
}
