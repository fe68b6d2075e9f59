import { describe, expect, test } from "vitest";
import { awsObjections } from "./aws-pattern.ts";

const inField = (...values: readonly unknown[]) => ({ detail: { a: values } });
const wildcard = (text: string) => ({ wildcard: text });
/** A pattern of so many characters. */
const ofLength = (length: number) => ({ a: ["x".repeat(length - '{"a":[""]}'.length)] });

describe("a pattern of a source", () => {
  test.each([
    ["has 2048 characters", ofLength(2048)],
    ["finds a word in a name", inField(wildcard("*acm-certificate-expiration-check*"))],
    ["has three endings", inField(wildcard("*.bif"), wildcard("*.tiff"), wildcard("*.tif"))],
    ["has wildcards of several fields", { a: [wildcard("*a*b*")], b: [wildcard("*a*b*")] }],
    ["has asterisks that are characters", inField(wildcard("\\*a\\*a\\*a\\*a\\*a\\*a"))],
    ["has a range that ends at 5e9", inField({ numeric: [">=", -5e9, "<=", 5e9] })],
    ["asks for one number", inField({ numeric: ["=", 7] }, 5e9)],
    [
      "has equals-ignore-case beside a wildcard of another field",
      { a: [wildcard("*a")], b: [{ "equals-ignore-case": "b" }] },
    ],
    ["names a field as an operator", { cidr: ["10.0.0.0/8"], detail: { wildcard: ["*"] } }],
  ])("is taken when it %s", (_title, pattern) => {
    expect(awsObjections(pattern)).toEqual([]);
  });

  test.each([
    ["has 2049 characters", ofLength(2049), "2049 characters"],
    ["has the wildcard that AWS refused", inField(wildcard("*:*:*:*:*:event-bus/*")), "detail.a has wildcards"],
    ["has four endings", inField(...["*.bif", "*.tiff", "*.tif", "*.svs"].map(wildcard)), "detail.a has wildcards"],
    ["has a wildcard that repeats its beginning", inField(wildcard(`*${"a".repeat(9)}`)), "detail.a has wildcards"],
    ["negates such wildcards", inField({ "anything-but": { wildcard: ["*a*b", "*c*d"] } }), "detail.a has wildcards"],
    [
      "has them in branches of $or",
      { detail: { $or: [{ a: [wildcard("*a*b")] }, { a: [wildcard("*c*d")] }] } },
      "detail.a has wildcards",
    ],
    ["has a wildcard beside equals-ignore-case", inField(wildcard("a*"), { "equals-ignore-case": "b" }), "beside"],
    [
      "has a wildcard beside a prefix in any case",
      inField(wildcard("a*"), { prefix: { "equals-ignore-case": "b" } }),
      "beside",
    ],
    ["has a cidr", inField({ cidr: "10.0.0.0/8" }), "detail.a has a cidr"],
    ["compares without an upper end", inField({ numeric: [">", 0] }), "beyond 5000000000"],
    ["compares without a lower end", inField({ numeric: ["<", 0] }), "beyond 5000000000"],
    ["asks for a number beyond 5e9", inField(5e9 + 1), "beyond 5000000000"],
  ])("is objected to when it %s", (_title, pattern, objection) => {
    const objections = awsObjections(pattern);
    expect(objections).toHaveLength(1);
    expect(objections[0]).toContain(objection);
  });
});
