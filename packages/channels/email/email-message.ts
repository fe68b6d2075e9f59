/** The mail for a notification: its first line as the subject, the page as text and as HTML, and headers for sorting. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { severityOf } from "../page/group-facts.ts";
import { type LaidOutField, laidOut } from "../page/laid-out.ts";
import { renderNotification } from "../page/notification-page.ts";
import { lineText } from "../page/short-text.ts";
import { htmlOf } from "./email-html.ts";

export interface EmailMessage {
  /** On one line, in whatever script. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** By name; the values are ASCII. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface EmailMessageOptions {
  readonly now: Instant;
  readonly place?: string | undefined;
  /** Whom it is from. */
  readonly from: string;
}

/** Lists of mails show about half of it, and a line of a mail has room for 998 bytes. */
const SUBJECT_LIMIT = 150;
const LINE_LIMIT = 250;
/** Gmail shows some 100 KB of a message and hides the rest behind a link. SES itself takes 40 MB. */
const HTML_ROOM_BYTES = 90_000;

export function messageOf(notification: Notification, { now, place, from }: EmailMessageOptions): EmailMessage {
  const line = lineText(notification, now, LINE_LIMIT);
  const made = (fields: readonly LaidOutField[]) => htmlOf(notification, line, fields);
  const sizeOf = (fields: readonly LaidOutField[]) => Buffer.byteLength(made(fields));
  return {
    subject: lineText(notification, now, SUBJECT_LIMIT),
    text: renderNotification(notification, { now, place, styled: false }),
    html: made(laidOut(notification, { now, place, room: HTML_ROOM_BYTES, sizeOf })),
    headers: { ...threadOf(notification, from), ...automatic, ...sortedBy(notification, from) },
  };
}

/**
 * All mails of a group reply to a mail that was never sent: SES gives each mail a Message-ID of its own, and does not fully document it.
 * Mail programs show mails with the same reference as one thread (docs/adr/0048).
 */
function threadOf({ groupId }: Notification, from: string): EmailMessage["headers"] {
  const root = `<${groupId}@${domainOf(from)}>`;
  return { "In-Reply-To": root, References: root };
}

/**
 * Asks for no automatic replies. https://www.rfc-editor.org/rfc/rfc3834#section-5,
 * https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxcmail/ced68690-498a-4567-9d14-5c01f974d8b1
 */
export const automatic = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" };

/** https://www.rfc-editor.org/rfc/rfc2919 */
function sortedBy(notification: Notification, from: string): EmailMessage["headers"] {
  return {
    "List-Id": `<tocsin.${domainOf(from)}>`,
    "X-Tocsin-Kind": notification.kind,
    "X-Tocsin-Urgency": notification.urgency,
    "X-Tocsin-Severity": severityOf(notification),
    "X-Tocsin-Rings": String(notification.rings),
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
