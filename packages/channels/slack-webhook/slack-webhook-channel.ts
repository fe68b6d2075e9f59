/**
 * The Slack webhook channel posts a message for each notification through an incoming webhook, which can do nothing else. A message that
 * changes with its group needs the token of an app (`slack/`). https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import { escapedJson } from "@tocsin/core/text/json";
import type { Accepted } from "../https/attempt.ts";
import { type ProviderHosts, postToGivenAddress } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { Channel, Secrets } from "../kind.ts";
import { messageOf } from "../slack/slack-message.ts";

export interface SlackWebhookOptions {
  readonly name: string;
  readonly settings: SettingsOf<"slack-webhook">;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  /** The options with which the commands in a message find the table. */
  readonly place?: string | undefined;
  /** The webhooks' URL; by default Slack's. */
  readonly hosts?: ProviderHosts | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

const BEGIN = "https://hooks.slack.com/services/";
const slackHosts: ProviderHosts = {
  haveGiven: ({ href }) => href.startsWith(BEGIN),
  begin: BEGIN,
  allowPrivateAddresses: false,
};

/** A notification is delivered when Slack answers 200 with `ok`. After a refusal the URL is read again. */
export function slackWebhookChannel(options: SlackWebhookOptions): Channel {
  const { name, now, place, hosts = slackHosts } = options;
  return {
    name,
    async send(notification) {
      const message = messageOf(notification, { now: now(), place });
      await postToGivenAddress({ ...options, hosts, refusalOf }, escapedJson(message));
      return undefined;
    },
    async sendDigest({ slack }) {
      await postToGivenAddress({ ...options, hosts, refusalOf }, escapedJson(slack));
    },
  };
}

function refusalOf({ status, said }: Accepted): FailedAttempt | undefined {
  if (status === 200 && said.trim() === "ok") return undefined;
  return { reason: "server-error", retryable: true, problem: `answered ${status} without saying that it is ok` };
}
