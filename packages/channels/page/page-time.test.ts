import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { minuteOf, timeBetween, timeIn, timeLeft, timeSince, unitLeft } from "./page-time.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = instant("2026-11-24T20:00:00Z");

describe("timeLeft", () => {
  test.each([
    ["whole days", 14 * DAY, "14 days left"],
    ["a millisecond less: never more time than there is", 14 * DAY - 1, "13 days 23 hours left"],
    ["exactly a day", DAY, "1 day left"],
    ["a millisecond less than a day, which is tomorrow", DAY - 1, "23 hours 59 minutes left"],
    ["midnight, when tomorrow begins", 4 * HOUR, "4 hours left"],
    ["the last millisecond of today", 4 * HOUR - 1, "today, 3 hours 59 minutes left"],
    ["an hour and a minute", 61 * MINUTE, "today, 1 hour 1 minute left"],
    ["a minute", MINUTE, "today, 1 minute left"],
    ["a millisecond less than a minute", MINUTE - 1, "today, less than a minute left"],
    ["a millisecond", 1, "today, less than a minute left"],
    ["the deadline itself, which has passed", 0, "passed just now"],
    ["a millisecond less than a minute past", -MINUTE + 1, "passed just now"],
    ["a minute past", -MINUTE, "passed 1 minute ago"],
    ["two days past", -2 * DAY, "passed 2 days ago"],
    ["a day and an hour past", -25 * HOUR, "passed 1 day 1 hour ago"],
  ])("tells of %s", (_title, left, expected) => expect(timeLeft(shift(now, left), now)).toBe(expected));
});

describe("timeSince", () => {
  test.each([
    ["a day and three hours", 27 * HOUR, "1 day 3 hours ago"],
    ["less than a minute", MINUTE - 1, "just now"],
    ["a minute", MINUTE, "1 minute ago"],
    ["what a reporter with a fast clock said", -5 * MINUTE, "just now"],
  ])("tells of %s", (_title, passed, expected) => expect(timeSince(shift(now, -passed), now)).toBe(expected));
});

test("an instant is shown to the minute with its zone", () => {
  expect(minuteOf(instant("2026-11-24T08:05:59.999Z"))).toBe("2026-11-24 08:05 UTC");
});

describe("timeIn shows an instant", () => {
  const summer = instant("2026-07-01T08:05:59.999Z");
  test.each([
    ["in the zone of its people, beside UTC", "Europe/Berlin", now, "Tue 24 Nov 2026 21:00 Berlin (20:00 UTC)"],
    ["in summer time when it is", "Europe/Berlin", summer, "Wed 1 Jul 2026 10:05 Berlin (08:05 UTC)"],
    ["with both days where they differ", "Asia/Tokyo", now, "Wed 25 Nov 2026 05:00 Tokyo (2026-11-24 20:00 UTC)"],
    [
      "at midnight as the first hour",
      "America/New_York",
      instant("2026-11-24T05:00:00Z"),
      "Tue 24 Nov 2026 00:00 New York (05:00 UTC)",
    ],
    ["in UTC alone where that is the zone", "UTC", now, "2026-11-24 20:00 UTC"],
    ["in UTC alone where there is no zone", undefined, now, "2026-11-24 20:00 UTC"],
    ["in UTC alone where this machine does not know the zone", "Atlantis/Capital", now, "2026-11-24 20:00 UTC"],
  ])("%s", (_title, zone, at, expected) => expect(timeIn(zone, at)).toBe(expected));

  test("in the hour that comes twice so that the two differ", () => {
    const [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map((at) =>
      timeIn("Europe/Berlin", instant(at)),
    );
    expect(first?.slice(0, 27)).toBe(second?.slice(0, 27));
    expect(first).not.toBe(second);
  });
});

test("what is today is so in the zone of its people", () => {
  const tomorrowInUtc = instant("2026-11-25T04:30:00Z");
  expect(timeLeft(tomorrowInUtc, now)).toBe("8 hours 30 minutes left");
  expect(timeLeft(tomorrowInUtc, now, "America/New_York")).toBe("today, 8 hours 30 minutes left");
  expect(timeLeft(tomorrowInUtc, now, "Atlantis/Capital")).toBe("8 hours 30 minutes left");
});

describe("unitLeft", () => {
  test.each([
    ["several days", 3 * DAY + HOUR, "3 DAYS LEFT"],
    ["a day", DAY, "1 DAY LEFT"],
    ["a millisecond less", DAY - 1, "23 HOURS LEFT"],
    ["an hour", HOUR, "1 HOUR LEFT"],
    ["a millisecond less", HOUR - 1, "59 MINUTES LEFT"],
    ["less than a minute", MINUTE - 1, "LESS THAN A MINUTE LEFT"],
    ["the deadline itself", 0, "DEADLINE PASSED"],
    ["a day past", -DAY, "DEADLINE PASSED"],
  ])("tells of %s", (_title, left, expected) => expect(unitLeft(shift(now, left), now)).toBe(expected));
});

test("timeBetween never runs backwards", () => {
  expect(timeBetween(now, shift(now, 27 * HOUR))).toBe("1 day 3 hours");
  expect(timeBetween(now, shift(now, -HOUR))).toBe("less than a minute");
});
