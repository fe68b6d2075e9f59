import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { sampleReport } from "../../testing/sample-report.ts";
import { deadlineText, shortDue } from "./lines.ts";
import { clockOf } from "./time.ts";

describe("a clock", () => {
  test.each([
    ["Asia/Tokyo", "2026-11-22T15:30:00Z", "Tokyo", "Mon 23 Nov 00:30"],
    ["Asia/Kathmandu", "2026-11-22T18:14:00Z", "Kathmandu", "Sun 22 Nov 23:59"],
    ["America/New_York", "2027-01-01T04:59:00Z", "New York", "Thu 31 Dec 23:59"],
    // An hour that occurs twice, and one that does not occur.
    ["Europe/Berlin", "2026-10-25T00:30:00Z", "Berlin", "Sun 25 Oct 02:30"],
    ["Europe/Berlin", "2026-10-25T01:30:00Z", "Berlin", "Sun 25 Oct 02:30"],
    ["Europe/Berlin", "2027-03-28T01:00:00Z", "Berlin", "Sun 28 Mar 03:00"],
    ["Mars/Olympus", "2026-11-22T15:30:00Z", "UTC", "Sun 22 Nov 15:30"],
  ])("of %s shows %s as its people do", (timezone, at, place, minute) => {
    const clock = clockOf(timezone);
    expect([clock.place, clock.minute(instant(at))]).toEqual([place, minute]);
  });
});

describe("a deadline", () => {
  const { asOf } = sampleReport;
  const DAY = 86_400_000;
  test.each([
    ["that passes at this instant is overdue", 0, "less than a day overdue", "<1 d over"],
    ["a millisecond later is not", 1, "less than a day left", "<1 d left"],
    ["in a day less a millisecond is less than one away", DAY - 1, "less than a day left", "<1 d left"],
    ["a day ago is one overdue", -DAY, "1 day overdue", "1 d over"],
    ["in two days is two away", 2 * DAY, "2 days left", "2 d left"],
  ])("%s", (_title, milliseconds, long, short) => {
    const deadline = shift(instant(asOf), milliseconds);
    expect(deadlineText(deadline, sampleReport)).toMatch(new RegExp(`^[A-Z][a-z]{2} \\d+ Nov, ${long}$`));
    expect(shortDue(deadline, sampleReport)).toBe(short);
  });
});
