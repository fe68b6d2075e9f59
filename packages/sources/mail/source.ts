/**
 * Mails of channels that were not delivered, and ones that were: SES learns it from the mailboxes' servers, and sends events on the default
 * bus of its account. No address is read. A tag names the mail's channel, and the channel's next delivery ends the alert.
 */
import type { Identity } from "@tocsin/core/alert/identity";
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { partitionOf } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import { CHANNEL_TAG } from "@tocsin/core/policy/channels/mail-tag";
import { shellWord } from "@tocsin/core/text/shell-word";
import { defineSource } from "../source.ts";
import { type BouncedEvent, type ComplainedEvent, type MailEvent, schema } from "./schema.ts";

const detailTypes = ["Email Bounced", "Email Complaint Received", "Email Delivered"];

/** The tag that SES itself adds. https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const SET_TAG = "ses:configuration-set";

export const mail = defineSource({
  name: "mail",
  about: "mails of channels that bounce, are reported as spam, or arrive again",
  pattern: patternWith({}),
  onDefaultBus: true,
  schema,
  observe,
});

/** The pattern of a stage, which only takes events about its own mails. @param configurationSet the one with which they are sent. */
export function mailPattern(configurationSet: string) {
  return patternWith({ [SET_TAG]: [configurationSet] });
}

function patternWith(tags: Readonly<Record<string, readonly string[]>>) {
  return {
    source: ["aws.ses"],
    "detail-type": detailTypes,
    detail: { mail: { tags: { [CHANNEL_TAG]: [{ exists: true }], ...tags } } },
  };
}

function observe(event: MailEvent): Observed {
  switch (event["detail-type"]) {
    case "Email Bounced":
      return bounced(event);
    case "Email Complaint Received":
      return complained(event);
    case "Email Delivered": {
      const { mail, delivery } = event.detail;
      const summary = "A later mail was delivered.";
      const told = { eventId: mail.messageId, at: delivery.timestamp, summary } as const;
      return [cleared(event, { ...about(event), ...told, scope: "condition", because: "fixed" })];
    }
    default:
      return event satisfies never;
  }
}

/** The mail bounced permanently, or SES gave up: it retries other bounces for hours, and reports nothing meanwhile. */
function bounced(event: BouncedEvent): Observed {
  const { bounceType, bounceSubType, bouncedRecipients, timestamp, feedbackId } = event.detail.bounce;
  const { channel, ...said } = about(event);
  const isForGood = bounceType === "Permanent";
  const codes = codesIn(bouncedRecipients ?? []);
  const kind = [bounceType, bounceSubType].filter((word) => word).join(", ");
  return [
    active(event, {
      ...said,
      at: timestamp,
      eventId: feedbackId,
      severity: isForGood ? "HIGH" : "MEDIUM",
      title: `Mail of channel ${JSON.stringify(channel)} bounces`,
      summary: `A mail bounced${isForGood ? " permanently" : ""}${kind === "" ? "" : ` (${kind})`}${isForGood ? ": nobody has read it." : ", and may not have been read."}`,
      remedy: isForGood
        ? remedyOf("Correct the address in the channel's secret, or have the mailbox repaired.", channel)
        : undefined,
      attributes: {
        feedback: "bounce",
        bounceType: bounceType ?? undefined,
        bounceSubType: bounceSubType ?? undefined,
        diagnosticCode: codes.length === 0 ? undefined : codes,
      },
    }),
  ];
}

function complained(event: ComplainedEvent): Observed {
  const { complaintFeedbackType, timestamp, feedbackId } = event.detail.complaint;
  // With this type, the reader says that the mail does not belong in the junk folder. https://www.iana.org/assignments/marf-parameters
  if (complaintFeedbackType === "not-spam") return { ignored: "benign" };
  const { channel, ...said } = about(event);
  return [
    active(event, {
      ...said,
      at: timestamp,
      eventId: feedbackId,
      severity: "HIGH",
      title: `Mail of channel ${JSON.stringify(channel)} was reported as spam`,
      summary: "Its reader, or the mailbox's server, reported a mail as spam. SES sends no more to that address.",
      remedy: remedyOf("Ask its readers not to report these mails, or name another address.", channel),
      attributes: { feedback: "complaint", complaintType: complaintFeedbackType ?? undefined },
    }),
  ];
}

/** SES sends nothing to an address on its suppression list. */
function remedyOf(firstStep: string, channel: string): string {
  return `${firstStep} Take the address off SES's suppression list: \`aws sesv2 delete-suppressed-destination --email-address ADDRESS\`. Then send a drill, \`tocsin channel test ${shellWord(channel)}\`: its delivery ends this alert.`;
}

function about(event: MailEvent) {
  const channel = event.detail.mail.tags[CHANNEL_TAG];
  const resource = `channel ${channel}`;
  return { channel, identity: identityOf(event, resource), reporter: "mail", resource };
}

function identityOf({ account, region }: Event, resource: string): Identity<"mail-delivery"> {
  const place = { partition: partitionOf(region), account, region };
  return { condition: "mail-delivery", ...place, resource, discriminator: "" };
}

/**
 * The codes in the answers of mail servers: `550`, `5.1.1`. The rest of an answer may name the recipient, and is left out.
 * https://www.rfc-editor.org/rfc/rfc5321#section-4.2, https://www.rfc-editor.org/rfc/rfc3463#section-2
 */
function codesIn(
  recipients: readonly {
    readonly status?: string | null | undefined;
    readonly diagnosticCode?: string | null | undefined;
  }[],
): readonly string[] {
  const codes = recipients.flatMap(({ status, diagnosticCode }) => [
    /^(?:smtp; ?)?([245]\d\d)(?!\d)/i.exec(diagnosticCode ?? "")?.[1],
    /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status ?? "")?.[0],
  ]);
  return [...new Set(codes.filter((code) => code !== undefined))];
}
