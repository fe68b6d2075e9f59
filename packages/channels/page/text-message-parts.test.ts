import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileNotification } from "../testing/hostile.ts";
import { smsText } from "./short-text.ts";
import { partsOf } from "./text-message-parts.ts";

test.each<[title: string, text: string, parts: number, alphabet: string]>([
  ["160 signs are one part", "x".repeat(160), 1, "GSM"],
  ["one more makes two", "x".repeat(161), 2, "GSM"],
  ["two parts have less room each", "x".repeat(306), 2, "GSM"],
  ["one more makes three", "x".repeat(307), 3, "GSM"],
  ["a bracket counts twice", `[${"x".repeat(158)}`, 1, "GSM"],
  ["and so does the other", `[]${"x".repeat(157)}`, 2, "GSM"],
  ["with a sign that the alphabet lacks 70 are one part", `\`${"x".repeat(69)}`, 1, "UCS-2"],
  ["and one more makes two", `\`${"x".repeat(70)}`, 2, "UCS-2"],
  ["two such parts have less room each", `${"漢".repeat(134)}`, 2, "UCS-2"],
  ["and one more makes three", `${"漢".repeat(135)}`, 3, "UCS-2"],
])("%s", (_title, text, parts, alphabet) => {
  expect(partsOf(text)).toEqual({ parts, alphabet });
});

test("a text message is one part", () => {
  expect(partsOf(smsText(notificationWith(), now))).toEqual({ parts: 1, alphabet: "GSM" });
});

test("whatever arrives, a text message is at most two parts, and as the service takes it", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const text = smsText(notification, now);
      expect(partsOf(text).alphabet).toBe("GSM");
      expect(partsOf(text).parts).toBeLessThanOrEqual(2);
      expect(text).toBe(text.trim());
    }),
  );
});
