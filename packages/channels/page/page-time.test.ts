import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { minuteOf, timeLeft, timeSince } from "./page-time.ts";

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
