/**
 * SES's events about the mails of channels. Addresses are not read: no field outside this schema can reach an observation.
 * https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html,
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
import { CHANNEL_TAG, channelOfTag } from "@tocsin/core/policy/channels/mail-tag";
import { instantField, objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { keyField, nameField, wordField } from "../fields.ts";
import type { EventOf } from "../source.ts";

const NAME_LIMIT = 200;
const TAG_LIMIT = 256;

/** The name of the channel. SES gives each tag a list of values, of which Tocsin's has one. */
const tagField = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(TAG_LIMIT, `is longer than ${TAG_LIMIT} characters`))),
  v.length(1, "expected one value"),
  v.transform(([value = ""]) => channelOfTag(value)),
  keyField(NAME_LIMIT),
);

const mail = v.object({ messageId: keyField(NAME_LIMIT), tags: v.object({ [CHANNEL_TAG]: tagField }) });

const bouncedField = v.nullish(v.array(objectField({ status: nameField, diagnosticCode: nameField })));

const bounced = v.object({
  "detail-type": v.literal("Email Bounced"),
  detail: v.object({
    mail,
    bounce: v.object({
      bounceType: wordField("Permanent", "Transient", "Undetermined"),
      bounceSubType: nameField,
      bouncedRecipients: bouncedField,
      timestamp: instantField,
      feedbackId: keyField(NAME_LIMIT),
    }),
  }),
});

const complained = v.object({
  "detail-type": v.literal("Email Complaint Received"),
  detail: v.object({
    mail,
    complaint: v.object({
      complaintFeedbackType: nameField,
      timestamp: instantField,
      feedbackId: keyField(NAME_LIMIT),
    }),
  }),
});

const delivered = v.object({
  "detail-type": v.literal("Email Delivered"),
  detail: v.object({ mail, delivery: v.object({ timestamp: instantField }) }),
});

export const schema = v.variant("detail-type", [bounced, complained, delivered]);

export type MailEvent = EventOf<typeof schema>;
export type BouncedEvent = EventOf<typeof bounced>;
export type ComplainedEvent = EventOf<typeof complained>;
