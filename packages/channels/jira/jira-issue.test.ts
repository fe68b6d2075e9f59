import { escapedJson, isObject } from "@tocsin/core/text/json";
import { certificateAlert, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileNotification, linkPattern, notificationOfLongTexts } from "../testing/hostile.ts";
import { commentOf, descriptionOf, summaryOf } from "./jira-issue.ts";

/** Every node of a document, and every mark of one. */
function partsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(partsIn);
  if (!isObject(value)) return [];
  return [value, ...partsIn(value.content), ...partsIn(value.marks)];
}

const textIn = (value: unknown) =>
  partsIn(value)
    .map(({ text }) => text ?? "")
    .join("");

test("what would be read as markup, or mention people, is text", () => {
  const title = "[~accountid:1] {code} h1. *bold* [x|https://evil.example] !a.png!";
  const notification = notificationWith({ alerts: [{ ...certificateAlert, title, summary: title }] });
  expect(summaryOf(notification, { now })).toContain(title);
  expect(textIn(descriptionOf(notification, { now }))).toContain(title);
});

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure */
test("whatever arrives, a ticket is of paragraphs of text alone, and within Jira's limits", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const summary = summaryOf(notification, { now });
      expect(summary.length).toBeLessThanOrEqual(255);
      expect(summary.trim()).not.toBe("");
      expect(summary).not.toMatch(/[\n\r]/);
      const description = descriptionOf(notification, { now, place: "--stage prod" });
      expect(Buffer.byteLength(escapedJson(description))).toBeLessThanOrEqual(30_000);
      for (const part of partsIn([description, commentOf(notification, { now }, "note")])) {
        expect(["doc", "paragraph", "text", "hardBreak", "strong", "link"]).toContain(part.type);
        if (part.type === "text") expect(part.text).not.toBe("");
        if (part.type === "link") expect(part.attrs).toEqual({ href: expect.stringMatching(linkPattern) });
      }
    }),
  );
});

describe("a description is at most 30,000 bytes", () => {
  // Each emoji is 12 bytes as it is sent, and 4 in UTF-8.
  test.each(["😀", "漢", "x"])("where the texts of ten alerts are long, and of %s alone", (character) => {
    const link = "https://eu-central-1.console.aws.amazon.com/#".padEnd(1200, "x");
    const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
    const notification = notificationOfLongTexts(character, 10, link, acknowledge);
    const description = descriptionOf(notification, { now, place: "--stage prod" });
    expect(Buffer.byteLength(escapedJson(description))).toBeLessThanOrEqual(30_000);
    expect(textIn(description)).toContain("Closing this ticket ends no alert");
  });
});

test("of links a ticket has the console's, and not the one by which whoever has it acknowledges", () => {
  const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
  const parts = partsIn(descriptionOf(notificationWith({ acknowledge }), { now }));
  expect(parts.flatMap(({ attrs }) => attrs ?? [])).toEqual([{ href: certificateAlert.link }]);
  expect(textIn(parts)).not.toContain(acknowledge.url);
});
