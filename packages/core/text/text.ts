/**
 * Text from outside is hostile: it may hold control characters that forge log lines or terminal output, lone surrogates
 * that no encoder accepts, what is no character and no queue takes, and more length than an item can take.
 */

/** Control characters, those that change the direction of the text around them, separators of lines, and non-characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/g;

/** `text` well-formed, with a space for each run of characters that are not printed but act. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, " ");
}

/** `text` with each character that `printable` would take out shown by its number, so that nothing of it is lost. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNPRINTABLE, (found) =>
      Array.from(found, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
    );
}

/** Nearly all text is: Latin letters and signs, each of which is seen, and no space at either end. */
const HARMLESS = /^[!-~\u00ae-\u017f](?:[ -~\u00ae-\u017f]*[!-~\u00ae-\u017f])?$/;

/** Whether `text` is one line of Latin letters and signs, without a space at either end: then nothing in it is unseen. */
export function isHarmless(text: string): boolean {
  return HARMLESS.test(text);
}

/** `text` on one line, well-formed, without control or direction-changing characters, at most `limit` UTF-16 units long. */
export function plain(text: string, limit: number): string {
  if (text.length <= limit && isHarmless(text)) return text;
  const line = printable(text).trim();
  if (line.length <= limit) return line;
  return `${line
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\ufffd$/, "")}…`;
}

/** Whether `text` can be shown as it is: well-formed, on one line, and not of space alone. */
export function isPlain(text: string): boolean {
  return isHarmless(text) || (text.isWellFormed() && text.search(UNPRINTABLE) === -1 && text.trim() !== "");
}

/** Control and format characters, lone surrogates, line and paragraph separators: all that acts instead of being seen. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` with each character that would act written out, ESC as `\u{1b}`: who reads it sees that somebody tried. */
export function writtenOut(text: string): string {
  return text.replace(ACTIVE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
