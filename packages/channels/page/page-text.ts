/** What is shown is hostile until it has passed here: it may try to move a cursor, forge a line or turn text around. */
import { plain, writtenOut } from "@tocsin/core/text/text";

/**
 * `text` on one line, at most `limit` UTF-16 units long, with each character that would act written out, ESC as `\u{1b}`:
 * who reads the page sees that somebody tried.
 */
export function shown(text: string, limit: number): string {
  return plain(writtenOut(text), limit);
}
