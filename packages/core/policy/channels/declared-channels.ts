/** The kinds of channels that a policy can name. */
import * as v from "valibot";
import { amazonQChannel } from "./amazon-q.ts";
import { consoleChannel } from "./console.ts";
import { emailChannel } from "./email.ts";
import { jiraChannel } from "./jira.ts";
import { pagerdutyChannel } from "./pagerduty.ts";
import { slackChannel, slackWebhookChannel } from "./slack.ts";
import { snsChannel } from "./sns.ts";
import { teamsChannel } from "./teams.ts";
import { smsChannel, voiceChannel } from "./telephone.ts";
import { webhookChannel } from "./webhook.ts";

export const declaredChannels = {
  "amazon-q": amazonQChannel,
  console: consoleChannel,
  email: emailChannel,
  jira: jiraChannel,
  pagerduty: pagerdutyChannel,
  slack: slackChannel,
  "slack-webhook": slackWebhookChannel,
  sms: smsChannel,
  sns: snsChannel,
  teams: teamsChannel,
  voice: voiceChannel,
  webhook: webhookChannel,
};

type Declared = typeof declaredChannels;
export type ChannelKind = keyof Declared;
export const channelKinds = Object.keys(declaredChannels) as readonly ChannelKind[];

/** The kinds that can be sent the weekly digest. */
export const digestKinds: readonly ChannelKind[] = channelKinds.filter((kind) => declaredChannels[kind].takesDigest);

/** The settings of a channel of one kind in a policy. */
export type SettingsOf<K extends ChannelKind> = v.InferOutput<Declared[K]["settings"]>;
/** What a policy says of a channel. */
export type ChannelConfig = { readonly [K in ChannelKind]: Readonly<SettingsOf<K>> }[ChannelKind];

export const channelSchema = v.variant(
  "type",
  channelKinds.map((kind) => declaredChannels[kind].settings),
);
