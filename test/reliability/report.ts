/** What the experiments found, as docs/reliability.md shows it. */
import { readFile, writeFile } from "node:fs/promises";
import type { Verdict } from "./mutate.ts";
import type { Outcome } from "./outcome.ts";

const page = new URL("../../docs/reliability.md", import.meta.url);

export function outcomesTable(outcomes: readonly Outcome[]): string {
  return [
    "| promise | experiment | tried | lost | doubled | wrong | seed |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...outcomes
      .toSorted((a, b) => a.promise - b.promise)
      .map(
        ({ promise, experiment, tried, lost, doubled, wrong, seed }) =>
          `| ${promise} | ${experiment} | ${tried} | ${lost} | ${doubled} | ${wrong} | ${seed ?? "-"} |`,
      ),
  ].join("\n");
}

export function mutationsTable(verdicts: readonly Verdict[]): string {
  return [
    "| promise | a mutation that | in | is noticed by | noticed |",
    "| --- | --- | --- | --- | --- |",
    ...verdicts
      .toSorted((a, b) => a.mutation.promise - b.mutation.promise)
      .map(
        ({ mutation: { promise, does, file, test }, noticed, problem }) =>
          `| ${promise} | ${does} | \`${file}\` | \`${test}\` | ${problem ?? (noticed ? "yes" : "**no**")} |`,
      ),
  ].join("\n");
}

/** Writes each section between the comments of its name. */
export async function record(sections: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(page, "utf8");
  for (const [name, section] of Object.entries(sections)) {
    const [before = "", rest = ""] = text.split(`<!-- ${name} -->`);
    const after = rest.split(`<!-- /${name} -->`)[1] ?? "";
    text = `${before}<!-- ${name} -->\n${section}\n<!-- /${name} -->${after}`;
  }
  await writeFile(page, text);
}
