/** Invented events in the form in which EventBridge delivers them, by the examples of SES's documentation. */
import { channelTag } from "@tocsin/core/policy/channels/mail-tag";

/** Of a channel that is called ada-mail. */
const mail = {
  timestamp: "2026-11-20T12:00:00.000Z",
  source: "tocsin@alerts.example.com",
  sourceArn: "arn:aws:ses:eu-central-1:111122223333:identity/alerts.example.com",
  sendingAccountId: "111122223333",
  messageId: "0107019a-4d2b-4c1e-9a55-0a5b1d9c2f11-000000",
  destination: ["ada@people.example.net"],
  headersTruncated: false,
  headers: [{ name: "To", value: "ada@people.example.net" }],
  commonHeaders: { to: ["ada@people.example.net"], subject: "[CRITICAL - NOW] Something" },
  tags: {
    "ses:configuration-set": ["tocsin-prod-email"],
    "tocsin-channel": [channelTag("ada-mail")],
  },
};

function mailEvent(id: string, type: string, time: string, detail: object) {
  return {
    version: "0",
    id,
    "detail-type": type,
    source: "aws.ses",
    account: "111122223333",
    time,
    region: "eu-central-1",
    resources: [],
    detail: { mail, ...detail },
  };
}

function bounce(id: string, bounceType: string, bounceSubType: string, status: string, diagnosticCode: string) {
  return mailEvent(id, "Email Bounced", "2026-11-20T12:00:03Z", {
    eventType: "Bounce",
    bounce: {
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: "ada@people.example.net", action: "failed", status, diagnosticCode }],
      timestamp: "2026-11-20T12:00:02.669Z",
      feedbackId: `0107019a-${id}`,
      reportingMTA: "dns; mx.example.net",
    },
  });
}

export const samples = {
  bounced: bounce("b1", "Permanent", "NoEmail", "5.1.1", "smtp; 550 5.1.1 <ada@people.example.net>: user unknown"),
  suppressed: bounce(
    "b2",
    "Permanent",
    "OnAccountSuppressionList",
    "5.1.1",
    "Amazon SES did not send the message to this address because it is on the suppression list for your account",
  ),
  full: bounce("b3", "Transient", "MailboxFull", "4.2.2", "smtp; 452 4.2.2 mailbox of ada is full"),
  complained: mailEvent("c1", "Email Complaint Received", "2026-11-20T12:30:01Z", {
    eventType: "Complaint",
    complaint: {
      complainedRecipients: [{ emailAddress: "ada@people.example.net" }],
      timestamp: "2026-11-20T12:30:00.000Z",
      feedbackId: "0107019a-c1",
      complaintSubType: null,
      userAgent: "ExampleCorp Feedback Loop (V0.01)",
      complaintFeedbackType: "abuse",
      arrivalDate: "2026-11-20T12:30:00.000Z",
    },
  }),
  praised: mailEvent("c2", "Email Complaint Received", "2026-11-20T12:30:01Z", {
    eventType: "Complaint",
    complaint: {
      complainedRecipients: [{ emailAddress: "ada@people.example.net" }],
      timestamp: "2026-11-20T12:30:00.000Z",
      feedbackId: "0107019a-c2",
      complaintFeedbackType: "not-spam",
    },
  }),
  delivered: mailEvent("d1", "Email Delivered", "2026-11-20T13:00:02Z", {
    eventType: "Delivery",
    delivery: {
      timestamp: "2026-11-20T13:00:01.250Z",
      processingTimeMillis: 1250,
      recipients: ["ada@people.example.net"],
      smtpResponse: "250 2.0.0 OK",
      reportingMTA: "mta.example.com",
    },
  }),
};
