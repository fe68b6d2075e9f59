import { parse } from "@tocsin/core/text/parse";
import { describe, expect, test } from "vitest";
import {
  ARN_LIMIT,
  countField,
  daysField,
  keyField,
  objectKeyField,
  optionalKeyField,
  parseRegionalArn,
  scoreField,
  wordField,
} from "./fields.ts";

const text = (length: number) => "x".repeat(length);

/** What is wrong with the value, or nothing. */
function problemWith(schema: Parameters<typeof parse>[0], value: unknown): string | undefined {
  const read = parse(schema, value);
  return read.ok ? undefined : read.refusal.problem;
}

describe("a field", () => {
  test.each<readonly [string, Parameters<typeof parse>[0], unknown, string | undefined]>([
    ["of a key takes a text of its limit", keyField(8), text(8), undefined],
    ["of a key refuses a longer one", keyField(8), text(9), "is longer than 8 characters"],
    ["of a key refuses an empty one", keyField(8), "", "is empty"],
    ["of a key refuses one of spaces, however many", keyField(8), " ".repeat(9), "is empty"],
    ["of a key refuses what cannot be shown", keyField(8), "a\u0000", "holds what cannot be shown"],
    [
      "of a key blames what cannot be shown, and not the length, at its limit",
      keyField(2),
      "a\u0000",
      "holds what cannot be shown",
    ],
    ["of an optional key takes none", optionalKeyField(8), null, undefined],
    ["of an optional key takes an empty text", optionalKeyField(8), "", undefined],
    ["of an optional key takes a text of its limit", optionalKeyField(8), text(8), undefined],
    ["of an optional key refuses a longer one", optionalKeyField(8), text(9), "is longer than 8 characters"],
    ["of an optional key refuses what cannot be shown", optionalKeyField(8), "a\u0000", "holds what cannot be shown"],
    ["of an object's key takes the longest that S3 takes", objectKeyField, text(1024), undefined],
    ["of an object's key refuses a longer one", objectKeyField, text(1025), "is longer than 1024 characters"],
    ["of an object's key takes what cannot be shown", objectKeyField, "a\u0000", undefined],
    ["of an object's key refuses half of a surrogate pair", objectKeyField, "\ud800", "is not well-formed"],
    ["of days takes the last that is of interest", daysField, -3650, undefined],
    ["of days refuses one more", daysField, -3651, "expected a whole number of days, from -3650 to 36500"],
    ["of days takes the first that is of interest", daysField, 36_500, undefined],
    ["of days refuses one before", daysField, 36_501, "expected a whole number of days, from -3650 to 36500"],
    ["of days refuses a part of one", daysField, 0.5, "expected a whole number of days, from -3650 to 36500"],
    ["of a count takes none", countField, 0, undefined],
    ["of a count refuses fewer", countField, -1, "expected a whole number from 0 to 1000000000"],
    ["of a count takes its limit", countField, 1e9, undefined],
    ["of a count refuses more", countField, 1e9 + 1, "expected a whole number from 0 to 1000000000"],
    ["of a score takes zero", scoreField(10), 0, undefined],
    ["of a score takes the smallest that can be stored", scoreField(10), 1e-130, undefined],
    [
      "of a score refuses a smaller one",
      scoreField(10),
      9e-131,
      "expected a number from 0 to 10, and none too small to be stored",
    ],
    ["of a score takes the most", scoreField(10), 10, undefined],
    [
      "of a score refuses more",
      scoreField(10),
      10.1,
      "expected a number from 0 to 10, and none too small to be stored",
    ],
  ])("%s", (_title, schema, value, problem) => {
    expect(problemWith(schema, value)).toBe(problem);
  });
});

describe("an ARN of a service in an account and a region", () => {
  const start = "arn:aws:acm:eu-west-1:111122223333:certificate/";

  test.each([
    ["is taken apart", `${start}a`, true],
    ["may be as long as a statement shows", start + text(ARN_LIMIT - start.length), true],
    ["is refused when it is longer", start + text(ARN_LIMIT - start.length + 1), false],
    ["is refused when it is another service's", "arn:aws:ssm:eu-west-1:111122223333:parameter/a", false],
    ["is refused without a region", "arn:aws:acm::111122223333:certificate/a", false],
    ["is refused without an account", "arn:aws:acm:eu-west-1::certificate/a", false],
    ["is refused in what is no partition", "arn:azure:acm:eu-west-1:111122223333:certificate/a", false],
    ["is refused when it is none", "certificate/a", false],
  ])("%s", (_title, arn, isTaken) => {
    expect(parseRegionalArn(arn, "acm") !== undefined).toBe(isTaken);
  });
});

test.each([
  ["keeps a word that is documented", "YES", "YES"],
  ["takes another for missing, in another spelling too", "yes", undefined],
  ["takes what is no text for missing", { word: "YES" }, undefined],
  ["takes null as it is", null, null],
])("a field of one of a service's words %s", (_title, value, kept) => {
  expect(parse(wordField("YES", "NO"), value)).toEqual({ ok: true, value: kept });
});
