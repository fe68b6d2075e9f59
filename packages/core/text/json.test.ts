import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, escapedJson, isObject, sameJson, sameJsonBut } from "./json.ts";

test("writes equal values alike whatever the order of their keys", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
});

test.each<[string, unknown, boolean]>([
  ["an object", {}, true],
  ["an object without a prototype", Object.create(null), true],
  ["a list", [], false],
  ["null", null, false],
  ["nothing", undefined, false],
  ["a text", "{}", false],
])("of JSON's values, %s is an object: %j, %s", (_title, value, expected) => {
  expect(isObject(value)).toBe(expected);
});

test("writes JSON for a queue with characters alone that every queue takes, and nothing of the value is lost", () => {
  const odd = fc.constantFrom("\ufffe", "\uffff", "\ufffd", "\ud800", "\udc00", "\u{10ffff}", "\0", "\u007f", "a");
  // Without backslashes: V8 13.6 takes an escaped key for one that it read before, if that ends in a backslash where the escape begins.
  const plain = fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((one) => one !== "\\");
  const unit = fc.oneof(odd, plain);
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit }), fc.jsonValue({ stringUnit: unit })), (value) => {
      const text = escapedJson(value);
      expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("calls two values the same exactly when their canonical texts are", () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  // Few scalars, so that equal values are common.
  const narrow = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(0, 1, "a", null, true),
      fc.array(tie("tree"), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom("a", "b"), fc.option(tie("tree"), { nil: undefined }), { maxKeys: 2 }),
    ),
  })).tree;
  for (const arbitrary of [value, narrow]) {
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
        expect(sameJson(a, structuredClone(a))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  }
});

test("calls two objects the same but for some fields exactly when they are without them", () => {
  const field = fc.constantFrom(0, 1, undefined);
  const value = fc.record({ a: field, b: field, c: fc.record({ a: field, b: field }) }, { requiredKeys: ["c"] });
  fc.assert(
    fc.property(value, value, fc.subarray(["a", "b", "c"] as const), (a, b, leftOut) => {
      const without = (one: object) =>
        Object.fromEntries(Object.entries(one).filter(([name]) => leftOut.every((other) => other !== name)));
      expect(sameJsonBut(a, b, leftOut)).toBe(canonicalJson(without(a)) === canonicalJson(without(b)));
    }),
    { numRuns: 1000 },
  );
});
