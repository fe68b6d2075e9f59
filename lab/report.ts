/** What the experiments found, as docs/reliability.md shows it: a row each, which stands until the experiment is run again. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Outcome } from "./outcome.ts";

const page = new URL("../docs/reliability.md", import.meta.url);

const head = [
  "| promise | experiment | tried | lost | doubled | wrong | seed | on |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];

export function table(outcomes: readonly Outcome[]): string {
  return [...head, ...outcomes.map(outcomeRow), ""].join("\n");
}

/** Puts the rows in the place of those that the same experiments had; at once, as several end side by side. */
export function record(outcomes: readonly Outcome[]): void {
  writeFileSync(page, replaced(readFileSync(page, "utf8"), "outcomes", outcomes.map(outcomeRow)));
}

function replaced(text: string, section: string, rows: readonly string[]): string {
  const [before = "", rest = ""] = text.split(`<!-- ${section} -->\n`);
  const [old = "", after = ""] = rest.split(`<!-- /${section} -->`);
  const known = old.split("\n").filter((line) => /^\| \d/.test(line));
  const merged = new Map([...known, ...rows].map((row) => [subjectOf(row), row]));
  const body = [...head, ...[...merged.values()].sort()].join("\n");
  return `${before}<!-- ${section} -->\n${body}\n<!-- /${section} -->${after}`;
}

/** The second cell: which experiment it is of. */
function subjectOf(row: string): string {
  return row.split(" | ")[1] ?? row;
}

function outcomeRow({ promise, experiment, tried, lost, doubled, wrong, seed }: Outcome): string {
  return row(promise, experiment, tried, lost, doubled, wrong, seed ?? "-", today());
}

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
