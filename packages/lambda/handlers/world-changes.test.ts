import { instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { evaluatedAgainAt } from "./world-changes.ts";

const since = instant("2026-11-20T12:00:00Z");

test.each([
  ["before it is put in force", -1, "2026-11-20T12:01:00.000Z"],
  ["at once", 0, "2026-11-20T12:01:00.000Z"],
  ["before every function knows of it", 59_999, "2026-11-20T12:01:00.000Z"],
  ["when every function knows of it", 60_000, "2026-11-20T12:05:00.001Z"],
])("a world that ends is seen to, asked for %s", (_title, milliseconds, at) => {
  expect(evaluatedAgainAt(since, shift(since, milliseconds))).toBe(at);
});
