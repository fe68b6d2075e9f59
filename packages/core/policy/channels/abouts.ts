/** What an editor shows of each kind of channel. It stands apart from the kinds: every function reads a policy, and none shows this. */
import type { ChannelKind } from "./declared-channels.ts";

export const abouts: Readonly<Record<ChannelKind, string>> = {
  "amazon-q": "Messages in Slack or Teams, by Amazon Q Developer, which subscribes to a topic of the stack's own.",
  console: "Pages for people, in the log of the function or the terminal.",
  email: "Mails to an address, by Amazon SES.",
  jira: "Tickets of a project of Jira Cloud, one a group, kept in step with it.",
  pagerduty: "Incidents of a PagerDuty service, by its Events API v2.",
  slack: "Messages in Slack that change with what they are about, by the token of an app.",
  "slack-webhook": "Messages in Slack, by an incoming webhook.",
  sms: "Text messages of what rings, by AWS End User Messaging.",
  sns: "Messages for people, on a topic of the stack's own to which e-mail addresses and telephones subscribe.",
  teams: "Cards in Microsoft Teams, by the webhook of a workflow.",
  voice: "Calls that read what rings, by AWS End User Messaging.",
  webhook: "Signed JSON for a system of your own.",
};
