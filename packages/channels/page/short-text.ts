/** A notification in a line: the subject of a mail, and a text message. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { SHORT_ID_LENGTH } from "./alert-fields.ts";
import { headlineOf } from "./headline.ts";
import { shown } from "./page-text.ts";

/** One part of a text message has room for 160 characters of its alphabet, in which brackets count twice. */
export const SMS_LIMIT = 140;
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const SUBJECT_LIMIT = 100;

/** At most 100 ASCII characters. */
export function subjectText(notification: Notification, now: Instant): string {
  return lineOf(notification, now, SUBJECT_LIMIT);
}

/** At most 140 ASCII characters, with the beginning of the alert's id, which is enough for `tocsin alerts show`. */
export function smsText(notification: Notification, now: Instant): string {
  const [alert] = notification.alerts;
  if (alert === undefined) return lineOf(notification, now, SMS_LIMIT);
  const id = ` ${ascii(alert.id).slice(0, SHORT_ID_LENGTH)}`;
  return `${lineOf(notification, now, SMS_LIMIT - id.length)}${id}`;
}

/** What a name is cut to at the least, so that a long place does not push out what it is about. */
const SHORTEST_SUBJECT = 30;

/** Where there is no room for all, the subject gives way first, then the place. */
function lineOf(notification: Notification, now: Instant, limit: number): string {
  const { mark, subject, place } = headlineOf(notification, now);
  const start = `[${ascii(mark)}] `;
  const rest = place === "" ? "" : ` - ${ascii(place)}`;
  const room = Math.max(limit - start.length - rest.length, SHORTEST_SUBJECT);
  return cut(`${start}${cut(ascii(subject), room)}${rest}`, limit);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 2).trimEnd()}..`;
}

/** Letters without their accents, and a question mark for what has none. */
function ascii(text: string): string {
  return shown(text, 1000)
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[^ -~]/gu, "?");
}
