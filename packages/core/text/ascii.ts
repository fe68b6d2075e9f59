/** Text for formats that only accept ASCII, such as the subject of a mail and a text message. */
import { printable } from "./text.ts";

/** `text` on one line: letters without their accents, and a question mark for each run of what ASCII has no sign for. */
export function ascii(text: string): string {
  return printable(text)
    .trim()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[^ -~]+/g, "?");
}

/** ASCII of at most `limit` characters; two dots say that there was more. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 2).trimEnd()}..`;
}
