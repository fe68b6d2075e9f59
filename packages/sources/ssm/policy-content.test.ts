import { instant } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expirationIn, policySetIn } from "./policy-content.ts";

const expiration = (timestamp: unknown) => ({
  Type: "Expiration",
  Version: "1.0",
  Attributes: { Timestamp: timestamp },
});
const notice = (before: unknown, unit: unknown) => ({
  Type: "ExpirationNotification",
  Version: "1.0",
  Attributes: { Before: before, Unit: unit },
});
const notification = notice("15", "Days");
const NOTICED = instant("2026-11-16T03:21:07Z");
const december = expiration("2026-12-01T00:00:00.000Z");

test.each([
  ["reads the policy from a list as JSON text", JSON.stringify([notification, december]), "2026-12-01T00:00:00.000Z"],
  ["reads a single policy", JSON.stringify(december), "2026-12-01T00:00:00.000Z"],
  ["reads a list that is already parsed", [december], "2026-12-01T00:00:00.000Z"],
  ["reads an offset", [expiration("2026-12-01T02:00:00+02:00")], "2026-12-01T00:00:00.000Z"],
  ["reads an offset with seconds", [expiration("2019-11-01T22:13:48.87+10:30:00")], "2019-11-01T11:43:48.870Z"],
  ["passes by a date that cannot be read", [expiration("soon"), december], "2026-12-01T00:00:00.000Z"],
  [
    "counts the days that a notification alone comes before",
    JSON.stringify([notification]),
    "2026-12-01T03:21:07.000Z",
  ],
  ["counts the days of a single notification", notification, "2026-12-01T03:21:07.000Z"],
  ["counts hours", [notice("36", "Hours")], "2026-11-17T15:21:07.000Z"],
  [
    "counts those of a notification beside another policy",
    [notification, { Type: "NoChangeNotification" }],
    "2026-12-01T03:21:07.000Z",
  ],
  ["counts those of a notification that is there twice", [notification, notification], "2026-12-01T03:21:07.000Z"],
  ["counts nothing when any of several may have sent the notice", [notification, notice("30", "Days")], undefined],
  ["goes by the policy before it counts", [notification, december], "2026-12-01T00:00:00.000Z"],
  ["counts when the policy's date cannot be read", [notification, expiration("soon")], "2026-12-01T03:21:07.000Z"],
  ["counts no weeks", [notice("2", "Weeks")], undefined],
  ["counts no part of a day", [notice("1.5", "Days")], undefined],
  ["counts nothing below zero", [notice("-1", "Days")], undefined],
  ["counts no number of seven digits", [notice("1000000", "Days")], undefined],
  ["counts no number that is no text", [notice(15, "Days")], undefined],
  ["finds no date in the list that removes all policies", "[{}]", undefined],
  ["finds no date in a policy without attributes", [{ Type: "Expiration" }], undefined],
  ["finds no date in a date that is no text", [expiration(1_796_083_200)], undefined],
  ["finds no date in what is not JSON", "[{", undefined],
  ["finds no date in the JSON text null", "null", undefined],
  ["finds no date in nothing", undefined, undefined],
])("%s", (_title, content, expected) => {
  expect(expirationIn(content, NOTICED)).toBe(expected);
});

test("any content gives a date or nothing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (content) => {
      expect(expirationIn(content, NOTICED)).toBeUndefined();
    }),
  );
});

describe("policies that a call sets", () => {
  const setAt = instant("2026-11-16T00:00:00Z");
  const expiration = { Type: "Expiration", Attributes: { Timestamp: "2026-12-01T00:00:00Z" } };
  const notice = (before: number, unit = "Days") => ({
    Type: "ExpirationNotification",
    Attributes: { Before: String(before), Unit: unit },
  });
  const expiresAt = instant("2026-12-01T00:00:00Z");

  test.each<[string, unknown, object | undefined]>([
    ["are none", "[]", { notice: "none" }],
    ["are an empty object", "[{}]", { notice: "none" }],
    ["have no expiration", JSON.stringify([{ Type: "NoChangeNotification" }]), { notice: "none" }],
    ["have a date without notice", JSON.stringify([expiration]), { expiresAt, notice: "none" }],
    ["have a notice that is due now", JSON.stringify([expiration, notice(15)]), { expiresAt, notice: "due" }],
    [
      "have a notice that is due in an hour",
      JSON.stringify([expiration, notice(15 * 24 - 1, "Hours")]),
      { expiresAt, notice: "to-come" },
    ],
    ["have one of several notices due", [expiration, notice(3), notice(20)], { expiresAt, notice: "due" }],
    [
      "have a date that has come",
      [{ ...expiration, Attributes: { Timestamp: "2026-11-16T00:00:00Z" } }],
      { expiresAt: setAt, notice: "due" },
    ],
    ["have a date that cannot be read", [{ Type: "Expiration", Attributes: { Timestamp: "soon" } }], undefined],
    ["are a single one", JSON.stringify(expiration), undefined],
    ["are a list of something else", "[1]", undefined],
    ["are no JSON", "HIDDEN_DUE_TO_SECURITY_REASONS", undefined],
    ["are empty", "", undefined],
  ])("%s", (_title, content, expected) => {
    expect(policySetIn(content, setAt)).toEqual(expected);
  });
});
