/**
 * Text from outside is hostile: it may hold control characters that forge log lines or terminal output, lone surrogates that no encoder
 * accepts, non-characters that no queue accepts, and more text than an item can hold.
 */

/** Control characters, those that change the direction of the text around them, separators of lines, and non-characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/g;

/** `text` well-formed, with a space for each run of characters that have an effect instead of being printed. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, " ");
}

/** `text` with each character that `printable` would remove shown by its number, so that nothing is lost. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNPRINTABLE, (found) =>
      Array.from(found, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
    );
}

/** Nearly all texts match: visible Latin letters and signs, without a space at either end. */
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

/** Whether `text` can be shown as it is: well-formed, on one line, and not only spaces. */
export function isPlain(text: string): boolean {
  return isHarmless(text) || (text.isWellFormed() && text.search(UNPRINTABLE) === -1 && text.trim() !== "");
}

/**
 * Control and format characters, lone surrogates, line and paragraph separators: all characters that have an effect instead of being seen.
 */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` with each character that would have an effect escaped, ESC as `\u{1b}`: the reader sees that somebody tried. */
export function writtenOut(text: string): string {
  return text.replace(ACTIVE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
