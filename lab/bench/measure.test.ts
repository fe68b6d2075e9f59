import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentile } from "./measure.ts";

describe("a percentile", () => {
  test.each([
    ["half of four values", [4, 1, 3, 2], 0.5, 2],
    ["half of five values", [5, 1, 4, 2, 3], 0.5, 3],
    ["99 of 100 values", Array.from({ length: 100 }, (_, i) => i + 1), 0.99, 99],
    ["99 % of 50 values, which is all of them", Array.from({ length: 50 }, (_, i) => i + 1), 0.99, 50],
  ])("is not exceeded by %s", (_title, values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  test("is the least value that its share does not exceed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(values, percent / 100);
        const within = (limit: number) => values.filter((value) => value <= limit).length / values.length;
        expect(values).toContain(found);
        expect(within(found)).toBeGreaterThanOrEqual(percent / 100);
        const lesser = values.filter((value) => value < found);
        if (lesser.length > 0) expect(within(Math.max(...lesser))).toBeLessThan(percent / 100);
      }),
    );
  });

  test("of nothing is no number", () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});
