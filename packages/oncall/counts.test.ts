import { type Severity, severities } from "@tocsin/core/alert/severity";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isWorse,
  isZero,
  minus,
  plus,
  presentIn,
  sumOf,
  total,
  worseOf,
  worstBegunSince,
  worstOf,
  zero,
} from "./counts.ts";
import type { Counts } from "./group.ts";
import { countsWith, noneBySeverity } from "./testing/sample-group.ts";

const some = fc.nat({ max: 1000 });
const bySeverity = fc.record({ INFORMATIONAL: some, LOW: some, MEDIUM: some, HIGH: some, CRITICAL: some });
const someCounts: fc.Arbitrary<Counts> = fc.record({
  open: bySeverity,
  acknowledged: some,
  suppressed: some,
  silenced: some,
  begun: bySeverity,
  again: bySeverity,
  ended: some,
});

describe("the numbers of a group", () => {
  test("are the same in whatever order they are added", () => {
    fc.assert(
      fc.property(someCounts, someCounts, someCounts, (a, b, c) => {
        expect(sumOf([a, b, c])).toEqual(sumOf([c, a, b]));
        expect(plus(a, zero)).toEqual(a);
      }),
    );
  });

  test("are what they were when what was added is taken away", () => {
    fc.assert(
      fc.property(someCounts, someCounts, (a, b) => {
        expect(minus(plus(a, b), b)).toEqual(a);
      }),
    );
  });

  test.each<[string, Counts]>([
    ...severities.flatMap((severity): [string, Counts][] => [
      [`open ${severity}`, countsWith({ [severity]: 1 })],
      [`begun ${severity}`, countsWith({}, { [severity]: 1 })],
    ]),
    ["acknowledged", countsWith({}, {}, { acknowledged: 1 })],
    ["suppressed", countsWith({}, {}, { suppressed: 1 })],
    ["silenced", countsWith({}, {}, { silenced: 1 })],
    ["ended", countsWith({}, {}, { ended: -1 })],
  ])("are not zero with one that is %s", (_title, counts) => {
    expect(isZero(counts)).toBe(false);
    expect(isZero(minus(counts, counts))).toBe(true);
  });

  test("have as present what is open or muted, and nothing that has begun or ended", () => {
    const muted = { acknowledged: 3, suppressed: 4, silenced: 5 };
    expect(presentIn(countsWith({ LOW: 1, CRITICAL: 2 }, { HIGH: 7 }, { ...muted, ended: 9 }))).toBe(15);
    expect(total({ ...noneBySeverity, LOW: 1, CRITICAL: 2 })).toBe(3);
  });
});

describe("the worst", () => {
  test.each<[string, Partial<Counts["open"]>, Severity | undefined]>([
    ["is that of which there is any", { LOW: 5, HIGH: 1 }, "HIGH"],
    ["is INFORMATIONAL where there is nothing else", { INFORMATIONAL: 1 }, "INFORMATIONAL"],
    ["is none of none", {}, undefined],
  ])("%s", (_title, open, expected) => {
    expect(worstOf({ ...noneBySeverity, ...open })).toBe(expected);
  });

  test.each<[string, Counts | undefined, Counts, Severity | undefined]>([
    ["that began is any where nothing was told", undefined, countsWith({}, { MEDIUM: 1 }), "MEDIUM"],
    ["that began is none of what was told", countsWith({}, { HIGH: 2 }), countsWith({}, { HIGH: 2 }), undefined],
    [
      "that began may be milder than what was told",
      countsWith({}, { HIGH: 2 }),
      countsWith({}, { HIGH: 2, LOW: 1 }),
      "LOW",
    ],
    ["that began is the worst of several", zero, countsWith({}, { CRITICAL: 1, LOW: 9 }), "CRITICAL"],
  ])("%s", (_title, before, now, expected) => {
    expect(worstBegunSince(before, now)).toBe(expected);
  });

  test.each<[Severity | undefined, Severity | undefined, Severity | undefined, boolean]>([
    ["HIGH", "LOW", "HIGH", true],
    ["LOW", "HIGH", "HIGH", false],
    ["HIGH", "HIGH", "HIGH", false],
    ["LOW", undefined, "LOW", true],
    [undefined, "LOW", "LOW", false],
    [undefined, undefined, undefined, false],
  ])("of %s and %s is %s", (a, b, worse, isFirst) => {
    expect(worseOf(a, b)).toBe(worse);
    expect(isWorse(a, b)).toBe(isFirst);
  });
});
