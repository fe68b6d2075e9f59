/** HTML that escapes by itself: text becomes text, and only what `html` made is taken as markup. */
import { printable } from "./text.ts";

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

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => REFERENCES[character] ?? "");
}
