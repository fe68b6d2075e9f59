import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileNotification, linkPattern } from "../testing/hostile.ts";
import { messageOf } from "./amazon-q-message.ts";

const options = { now, place: "--stage prod", threadId: "fe-1" };
const acknowledge = { url: "https://links.example.com/acknowledge/x.0", expiresAt: now };

test("a message is a custom notification that says what the page says, by its labels", () => {
  const { content, ...rest } = messageOf(notificationWith({ acknowledge }), options);
  expect(rest).toEqual({
    version: "1.0",
    source: "custom",
    id: `${notificationWith().groupId}-1`,
    metadata: {
      threadId: "fe-1",
      summary: content.title,
      eventType: "opened",
      relatedResources: [certificateAlert.resource],
      additionalContext: {
        ...{ alert: certificateAlert.id, account: "012345678901", region: "eu-central-1" },
        ...{ destination: "ops", urgency: "now", rings: "true", severity: "HIGH" },
      },
    },
  });
  expect(content).toMatchObject({
    textType: "client-markdown",
    title: "[10 DAYS LEFT] `Expiry of certificate www.example.com` - `012345678901, eu-central-1`",
    keywords: ["HIGH", "certificate-expiry"],
  });
  const lines = content.description.split("\n");
  expect(lines[0]).toBe("*what* `ACM warns of the end of the imported certificate's validity.`");
  expect(lines).toContain(`*to ack* \`npx tocsin alerts ack ${certificateAlert.id} --why "on it" --stage prod\``);
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^Acknowledge \(works until .*\): https:\/\/links\.example\.com\/acknowledge\/x\.0$/),
    expect.stringMatching(/^Console: https:\/\/eu-central-1\.console\.aws\.amazon\.com\//),
  ]);
});

describe("a text from outside", () => {
  test.each([
    ["a mention of everybody", "<!channel> @here", "`‹!channel› ＠here`"],
    ["a link with another name", "<https://evil.example|console>", "`‹https://evil.example|console›`"],
    ["a link of Markdown", "[console](https://evil.example)", "`[console](https://evil.example)`"],
    ["the end of the code", "x` *bold* `y", "`x' *bold* 'y`"],
  ])("is shown as it is, and does nothing: %s", (_title, title, shown) => {
    const { content } = messageOf(notificationWith({ alerts: [{ ...certificateAlert, title }] }), options);
    expect(content.title).toContain(` ${shown} - `);
  });
});

/** What is left of a text without what is code: that alone is read as markup. */
const outsideCode = (text: string) => text.replace(/`[^`\n]*`/g, "");

test("whatever arrives, a message conforms, is small, and nothing from outside is markup in it", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const { content, metadata, id } = messageOf(notification, options);
      const { title, description, keywords } = content;
      expect(title).toMatch(/^\[[A-Z0-9 ,-]+\] /);
      expect(title.length).toBeLessThanOrEqual(250);
      expect(description).not.toBe("");
      expect(description.length).toBeLessThan(3000);
      expect(Buffer.byteLength(JSON.stringify({ content, metadata, id }))).toBeLessThan(28_000);
      for (const text of [title, description]) expect(text).not.toMatch(/[<>@]/);
      expect(outsideCode(title)).toMatch(/^\[[A-Z0-9 ,-]+\] (?: - )?$/);
      for (const line of outsideCode(description).split("\n")) {
        expect(line).toMatch(
          /^(?:\*[a-z ]+\* |(?:Console|Runbook|Acknowledge \(works until [\w :,()-]+; it asks first\)): https:\S*)?$/,
        );
        const [, url] = /: (https:.*)$/.exec(line) ?? [];
        if (url !== undefined) expect(url).toMatch(linkPattern);
      }
      for (const word of keywords) expect(word).toMatch(/^[A-Za-z-]+$/);
      for (const text of [...metadata.relatedResources, ...Object.values(metadata.additionalContext)]) {
        expect(text).not.toMatch(/[`<>@]/);
        expect(text).not.toBe("");
      }
      const all = JSON.stringify({ content, metadata }).replaceAll("\\n", "");
      expect(all).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("a link for which there is no room is left out, and the message says so", () => {
  const url = `https://links.example.com/acknowledge/${"x".repeat(3000)}.0`;
  const { description } = messageOf(notificationWith({ acknowledge: { ...acknowledge, url } }), options).content;
  expect(description).toMatch(/\nAcknowledge: the link is too long for a message\nConsole: https:/);
  expect(description.length).toBeLessThan(3000);
});

test("a group has its numbers, and the worst of it", () => {
  const group = notificationWith({ more: 136, grouping: { owner: "web" }, counts: countsOf({ HIGH: 137 }) });
  expect(messageOf(group, options).content.description).toContain("*counts* `137 open (137 HIGH)`");
});
