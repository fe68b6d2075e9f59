import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochOf, instant, instantOfEpoch } from "./instant.ts";
import { boundsOf, weekBefore, weekOf, weeksFrom } from "./week.ts";

const someInstant = fc.integer({ min: 0, max: Date.UTC(2199, 0, 1) }).map(instantOfEpoch);

describe("weekOf", () => {
  test.each([
    ["the first instant there is", "1970-01-01T00:00:00Z", "1970-W01"],
    ["a Sunday's last millisecond", "2026-11-22T23:59:59.999Z", "2026-W47"],
    ["the Monday after it", "2026-11-23T00:00:00Z", "2026-W48"],
    ["January 1 of a year that begins on a Thursday", "2026-01-01T00:00:00Z", "2026-W01"],
    ["the December days that belong to it already", "2025-12-29T00:00:00Z", "2026-W01"],
    ["the Sunday before them", "2025-12-28T23:59:59Z", "2025-W52"],
    ["January 1 of a year whose first week begins later", "2027-01-01T00:00:00Z", "2026-W53"],
    ["that first week", "2027-01-04T00:00:00Z", "2027-W01"],
    ["the last day of a year of 53 weeks", "2020-12-31T12:00:00Z", "2020-W53"],
    ["the January days that belong to it still", "2021-01-03T23:59:59.999Z", "2020-W53"],
    ["the Monday after those", "2021-01-04T00:00:00Z", "2021-W01"],
    ["the last instant there is", "9999-12-31T23:59:59.999Z", "9999-W52"],
  ])("gives the week of %s", (_what, at, week) => {
    expect(weekOf(instant(at))).toBe(week);
  });

  test("gives a week whose bounds hold the instant", () => {
    fc.assert(
      fc.property(someInstant, (at) => {
        fc.pre(at >= "1970-01-05");
        const bounds = boundsOf(weekOf(at));
        expect(bounds && bounds.start <= at && at < bounds.end).toBe(true);
      }),
    );
  });
});

describe("boundsOf", () => {
  test("begins on Monday at midnight and lasts seven days", () => {
    expect(boundsOf("2026-W47")).toEqual({
      start: instant("2026-11-16T00:00:00Z"),
      end: instant("2026-11-23T00:00:00Z"),
    });
  });

  test("knows the first and the last week that lie whole within the years 1970 to 9999", () => {
    expect(boundsOf("1970-W02")?.start).toBe("1970-01-05T00:00:00.000Z");
    expect(weekBefore("1970-W02")).toBe("1970-W01");
    expect(boundsOf("9999-W51")?.end).toBe("9999-12-27T00:00:00.000Z");
  });

  test.each([
    ...["2026-W54", "2025-W53", "2026-W00", "2026-W1", "2026-47", "", "2026-W47 ", "2026-W47\n", "-026-W47"],
    ...["1970-W01", "1969-W30", "0000-W01", "0070-W10", "9999-W52", "9999-W99"],
  ])("knows no week %j", (week) => {
    expect(boundsOf(week)).toBeUndefined();
  });
});

test("the week before ends where the week begins", () => {
  fc.assert(
    fc.property(someInstant, (at) => {
      fc.pre(at >= "1970-01-12");
      const week = weekOf(at);
      expect(boundsOf(weekBefore(week))?.end).toBe(boundsOf(week)?.start);
    }),
  );
  expect(() => weekBefore("never")).toThrow(RangeError);
});

test("the weeks between two instants follow each other, both ends included", () => {
  expect(weeksFrom(instant("2026-12-30T00:00:00Z"), instant("2027-01-05T00:00:00Z"))).toEqual(["2026-W53", "2027-W01"]);
  expect(weeksFrom(instant("2026-11-20T00:00:00Z"), instant("2026-11-20T00:00:00Z"))).toEqual(["2026-W47"]);
  // A Monday's first instant lies in the week that begins with it.
  expect(weeksFrom(instant("2026-11-20T00:00:00Z"), instant("2026-11-23T00:00:00Z"))).toEqual(["2026-W47", "2026-W48"]);
  fc.assert(
    fc.property(someInstant, fc.integer({ min: 0, max: 400 }), (from, days) => {
      const to = instantOfEpoch(epochOf(from) + days * 86_400_000);
      const weeks = weeksFrom(from, to);
      expect([weeks[0], weeks.at(-1)]).toEqual([weekOf(from), weekOf(to)]);
      expect(new Set(weeks).size).toBe(weeks.length);
    }),
  );
});
