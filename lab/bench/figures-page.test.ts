import { expect, test } from "vitest";
import { figuresTable, type Recording, recordedIn } from "./figures-page.ts";
import type { Figure } from "./measure.ts";

const figure = (name: string, value: string, ok = true): Figure => ({ name, value, limit: "≤ 2", ok, note: "a note" });
const page = "# Before\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nafter\n";
const recorded = (text: string, on: string, given: Pick<Recording, "figures" | "isWhole">) =>
  recordedIn(text, { heading: "A machine.", on, ...given });
const rowsIn = (text: string) => text.split("\n").filter((line) => /^\| (?!what|---)/.test(line));

const first = recorded(page, "2026-11-29", { figures: [figure("one", "1"), figure("two", "2")], isWhole: true });

test("a row says whether its limit is kept, and of what day it is", () => {
  expect(rowsIn(figuresTable([figure("one", "1"), figure("two", "3", false)], "2026-11-30"))).toEqual([
    "| one | 1 | ≤ 2 | yes | a note | 2026-11-30 |",
    "| two | 3 | ≤ 2 | **no** | a note | 2026-11-30 |",
  ]);
});

test("what stands around the figures stays as it is", () => {
  expect(first.startsWith("# Before\n\n<!-- figures -->\nA machine.\n\n| what |")).toBe(true);
  expect(first.endsWith("|\n<!-- /figures -->\n\nafter\n")).toBe(true);
});

test("a run of some benchmarks replaces their rows, leaves the others, and adds new ones after them", () => {
  const figures = [figure("three", "3"), figure("one", "1.5")];
  expect(rowsIn(recorded(first, "2026-11-30", { figures, isWhole: false }))).toEqual([
    "| one | 1.5 | ≤ 2 | yes | a note | 2026-11-30 |",
    "| two | 2 | ≤ 2 | yes | a note | 2026-11-29 |",
    "| three | 3 | ≤ 2 | yes | a note | 2026-11-30 |",
  ]);
});

test("a run of all leaves no row of before", () => {
  const figures = [figure("two", "2.5")];
  expect(rowsIn(recorded(first, "2026-11-30", { figures, isWhole: true }))).toEqual([
    "| two | 2.5 | ≤ 2 | yes | a note | 2026-11-30 |",
  ]);
});

test("a page without a place for figures is an error", () => {
  expect(() => recorded("# Before\n", "2026-11-30", { figures: [], isWhole: true })).toThrow("<!-- figures -->");
});
