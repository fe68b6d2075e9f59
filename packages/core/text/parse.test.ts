import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import {
  instantField,
  KNOWN_VALIBOT,
  objectField,
  parse,
  recordField,
  refusalText,
  refused,
  requireObjectField,
} from "./parse.ts";

const schema = v.object({
  id: v.string(),
  count: v.optional(v.pipe(v.number(), v.integer("expected a whole number"))),
  state: v.optional(v.picklist(["on", "off"])),
  at: v.optional(instantField),
  due: v.exactOptional(instantField),
  tags: v.optional(v.array(v.object({ key: v.string() }))),
  strict: v.optional(v.strictObject({ a: v.string() })),
  labels: v.optional(recordField(v.string(), v.string())),
  shape: v.optional(v.variant("type", [v.object({ type: v.literal("round"), radius: v.number() })])),
  own: v.optional(v.custom((value) => value === 1, "expected the number one")),
  silent: v.optional(v.pipe(v.string(), v.regex(/^x$/))),
});

test("a refusal's path holds no secret that somebody made a key", () => {
  expect(refused("detail.AKIAIOSFODNN7EXAMPLE", "is odd").refusal.path).toBe("detail.[access key]");
});

describe("a refusal names the field and what is wrong", () => {
  test.each<[string, unknown, string, string]>([
    ["the whole", "text", "", "expected Object, got another string"],
    ["null", null, "", "expected Object, got null"],
    ["a missing field", {}, "id", "is missing"],
    ["a field that is undefined", { id: undefined }, "id", "is missing"],
    ["an instant that is undefined", { id: "a", own: 1, due: undefined }, "due", "is missing"],
    ["null for a text", { id: null }, "id", "expected string, got null"],
    ["an array for a text", { id: [] }, "id", "expected string, got an array"],
    ["an object for a text", { id: {} }, "id", "expected string, got an object"],
    ["a number for a text", { id: 7 }, "id", "expected string, got a number"],
    ["a boolean for a text", { id: true }, "id", "expected string, got a boolean"],
    ["a failed check, in its own words", { id: "a", count: 0.5 }, "count", "expected a whole number"],
    [
      "a text that is not in the list",
      { id: "a", state: "up" },
      "state",
      'expected ("on" | "off"), got another string',
    ],
    ["no instant", { id: "a", at: "soon" }, "at", "expected a date and time"],
    ["an object for an instant", { id: "a", at: {} }, "at", "expected a date and time"],
    [
      "a field within an array",
      { id: "a", tags: [{ key: "a" }, { key: 1 }] },
      "tags[1].key",
      "expected string, got a number",
    ],
    ["an element of an array", { id: "a", tags: [{ key: "a" }, 7] }, "tags[1]", "expected Object, got a number"],
    ["an object for an array", { id: "a", tags: {} }, "tags", "expected Array, got an object"],
    ["a field that is not known", { id: "a", strict: { a: "a", b: "b" } }, "strict.b", "is not a known field"],
    ["a key that forges a line", { id: "a", labels: { "\n{}": 7 } }, "labels. {}", "expected string, got a number"],
    [
      "a key without end",
      { id: "a", labels: { ["k".repeat(999)]: 7 } },
      `labels.${"k".repeat(192)}…`,
      "expected string, got a number",
    ],
    ["a value of a record", { id: "a", labels: { "a b": 7 } }, "labels.a b", "expected string, got a number"],
    ["an unknown variant", { id: "a", shape: { type: "flat" } }, "shape.type", 'expected "round", got another string'],
    ["a field of a variant", { id: "a", shape: { type: "round" } }, "shape.radius", "is missing"],
    ["a check of the schema's own", { id: "a", own: 2 }, "own", "expected the number one"],
    ["a check without words", { id: "a", silent: "y" }, "silent", "expected /^x$/, got another string"],
  ])("%s", (_title, value, path, problem) => {
    expect(parse(schema, value)).toEqual({ ok: false, refusal: { path, problem } });
  });

  test("and of several only the first", () => {
    expect(parse(schema, { id: 7, count: "x" })).toMatchObject({ refusal: { path: "id" } });
  });
});

test("gives what the schema makes of a value that fits, without the fields that it does not name", () => {
  expect(parse(schema, { id: "a", at: 0, other: 1 })).toEqual({
    ok: true,
    value: { id: "a", at: "1970-01-01T00:00:00.000Z" },
  });
});

describe("objectField", () => {
  const flag = objectField({ on: v.optional(v.boolean()) });

  test("refuses a list, though all of its fields may be missing", () => {
    expect(parse(flag, [])).toEqual(refused("", "expected an object, got an array"));
    expect(parse(v.array(flag), [{}, []])).toEqual(refused("[1]", "expected an object, got an array"));
  });

  test("lets a check of the whole follow, which sees what fits", () => {
    const checked = v.pipe(
      flag,
      v.check(({ on }) => on !== true, "is on"),
    );
    expect(parse(checked, { on: true, other: 1 })).toEqual(refused("", "is on"));
    expect(parse(checked, { on: false, other: 1 })).toEqual({ ok: true, value: { on: false } });
  });

  test("names a field by its place in a list of such objects", () => {
    expect(parse(v.array(flag), [{}, { on: 7 }])).toEqual(refused("[1].on", "expected boolean, got a number"));
  });
});

test("a missing instant is missing", () => {
  expect(parse(v.object({ at: instantField }), {})).toEqual(refused("at", "is missing"));
});

test("a refusal's text begins with its path, if it has one", () => {
  expect(refusalText({ path: "detail.severity", problem: "is missing" })).toBe("detail.severity: is missing");
  expect(refusalText({ path: "", problem: "is not JSON" })).toBe("is not JSON");
});

describe("the internal part of valibot that is replaced", () => {
  test("was read in the version that is installed", async () => {
    const file = new URL("../package.json", import.meta.resolve("valibot"));
    expect(JSON.parse(await readFile(file, "utf8")).version).toBe(KNOWN_VALIBOT);
  });

  test("is missed at start, with the known version and what to do, when another version runs schemas otherwise", () => {
    requireObjectField(v.is);
    // To one that ignores what was replaced, a list of anything is an object without fields.
    expect(() => requireObjectField((_, value) => v.is(v.object({}), value))).toThrow(
      /does not run schemas as version \d+\.\d+\.\d+ .*Install .*parse\.ts/,
    );
    expect(() => requireObjectField(() => false)).toThrow("does not run schemas");
  });
});
