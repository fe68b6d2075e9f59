/** The results of the experiments, as docs/reliability.md shows them: a row each, which stays until the experiment is run again. */
import type { Outcome } from "./outcome.ts";
import { readPart, writePart } from "./reliability-page.ts";

/** The part of the page that holds the rows. */
const PART = "outcomes";

const head = [
  "| promise | experiment | tried | lost | doubled | wrong | seed | on |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];

export function table(outcomes: readonly Outcome[]): string {
  return [...head, ...outcomes.map(outcomeRow), ""].join("\n");
}

/** Puts the rows in the place of those that the same experiments had. */
export function record(outcomes: readonly Outcome[]): void {
  const known = readPart(PART).filter((line) => /^\| \d/.test(line));
  const rows = new Map([...known, ...outcomes.map(outcomeRow)].map((row) => [experimentOf(row), row]));
  writePart(PART, [...head, ...[...rows.values()].sort()]);
}

function experimentOf(row: string): string {
  return row.split(" | ")[1] ?? row;
}

function outcomeRow({ promise, experiment, tried, lost, doubled, wrong, seed }: Outcome): string {
  const on = new Date().toISOString().slice(0, 10);
  return `| ${[promise, experiment, tried, lost, doubled, wrong, seed ?? "-", on].join(" | ")} |`;
}
