/** A notification in a line: the subject of a mail, and a text message. */
import type { Instant } from "@tocsin/core/event/instant";
import { cut } from "@tocsin/core/text/ascii";
import { plain } from "@tocsin/core/text/text";
import type { Notification } from "@tocsin/oncall/notification";
import { SHORT_ID_LENGTH } from "./alert-fields.ts";
import { leadOf } from "./group-facts.ts";
import { headlineOf } from "./headline.ts";
import { LINE_LIMIT, shown, shownInAscii } from "./page-text.ts";

/** One part of a text message has room for 160 characters of its alphabet, in which brackets count twice. */
const SMS_LIMIT = 140;
/** Less than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 99;

/** At most `limit` UTF-16 units, in the script that it came in. */
export function lineText(notification: Notification, now: Instant, limit: number): string {
  return lineOf(notification, now, limit, { written: (text) => shown(text, LINE_LIMIT), cutTo: plain });
}

/** At most 99 ASCII characters. */
export function subjectText(notification: Notification, now: Instant): string {
  return lineOf(notification, now, SUBJECT_LIMIT, inAscii);
}

/**
 * At most 140 characters of the alphabet of text messages, with the beginning of the alert's id, which is enough for `tocsin alerts show`.
 * Mostly that is one part of a message; two, where more than twenty of them count twice.
 */
export function smsText(notification: Notification, now: Instant): string {
  const alert = leadOf(notification);
  if (alert === undefined) return lineOf(notification, now, SMS_LIMIT, inGsm).trim();
  const id = ` ${shownInGsm(alert.id).slice(0, SHORT_ID_LENGTH)}`;
  return `${lineOf(notification, now, SMS_LIMIT - id.length, inGsm)}${id}`.trim();
}

/** What a name is cut to at the least, so that a long place does not push out what it is about. */
const SHORTEST_SUBJECT = 30;

/** How texts are written on a line, and made shorter. */
interface Writing {
  readonly written: (text: string) => string;
  readonly cutTo: (text: string, limit: number) => string;
}

const inAscii: Writing = { written: shownInAscii, cutTo: cut };
const inGsm: Writing = { written: shownInGsm, cutTo: cut };

/** Where there is no room for all, the subject gives way first, then the place. */
function lineOf(notification: Notification, now: Instant, limit: number, { written, cutTo }: Writing): string {
  const { mark, subject, place } = headlineOf(notification, now);
  const start = `[${written(mark)}] `;
  const rest = place === "" ? "" : ` - ${written(place)}`;
  const room = Math.max(limit - start.length - rest.length, SHORTEST_SUBJECT);
  return cutTo(`${start}${cutTo(written(subject), room)}${rest}`, limit);
}

/** With a backtick in it, all of a message would be sent in an alphabet of which a part has room for 70 signs. */
function shownInGsm(text: string): string {
  return shownInAscii(text).replaceAll("`", "'");
}
