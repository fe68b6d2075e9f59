import { expect, test } from "vitest";
import { clears, day, sees } from "../testing/timeline.ts";
import { asOfCell } from "./baseline.ts";

test.each([
  ["began more than a day before its cell was first heard of", { since: day(8, -1) }, true],
  ["began a day before it", { since: day(8) }, false],
  ["began after it", { since: day(10) }, false],
  ["does not say when it began", {}, false],
])("what %s predates its cell: $2", (_title, said, predates) => {
  const firstHeardAt = day(9);
  expect(asOfCell(sees("guardduty", day(9), said), firstHeardAt).statement.predates ?? false).toBe(predates);
});

test("an end is marked as its beginning is", () => {
  expect(asOfCell(clears("guardduty", day(9), { since: day(1) }), day(9)).statement.predates).toBe(true);
});
