import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decode, encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { indexedPng } from "./indexed-png.ts";
import { jiraPicture } from "./jira.ts";
import { fingerprints, pictures } from "./pictures.ts";
import { slackPicture } from "./slack.ts";
import { teamsPicture } from "./teams.ts";
import { terminalPicture } from "./terminal.ts";

const docs = join(import.meta.dirname, "../../docs");

test("the pictures are of what is sent today", async () => {
  const drawn = await readFile(join(docs, "pictures/pictures.json"), "utf8");
  expect(drawn, "the pictures are out of date: run `npm run pictures`, and look at each that changes").toBe(
    fingerprints(),
  );
});

test.each(Object.entries(pictures))("%s.png is as wide as it should be, and not large", async (name, { width }) => {
  const png = await readFile(join(docs, `pictures/${name}.png`));
  expect(png.length).toBeLessThan(120 * 1024);
  expect(decode(png).width).toBe(2 * width);
});

test("there is no other picture, and each is shown with what it shows in words", async () => {
  const names = Object.keys(pictures).map((name) => `${name}.png`);
  const files = await readdir(join(docs, "pictures"));
  expect(files.filter((file) => file.endsWith(".png")).sort()).toEqual(names.sort());
  const pages = ["../README.md", ...(await readdir(docs, { recursive: true })).filter((file) => file.endsWith(".md"))];
  const texts = await Promise.all(pages.map((page) => readFile(join(docs, page), "utf8")));
  const shown = texts.flatMap((text) => [
    ...text.matchAll(/!\[([^\]]{30,})\]\((?:\.\.\/|docs\/)?pictures\/([\w-]+\.png)\)/g),
  ]);
  expect(shown.map(([, , name]) => name).sort()).toEqual(names.sort());
});

describe("what no picture can show is refused, and not left out", () => {
  const section = (element: object) => ({
    ...{ text: "", unfurl_links: false, unfurl_media: false },
    blocks: [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [element] }] }],
  });

  test.each<readonly [string, () => string, RegExp]>([
    ["an element of Slack", () => slackPicture(section({ type: "user", user_id: "U1" })), /Slack.*blocks\[0\].*type/],
    ["a sign of Slack", () => slackPicture(section({ type: "emoji", name: "fire" })), /Slack.*name/],
    [
      "a style of Slack",
      () => slackPicture(section({ type: "text", text: "x", style: { italic: true } })),
      /Slack.*style/,
    ],
    ["a card of Teams", () => teamsPicture({ type: "message", attachments: [{ contentType: "image/png" }] }), /Teams/],
    [
      "a block of Jira",
      () => jiraPicture("x", { type: "doc", version: 1, content: [{ type: "table", content: [] }] }),
      /Jira.*type/,
    ],
    ["a colour of a terminal", () => terminalPicture("\u001b[35mx\u001b[39m"), /escape 35/],
  ])("%s", (_title, picture, problem) => {
    expect(picture).toThrow(problem);
  });
});

test("a picture with a palette keeps a colour that is seldom, and of those that are alike one", () => {
  const colors = [...Array(9).fill([255, 255, 255]), [250, 255, 255], ...Array(5).fill([0, 0, 0]), [0, 90, 200]].flat();
  const png = encode({ width: 4, height: 4, channels: 3, depth: 8, data: Uint8Array.from(colors) });
  const { palette, data } = decode(indexedPng(png));
  const white = [255, 255, 255];
  expect([...data].map((place) => palette?.[place])).toEqual([
    ...Array(10).fill(white),
    ...Array(5).fill([0, 0, 0]),
    [0, 90, 200],
  ]);
});
