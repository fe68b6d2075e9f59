import { expect, test } from "vitest";
import { compareSeverity, moreSevere, severities } from "./severity.ts";

test("orders the labels from INFORMATIONAL to CRITICAL", () => {
  expect([...severities].reverse().toSorted(compareSeverity)).toEqual([
    "INFORMATIONAL",
    "LOW",
    "MEDIUM",
    "HIGH",
    "CRITICAL",
  ]);
});

test("takes the more severe of two, in whichever order they come", () => {
  for (const [i, a] of severities.entries()) {
    for (const [j, b] of severities.entries()) {
      expect(moreSevere(a, b)).toBe(i > j ? a : b);
      expect(Math.sign(compareSeverity(a, b))).toBe(Math.sign(i - j));
    }
  }
});
