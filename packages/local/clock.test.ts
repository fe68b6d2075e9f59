import { instant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { isKnownTime, virtualClock } from "./clock.ts";

const start = instant("2026-11-20T12:00:00Z");

test("a virtual clock stands still until it is moved", () => {
  const clock = virtualClock(start);
  expect(clock.now()).toBe(start);
  expect(clock.now()).toBe(start);
  clock.advanceTo(instant("2026-11-20T12:00:00.001Z"));
  expect(clock.now()).toBe("2026-11-20T12:00:00.001Z");
});

test("a virtual clock never goes back", () => {
  const clock = virtualClock(start);
  clock.advanceTo(instant("2026-11-20T11:59:59.999Z"));
  expect(clock.now()).toBe(start);
  clock.advanceTo(start);
  expect(clock.now()).toBe(start);
});

test.each([
  ["1970-01-01T00:00:00Z", false],
  ["1970-12-31T23:59:59.999Z", false],
  ["1971-01-01T00:00:00Z", true],
])("%s is a time that is known: %s", (at, isKnown) => {
  expect(isKnownTime(instant(at))).toBe(isKnown);
});
