/** What is shown is hostile until it has passed here: it may try to move a cursor, forge a line or turn text around. */
import { plain, writtenOut } from "@tocsin/core/text/text";

/**
 * `text` on one line, at most `limit` UTF-16 units long, with each character that would act written out, ESC as `\u{1b}`:
 * who reads the page sees that somebody tried.
 */
export function shown(text: string, limit: number): string {
  return plain(writtenOut(text), limit);
}

/**
 * Breaks `text` between words into lines of at most `columns` UTF-16 units. A longer word has a line of its own and stays
 * whole: a broken ARN or URL cannot be copied.
 */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= columns) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === "" ? lines : [...lines, line];
}
