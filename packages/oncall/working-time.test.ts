import { instant } from "@tocsin/core/event/instant";
import { weekdays } from "@tocsin/core/policy/policy";
import { describe, expect, test } from "vitest";
import {
  acknowledgementEnd,
  isDaytime,
  isMorning,
  morningAfterWeek,
  nextMorning,
  nextWorkingMorning,
  workingMorningBefore,
} from "./working-time.ts";

describe("the next morning", () => {
  test.each([
    ["is today's before nine", "2026-11-24T07:59:59.999Z", "Europe/Berlin", "2026-11-24T08:00:00Z"],
    ["is tomorrow's at nine sharp", "2026-11-24T08:00:00Z", "Europe/Berlin", "2026-11-25T08:00:00Z"],
    ["is on a Saturday too", "2026-11-27T20:00:00Z", "Europe/Berlin", "2026-11-28T08:00:00Z"],
    ["is an hour earlier once Berlin has summer time", "2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-29T07:00:00Z"],
    ["is an hour later once Berlin's has ended", "2026-10-24T12:00:00Z", "Europe/Berlin", "2026-10-25T08:00:00Z"],
    [
      "is New York's on the day its summer time begins",
      "2026-03-08T05:30:00Z",
      "America/New_York",
      "2026-03-08T13:00:00Z",
    ],
    [
      "is New York's on the day its summer time ends",
      "2026-11-01T05:30:00Z",
      "America/New_York",
      "2026-11-01T14:00:00Z",
    ],
    ["is half an hour off in India", "2026-11-24T03:29:59.999Z", "Asia/Kolkata", "2026-11-24T03:30:00Z"],
    ["knows that it is tomorrow in India already", "2026-11-24T20:00:00Z", "Asia/Kolkata", "2026-11-25T03:30:00Z"],
    [
      "moves by half an hour with Lord Howe's summer time",
      "2026-10-03T00:00:00Z",
      "Australia/Lord_Howe",
      "2026-10-03T22:00:00Z",
    ],
    ["moves back by half an hour with its end", "2026-04-04T00:00:00Z", "Australia/Lord_Howe", "2026-04-04T22:30:00Z"],
  ])("%s", (_title, now, timezone, expected) => {
    expect(nextMorning(instant(now), { timezone })).toBe(instant(expected));
  });

  test.each([
    ["is Monday's on a Friday after nine", ["sat", "sun"], "2026-11-27T08:00:00Z", "2026-11-30T08:00:00Z"],
    ["is Friday's a moment before", ["sat", "sun"], "2026-11-27T07:59:59.999Z", "2026-11-27T08:00:00Z"],
    ["is Monday's on a Saturday", ["sat", "sun"], "2026-11-28T02:00:00Z", "2026-11-30T08:00:00Z"],
    ["is Sunday's where the week begins with it", ["fri", "sat"], "2026-11-26T12:00:00Z", "2026-11-29T08:00:00Z"],
    [
      "is the one that a week has",
      weekdays.filter((day) => day !== "wed"),
      "2026-11-25T08:00:00Z",
      "2026-12-02T08:00:00Z",
    ],
  ] as const)("%s", (_title, quietDays, now, expected) => {
    expect(nextMorning(instant(now), { timezone: "Europe/Berlin", quietDays })).toBe(instant(expected));
  });
});

describe("nine o'clock sharp", () => {
  test.each([
    ["is a morning", "2026-11-27T08:00:00Z", true],
    ["is none a moment later", "2026-11-27T08:00:00.001Z", false],
    ["is none on a quiet day", "2026-11-28T08:00:00Z", false],
  ])("%s", (_title, at, expected) => {
    expect(isMorning(instant(at), { timezone: "Europe/Berlin", quietDays: ["sat", "sun"] })).toBe(expected);
  });
});

describe("the morning a week after", () => {
  test.each([
    ["nine o'clock is on the same weekday", "2026-11-23T08:00:00Z", "2026-11-30T08:00:00Z"],
    ["the afternoon is too", "2026-11-23T14:00:00Z", "2026-11-30T08:00:00Z"],
    ["what was before nine is on the day before it", "2026-11-23T05:00:00Z", "2026-11-29T08:00:00Z"],
    ["is on the same weekday where summer time begins between", "2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z"],
    ["is on the same weekday where summer time ends between", "2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"],
  ])("%s", (_title, now, expected) => {
    expect(morningAfterWeek(instant(now), { timezone: "Europe/Berlin" })).toBe(instant(expected));
  });

  test("is the next that is not quiet", () => {
    const mornings = { timezone: "Europe/Berlin", quietDays: ["sun", "mon"] } as const;
    expect(morningAfterWeek(instant("2026-11-24T05:00:00Z"), mornings)).toBe(instant("2026-12-01T08:00:00Z"));
  });
});

describe("the next working morning", () => {
  test.each([
    ["is today's before ten on a Friday", "2026-11-27T08:59:59.999Z", "2026-11-27T09:00:00Z"],
    ["is Monday's at ten sharp on a Friday", "2026-11-27T09:00:00Z", "2026-11-30T09:00:00Z"],
    ["is Monday's on a Saturday morning", "2026-11-28T06:00:00Z", "2026-11-30T09:00:00Z"],
    ["is Monday's after the clocks of Sunday have changed", "2026-03-27T12:00:00Z", "2026-03-30T08:00:00Z"],
  ])("%s", (_title, now, expected) => {
    expect(nextWorkingMorning(instant(now), "Europe/Berlin")).toBe(instant(expected));
  });
});

describe("an acknowledgement", () => {
  test.each([
    ["of the night lapses in the morning after it", "2026-11-27T01:00:00Z", "2026-11-27T09:00:00Z"],
    ["lapses at ten where that is four hours away", "2026-11-27T04:59:59.999Z", "2026-11-27T09:00:00Z"],
    ["lapses on the next working day where ten is nearer", "2026-11-27T05:00:00Z", "2026-11-30T09:00:00Z"],
  ])("%s", (_title, now, expected) => {
    expect(acknowledgementEnd(instant(now), "Europe/Berlin")).toBe(instant(expected));
  });
});

describe("the morning of the working day before", () => {
  test.each([
    ["a Wednesday is Tuesday's", "2026-11-25T12:00:00Z", "2026-11-24T08:00:00Z"],
    ["a Saturday is Friday's", "2026-11-21T04:52:00Z", "2026-11-20T08:00:00Z"],
    ["a Monday is Friday's", "2026-11-23T12:00:00Z", "2026-11-20T08:00:00Z"],
    ["what is Monday in Berlin and Sunday in UTC is Friday's", "2026-11-22T23:30:00Z", "2026-11-20T08:00:00Z"],
  ])("%s", (_title, at, expected) => {
    expect(workingMorningBefore(instant(at), "Europe/Berlin")).toBe(instant(expected));
  });
});

test.each([
  ["begins at eight", "2026-11-24T07:00:00Z", true],
  ["is not before eight", "2026-11-24T06:59:59.999Z", false],
  ["is still just before seven", "2026-11-24T17:59:59.999Z", true],
  ["ends at seven", "2026-11-24T18:00:00Z", false],
])("the day %s", (_title, now, expected) => {
  expect(isDaytime(instant(now), "Europe/Berlin")).toBe(expected);
});
