/**
 * A channel of each kind that leads nowhere. It replaces a real one in a recorded policy, as the URL of a webhook may be a credential, and
 * in tests of what every kind shows.
 */
import type { ChannelKind, SettingsOf } from "./declared-channels.ts";

export const nowhere: { readonly [K in ChannelKind]: Readonly<SettingsOf<K>> } = {
  "amazon-q": { type: "amazon-q" },
  console: { type: "console" },
  email: { type: "email", to: "ssm:email/none", from: "none@example.com" },
  jira: { type: "jira", site: "example", project: "NONE", issueType: "Task", account: "ssm:jira/none" },
  pagerduty: { type: "pagerduty", routingKey: "ssm:pagerduty/none", region: "us" },
  slack: { type: "slack", token: "ssm:slack/none", channel: "C00000000" },
  "slack-webhook": { type: "slack-webhook", url: "ssm:slack-webhook/none" },
  sms: { type: "sms", phone: "ssm:sms/none", originationIdentity: "none" },
  sns: { type: "sns" },
  teams: { type: "teams", url: "ssm:teams/none" },
  voice: { type: "voice", phone: "ssm:voice/none", originationIdentity: "none" },
  webhook: { type: "webhook", url: "https://example.com/", signingSecret: "ssm:none", allowPrivateAddresses: false },
};
