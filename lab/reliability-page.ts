/** docs/reliability.md: what runs write into it stands between `<!-- name -->` and `<!-- /name -->`. */
import { readFileSync, writeFileSync } from "node:fs";

const page = new URL("../docs/reliability.md", import.meta.url);

export function readPart(name: string): readonly string[] {
  return split(name).lines;
}

/** Writes at once, as runs that end side by side write into one page. */
export function writePart(name: string, lines: readonly string[]): void {
  const { before, after } = split(name);
  writeFileSync(page, [before, ...lines, after].join("\n"));
}

/** @throws Error when the page has no such part. */
function split(name: string): { readonly before: string; readonly lines: readonly string[]; readonly after: string } {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(page, "utf8");
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/reliability.md has no part between ${start} and ${end}`);
  const lines = text.slice(from + start.length, to).split("\n");
  return {
    before: text.slice(0, from + start.length),
    lines: lines.filter((line) => line !== ""),
    after: text.slice(to),
  };
}
