/** HTML that escapes by itself: text becomes text, and only what `html` made is taken as markup. */

export interface Markup {
  readonly markup: string;
}

type Piece = string | number | Markup | readonly Markup[];

/** Markup from a literal; every string put into it is escaped, as content and as a quoted attribute's value alike. */
export function html(literal: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: literal.map((text, i) => text + markupOf(pieces[i] ?? "")).join("") };
}

export const nothing: Markup = { markup: "" };

function markupOf(piece: Piece): string {
  if (typeof piece === "number") return String(piece);
  if (typeof piece === "string") return escaped(piece);
  return "markup" in piece ? piece.markup : piece.map(({ markup }) => markup).join("");
}

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters and those that turn the direction of the text around them; no HTML page may or need hold them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNPRINTABLE, " ")
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? "");
}
