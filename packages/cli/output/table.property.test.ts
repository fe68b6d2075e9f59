import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, table } from "./table.ts";

const word = fc.stringMatching(/^[!-~]{1,30}$/);
const cell = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
const rows = fc.array(fc.tuple(fc.stringMatching(/^[A-Z]{1,10}$/), cell, cell, cell), { minLength: 1, maxLength: 8 });
const widths = fc.integer({ min: 40, max: 200 });

type Row = readonly [string, string, string, string];
const columns: readonly Column<Row>[] = [
  { heading: "NAME", of: ([name]) => name },
  { heading: "FIRST", of: ([, first]) => first, yields: 2 },
  { heading: "SECOND", of: ([, , second]) => second, yields: 3 },
  { heading: "THIRD", of: ([, , , third]) => third, yields: 1 },
];

const environment = { NO_COLOR: "1" };
const onTerminal = (given: readonly Row[], width: number) => linesOf(given, { isTTY: true, columns: width });
function linesOf(given: readonly Row[], output: { readonly isTTY: boolean; readonly columns?: number }) {
  const printed = table(given, columns, { stdout: { write: () => {}, ...output }, environment });
  return printed.trimEnd().split("\n");
}
const wordsOf = (text: string) => text.split(/\s+/).filter((one) => one !== "");

describe("a table", () => {
  test("is no wider than the terminal, but for a word that is", () => {
    fc.assert(
      fc.property(rows, widths, (given, width) => {
        for (const line of onTerminal(given, width)) if (line.length > width) expect(wordsOf(line)).toHaveLength(1);
      }),
    );
  });

  test("shows every word of every cell, whole and in order", () => {
    fc.assert(
      fc.property(rows, widths, (given, width) => {
        const shown = wordsOf(onTerminal(given, width).join(" "));
        for (const row of given) {
          for (const text of row) {
            const words = wordsOf(text);
            expect(shown.some((_, i) => words.every((one, j) => shown[i + j] === one))).toBe(true);
          }
        }
      }),
    );
  });

  test("has a line for each row where there is room, and wherever no terminal is", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const piped = linesOf(given, { isTTY: false, columns: 40 });
        const widest = Math.max(...piped.map((line) => line.length));
        expect(piped).toHaveLength(given.length + 1);
        // The last column is not padded, so that its widest cell decides.
        expect(onTerminal(given, Math.max(widest, 1))).toEqual(piped);
      }),
    );
  });

  test("moves the column that yields first, and no other where that is enough", () => {
    const given: readonly Row[] = [["A", "first", "second", "a text of several words"]];
    expect(onTerminal(given, 20)).toEqual([
      "NAME  FIRST  SECOND",
      "  THIRD",
      "A     first  second",
      "  a text of several",
      "  words",
    ]);
  });
});
