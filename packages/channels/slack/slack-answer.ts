/**
 * An answer to somebody who has pressed a button, which nobody else sees. Slack names the address with each press.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
import type { Instant } from "@tocsin/core/event/instant";
import { escapedJson } from "@tocsin/core/text/json";
import { attempt } from "../https/attempt.ts";
import type { ProviderHosts } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import { shown } from "../page/page-text.ts";
import { credentialsIn } from "../read-secrets.ts";
import { escaped, richText, section } from "./slack-message.ts";

/** Texts as they came, unsafe to show. */
export interface Answer {
  readonly heading: string;
  readonly texts: readonly string[];
}

export interface AnswerOptions {
  readonly now: () => Instant;
  /** Where answers are sent; by default to Slack. */
  readonly hosts?: ProviderHosts | undefined;
}

const BEGIN = "https://hooks.slack.com/";
const slackHosts: ProviderHosts = {
  haveGiven: ({ href }) => href.startsWith(BEGIN),
  begin: BEGIN,
  allowPrivateAddresses: false,
};

/** Slack waits for three seconds in all. */
const TIMEOUT_MILLISECONDS = 1000;
const TEXT_LIMIT = 700;
/** For all texts: each gets some additions, and Slack accepts some 12,000 characters. */
const ROOM_BYTES = 7000;

/** Returns why Slack did not accept it, without the address, which lets anybody answer in the app's name. */
export async function answerPress(
  answerTo: string,
  { heading, texts }: Answer,
  { now, hosts = slackHosts }: AnswerOptions,
): Promise<FailedAttempt | undefined> {
  if (!URL.canParse(answerTo) || !hosts.haveGiven(new URL(answerTo)))
    return { reason: "address-refused", retryable: false, problem: `is not at ${hosts.begin}` };
  const safe = fitting([heading, ...texts].map((text) => shown(text, TEXT_LIMIT)));
  const blocks = [
    richText([section(safe.map((text, i) => ({ type: "text", text: `${text}\n`, ...(i === 0 && bold) }) as const))]),
  ];
  const message = { response_type: "ephemeral", replace_original: false, text: escaped(safe[0] ?? ""), blocks };
  return attempt({
    ...{ url: new URL(answerTo), headers: {}, body: escapedJson(message), at: now() },
    allowPrivateAddresses: hosts.allowPrivateAddresses,
    confidential: credentialsIn(answerTo),
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
  });
}

/** As many as there is room for; the answer says if there are more. */
function fitting(texts: readonly string[]): readonly string[] {
  let room = ROOM_BYTES;
  const end = texts.findIndex((text) => {
    room -= Buffer.byteLength(escaped(escapedJson({ text })));
    return room < 0;
  });
  return end < 0 ? texts : [...texts.slice(0, end), `and ${texts.length - end} more lines`];
}

const bold = { style: { bold: true } } as const;
