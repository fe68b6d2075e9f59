/** The channels of a policy on a laptop: pages at the terminal, a topic of the embedded SNS, and all others for real. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { createChatTopic } from "@tocsin/aws/chat-topic";
import { createReadableTopic } from "@tocsin/aws/readable-topic";
import { amazonQChannel } from "@tocsin/channels/amazon-q/amazon-q-channel";
import { DeliveryError } from "@tocsin/channels/channel";
import { consoleChannel } from "@tocsin/channels/console/console-channel";
import { emailChannel, type SendEmail } from "@tocsin/channels/email/email-channel";
import { jiraChannel } from "@tocsin/channels/jira/jira-channel";
import type { Channel, Secrets } from "@tocsin/channels/kind";
import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { slackChannel } from "@tocsin/channels/slack/slack-channel";
import { slackWebhookChannel } from "@tocsin/channels/slack-webhook/slack-webhook-channel";
import { smsChannel } from "@tocsin/channels/sms/sms-channel";
import { snsChannel } from "@tocsin/channels/sns/sns-channel";
import { teamsChannel } from "@tocsin/channels/teams/teams-channel";
import { voiceChannel } from "@tocsin/channels/voice/voice-channel";
import { sendHeartbeat } from "@tocsin/channels/webhook/heartbeat";
import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import type { Instant } from "@tocsin/core/event/instant";
import { isSentBy } from "@tocsin/core/policy/channels/is-sent-by";
import type { HeartbeatConfig, Policy } from "@tocsin/core/policy/policy";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { makeVoiceCall, sendTextMessage } from "./telephones.ts";

export interface LocalChannels {
  /** Where a `console` channel writes its pages. */
  readonly write: (page: string) => void;
  readonly styled: boolean;
  /** The options with which the command on a page finds the table. */
  readonly place?: string | undefined;
  readonly secretAt: (reference: string) => Promise<string>;
  /** Called with the reason each time a notification was not delivered; the text contains no secret. */
  readonly failed?: ((channel: string, problem: string) => void) | undefined;
  /** Replaces each channel of the policy, of any type, by another receiver of its notifications: then nothing is sent. */
  readonly instead?: ((name: string) => Channel) | undefined;
}

export interface ChannelParts extends LocalChannels {
  readonly sns: SNSClient;
  readonly readableTopicArn: string;
  readonly chatTopicArn: string;
  readonly now: () => Instant;
}

/** The policy's channel `name`. @throws RangeError if there is none. */
export function localChannel(policy: Policy, name: string, parts: ChannelParts): Channel {
  const channel = channelOf(policy, name, parts);
  return {
    ...channel,
    async send(notification, handle) {
      try {
        return await channel.send(notification, handle);
      } catch (error) {
        if (error instanceof DeliveryError) parts.failed?.(name, error.message);
        throw error;
      }
    },
  };
}

function channelOf({ channels }: Policy, name: string, parts: ChannelParts): Channel {
  const { write, styled, place, secretAt, instead, sns, readableTopicArn, chatTopicArn, now } = parts;
  const config = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (config !== undefined && instead !== undefined)
    return { ...instead(name), takes: (notification) => isSentBy(config.type, notification) };
  switch (config?.type) {
    case "amazon-q": {
      const { publish } = createChatTopic({
        publish: (input) => sns.send(new PublishCommand(input)),
        topicArn: chatTopicArn,
      });
      return amazonQChannel({ name, publish, place, now });
    }
    case "console":
      return consoleChannel({ name, write, styled, place, now });
    case "sns": {
      const { publish } = createReadableTopic({
        publish: (input) => sns.send(new PublishCommand(input)),
        topicArn: readableTopicArn,
      });
      return snsChannel({ name, publish, place, now });
    }
    case "webhook": {
      const secrets = secretsBy(secretAt);
      // A receiver checks when a request was signed by its own clock, whatever time a scenario is at.
      return webhookChannel({ name, settings: config, secrets, now: systemNow });
    }
    case "email":
      return emailChannel({ name, settings: config, secrets: secretsBy(secretAt), sendEmail, place, now: systemNow });
    case "jira":
      return jiraChannel({ name, settings: config, secrets: secretsBy(secretAt), place, now: systemNow });
    case "pagerduty":
      return pagerdutyChannel({ name, settings: config, secrets: secretsBy(secretAt), place, now: systemNow });
    case "slack":
      return slackChannel({ name, settings: config, secrets: secretsBy(secretAt), place, now: systemNow });
    case "slack-webhook":
      return slackWebhookChannel({ name, settings: config, secrets: secretsBy(secretAt), place, now: systemNow });
    case "teams":
      return teamsChannel({ name, settings: config, secrets: secretsBy(secretAt), place, now: systemNow });
    case "sms": {
      const secrets = secretsBy(secretAt);
      return smsChannel({ name, settings: config, secrets, sendOnce: sendTextMessage, now: systemNow });
    }
    case "voice": {
      const secrets = secretsBy(secretAt);
      return voiceChannel({ name, settings: config, secrets, sendOnce: makeVoiceCall, place, now: systemNow });
    }
    case undefined:
      throw new RangeError(`the policy has no channel ${JSON.stringify(name)}`);
    default:
      return config satisfies never;
  }
}

/** The heartbeat, for real. @throws DeliveryError */
export async function localHeartbeat(
  at: Instant,
  settings: HeartbeatConfig,
  { secretAt }: Pick<LocalChannels, "secretAt">,
): Promise<void> {
  await sendHeartbeat(at, { settings, secrets: secretsBy(secretAt), now: systemNow });
}

function secretsBy(read: LocalChannels["secretAt"]): Secrets {
  return { read, forget: () => {} };
}

/** For real, with the caller's credentials and Region. Most runs send no mail, and need not wait for the client. */
const sendEmail: SendEmail = async (request, options) => {
  const { SESv2 } = await import("@aws-sdk/client-sesv2");
  return new SESv2({ maxAttempts: 1 }).sendEmail(request, options);
};
