import fc from "fast-check";
import { expect, test } from "vitest";
import { expirationIn } from "./policy-content.ts";

const expiration = (timestamp: unknown) => ({
  Type: "Expiration",
  Version: "1.0",
  Attributes: { Timestamp: timestamp },
});
const notification = { Type: "ExpirationNotification", Version: "1.0", Attributes: { Before: "15", Unit: "Days" } };
const december = expiration("2026-12-01T00:00:00.000Z");

test.each([
  ["reads the policy from a list as JSON text", JSON.stringify([notification, december]), "2026-12-01T00:00:00.000Z"],
  ["reads a single policy", JSON.stringify(december), "2026-12-01T00:00:00.000Z"],
  ["reads a list that is already parsed", [december], "2026-12-01T00:00:00.000Z"],
  ["reads an offset", [expiration("2026-12-01T02:00:00+02:00")], "2026-12-01T00:00:00.000Z"],
  ["reads an offset with seconds", [expiration("2019-11-01T22:13:48.87+10:30:00")], "2019-11-01T11:43:48.870Z"],
  ["passes by a date that cannot be read", [expiration("soon"), december], "2026-12-01T00:00:00.000Z"],
  ["finds no date in a notification alone", JSON.stringify([notification]), undefined],
  ["finds no date in the list that removes all policies", "[{}]", undefined],
  ["finds no date in a policy without attributes", [{ Type: "Expiration" }], undefined],
  ["finds no date in a date that is no text", [expiration(1_796_083_200)], undefined],
  ["finds no date in what is not JSON", "[{", undefined],
  ["finds no date in the JSON text null", "null", undefined],
  ["finds no date in nothing", undefined, undefined],
])("%s", (_title, content, expected) => {
  expect(expirationIn(content)).toBe(expected);
});

test("any content gives a date or nothing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (content) => {
      expect(expirationIn(content)).toBeUndefined();
    }),
  );
});
