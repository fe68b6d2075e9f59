import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonPieces } from "./json-pieces.ts";

test("the pieces of a report are its JSON on one line", () => {
  const value = fc.oneof(fc.jsonValue(), fc.array(fc.record({ id: fc.string() })), fc.constant(undefined));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (report) => {
      expect([...jsonPieces(report)].join("")).toBe(`${JSON.stringify(report)}\n`);
    }),
  );
});

test.each([99, 100, 101, 200])("a list of %i items is whole", (length) => {
  const report = { before: 1, list: Array.from({ length }, (_, n) => ({ n })), after: 2 };
  const pieces = [...jsonPieces(report)];
  expect(pieces.join("")).toBe(`${JSON.stringify(report)}\n`);
  expect(pieces.length).toBeGreaterThan(5);
});
