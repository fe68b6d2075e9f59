import { instant, shift } from "@tocsin/core/event/instant";
import { nextWorkingMorning } from "@tocsin/oncall/working-time";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { silenceEnd } from "./silence-end.ts";

const HOUR = 3_600_000;
/** A Tuesday. */
const now = instant("2026-03-03T14:00:00Z");

describe("the end of a silence", () => {
  test.each([
    ["is four hours away, where nothing is said", {}, "2026-03-03T18:00:00.000Z"],
    ["is as long away as a working day at most, to the moment", { for: 8 * HOUR }, "2026-03-03T22:00:00.000Z"],
    ["is the next working morning for what is longer", { for: 8 * HOUR + 1 }, "2026-03-04T10:00:00.000Z"],
    ["is ten o'clock, where that is what is said", { for: 20 * HOUR }, "2026-03-04T10:00:00.000Z"],
    ["is the morning after, where it is later than ten", { for: 24 * HOUR }, "2026-03-05T10:00:00.000Z"],
    ["is a Monday's morning after a weekend", { for: 4 * 24 * HOUR }, "2026-03-09T10:00:00.000Z"],
    [
      "is the instant that is said, at any hour",
      { until: instant("2026-03-08T03:00:00Z") },
      "2026-03-08T03:00:00.000Z",
    ],
    [
      "is the last working morning within ninety days, for ninety days",
      { for: 90 * 24 * HOUR },
      "2026-06-01T10:00:00.000Z",
    ],
    ["is ninety days away at most", { until: instant("2026-06-01T14:00:00Z") }, "2026-06-01T14:00:00.000Z"],
  ])("%s", (_title, term, expected) => {
    expect(silenceEnd(term, now, "UTC")).toBe(expected);
  });

  test("is a working morning within ninety days for every length of more than a working day, on whatever day", () => {
    const length = fc.integer({ min: 8 * HOUR + 1, max: 90 * 24 * HOUR });
    const made = fc.integer({ min: 0, max: 365 * 24 * HOUR }).map((after) => shift(now, after));
    fc.assert(
      fc.property(made, length, fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"), (at, given, timezone) => {
        const end = silenceEnd({ for: given }, at, timezone);
        expect(nextWorkingMorning(shift(end, -1), timezone)).toBe(end);
        // What was given as an instant is accepted again, as of a silence that was recorded.
        expect(silenceEnd({ until: end }, at, timezone)).toBe(end);
      }),
      { numRuns: 200 },
    );
  });

  test("goes by the morning of the time zone", () => {
    expect(silenceEnd({ for: 24 * HOUR }, now, "America/New_York")).toBe("2026-03-04T15:00:00.000Z");
  });

  test.each([
    ["further away than ninety days by a length", { for: 90 * 24 * HOUR + 1 }, "90 days at most"],
    ["further away than ninety days as an instant", { until: instant("2026-06-01T14:00:00.001Z") }, "90 days at most"],
    ["past", { until: now }, "is past"],
  ])("is not %s", (_title, term, problem) => {
    expect(() => silenceEnd(term, now, "UTC")).toThrow(problem);
  });
});
