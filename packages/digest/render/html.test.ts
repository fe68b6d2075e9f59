import { createHash } from "node:crypto";
import { severities } from "@tocsin/core/alert/severity";
import { instant } from "@tocsin/core/event/instant";
import { allElements, type Element } from "@tocsin/core/testing/page-skeleton";
import { beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../report/report.ts";
import { historyOf, reportOf, sampleView } from "../testing/samples.ts";
import { renderHtml } from "./html.ts";
import { barClass, style } from "./style.ts";

const week = "2026-W47";
const end = instant("2026-11-23T00:00:00Z");
const day = (number: number) => instant(`2026-11-${String(number).padStart(2, "0")}T08:00:00Z`);

let report: Report;
let page: string;
let emptyPage: string;
beforeAll(async () => {
  report = await reportOf(
    [
      historyOf(sampleView({ deadline: instant("2026-11-25T12:00:00Z") }), [
        { at: day(10), status: "OPEN", severity: "MEDIUM" },
        { at: day(18), status: "SUPPRESSED", severity: "HIGH" },
      ]),
      historyOf(sampleView({ id: "1".repeat(32), title: 'User "<b>&' }), [
        { at: day(20), status: "OPEN", severity: "CRITICAL" },
        { at: day(21), status: "RESOLVED", severity: "CRITICAL" },
      ]),
    ],
    week,
    end,
  );
  page = renderHtml(report);
  emptyPage = renderHtml(await reportOf([], week, end));
});

function every(tag: string, from = page): readonly Element[] {
  return allElements(from).filter((element) => element.tag === tag);
}

function textOf({ text, children }: Element): string {
  return [text, ...children.map(textOf)].join("").trim();
}

describe("the page", () => {
  test("tells its language, its title and its width", () => {
    expect(every("html")[0]?.attributes.lang).toBe("en");
    expect(every("title").map(textOf)).toEqual(["Tocsin weekly digest 2026-W47, prod"]);
    expect(every("meta").map(({ attributes }) => attributes.name)).toContain("viewport");
  });

  test("loads, runs, submits and links to nothing", () => {
    const names = allElements(page).flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => /^(src|href|action|style|on.*)$/.test(name))).toEqual([]);
    expect(every("script").length + every("link").length + every("img").length + every("form").length).toBe(0);
    expect(style).not.toMatch(/url\(|@import/);
  });

  test("permits nothing but its own style sheet, by the hash that a browser computes of it", () => {
    const policy = every("meta").find((meta) => meta.attributes["http-equiv"] === "Content-Security-Policy");
    const written = page.slice(page.indexOf("<style>") + "<style>".length, page.indexOf("</style>"));
    const digest = createHash("sha256").update(written, "utf8").digest("base64");
    expect(policy?.attributes.content?.replaceAll("&#39;", "'").split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${digest}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test("follows the reader's light or dark, and prints", () => {
    expect(style).toContain("prefers-color-scheme:dark");
    expect(style).toContain("@media print");
  });

  test("captions every table and scopes every heading cell", () => {
    const tables = every("table");
    expect(tables.length).toBeGreaterThan(6);
    for (const { children } of tables) expect(children.map(({ tag }) => tag)).toEqual(["caption", "thead", "tbody"]);
    for (const { attributes } of every("th")) expect(["col", "row"]).toContain(attributes.scope);
  });

  test("gives every row as many cells as its table has columns", () => {
    for (const table of every("table")) {
      const rows = table.children.flatMap(({ children }) => children).filter(({ tag }) => tag === "tr");
      expect(new Set(rows.map(({ children }) => children.length)).size).toBe(1);
    }
  });

  test("writes out every severity that it colours", () => {
    const coloured = allElements(page).filter(({ attributes }) => attributes.class?.startsWith("severity "));
    expect(coloured.length).toBeGreaterThan(severities.length);
    for (const label of coloured) expect(label.attributes.class).toBe(`severity ${textOf(label).toLowerCase()}`);
    for (const severity of severities) expect(style).toContain(`.${severity.toLowerCase()}{color:`);
  });

  test("writes times for machines too", () => {
    const times = every("time").map(({ attributes, text }) => [attributes.datetime, text]);
    expect(times).toContainEqual(["2026-11-25T12:00:00.000Z", "2026-11-25"]);
    expect(times).toContainEqual(["2026-11-20T08:00:00.000Z", "2026-11-20 08:00"]);
    for (const [datetime = ""] of times) expect(Number.isNaN(Date.parse(datetime))).toBe(false);
  });

  test("ends with the instant that its numbers stand for", () => {
    expect(every("footer").map(textOf).join()).toMatch(/tocsin\.digest\.v1, as of 2026-11-23 00:00 UTC$/);
  });

  test("tells why an alert moved", () => {
    expect(every("span").map(textOf)).toContain("(opened)");
    expect(every("span").map(textOf)).toContain("(cleared)");
  });

  test("shows text from outside as it is", () => {
    expect(page).toContain("User &quot;&lt;b&gt;&amp;");
  });

  test("tells what is due, how long it has, and that it is suppressed", () => {
    const due = every("section").find(({ children }) => children.some(({ text }) => text === "Due within 45 days"));
    expect(due && textOf(due)).toMatch(/High.*2 days left/s);
    expect(due && textOf(due)).toContain("(suppressed)");
  });

  test("names the sections of what happened, and no others", () => {
    expect(every("h2").map(textOf)).toEqual([
      "Open by severity",
      "Status and age",
      "Due within 45 days",
      "Open, the most severe first",
      "Opened",
      "Escalated",
      "Resolved",
      "By source",
      "By account",
    ]);
  });

  test("says in two sentences that a week was empty, and shows no table", () => {
    expect(every("p", emptyPage).map(textOf)).toContain("Nothing is open.");
    expect(every("p", emptyPage).map(textOf)).toContain("Nothing was opened, reopened, escalated or resolved.");
    expect([...every("table", emptyPage), ...every("dl", emptyPage), ...every("h2", emptyPage)]).toEqual([]);
  });

  test("warns when the week is not over", async () => {
    const unfinished = renderHtml(await reportOf([], week, day(19)));
    expect(every("p", unfinished).map(textOf).join()).toContain("numbers up to 2026-11-19 08:00 UTC");
    expect(page).not.toContain("The week is not over");
  });
});

describe("a bar", () => {
  test.each([
    ["is empty for nothing", 0, 10, "w0"],
    ["is empty when there is nothing at all", 0, 0, "w0"],
    ["stays visible for the smallest part", 1, 1000, "w1"],
    ["is half for a half", 5, 10, "w10"],
    ["is whole for the whole", 10, 10, "w20"],
  ])("%s", (_title, part, whole, expected) => {
    expect(barClass(part, whole)).toBe(expected);
    expect(style).toContain(`.${expected}{inline-size:`);
  });
});
