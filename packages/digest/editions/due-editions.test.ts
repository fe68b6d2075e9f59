import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { dueAt, dueEditions } from "./due-editions.ts";

describe("an edition is due on Monday at six by the clocks of its time zone", () => {
  test.each([
    ["in Berlin in winter", "2026-W47", "Europe/Berlin", "2026-11-23T05:00:00.000Z"],
    ["in Berlin in summer", "2026-W28", "Europe/Berlin", "2026-07-13T04:00:00.000Z"],
    ["on the day after the clocks went back", "2026-W43", "Europe/Berlin", "2026-10-26T05:00:00.000Z"],
    ["on the day after they went forward", "2026-W13", "Europe/Berlin", "2026-03-30T04:00:00.000Z"],
    [
      "in New York in the week in which Europe's clocks alone have changed",
      "2026-W43",
      "America/New_York",
      "2026-10-26T10:00:00.000Z",
    ],
    ["far in the west", "2026-W47", "Pacific/Pago_Pago", "2026-11-23T17:00:00.000Z"],
    ["by a half hour", "2026-W47", "Asia/Kolkata", "2026-11-23T00:30:00.000Z"],
    ["but where it is six before the week is over, when it is", "2026-W47", "Asia/Tokyo", "2026-11-23T00:00:00.000Z"],
    ["farthest in the east too", "2026-W47", "Pacific/Kiritimati", "2026-11-23T00:00:00.000Z"],
    ["of the last week of a year of 53", "2026-W53", "UTC", "2027-01-04T06:00:00.000Z"],
  ])("%s", (_title, week, timezone, at) => {
    expect(dueAt(week, timezone)).toBe(at);
  });
});

describe("at an hour", () => {
  const editions = ["Europe/Berlin", "Asia/Tokyo", "America/New_York"].map((timezone) => ({ timezone }));
  const due = (at: string) => dueEditions(instant(at), "2026-W47", editions).map(({ timezone }) => timezone);

  test.each([
    ["before the week is over nothing is due", "2026-11-22T23:59:59.999Z", []],
    ["when it is over what has been six for hours is", "2026-11-23T00:00:00Z", ["Asia/Tokyo"]],
    ["a millisecond before six an edition is not", "2026-11-23T04:59:59.999Z", ["Asia/Tokyo"]],
    ["at six it is", "2026-11-23T05:00:00Z", ["Europe/Berlin", "Asia/Tokyo"]],
    ["later on all are, in their order", "2026-11-23T12:00:00Z", ["Europe/Berlin", "Asia/Tokyo", "America/New_York"]],
    ["after three days an edition is not any more", "2026-11-26T05:00:00Z", ["America/New_York"]],
    ["nor in the week after", "2026-11-30T12:00:00Z", []],
  ])("%s", (_title, at, expected) => {
    expect(due(at)).toEqual(expected);
  });

  test("each edition is found due by a look each hour, in every zone and all through a year", () => {
    for (const timezone of ["America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"])
      for (let n = 1; n <= 53; n += 1) {
        const week = `2026-W${String(n).padStart(2, "0")}`;
        const at = dueAt(week, timezone);
        const next = `${shift(at, 3_599_999).slice(0, 13)}:00:00Z`;
        expect(dueEditions(instant(next), week, [{ timezone }])).toHaveLength(1);
        expect(dueEditions(shift(at, -1), week, [{ timezone }])).toHaveLength(0);
      }
  });
});

test("a week that does not exist has no such time", () => {
  expect(() => dueAt("2026-W54", "UTC")).toThrow(RangeError);
});
