import { instant } from "@tocsin/core/event/instant";
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

describe("a deadline is as many days away as the reader's calendar shows", () => {
  test.each([
    ["passing at this instant", "2026-11-23T00:00:00Z", "Mon 23 Nov, overdue since today", "today"],
    ["a millisecond later", "2026-11-23T00:00:00.001Z", "Mon 23 Nov, today", "today"],
    ["at the day's last minute", "2026-11-23T22:59:59.999Z", "Mon 23 Nov, today", "today"],
    ["at the next day's first", "2026-11-23T23:00:00Z", "Tue 24 Nov, 1 day left", "1 d left"],
    ["an hour and a minute ago, on the day before", "2026-11-22T22:59:00Z", "Sun 22 Nov, 1 day overdue", "1 d over"],
    ["two and a half days ago", "2026-11-20T12:00:00Z", "Fri 20 Nov, 3 days overdue", "3 d over"],
    ["across a change of the clock", "2026-10-24T23:30:00Z", "Sun 25 Oct, 29 days overdue", "29 d over"],
  ])("%s", (_title, deadline, long, short) => {
    expect(deadlineText(instant(deadline), sampleReport)).toBe(long);
    expect(shortDue(instant(deadline), sampleReport)).toBe(short);
  });
});
