import { instant, parseInstant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { inspectorDate, wordyDate } from "./dates.ts";

test.each([
  ["2024-09-04T16:59:44.356Z", "Wed Sep 04 16:59:44.356 UTC 2024", "Sep 4, 2024, 4:59:44 PM"],
  ["2026-11-22T00:05:09.000Z", "Sun Nov 22 00:05:09.000 UTC 2026", "Nov 22, 2026, 12:05:09 AM"],
  ["2026-01-01T12:00:00.000Z", "Thu Jan 01 12:00:00.000 UTC 2026", "Jan 1, 2026, 12:00:00 PM"],
])("%s is written as Inspector and as CloudTrail write it", (at, inspector, wordy) => {
  expect(inspectorDate(instant(at))).toBe(inspector);
  expect(wordyDate(instant(at))).toBe(wordy);
  expect(parseInstant(inspector)).toBe(at);
  expect(parseInstant(wordy)).toBe(at.replace(/\.\d+/, ".000"));
});
