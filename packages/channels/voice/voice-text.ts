/**
 * What a call says: the first line of the page, and how to acknowledge. SendVoiceMessage reports no pressed keys, so a call can only say
 * the command. https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
 */
import { isDrill } from "@tocsin/core/alert/condition";
import type { Instant } from "@tocsin/core/event/instant";
import { cut } from "@tocsin/core/text/ascii";
import type { Notification } from "@tocsin/oncall/notification";
import { SHORT_ID_LENGTH } from "../page/alert-fields.ts";
import { isOfOne, leadOf, openIn } from "../page/group-facts.ts";
import { headlineOf } from "../page/headline.ts";
import { shownInAscii } from "../page/page-text.ts";

const SUBJECT_LIMIT = 160;
const PLACE_LIMIT = 80;
const OPTIONS_LIMIT = 200;

/**
 * SSML of less than 6,000 characters, in which no text from outside is markup. All of it is said twice, as a person who is woken misses the
 * beginning. @param place the options by which the commands find the table.
 */
export function spokenText(notification: Notification, now: Instant, place = ""): string {
  const { mark, subject, place: where } = headlineOf(notification, now);
  const [what, at] = [saying(subject, SUBJECT_LIMIT), saying(where, PLACE_LIMIT)];
  // Words in capitals may be spelt.
  const how = saying(mark.toLowerCase().replaceAll(" - ", ", "), SUBJECT_LIMIT);
  const sentences = `${sentence(how)}<break time="300ms"/>${sentence(what)}${sentence(at)}<break time="500ms"/>`;
  const message = `${sentences}${nextStep(notification, place)}`;
  return `<speak>This is Tocsin. ${message}<break time="1s"/>I repeat. ${message}<break time="500ms"/>Good bye.</speak>`;
}

function nextStep(notification: Notification, place: string): string {
  const lead = leadOf(notification);
  if (lead === undefined) return slowly(`See the alerts by the command: tocsin alerts list${spokenOptions(place)}.`);
  if (isDrill(lead)) return "Nothing is to be done.";
  const id = inMarkup(shownInAscii(lead.id).slice(0, SHORT_ID_LENGTH));
  const named = `with the identifier that begins with: <say-as interpret-as="characters">${id}</say-as>`;
  const shown = `tocsin alerts show, ${named}${spokenOptions(place)}.`;
  if (openIn(notification.counts) === 0) return slowly(`See it by the command: ${shown}`);
  if (!isOfOne(notification))
    return slowly(`See the first of them by the command: ${shown} Acknowledge by: tocsin alerts ack.`);
  const why = "dash dash why, and your reason";
  return slowly(`Acknowledge it by the command: tocsin alerts ack, ${named}, ${why}${spokenOptions(place)}.`);
}

/** `--stage prod` as one says it on the telephone. */
function spokenOptions(place: string): string {
  return place === "" ? "" : `, and ${saying(place, OPTIONS_LIMIT).replaceAll("--", "dash dash ")}`;
}

/** With the end that a voice pauses at, and a space after it. */
function sentence(text: string): string {
  return text === "" ? "" : `${text}${/[.!?]$/.test(text) ? "" : "."} `;
}

function slowly(ssml: string): string {
  return `<prosody rate="slow">${ssml}</prosody>`;
}

/** The remaining text is only spoken, and cannot control the voice. */
function saying(text: string, limit: number): string {
  return inMarkup(cut(shownInAscii(text), limit));
}

function inMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
