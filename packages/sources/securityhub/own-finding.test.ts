import { conditions } from "@tocsin/core/alert/condition";
import { describe, expect, test } from "vitest";
import { isOwnFinding } from "./own-finding.ts";

describe("a finding of Tocsin's own is known", () => {
  test("by its generator, of whatever condition it is", () => {
    for (const condition of Object.keys(conditions))
      expect(isOwnFinding({ GeneratorId: `tocsin/${condition}` })).toBe(true);
  });

  test("in OCSF by its product and who has made that", () => {
    expect(isOwnFinding({ metadata: { product: { name: "Tocsin", vendor_name: "Tocsin" } } })).toBe(true);
  });
});

test.each<[string, Parameters<typeof isOwnFinding>[0]]>([
  ["of a service", { GeneratorId: "arn:aws:guardduty:eu-west-1:111122223333:detector/9ab4" }],
  ["that only speaks of it", { GeneratorId: "acme/tocsin/threat", Title: "tocsin/threat" }],
  ["of another product of that name", { metadata: { product: { name: "Tocsin", vendor_name: "Acme" } } }],
  ["whose fields are of other types", { GeneratorId: ["tocsin/threat"], metadata: "Tocsin" }],
  ["without any of these", {}],
])("a finding is none %s", (_title, finding) => {
  expect(isOwnFinding(finding)).toBe(false);
});
