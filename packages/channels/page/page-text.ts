/** What is shown is hostile until it has passed here: it may try to move a cursor, forge a line or turn text around. */
import { ascii } from "@tocsin/core/text/ascii";
import { plain, writtenOut } from "@tocsin/core/text/text";

/**
 * `text` on one line, at most `limit` UTF-16 units long, with each character that would act written out, ESC as `\u{1b}`:
 * who reads the page sees that somebody tried.
 */
export function shown(text: string, limit: number): string {
  return plain(writtenOut(beginning(text, limit)), limit);
}

/** Of what begins or ends with space, or has what is no character, less is shown than there is. */
const SHORTENED = /^\p{Zs}|\p{Zs}$|[\ufffe\uffff]/u;

/** Of a text of which no more than `limit` is shown, only as much as is, and a sign that it goes on: to write out all of it takes long. */
function beginning(text: string, limit: number): string {
  return text.length <= limit || SHORTENED.test(text) ? text : `${text.slice(0, limit)}.`;
}

/** More than any line has room for. */
export const LINE_LIMIT = 1000;

/** The same in ASCII, for a line. Whoever reads it sees that somebody tried to act by it. */
export function shownInAscii(text: string): string {
  return ascii(shown(text, LINE_LIMIT));
}
