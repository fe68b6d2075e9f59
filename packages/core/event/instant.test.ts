import { describe, expect, test } from "vitest";
import { earlier, epochOf, instant, instantOfEpoch, later, parseInstant, shift } from "./instant.ts";

const first = "1970-01-01T00:00:00.000Z";
const last = "9999-12-31T23:59:59.999Z";
const LAST_MILLISECOND = 253_402_300_799_999;

describe("parseInstant reads", () => {
  test.each([
    ["the canonical form", "2026-11-24T08:00:00.123Z", "2026-11-24T08:00:00.123Z"],
    ["a time without a fraction", "2026-11-24T08:00:00Z", "2026-11-24T08:00:00.000Z"],
    ["a time without seconds", "2026-11-24T08:30Z", "2026-11-24T08:30:00.000Z"],
    ["a time without seconds in words", "2026-11-24 08:30 UTC", "2026-11-24T08:30:00.000Z"],
    ["a time without a zone as UTC", "2026-11-24T08:00:00.5", "2026-11-24T08:00:00.500Z"],
    ["a space for the T", "2026-11-24 08:00:00.25Z", "2026-11-24T08:00:00.250Z"],
    ["a comma before the fraction", "2026-11-24T08:00:00,25Z", "2026-11-24T08:00:00.250Z"],
    ["microseconds, cut", "2026-11-24T08:00:00.123999Z", "2026-11-24T08:00:00.123Z"],
    ["nanoseconds, cut", "2026-11-24 08:00:00.999999999", "2026-11-24T08:00:00.999Z"],
    ["a zone with a colon", "2026-11-24T08:00:00.1+05:30", "2026-11-24T02:30:00.100Z"],
    ["a zone without a colon", "2026-11-24T08:00:00.123-0800", "2026-11-24T16:00:00.123Z"],
    ["a zone with seconds", "2019-11-01T22:13:48.87+10:30:00", "2019-11-01T11:43:48.870Z"],
    ["the zone zero", "2026-11-24T08:00:00-00:00", "2026-11-24T08:00:00.000Z"],
    ["a zone into the next year", "2026-12-31T23:00:00-02:00", "2027-01-01T01:00:00.000Z"],
    ["a zone into the year before", "2027-01-01T00:30:00+01:00", "2026-12-31T23:30:00.000Z"],
    ["the widest zone", "2026-11-24T00:00:00+23:59", "2026-11-23T00:01:00.000Z"],
    ["February 29 of a leap year", "2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z"],
    ["February 29 of the year 2000", "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["the last day of a long month", "2026-12-31T23:59:59.999Z", "2026-12-31T23:59:59.999Z"],
    ["the first instant", first, first],
    ["the last instant", last, last],
    ["Inspector's date", "Wed Sep 04 16:59:44.356 UTC 2024", "2024-09-04T16:59:44.356Z"],
    ["Inspector's date without a fraction, in GMT", "Mon Feb 5 01:02:03 GMT 2024", "2024-02-05T01:02:03.000Z"],
    ["Inspector's date with commas, after noon", "Jan 19, 2023, 10:46:15 PM", "2023-01-19T22:46:15.000Z"],
    ["a date of one digit, before noon", "May 3, 2018 5:51:02 AM", "2018-05-03T05:51:02.000Z"],
    ["noon", "May 3, 2018 12:00:00 PM", "2018-05-03T12:00:00.000Z"],
    ["midnight", "May 3, 2018 12:00:00 AM", "2018-05-03T00:00:00.000Z"],
    ["the minute before one at night", "May 3, 2018 12:59:59 AM", "2018-05-03T00:59:59.000Z"],
    ["one after noon", "May 3, 2018 1:00:00 PM", "2018-05-03T13:00:00.000Z"],
    ["an hour past twelve that is called PM too", "Apr 12, 2021 18:58:30 PM", "2021-04-12T18:58:30.000Z"],
    ["a narrow space before PM, as newer Java writes", "Nov 4, 2026, 1:02:03\u202fPM", "2026-11-04T13:02:03.000Z"],
    ["RFC 1123", "Fri, 27 Jan 2023 06:02:51 GMT", "2023-01-27T06:02:51.000Z"],
    ["RFC 1123 with a day of one digit, in UTC", "Sun, 1 Mar 2026 00:00:00 UTC", "2026-03-01T00:00:00.000Z"],
    ["zero as the epoch", 0, first],
    ["epoch seconds with a fraction", 1_519_346_041.382, "2018-02-23T00:34:01.382Z"],
    ["epoch seconds whose fraction has no exact binary form", 1.001, "1970-01-01T00:00:01.001Z"],
    ["the highest number that can only be seconds", 99_999_999_999, "5138-11-16T09:46:39.000Z"],
    ["the lowest number that is milliseconds", 100_000_000_000, "1973-03-03T09:46:40.000Z"],
    ["epoch milliseconds", 1_795_507_200_123, "2026-11-24T08:00:00.123Z"],
    ["the last millisecond", LAST_MILLISECOND, last],
  ])("%s", (_title, value, expected) => {
    expect(parseInstant(value)).toBe(expected);
  });

  test("every month by its English name", () => {
    const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    for (const [i, month] of months.entries()) {
      expect(parseInstant(`${month} 7, 2025 08:00:00 AM`)?.slice(0, 10)).toBe(
        `2025-${String(i + 1).padStart(2, "0")}-07`,
      );
    }
  });

  test("a text of 64 characters, and none of 65", () => {
    const padded = (length: number) => `2026-11-24T08:00:00${" ".repeat(length - 20)}Z`;
    expect(parseInstant(padded(64))).toBe("2026-11-24T08:00:00.000Z");
    expect(parseInstant(padded(65))).toBeUndefined();
  });
});

describe("parseInstant gives undefined for", () => {
  test.each<[string, unknown]>([
    ["February 29 of a common year", "2026-02-29T00:00:00.000Z"],
    ["February 29 of the year 2100", "2100-02-29T00:00:00Z"],
    ["February 30", "2024-02-30T00:00:00Z"],
    ["April 31", "2026-04-31T08:00:00.000Z"],
    ["April 31 in English", "Apr 31, 2026 01:00:00 AM"],
    ["June 31 in RFC 1123", "Wed, 31 Jun 2026 00:00:00 GMT"],
    ["September 31 in Inspector's form", "Wed Sep 31 16:59:44 UTC 2024"],
    ["day zero", "2026-11-00T00:00:00.000Z"],
    ["day zero in English", "Nov 0, 2026 01:00:00 AM"],
    ["month zero", "2026-00-01T00:00:00Z"],
    ["month thirteen", "2026-13-01T00:00:00Z"],
    ["a month that no one knows", "Foo 1, 2026 01:00:00 AM"],
    ["hour 24", "2026-11-24T24:00:00.000Z"],
    ["hour 25 in English", "Nov 24, 2026 25:00:00 PM"],
    ["an hour past twelve that is called AM", "Nov 24, 2026 18:58:30 AM"],
    ["an hour zero that is called PM", "Nov 24, 2026 0:30:00 PM"],
    ["minute 60", "2026-11-24T08:60:00Z"],
    ["a leap second, which an epoch cannot tell", "2016-12-31T23:59:60Z"],
    ["a zone of 24 hours", "2026-11-24T08:00:00+24:00"],
    ["a zone of 60 minutes", "2026-11-24T08:00:00+01:60"],
    ["a zone with seconds that count", "2026-11-24T08:00:00+01:00:30"],
    ["a fourth part of the time", "2026-11-24T08:00:00:00"],
    ["seconds after the zone", "2026-11-24T08:00Z:30"],
    ["a fraction of a minute", "2026-11-24T08:00.5Z"],
    ["a fraction without digits", "2026-11-24T08:00:00.Z"],
    ["a fraction of ten digits", "2026-11-24T08:00:00.1234567890Z"],
    ["a year before 1970", "1969-12-31T23:59:59.999Z"],
    ["a zone that leads before 1970", "1970-01-01T00:00:00+00:01"],
    ["a zone that leads past the year 9999", "9999-12-31T23:59:59-00:01"],
    ["the year 0000", "0000-01-01T00:00:00Z"],
    ["a year of five digits", "12026-11-24T08:00:00Z"],
    ["a date alone", "2026-11-24"],
    ["a time alone", "08:00:00Z"],
    ["a zone by its name", "2026-11-24T08:00:00 CET"],
    ["small letters", "2026-11-24t08:00:00z"],
    ["a line end behind it", "2026-11-24T08:00:00Z\n"],
    ["a space before it", " 2026-11-24T08:00:00Z"],
    ["digits of another script", "２０２６-11-24T08:00:00Z"],
    ["seconds as a text", "1795507200"],
    ["an empty text", ""],
    ["a megabyte of digits", "2".repeat(1_048_576)],
    ["a number before the epoch", -1],
    ["a number just before the epoch", -0.001],
    ["a number past the last millisecond", LAST_MILLISECOND + 1],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a bigint", 1n],
    ["a date object", new Date(0)],
    ["an array of one text", ["2026-11-24T08:00:00Z"]],
    ["null", null],
    ["undefined", undefined],
    ["true", true],
  ])("%s", (_title, value) => {
    expect(parseInstant(value)).toBeUndefined();
  });
});

test("instant throws for a text that writes none", () => {
  expect(instant("2026-11-24T08:00:00Z")).toBe("2026-11-24T08:00:00.000Z");
  expect(() => instant("tomorrow")).toThrow(RangeError);
});

test("instantOfEpoch takes milliseconds whatever their size, and throws outside the years 1970 to 9999", () => {
  expect(instantOfEpoch(0)).toBe(first);
  expect(instantOfEpoch(1000)).toBe("1970-01-01T00:00:01.000Z");
  expect(instantOfEpoch(LAST_MILLISECOND)).toBe(last);
  for (const outside of [-1, LAST_MILLISECOND + 1, Number.NaN])
    expect(() => instantOfEpoch(outside)).toThrow(RangeError);
});

test("shift holds what it moves within the years 1970 to 9999", () => {
  const at = instant("2026-11-24T08:00:00Z");
  expect(shift(at, 1)).toBe("2026-11-24T08:00:00.001Z");
  expect(shift(at, -1)).toBe("2026-11-24T07:59:59.999Z");
  expect(shift(instant(first), -1)).toBe(first);
  expect(shift(instant(last), 1)).toBe(last);
  expect(shift(at, Number.MAX_SAFE_INTEGER)).toBe(last);
});

test("earlier and later take either of two equal instants", () => {
  const a = instant("2026-11-24T08:00:00Z");
  const b = shift(a, 1);
  expect([earlier(a, b), earlier(b, a), later(a, b), later(b, a), earlier(a, a), later(b, b)]).toEqual([
    a,
    a,
    b,
    b,
    a,
    b,
  ]);
  expect(epochOf(b) - epochOf(a)).toBe(1);
});
