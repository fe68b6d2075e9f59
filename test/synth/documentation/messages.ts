/** What notifications look like, for docs/channels.md and the pages below it. */
import { messageOf as emailMessage } from "@tocsin/channels/email/email-message";
import { renderNotification } from "@tocsin/channels/page/notification-page";
import { smsText, subjectText } from "@tocsin/channels/page/short-text";
import { triggerBody } from "@tocsin/channels/pagerduty/pagerduty-event";
import { spokenText } from "@tocsin/channels/voice/voice-text";
import { certificate, morning, renewed, type Sample, storm, threat } from "../../support/sample-notifications.ts";

const page = ({ notification, now }: Sample) => block("", renderNotification(notification, { now, styled: false }));

/** By the page that has them, each by its name in the comments around its place. */
export const messages: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "docs/channels.md": {
    certificate: () => page(certificate),
    threat: () => page(threat),
    group: () => page(storm()),
    morning: () => page(morning()),
    over: () => page(renewed),
  },
  "docs/channels/email.md": { email: () => block("", emailText(threat)) },
  "docs/channels/sns.md": {
    subject: () => block("", subjectText(threat.notification, threat.now)),
    sms: () =>
      block(
        "",
        [certificate, threat, storm(), morning()].map(({ notification, now }) => smsText(notification, now)).join("\n"),
      ),
  },
  "docs/channels/telephones.md": {
    voice: () =>
      block("xml", spokenText(threat.notification, threat.now, "--stage prod").replaceAll(/ ?<break/g, "\n<break")),
  },
  "docs/channels/pagerduty.md": {
    pagerduty: () => block("json", JSON.stringify(triggerBody(threat.notification, { now: threat.now }), null, 2)),
  },
  "docs/channels/webhook.md": { body: () => block("json", JSON.stringify(threat.notification, null, 2)) },
};

/** The headers that are not SES's own. */
function emailText({ notification, now }: Sample): string {
  const { subject, headers } = emailMessage(notification, { now, from: "tocsin@alerts.example.com" });
  return Object.entries({ Subject: subject, ...headers })
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
