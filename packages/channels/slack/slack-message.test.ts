import { escapedJson, isObject } from "@tocsin/core/text/json";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileNotification, linkPattern, notificationOfLongTexts } from "../testing/hostile.ts";
import { escaped, lineMessage, messageOf } from "./slack-message.ts";

/** Every object of the blocks that has a type, with what is below it left out. */
function partsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(partsIn);
  if (!isObject(value)) return [];
  return [value, ...partsIn(value.elements)];
}

test("what people can be mentioned by, and what would be read as markup, is text", () => {
  const title = "<!channel> <@U012> <https://evil.example|here> *bold* `code` :fire: @here &amp;";
  const message = messageOf(notificationWith({ alerts: [{ ...certificateAlert, title }] }), { now });
  const [head] = partsIn(message.blocks).filter(({ type }) => type === "text");
  expect(head?.text).toContain(title);
  expect(message.text).toContain("&lt;!channel&gt; &lt;@U012&gt; &lt;https://evil.example|here&gt;");
  expect(message.text).toContain("&amp;amp;");
});

test("nobody is made to load what a link in it leads to, by which one acknowledges among others", () => {
  const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
  const messages = [messageOf(notificationWith({ acknowledge }), { now }), lineMessage(notificationWith(), now)];
  for (const message of messages) expect(message).toMatchObject({ unfurl_links: false, unfurl_media: false });
});

test("shows by a sign how severe it is, that it is over, and that nobody is asked", () => {
  const signOf = (changed: Parameters<typeof notificationWith>[0]) =>
    partsIn(messageOf(notificationWith(changed), { now }).blocks).find(({ type }) => type === "emoji")?.name;
  expect(signOf({ counts: countsOf({ CRITICAL: 1 }) })).toBe("red_circle");
  expect(signOf({ counts: countsOf({ HIGH: 1 }) })).toBe("large_orange_circle");
  expect(signOf({ kind: "updated", rings: false, counts: countsOf({}, { acknowledged: 1 }) })).toBe("eyes");
  expect(signOf({ kind: "over", rings: false, counts: countsOf({}, { ended: 1 }) })).toBe("white_check_mark");
});

test("has a link to acknowledge by where there is one, and the command", () => {
  const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
  const parts = partsIn(messageOf(notificationWith({ acknowledge }), { now, place: "--stage prod" }).blocks);
  expect(parts.filter(({ type }) => type === "link").map(({ url }) => url)).toEqual([
    "https://links.example.com/a",
    "https://eu-central-1.console.aws.amazon.com/acm/home?region=eu-central-1#/certificates/6f0f1c3e",
  ]);
  const texts = parts.map(({ text }) => text).join("");
  expect(texts).toContain('npx tocsin alerts ack 0123456789abcdef0123456789abcdef --why "on it" --stage prod');
});

/** https://docs.slack.dev/reference/block-kit/blocks and the sum that users have measured: bolt-js#2509, #2867. */
describe("whatever arrives, a message is as Slack takes it", () => {
  test.each([
    [
      "as a whole",
      (notification: Parameters<typeof messageOf>[0]) => messageOf(notification, { now, place: "--stage prod" }),
    ],
    [
      "as a whole, with buttons",
      (notification: Parameters<typeof messageOf>[0]) =>
        messageOf(notification, { now, place: "--stage prod", hasButtons: true }),
    ],
    ["as a line", (notification: Parameters<typeof messageOf>[0]) => lineMessage(notification, now, "Goes on below.")],
  ])("%s", (_title, made) => {
    fc.assert(
      fc.property(hostileNotification, (notification) => {
        const { text, blocks } = made(notification);
        expect(Buffer.byteLength(escapedJson(blocks))).toBeLessThanOrEqual(10_000);
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(text.length).toBeLessThanOrEqual(4000);
        expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        for (const part of partsIn(blocks)) {
          expect(["rich_text", "rich_text_section", "text", "emoji", "link", "actions", "button"]).toContain(part.type);
          // https://docs.slack.dev/reference/block-kit/block-elements/button-element
          if (part.type === "button") expect(String(part.value).length).toBeLessThanOrEqual(2000);
          if (part.type === "text") expect(String(part.text).length).toBeLessThanOrEqual(3000);
          if (part.type === "text") expect(part.text).not.toBe("");
          if (part.type === "link") expect(part.url).toMatch(linkPattern);
        }
      }),
    );
  });
});

describe("what is sent of a message's blocks is at most 10,000 bytes", () => {
  const bytesOf = (notification: Parameters<typeof messageOf>[0]) =>
    Buffer.byteLength(escaped(escapedJson(messageOf(notification, { now, place: "--stage prod" }).blocks)));

  // Each emoji is 12 bytes as it is sent, and 4 in UTF-8; an ampersand is 5 as Slack keeps it.
  test.each(["😀", "&"].flatMap((sign) => [1, 10].map((howMany) => [sign, howMany] as const)))(
    "where the long texts are of %s alone, in %i alerts, beside the longest links",
    (sign, howMany) => {
      for (const length of [30, 500, 900, 1200])
        expect(
          bytesOf(notificationOfLongTexts(sign, howMany, consoleLinkOf(length), acknowledgeOf(length))),
        ).toBeLessThanOrEqual(10_000);
    },
  );
});

const consoleLinkOf = (length: number) => "https://eu-central-1.console.aws.amazon.com/#".padEnd(length, "x");
const acknowledgeOf = (length: number) => ({ url: "https://links.example.com/a".padEnd(length, "y"), expiresAt: now });

test("a link is shown whole, or left out with a sign of it, the one to acknowledge by before the other", () => {
  const shown = (lengths: readonly [acknowledge: number, console: number]) => {
    const [acknowledge, link] = [acknowledgeOf(lengths[0]), consoleLinkOf(lengths[1])];
    const { blocks } = messageOf(notificationWith({ acknowledge, alerts: [{ ...certificateAlert, link }] }), { now });
    const parts = partsIn(blocks);
    const text = parts.map(({ text }) => text).join("");
    const urls = parts.flatMap(({ type, url }) => (type === "link" ? [url] : []));
    return { hasBoth: urls.join() === [acknowledge.url, link].join(), isFirst: urls.join() === acknowledge.url, text };
  };
  expect(shown([400, 1200]).hasBoth).toBe(true);
  expect(shown([1200, 1200])).toMatchObject({
    isFirst: true,
    text: expect.stringContaining("Console: the link is too long for Slack"),
  });
  expect(shown([1200, 1200]).text).not.toContain("Acknowledge: ");
});

test("a link says what it does, and beside a button that does the same, that it opens a browser", () => {
  const notification = notificationWith({ acknowledge: acknowledgeOf(30) });
  const textOf = (hasButtons: boolean) =>
    partsIn(messageOf(notification, { now, hasButtons }).blocks)
      .map(({ text }) => (typeof text === "string" ? text : ""))
      .join("");
  expect(textOf(false)).toContain("Acknowledge (works until 2026-11-24 08:00 UTC; it asks first)  Console");
  expect(textOf(true)).toContain("Acknowledge in a browser (works until 2026-11-24 08:00 UTC; it asks first)  Console");
});
