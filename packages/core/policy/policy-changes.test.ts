import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../text/json.ts";
import { policyChanges } from "./policy-changes.ts";

const route = (name: string, more: object = {}) => ({
  name,
  match: { severity: ["HIGH"] },
  channels: ["desk"],
  ...more,
});
const lines = (before: Json | undefined, after: Json | undefined) =>
  policyChanges(before, after).map(({ part, name, change, fields }) => [part, name, change, ...fields].join(" "));

describe("between two policies", () => {
  test.each<[string, Json | undefined, Json, readonly string[]]>([
    ["a rule is new", { routes: [route("a")] }, { routes: [route("a"), route("b")] }, ["routes b added"]],
    ["a rule is gone", { routes: [route("a"), route("b")] }, { routes: [route("b")] }, ["routes a removed"]],
    [
      "a rule says something else, in two fields",
      { routes: [route("a")] },
      { routes: [route("a", { channels: ["web"], urgency: "now" })] },
      ["routes a changed channels urgency"],
    ],
    [
      "a rule has another name",
      { routes: [route("a")] },
      { routes: [route("b")] },
      ["routes b added", "routes a removed"],
    ],
    [
      "rules are in another order",
      { severity: [route("a"), route("b"), route("c")] },
      { severity: [route("c"), route("a"), route("b")] },
      ["severity  reordered"],
    ],
    [
      "a channel has another URL, which is not repeated",
      { channels: { desk: { type: "webhook", url: "https://one.example/token" } } },
      { channels: { desk: { type: "webhook", url: "https://two.example/token" } } },
      ["channels desk changed url"],
    ],
    [
      "channels stand in another order, which says nothing",
      { channels: { a: { type: "console" }, b: { type: "console" } } },
      { channels: { c: { type: "console" }, b: { type: "console" }, a: { type: "console" } } },
      ["channels c added"],
    ],
    ["a plain part is changed", { timezone: "UTC" }, { timezone: "Europe/Berlin" }, ["timezone  changed"]],
    ["a plain part is new", {}, { fallback: "desk" }, ["fallback  added"]],
    [
      "a number within a part is another",
      { retention: { observationDays: 90 } },
      { retention: { observationDays: 400 } },
      ["retention observationDays changed"],
    ],
    [
      "rules of one name stand twice",
      { routes: [route("a")] },
      { routes: [route("a"), route("a")] },
      ["routes  changed"],
    ],
    ["there was none before", undefined, { routes: [route("a")] }, ["routes a added"]],
  ])("%s", (_, before, after, changes) => {
    expect(lines(before, after)).toEqual(changes);
  });

  test("nothing differs where both say the same, and something where they do not", () => {
    const rules = fc.uniqueArray(fc.record({ name: fc.constantFrom("a", "b", "c"), n: fc.nat(2) }), {
      selector: ({ name }) => name,
    });
    const policy = fc.record({ routes: rules, severity: rules, timezone: fc.constantFrom("UTC", "Europe/Berlin") });
    fc.assert(
      fc.property(policy, policy, (before, after) => {
        const isSame = JSON.stringify(before) === JSON.stringify(after);
        expect(policyChanges(before, after).length === 0).toBe(isSame);
        expect(policyChanges(before, JSON.parse(JSON.stringify(before)))).toEqual([]);
      }),
    );
  });
});
