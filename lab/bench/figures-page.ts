/** The table of figures, as it is printed and as docs/benchmarks.md keeps it: a row each, which stands until its benchmark is run again. */
import type { Figure } from "./measure.ts";

const START = "<!-- figures -->";
const END = "<!-- /figures -->";
const HEAD = ["| what | figure | limit | kept | of this run | on |", "| --- | --- | --- | --- | --- | --- |"];

/** @param on the day of the run, as `2026-11-30`. */
export function figuresTable(figures: readonly Figure[], on: string): string {
  return tableOf(figures.map((figure) => rowOf(figure, on)));
}

export interface Recording {
  /** Says what they were measured on. */
  readonly heading: string;
  readonly on: string;
  readonly figures: readonly Figure[];
  /** Whether the figures are all that there are. Else the rows of others stay, and new ones come after them. */
  readonly isWhole: boolean;
}

/** The page with these figures. @throws Error when it has no place for them. */
export function recordedIn(page: string, { heading, on, figures, isWhole }: Recording): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the page has no ${START} before a ${END}`);
  const stays = isWhole ? [] : page.slice(start, end).split("\n").filter(isRow);
  const rows = new Map([...stays, ...figures.map((figure) => rowOf(figure, on))].map((row) => [nameIn(row), row]));
  return `${page.slice(0, start)}${START}\n${heading}\n\n${tableOf([...rows.values()])}\n${page.slice(end)}`;
}

function tableOf(rows: readonly string[]): string {
  return [...HEAD, ...rows].join("\n");
}

function rowOf({ name, value, limit, ok, note }: Figure, on: string): string {
  return `| ${[name, value, limit, ok ? "yes" : "**no**", note, on].join(" | ")} |`;
}

function isRow(line: string): boolean {
  return line.startsWith("| ") && !HEAD.includes(line);
}

function nameIn(row: string): string {
  return row.split(" | ")[0] ?? row;
}
