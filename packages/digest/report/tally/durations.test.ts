import { describe, expect, test } from "vitest";
import { addMinutes, durationsOf, noMinutes } from "./durations.ts";

function of(...values: readonly number[]) {
  const minutes = noMinutes();
  for (const value of values) addMinutes(minutes, value);
  return minutes;
}

describe("durations", () => {
  test.each([
    ["of nothing are none", [of()], { count: 0 }],
    ["of one are that one", [of(7)], { count: 1, medianMinutes: 7, p90Minutes: 7 }],
    ["have between two the mean as median", [of(1, 4)], { count: 2, medianMinutes: 2.5, p90Minutes: 4 }],
    ["are in order whatever they came in", [of(9, 1, 5)], { count: 3, medianMinutes: 5, p90Minutes: 9 }],
    [
      "of ten have the ninth as their ninth decile",
      [of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)],
      { count: 10, medianMinutes: 5.5, p90Minutes: 9 },
    ],
    [
      "of eleven have the tenth",
      [of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
      { count: 11, medianMinutes: 6, p90Minutes: 10 },
    ],
    ["of several places are of all of them", [of(1), of(), of(3, 5)], { count: 3, medianMinutes: 3, p90Minutes: 5 }],
  ])("%s", (_title, all, expected) => expect(durationsOf(all)).toEqual(expected));
});
