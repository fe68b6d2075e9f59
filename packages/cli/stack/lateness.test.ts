import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { createLateness } from "./lateness.ts";

const noon = instant("2026-11-24T12:00:00Z");
const DAY = 86_400_000;

test.each<[string, Instant | undefined, readonly number[], number]>([
  ["in order, none is late", undefined, [0, 1, DAY, 2 * DAY], 0],
  ["what is a day older than one before it is not", undefined, [DAY, 0], 0],
  ["what is older than that is", undefined, [DAY, -1], 1],
  ["it is held against the latest, and not against the one before", undefined, [2 * DAY, DAY, 0, 1], 2],
  ["what is older than the clock of the run before is", shift(noon, 2 * DAY), [0, 2 * DAY], 1],
])("%s", (_title, since, offsets, expected) => {
  const lateness = createLateness(since);
  for (const offset of offsets) lateness.note(shift(noon, offset));
  lateness.note(undefined);
  expect(lateness.late()).toBe(expected);
});
