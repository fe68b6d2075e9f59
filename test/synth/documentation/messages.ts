/** What notifications look like, for docs/channels.md: alerts as the sources make them of their samples, in an invented directory. */

import { messageOf as amazonQMessage } from "@tocsin/channels/amazon-q/amazon-q-message";
import { messageOf as emailMessage } from "@tocsin/channels/email/email-message";
import { renderNotification } from "@tocsin/channels/page/notification-page";
import { smsText, subjectText } from "@tocsin/channels/page/short-text";
import { triggerBody } from "@tocsin/channels/pagerduty/pagerduty-event";
import { messageOf } from "@tocsin/channels/slack/slack-message";
import { spokenText } from "@tocsin/channels/voice/voice-text";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { storiesOfSamples } from "../../support/sample-pages.ts";

interface Sample {
  readonly notification: Notification;
  readonly now: Instant;
}

const MINUTE = 60_000;

const told = (await storiesOfSamples()).flat();

const names: Readonly<Record<string, string>> = { "111122223333": "payments-prod", "222233334444": "identity-prod" };

/** The first that was announced so, in an account that the directory knows. */
function alertOf(kind: string, title: RegExp): { readonly alert: AlertView; readonly now: Instant } {
  const found = told.find(({ announcement }) => announcement.kind === kind && title.test(announcement.alert.title));
  if (found === undefined) throw new Error(`no alert was ${kind} whose title is like ${title}`);
  const { account } = found.announcement.alert;
  const directory = { name: names[account], ou: "/Workloads/Prod", environment: "production", tags: {} };
  const alert = { ...found.announcement.alert, directory, owner: "team-payments", ownedBy: "account tag" };
  return { alert, now: found.now };
}

function sampleOf(kind: string, title: RegExp, changed: Partial<Notification> = {}): Sample {
  const { alert, now } = alertOf(kind, title);
  const grouping = { alert: alert.id };
  const counts = countsOf(alert.status === "OPEN" ? { [alert.severity]: 1 } : {}, {
    ended: kind === "resolved" ? 1 : 0,
  });
  return {
    notification: notificationWith({ at: now, title: alert.title, grouping, counts, alerts: [alert], ...changed }),
    now,
  };
}

const certificate = sampleOf("opened", /is not renewed/, {
  timezone: "Europe/Berlin",
  urgency: "morning",
  rings: false,
});

const sequence = sampleOf("opened", /compromise of/);
const threat: Sample = {
  ...sequence,
  notification: {
    ...sequence.notification,
    remindsAt: shift(sequence.now, 20 * MINUTE),
    escalates: [{ destination: "lead", at: shift(sequence.now, 5 * MINUTE) }],
  },
};

/** One vulnerability on ten of 137 instances. */
function storm(): Sample {
  const { alert, now } = alertOf("opened", /CVE-2026-31337 - tidewater/);
  const alerts = Array.from(
    { length: 10 },
    (_, i): AlertView => ({
      ...alert,
      id: `${i}${alert.id.slice(1)}`,
      resource: alert.resource.replace(/.$/, String(i)),
      severity: i < 2 ? "CRITICAL" : alert.severity,
      attributes: { ...alert.attributes, exploitAvailable: ["YES"] },
      owner: i % 4 === 3 ? "team-web" : "team-payments",
    }),
  );
  const notification = notificationWith({
    ...{ at: now, title: alert.title, grouping: { "attributes.cve": "CVE-2026-31337" }, alerts, more: 127 },
    counts: countsOf({ CRITICAL: 12, HIGH: 125 }, { acknowledged: 2 }),
  });
  return { notification, now };
}

function morning(): Sample {
  const { now } = certificate;
  const alerts = [/is not renewed/, /CVE-2026-31337 - tidewater/, /^Rotation of secret/].map(
    (title) => alertOf("opened", title).alert,
  );
  const notification = notificationWith({
    ...{ at: now, urgency: "morning", rings: false, reason: "morning", grouping: { owner: "team-payments" }, alerts },
    ...{ title: alerts[0]?.title ?? "", counts: countsOf({ HIGH: 3 }) },
  });
  return { notification, now };
}

const renewed = sampleOf("resolved", /is renewed/, {
  ...{ kind: "over", reason: "all-over", rings: false, sequence: 2, before: countsOf({ HIGH: 1 }) },
});

const page = ({ notification, now }: Sample) => block("", renderNotification(notification, { now, styled: false }));

/** Each by its name in the comments around its place. */
export const messages: Readonly<Record<string, () => string>> = {
  certificate: () => page(certificate),
  threat: () => page(threat),
  group: () => page(storm()),
  morning: () => page(morning()),
  over: () => page(renewed),
  sms: () =>
    block(
      "",
      [certificate, threat, storm(), morning()].map(({ notification, now }) => smsText(notification, now)).join("\n"),
    ),
  voice: () =>
    block("xml", spokenText(threat.notification, threat.now, "--stage prod").replaceAll(/ ?<break/g, "\n<break")),
  subject: () => block("", subjectText(threat.notification, threat.now)),
  body: () => block("json", JSON.stringify(threat.notification, null, 2)),
  email: () => block("", emailText(threat)),
  amazonQ: () => block("", amazonQText(threat)),
  slack: () => block("", slackText(threat)),
  pagerduty: () => block("json", JSON.stringify(triggerBody(threat.notification, { now: threat.now }), null, 2)),
};

/** The headers that are not SES's own. */
function emailText({ notification, now }: Sample): string {
  const { subject, headers } = emailMessage(notification, { now, from: "tocsin@alerts.example.com" });
  return Object.entries({ Subject: subject, ...headers })
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function amazonQText({ notification, now }: Sample): string {
  const { content } = amazonQMessage(notification, { now, threadId: notification.groupId });
  return [content.title, content.description, ...(content.nextSteps ?? [])].join("\n");
}

/** What Slack shows, one line a field, with the names of signs. */
function slackText({ notification, now }: Sample): string {
  const { blocks } = messageOf(notification, { now });
  const sections = blocks.flatMap((block) => (block.type === "rich_text" ? block.elements : []));
  const texts = sections.map(({ elements }) =>
    elements.map((part) => (part.type === "emoji" ? `:${part.name}:` : part.text)).join(""),
  );
  return texts.join("").trimEnd();
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
