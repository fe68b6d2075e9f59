/** What a channel of each kind would be sent for a notification, without its secrets: for a person who wants to see it. */
import type { ChannelConfig } from "@tocsin/core/policy/channels/declared-channels";
import type { Notification } from "@tocsin/oncall/notification";
import { messageOf as amazonQMessage } from "./amazon-q/amazon-q-message.ts";
import { messageOf as emailMessage } from "./email/email-message.ts";
import { descriptionOf, summaryOf } from "./jira/jira-issue.ts";
import { renderNotification } from "./page/notification-page.ts";
import { smsText, subjectText } from "./page/short-text.ts";
import { partsOf } from "./page/text-message-parts.ts";
import { actionOf, type EventOptions, triggerBody } from "./pagerduty/pagerduty-event.ts";
import { messageOf as slackMessage } from "./slack/slack-message.ts";
import { messageOf as teamsMessage } from "./teams/teams-card.ts";
import { spokenText } from "./voice/voice-text.ts";

/** A part of what is sent, by what it is: text for people, or JSON for a provider. */
export interface PreviewPart {
  readonly part: string;
  readonly content: string | object;
  /** A person reads the same in another part. */
  readonly isRaw?: true;
}

export function previewOf(
  settings: ChannelConfig,
  notification: Notification,
  options: EventOptions,
): readonly PreviewPart[] {
  const { now } = options;
  const page = () => ({ part: "page", content: renderNotification(notification, { ...options, styled: false }) });
  switch (settings.type) {
    case "amazon-q": {
      const threadId = `${notification.groupId}-0`;
      return [{ part: "custom notification", content: amazonQMessage(notification, { ...options, threadId }) }];
    }
    case "console":
      return [page()];
    case "email": {
      const { subject, html, headers } = emailMessage(notification, { ...options, from: settings.from });
      return [
        { part: "subject", content: subject },
        page(),
        { part: "html", content: html, isRaw: true },
        { part: "headers", content: headers },
      ];
    }
    case "jira":
      return [
        { part: "summary", content: summaryOf(notification, options) },
        { part: "description", content: descriptionOf(notification, options) },
      ];
    case "sms":
      return [textMessage(notification, now)];
    case "sns":
      return [{ part: "subject", content: subjectText(notification, now) }, page(), textMessage(notification, now)];
    case "pagerduty": {
      const event_action = actionOf(notification);
      const shown = event_action === "trigger" ? triggerBody(notification, options) : {};
      return [{ part: "event", content: { event_action, dedup_key: notification.groupId, ...shown } }];
    }
    case "slack": {
      const hasButtons = settings.buttons !== undefined;
      return [{ part: "message", content: slackMessage(notification, { ...options, hasButtons }) }];
    }
    case "slack-webhook":
      return [{ part: "message", content: slackMessage(notification, options) }];
    case "teams":
      return [{ part: "message", content: teamsMessage(notification, options) }];
    case "voice":
      return [{ part: "what the call says", content: spokenText(notification, now, options.place) }];
    case "webhook":
      return [{ part: "body", content: notification }];
    default:
      return settings satisfies never;
  }
}

function textMessage(notification: Notification, now: EventOptions["now"]): PreviewPart {
  const content = smsText(notification, now);
  const { parts } = partsOf(content);
  return { part: `text message, of ${parts === 1 ? "1 part" : `${parts} parts`}`, content };
}
