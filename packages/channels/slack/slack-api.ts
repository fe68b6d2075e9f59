/** The two methods of Slack's Web API that make and change messages. https://docs.slack.dev/apis/web-api */
import { escapedJson } from "@tocsin/core/text/json";
import type { Accepted } from "../https/attempt.ts";
import { fieldsIn, type ProviderOptions, postToProvider } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { DigestMessage } from "../kind.ts";
import type { SlackMessage } from "./slack-message.ts";

/** Where a message is: a channel's id, and the message's time stamp in it. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export interface SlackApi {
  /** Returns where it is, if Slack says so. @throws DeliveryError */
  post(channel: string, message: SlackMessage | DigestMessage["slack"]): Promise<Place | undefined>;
  /** Returns whether the answered message still exists. @param isBroadcast shows it in the channel too. @throws DeliveryError */
  reply(to: Place, message: SlackMessage, isBroadcast: boolean): Promise<boolean>;
  /** Returns whether the message still exists, and can be changed. @throws DeliveryError */
  update(place: Place, message: SlackMessage): Promise<boolean>;
}

export interface SlackApiOptions
  extends Pick<ProviderOptions, "where" | "secrets" | "address" | "now" | "timeoutMilliseconds"> {
  readonly token: string;
}

type Method = "chat.postMessage" | "chat.update";

/** Slack's errors for a message that cannot be changed or answered. https://docs.slack.dev/reference/methods/chat.update */
const LOST = [
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "thread_not_found",
  "invalid_thread_ts",
];

export function slackApi({ token, where, address, ...options }: SlackApiOptions): SlackApi {
  const host = new URL(address.url).host;
  return {
    async post(channel, message) {
      const answer = await call("chat.postMessage", { channel, ...message });
      return typeof answer.channel === "string" && typeof answer.ts === "string"
        ? { channel: answer.channel, ts: answer.ts }
        : undefined;
    },
    async reply({ channel, ts: thread_ts }, message, reply_broadcast) {
      const answer = await call("chat.postMessage", { channel, thread_ts, reply_broadcast, ...message }, LOST);
      return answer.ok === true;
    },
    async update(place, message) {
      return (await call("chat.update", { ...place, ...message }, LOST)).ok === true;
    },
  };

  /** Returns Slack's answer if it accepted the call, or answered with an expected error. */
  async function call(method: Method, body: object, expected: readonly string[] = []) {
    const said = await postToProvider(
      {
        ...options,
        where: `${where} at ${host}`,
        address: { ...address, url: `${address.url}/${method}` },
        headers: { authorization: `Bearer ${token}` },
        refusalOf: (accepted) => refusalOf(accepted, expected),
      },
      escapedJson(body),
    );
    return fieldsIn(said);
  }
}

/** Temporary errors. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing: Readonly<Record<string, FailedAttempt["reason"]>> = {
  ...{ ratelimited: "rate-limited", rate_limited: "rate-limited", message_limit_exceeded: "rate-limited" },
  ...{ fatal_error: "server-error", internal_error: "server-error", service_unavailable: "server-error" },
  ...{ request_timeout: "server-error", team_added_to_org: "server-error" },
};

/** Slack answers 200 to nearly everything, and says in the body whether it accepted it. */
function refusalOf({ status, said }: Accepted, expected: readonly string[]): FailedAttempt | undefined {
  const { ok, error } = fieldsIn(said);
  if (ok === true) return undefined;
  const code = typeof error === "string" && /^[a-z_]{1,60}$/.test(error) ? error : undefined;
  if (code === undefined)
    return { reason: "server-error", retryable: true, problem: `answered ${status} without saying that it is ok` };
  if (expected.includes(code)) return undefined;
  const reason = Object.hasOwn(passing, code) ? passing[code] : undefined;
  return { reason: reason ?? "rejected", retryable: reason !== undefined, problem: `answered ${status}: ${code}` };
}
