import { isObject } from "@tocsin/core/text/json";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileNotification, linkPattern, notificationOfLongTexts } from "../testing/hostile.ts";
import { messageOf } from "./teams-card.ts";

/** Every object of a card that has a type. */
function partsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(partsIn);
  if (!isObject(value)) return [];
  const below = Object.values(value).flatMap(partsIn);
  return typeof value.type === "string" ? [value, ...below] : below;
}

const cardOf = (changed: Parameters<typeof notificationWith>[0] = {}) =>
  messageOf(notificationWith(changed), { now, place: "--stage prod" }).attachments[0].content;

test("is a card in the message that a workflow's trigger takes", () => {
  const message = messageOf(notificationWith(), { now });
  expect(message).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          version: "1.4",
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        },
      },
    ],
  });
  const line = "[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1";
  expect(message.attachments[0].content.fallbackText).toBe(line);
  expect(message.attachments[0].content.body[0]?.inlines[0]?.text).toBe(line);
});

test("has what would be read as Markdown, HTML or a mention as the text that it is", () => {
  const title = "**bold** [here](https://evil.example) <at>everyone</at> <b>x</b> - item # head \\* &amp;";
  const runs = partsIn(cardOf({ alerts: [{ ...certificateAlert, title }] })).filter(({ type }) => type === "TextRun");
  expect(runs[0]?.text).toContain(title);
});

test("shows by a colour how severe it is, that it is over, and that nobody is asked", () => {
  const colorOf = (changed: Parameters<typeof notificationWith>[0]) => cardOf(changed).body[0]?.inlines[0]?.color;
  expect(colorOf({ counts: countsOf({ CRITICAL: 1 }) })).toBe("Attention");
  expect(colorOf({ counts: countsOf({ MEDIUM: 1 }) })).toBe("Warning");
  expect(colorOf({ kind: "updated", rings: false, counts: countsOf({}, { acknowledged: 1 }) })).toBe("Default");
  expect(colorOf({ kind: "over", rings: false, counts: countsOf({}, { ended: 1 }) })).toBe("Good");
});

test("has buttons to acknowledge by where there is a link, and to the console, and the command", () => {
  const card = cardOf({ acknowledge: { url: "https://links.example.com/a", expiresAt: now } });
  expect(card.actions.map(({ url }) => url)).toEqual([
    "https://links.example.com/a",
    "https://eu-central-1.console.aws.amazon.com/acm/home?region=eu-central-1#/certificates/6f0f1c3e",
  ]);
  // Longer titles are cut.
  expect(card.actions.map(({ title }) => title)).toEqual(["Acknowledge", "Console"]);
  expect(JSON.stringify(card.body)).toContain("works until 2026-11-24 08:00 UTC; it asks first");
  expect(JSON.stringify(card.body)).toContain("npx tocsin alerts ack 0123456789abcdef0123456789abcdef");
});

/** https://adaptivecards.io/schemas/adaptive-card.json, and what users have measured of Teams: msteams-docs#11274. */
describe("whatever arrives, a card", () => {
  /** With all as an escape that .NET's own encoder writes so: what is beyond ASCII, and what means something in HTML. */
  const sizeOf = (message: object) => JSON.stringify(message).replace(/\\"|[^\0-\x7f]|[<>&'+`]/g, "\\u0000").length;

  // An emoji is 4 bytes in UTF-8, and 12 as escapes; of Chinese there are 3 and 6; of ASCII mostly as many as there are characters.
  test.each(
    ["😀", "漢", "x", "<", "'", '"'].flatMap((character) => [1, 10].map((howMany) => [character, howMany] as const)),
  )("is under 20 KB where it is of %s alone, in the longest texts of %i alerts", (character, howMany) => {
    const link = "https://eu-central-1.console.aws.amazon.com/#".padEnd(1200, "x");
    const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
    const notification = notificationOfLongTexts(character, howMany, link, acknowledge);
    const message = messageOf(notification, { now, place: "--stage prod" });
    expect(sizeOf(message)).toBeLessThanOrEqual(20_000);
  });

  test("is under 20 KB, also with all as an escape that may be one, and has only what shows no markup", () => {
    fc.assert(
      fc.property(hostileNotification, (notification) => {
        const message = messageOf(notification, { now, place: "--stage prod" });
        expect(sizeOf(message)).toBeLessThanOrEqual(20_000);
        for (const part of partsIn(message)) {
          expect(["message", "AdaptiveCard", "RichTextBlock", "TextRun", "Action.OpenUrl"]).toContain(part.type);
          if (part.type === "TextRun") expect(part.text).not.toBe("");
          if (part.type === "RichTextBlock") expect(part.inlines).not.toEqual([]);
          if (part.type === "Action.OpenUrl") expect(part.url).toMatch(linkPattern);
        }
      }),
    );
  });
});
