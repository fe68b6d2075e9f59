import { expect, test } from "vitest";
import type { JsonObject } from "../text/json.ts";
import { NESTING_LIMIT } from "./event.ts";
import { instant } from "./instant.ts";
import { instantPath } from "./instant-path.ts";

const at = instant("2027-01-01T00:00:00Z");
const time = instant("2026-11-24T08:00:00Z");

/** Deeper than a stack. */
const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);

/** `at` within so many objects. */
function nested(levels: number): JsonObject {
  let value: JsonObject = { at };
  for (let i = 1; i < levels; i += 1) value = { a: value };
  return value;
}

test.each([
  ["the envelope's time", { time: at, detail: { updatedAt: at } }, "time"],
  [
    "a field of the detail",
    { time, detail: { createdAt: time, updatedAt: "2027-01-01T00:00:00Z" } },
    "detail.updatedAt",
  ],
  ["a field in another form", { time, detail: { updatedAt: "Jan 1, 2027 12:00:00 AM" } }, "detail.updatedAt"],
  ["a number", { time, detail: { updatedAt: 1_798_761_600 } }, "detail.updatedAt"],
  ["a field far within", { time, detail: { service: { seen: [{ at: time }, { at }] } } }, "detail.service.seen[1].at"],
  ["the field that is nearest", { time, detail: { first: { at }, updatedAt: at } }, "detail.updatedAt"],
  ["the detail when no field tells it", { time, detail: { updatedAt: time } }, "detail"],
  [
    "a field as deep as an event may nest",
    { time, detail: nested(NESTING_LIMIT) },
    `detail${".a".repeat(NESTING_LIMIT - 1)}.at`,
  ],
  ["the detail when the only such field is deeper", { time, detail: nested(NESTING_LIMIT + 1) }, "detail"],
  ["a field beside null", { time, detail: { deletedAt: null, updatedAt: at } }, "detail.updatedAt"],
  ["a field beside what is too deep", { time, detail: { deep, updatedAt: at } }, "detail.updatedAt"],
])("names %s", (_, event, path) => {
  expect(instantPath(event, at)).toBe(path);
});
