import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { nextTryAt, stillFailing } from "./failing.ts";

const now = instant("2026-11-24T10:00:00Z");
const inSeconds = (seconds: number) => shift(now, seconds * 1000);

test.each([
  ["the first pause", 1, undefined, 30],
  ["twice as long each time", 3, undefined, 120],
  ["a quarter of an hour at most", 20, undefined, 900],
  ["what the receiver asks for, where it is longer", 1, 31_000, 31],
  ["its own, where that is longer", 1, 29_000, 30],
  ["an hour at most of what is asked for", 20, 86_400_000, 3600],
  ["the whole second after what is asked for", 1, 40_001, 41],
])("pauses: %s", (_title, times, asked, wanted) => {
  expect(nextTryAt(times, now, asked)).toBe(inSeconds(wanted));
});

describe("a destination that did not take a notification", () => {
  test.each([
    ["before the time to try it again", 1, true],
    ["while whoever tries it again may be late", -899, true],
    ["a quarter of an hour after that time: nobody had anything to tell", -900, false],
  ])("fails or not: %s", (_title, seconds, fails) => {
    const failing = { since: inSeconds(-7200), nextTryAt: inSeconds(seconds) };
    expect(stillFailing(failing, now)).toEqual(fails ? failing : undefined);
  });
});
