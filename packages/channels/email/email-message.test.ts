import { allElements, type Element } from "@tocsin/core/testing/page-skeleton";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileNotification, linkPattern, notificationOfLongTexts } from "../testing/hostile.ts";
import { messageOf } from "./email-message.ts";

const mailOf = (notification = notificationWith()) =>
  messageOf(notification, { now, place: "--stage prod", from: "tocsin@alerts.example.com" });

/** What a page of HTML holds in all of its elements. */
const textIn = (page: string) =>
  allElements(page)
    .map(({ text }) => text)
    .join("\n");

describe("the HTML", () => {
  test("says what the text says: labels and what stands beside them", () => {
    const { html } = mailOf(
      notificationWith({ acknowledge: { url: "https://links.example.com/acknowledge/x.0", expiresAt: now } }),
    );
    const said = textIn(html);
    for (const part of [
      ...["[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1"],
      ...["deadline", "Import the renewed certificate over the same ARN.", "why you", "Acknowledge: works until"],
      ...["npx tocsin alerts show 0123456789abcdef0123456789abcdef --stage prod"],
    ])
      expect(said).toContain(part);
  });

  test("has as links the console, and where to acknowledge, alone", () => {
    const title = '<a href="https://evil.example">Console</a>';
    const { html } = mailOf(
      notificationWith({
        acknowledge: { url: "https://links.example.com/acknowledge/x.0", expiresAt: now },
        alerts: [{ ...certificateAlert, title, link: "https://eu-central-1.console.aws.amazon.com/x?a=1&b=\"'<" }],
      }),
    );
    expect(hrefsIn(html)).toEqual([
      "https://links.example.com/acknowledge/x.0",
      "https://eu-central-1.console.aws.amazon.com/x?a=1&amp;b=&quot;&#39;&lt;",
    ]);
    expect(textIn(html)).toContain("&lt;a href=&quot;https://evil.example&quot;&gt;Console&lt;/a&gt;");
  });

  test("shows by a colour how severe it is, that it is over, and that nobody is asked", () => {
    const colorOf = (changed: Parameters<typeof notificationWith>[0]) =>
      /border-top:6px solid (#\w{6})/.exec(mailOf(notificationWith(changed)).html)?.[1];
    expect([
      colorOf({ counts: countsOf({ CRITICAL: 1 }) }),
      colorOf({ counts: countsOf({ MEDIUM: 1 }) }),
      colorOf({ kind: "reminder", counts: countsOf({}, { acknowledged: 1 }) }),
      colorOf({ kind: "over", counts: countsOf({}, { ended: 1 }) }),
    ]).toEqual(["#b91c1c", "#a16207", "#6b7280", "#15803d"]);
  });

  test("has what is to be pressed before what is to be read, and says what that does", () => {
    const acknowledge = { url: "https://links.example.com/acknowledge/x.0", expiresAt: now };
    const { html } = mailOf(notificationWith({ acknowledge }));
    expect(html).toMatch(
      /<a href="https:\/\/links\.example\.com[^>]*>Acknowledge<\/a>.*Acknowledge: works until .*; it asks first\..*>what</s,
    );
  });

  test("is dark at night by a style sheet that changes colours, loads nothing, and is of the classes that it has", () => {
    const { html } = mailOf(notificationWith({ acknowledge: { url: "https://links.example.com/a", expiresAt: now } }));
    const sheet = sheetIn(html);
    expect(sheet).toContain("@media (prefers-color-scheme: dark)");
    expect(sheet.replaceAll(/@media[^{]*|:root/g, "")).not.toMatch(/url|expression|@|[&<>]/);
    const classes = allElements(html).flatMap(({ attributes }) => attributes.class ?? []);
    expect(new Set([...sheet.matchAll(/^\.(\w+) \{/gm)].map(([, name]) => name))).toEqual(new Set(classes));
  });

  test("is laid out by tables of 600 pixels at most, and by styles that stand beside what they style", () => {
    const elements = allElements(mailOf().html);
    const [, inner] = elements.filter(({ tag }) => tag === "table");
    expect(inner?.attributes).toMatchObject({ width: "600", role: "presentation" });
    expect(inner?.attributes.style).toMatch(/^width:100%;max-width:600px;/);
    expect(new Set(elements.map(({ tag }) => tag))).toEqual(KNOWN_TAGS);
  });
});

const KNOWN_TAGS = new Set(["html", "head", "meta", "title", "style", "body", "table", "tr", "td", "p", "a"]);
const sheetIn = (html: string) =>
  allElements(html)
    .filter(({ tag }) => tag === "style")
    .map(({ text }) => text)
    .join("\n");
const hrefsIn = (html: string) => allElements(html).flatMap(({ attributes: { href } }) => (href ? [href] : []));

describe("whatever arrives, a mail", () => {
  test("has headers that SES takes, and HTML that runs nothing, loads nothing, and has no tag of what arrived", () => {
    const bare = ({ tag, attributes }: Element) => `${tag} ${Object.keys(attributes).join()}`;
    const known = new Set([
      ...["html lang", "head ", "meta charset", "meta name,content", "title ", "style ", "body class,style"],
      ...["table role,cellpadding,cellspacing,border,width,class,style", "tr ", "td align,style", "td colspan,style"],
      ...["td colspan,class,style", "td width,valign,class,style", "td valign,class,style", "p style"],
      "a href,class,style",
    ]);
    fc.assert(
      fc.property(hostileNotification, (notification) => {
        const { subject, html, headers } = mailOf(notification);
        expect(subject).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(subject).not.toBe("");
        expect(subject.length).toBeLessThanOrEqual(150);
        for (const [name, value] of Object.entries(headers)) {
          expect(name).toMatch(/^[A-Za-z-]{1,126}$/);
          expect(value).toMatch(/^[ -~]{1,870}$/);
        }
        for (const element of allElements(html)) {
          expect(known).toContain(bare(element));
          expect(element.attributes.style ?? "").not.toMatch(/url\(|expression|@|[&<>]/);
        }
        expect(sheetIn(html)).toBe(sheetIn(mailOf().html));
        for (const href of hrefsIn(html)) expect(href).toMatch(linkPattern);
        expect(html).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]/u);
        expect(html.isWellFormed()).toBe(true);
      }),
    );
  });

  test("has its subject in the script of what arrived, and no line break of it", () => {
    const title = "証明書の有効期限 مرحبا\r\nBcc: eve@evil.example";
    const { subject } = mailOf(notificationWith({ alerts: [{ ...certificateAlert, title }] }));
    expect(subject).toContain("証明書の有効期限 مرحبا\\u{d}\\u{a}Bcc: eve@evil.example");
  });

  // An ampersand is five characters of HTML.
  test.each(["😀", "漢", "x", "&"].flatMap((character) => [1, 10].map((howMany) => [character, howMany] as const)))(
    "is shown whole by Gmail where it is of %s alone, in the longest texts of %i alerts",
    (character, howMany) => {
      const link = "https://eu-central-1.console.aws.amazon.com/#".padEnd(1200, "&");
      const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
      const { html, text } = mailOf(notificationOfLongTexts(character, howMany, link, acknowledge));
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200_000);
    },
  );
});
