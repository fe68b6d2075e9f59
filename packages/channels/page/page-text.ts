/** Texts are hostile until they have passed here: they may try to move a cursor, forge a line or reverse text. */
import { ascii } from "@tocsin/core/text/ascii";
import { plain, writtenOut } from "@tocsin/core/text/text";

/**
 * `text` on one line, at most `limit` UTF-16 units long, with each character that would have an effect escaped, ESC as `\u{1b}`: the reader
 * of the page sees that somebody tried.
 */
export function shown(text: string, limit: number): string {
  return plain(writtenOut(beginning(text, limit)), limit);
}

/** Spaces at an end, and non-characters, would be invisible. */
const SHORTENED = /^\p{Zs}|\p{Zs}$|[\ufffe\uffff]/u;

/** Cuts a text to what will be shown, and marks the cut: escaping the whole text takes long. */
function beginning(text: string, limit: number): string {
  return text.length <= limit || SHORTENED.test(text) ? text : `${text.slice(0, limit)}.`;
}

/** More than any line has room for. */
export const LINE_LIMIT = 1000;

/** The same in ASCII, for a line. The reader sees that somebody tried something. */
export function shownInAscii(text: string): string {
  return ascii(shown(text, LINE_LIMIT));
}
