/** What the experiments found, as docs/reliability.md shows it: a row each, which stands until the experiment is run again. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Findings } from "./experiments.ts";
import type { Verdict } from "./mutate.ts";
import type { Outcome } from "./outcome.ts";

const page = new URL("../../docs/reliability.md", import.meta.url);

const outcomesHead = [
  "| promise | experiment | tried | lost | doubled | wrong | seed | on |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];
const mutationsHead = [
  "| promise | a mutation that | in | is noticed by | noticed | on |",
  "| --- | --- | --- | --- | --- | --- |",
];

export function tables(found: readonly Findings[]): string {
  const outcomes = found.flatMap((findings) => findings.outcomes).map(outcomeRow);
  const verdicts = found.flatMap((findings) => findings.verdicts).map(verdictRow);
  return [outcomes, verdicts]
    .flatMap((rows, i) => (rows.length === 0 ? [] : [[...(i === 0 ? outcomesHead : mutationsHead), ...rows, ""]]))
    .flat()
    .join("\n");
}

/** Puts the rows in the place of those that the same experiments and mutations had; at once, as several end side by side. */
export function record({ outcomes, verdicts }: Findings): void {
  let text = readFileSync(page, "utf8");
  text = replaced(text, "outcomes", outcomesHead, outcomes.map(outcomeRow));
  text = replaced(text, "mutations", mutationsHead, verdicts.map(verdictRow));
  writeFileSync(page, text);
}

function replaced(text: string, section: string, head: readonly string[], rows: readonly string[]): string {
  const [before = "", rest = ""] = text.split(`<!-- ${section} -->\n`);
  const [old = "", after = ""] = rest.split(`<!-- /${section} -->`);
  const known = old.split("\n").filter((line) => /^\| \d/.test(line));
  const merged = new Map([...known, ...rows].map((row) => [subjectOf(row), row]));
  const body = [...head, ...[...merged.values()].sort()].join("\n");
  return `${before}<!-- ${section} -->\n${body}\n<!-- /${section} -->${after}`;
}

/** The second cell: which experiment or mutation it is of. */
function subjectOf(row: string): string {
  return row.split(" | ")[1] ?? row;
}

function outcomeRow({ promise, experiment, tried, lost, doubled, wrong, seed }: Outcome): string {
  return row(promise, experiment, tried, lost, doubled, wrong, seed ?? "-", today());
}

function verdictRow({ mutation: { promise, does, file, test }, noticed, problem }: Verdict): string {
  return row(promise, does, `\`${file}\``, `\`${test}\``, problem ?? (noticed ? "yes" : "**no**"), today());
}

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
