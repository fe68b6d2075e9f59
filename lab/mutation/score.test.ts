import fc from "fast-check";
import { expect, test } from "vitest";
import { type ScoredFile, scoreOf, scoresIn, scoreTable } from "./score.ts";

test.each([
  ["Killed", "killed"],
  ["Timeout", "killed"],
  ["RuntimeError", "killed"],
  ["Survived", "survived"],
  ["NoCoverage", "uncovered"],
  ["Ignored", "untried"],
] as const)("a mutant that Stryker reports as %s counts as %s", (status, as) => {
  expect(scoreOf([{ status }])).toEqual({ killed: 0, survived: 0, uncovered: 0, untried: 0, [as]: 1 });
});

test("the score is the share of the killed among those that were tried, for a file and for its package", () => {
  const table = scoreTable([
    { file: "packages/core/b.ts", killed: 3, survived: 1, uncovered: 0, untried: 5, on: "2026-11-29" },
    { file: "packages/core/a.ts", killed: 1, survived: 1, uncovered: 2, untried: 0, on: "2026-11-28" },
    { file: "packages/sources/c.ts", killed: 0, survived: 0, uncovered: 0, untried: 2, on: "2026-11-28" },
  ]);
  expect(table.slice(2)).toEqual([
    "| packages/core/a.ts | 4 | 1 | 1 | 2 | 0 | 25.0 % | 2026-11-28 |",
    "| packages/core/b.ts | 9 | 3 | 1 | 0 | 5 | 75.0 % | 2026-11-29 |",
    "| **packages/core**, 2 files | 13 | 4 | 2 | 2 | 5 | 50.0 % | - |",
    "| packages/sources/c.ts | 2 | 0 | 0 | 0 | 2 | - | 2026-11-28 |",
    "| **packages/sources**, 1 files | 2 | 0 | 0 | 0 | 2 | - | - |",
  ]);
});

test("a table gives back the files that it was made of, and no sum", () => {
  const count = fc.nat();
  const scored: fc.Arbitrary<ScoredFile> = fc.record({
    file: fc.stringMatching(/^packages\/(core|sources)\/[a-z/-]{1,9}\.ts$/),
    killed: count,
    survived: count,
    uncovered: count,
    untried: count,
    on: fc.constantFrom("2026-11-28", "2026-11-29"),
  });
  const files = fc.uniqueArray(scored, { selector: ({ file }) => file });
  fc.assert(
    fc.property(files, (all) => {
      const inOrder = all.toSorted((a, b) => (a.file < b.file ? -1 : 1));
      expect(scoresIn(scoreTable(all))).toEqual(inOrder);
    }),
  );
});
