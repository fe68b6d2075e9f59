/** Lines of plain text, none of them wider than mail readers show without wrapping. */
import { plain } from "@tocsin/core/text/text";
import { wrap } from "@tocsin/core/text/wrap";

export const COLUMNS = 78;

/** Gives nothing if there is nothing under the heading. */
export function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading.toUpperCase(), ...lines];
}

/** `text` in as many lines as it takes, the first after `start`, the others indented as far. A word that is wider than a line is cut at its end. */
export function wrapped(start: string, text: string): readonly string[] {
  const words = plain(text, text.length + 1);
  const lines = wrap(words, COLUMNS - start.length);
  return lines.map((line, i) => fitted(i === 0 ? start : " ".repeat(start.length), line));
}

/** One line, cut at its end. */
export function fitted(start: string, text: string): string {
  return `${start}${plain(text, COLUMNS - start.length)}`.trimEnd();
}

/** One line, cut at its start, since the end of an ARN identifies it. */
export function fittedAtEnd(start: string, text: string): string {
  const limit = COLUMNS - start.length;
  const line = plain(text, text.length + 1);
  if (line.length <= limit) return `${start}${line}`.trimEnd();
  return limit < 2 ? start.trimEnd() : `${start}…${line.slice(1 - limit).toWellFormed()}`.trimEnd();
}

/**
 * Names in the first column, left-aligned; then numbers, right-aligned. Columns of large numbers move closer together; if room is still short, a name
 * is cut, never a number.
 */
export function table(rows: readonly (readonly string[])[], indent = "  "): readonly string[] {
  const names = rows.map(([name = ""]) => plain(name, COLUMNS));
  const columns = rows.map(([, ...cells]) => cells);
  const loose = COLUMNS - indent.length - widest(names);
  const right =
    [2, 1].map((gap) => aligned(columns, gap)).find((lines) => widest(lines) <= loose) ?? aligned(columns, 1);
  const cut = names.map((name) => plain(name, COLUMNS - indent.length - widest(right)));
  return cut.map((name, i) => `${indent}${name.padEnd(widest(cut))}${right[i]}`.trimEnd());
}

function aligned(rows: readonly (readonly string[])[], gap: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => widest(rows.map((cells) => cells[column] ?? "")));
  return rows.map((cells) =>
    cells.map((cell, column) => " ".repeat(gap) + cell.padStart(widths[column] ?? 0)).join(""),
  );
}

export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
