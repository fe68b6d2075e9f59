import type { Weekday } from "@tocsin/core/policy/policy";
import { expect, test } from "vitest";
import { quietDaysOf } from "./quiet-days.ts";
import { onCallByDay } from "./testing/on-call-by-day.ts";

const { schedules } = onCallByDay;
const quietDays: ReadonlyMap<string, readonly Weekday[]> = new Map([
  ["desk", ["sun"]],
  ["primary", ["sat", "sun"]],
]);

test.each<[string, string, readonly Weekday[] | undefined]>([
  ["a channel's own", "desk", ["sun"]],
  ["a schedule's, for whoever is on call", "primary", ["sat", "sun"]],
  ["a schedule's, by a further contact too", "primary/2", ["sat", "sun"]],
  ["none of a destination that has none", "mail", undefined],
])("quiet days are %s", (_title, destination, expected) => {
  expect(quietDaysOf(destination, { quietDays, schedules })).toEqual(expected);
});
