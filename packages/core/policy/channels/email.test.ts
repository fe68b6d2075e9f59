import { expect, test } from "vitest";
import { isMailAddress } from "./email.ts";

const local = (length: number) => `${"a".repeat(length)}@example.com`;
/** An address of so many characters in all, with no label that is too long. */
const long = (length: number) => `a@${"b.".repeat((length - 6) / 2)}test`;

test.each([
  ["an address", "tocsin@alerts.example.com", true],
  ["an address with a tag", "soc+night@example.com", true],
  ["64 characters before the @", local(64), true],
  ["65 characters before the @", local(65), false],
  ["254 characters in all", long(254), true],
  ["256 characters in all", long(256), false],
  ["a label of 63 characters", `a@${"b".repeat(63)}.com`, true],
  ["a label of 64 characters", `a@${"b".repeat(64)}.com`, false],
  ["a label that begins with a hyphen", "a@-b.com", false],
  ["a label that ends with a hyphen", "a@b-.com", false],
  ["a name before it", "SOC <soc@example.com>", false],
  ["a second address", "a@example.com,b@example.com", false],
  ["a further header", "a@example.com\nBcc: b@example.com", false],
  ["a line feed at the end", "a@example.com\n", false],
  ["no domain", "soc", false],
  ["a domain without a dot", "soc@localhost", false],
  ["letters beyond ASCII", "sök@example.com", false],
])("whether %s is a mail address alone", (_title, text, expected) => {
  expect(isMailAddress(text)).toBe(expected);
});
