import { stripVTControlCharacters } from "node:util";
import { now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileNotification } from "../testing/hostile.ts";
import { renderNotification } from "./notification-page.ts";
import { smsText, subjectText } from "./short-text.ts";

/** However hostile what arrives is, a page is no longer. */
const MOST_LINES = 300;
const PAGE_COLUMNS = 88;

test("a page holds no control or format character but its line breaks, and is well-formed", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const page = renderNotification(notification, { now, styled: false });
      expect(page.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("colours are all that styling adds", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const plain = renderNotification(notification, { now, styled: false });
      const styled = renderNotification(notification, { now, styled: true });
      expect(stripVTControlCharacters(styled)).toBe(plain);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
      expect(styled.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
    }),
  );
});

const ofOne = [
  ...["what", "deadline", "where", "by", "over by", "doubt", "to do", "runbook", "done when"],
  ...["owner", "since", "facts", "seen by", "acked by", "muted by", "ended by"],
];
const ofSeveral = ["group", "reach", "first", "to do", "runbook", "done when", "owner", "owners", "counts"];
const ofBoth = ["counts", "next", "why you", "link", "ack here", "alert"];

test("no text forges a line: each is the first, a field's, or indented below one, and fields come once and in order", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const [head, ...lines] = renderNotification(notification, { now, styled: false }).split("\n");
      expect(head).toMatch(/^\[[A-Z0-9 ,-]+\] /);
      const labels = lines.map((line) => line.slice(0, 12).trim()).filter((label) => label !== "");
      const order = labels.includes("where") ? [...ofOne, ...ofBoth] : [...ofSeveral, ...ofBoth.slice(1)];
      expect(labels).toEqual(order.filter((label) => labels.includes(label)));
    }),
  );
});

test("a page has an end, and no line is longer than the page but for a word that is", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const [, ...lines] = renderNotification(notification, { now, styled: false }).split("\n");
      expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
      const wrapped = lines.filter((line) => !line.startsWith("  alert "));
      for (const line of wrapped) expect(line.length <= PAGE_COLUMNS || !line.slice(12).includes(" "), line).toBe(true);
    }),
  );
});

test("a subject and a text message are one line of ASCII within their limits, and say how bad it is", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const [subject, sms] = [subjectText(notification, now), smsText(notification, now)];
      expect(subject.length).toBeLessThanOrEqual(99);
      expect(sms.length).toBeLessThanOrEqual(140);
      for (const line of [subject, sms]) {
        expect(line).toMatch(/^[ -~]+$/);
        expect(line).toMatch(/^\[[A-Z0-9 ,-]+\] /);
      }
    }),
  );
});
