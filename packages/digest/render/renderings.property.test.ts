/** Whatever a report holds, a rendering shows it as text and stays within its reader's limits. */
import { skeletonOf } from "@tocsin/core/testing/page-skeleton";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../report/format.ts";
import { anyReport, anyRow } from "../testing/any-report.ts";
import { hostileText } from "../testing/hostile-text.ts";
import { sampleReport } from "../testing/sample-report.ts";
import { renderCsv } from "./csv.ts";
import { renderMail } from "./mail/mail.ts";
import { renderHtml } from "./page/page.ts";
import { readReport } from "./read-report.ts";
import { renderJson, slugOf } from "./report-files.ts";
import { renderSlack, SLACK_LINES, SLACK_ROOM_BYTES } from "./slack.ts";
import { COLUMNS } from "./text/layout.ts";
import { renderText, subject } from "./text/text.ts";

const hostile = anyReport(hostileText);
const ACTIVE = /[\p{Bidi_Control}\u2028\u2029]/u;

function holds(property: (report: Report) => void, reports = hostile, numRuns = 120): void {
  fc.assert(fc.property(reports, property), { numRuns });
}

/** Reads as a browser does: conditional comments for Microsoft's mail programs are comments. */
function tagsOf(page: string): readonly string[] {
  return [...page.replace(/<!--.*?-->/gs, "").matchAll(/<\/?[a-z][a-z0-9]*/g)].map(([tag]) => tag);
}

describe("the page", () => {
  test("has no tag, attribute or comment that a text made", () => {
    // Throws unless every tag is closed, every attribute is quoted, and every `<` begins a tag.
    const known = new Set(tagsOf(renderHtml(sampleReport)));
    holds((report) => {
      const page = renderHtml(report);
      skeletonOf(page);
      expect(tagsOf(page).filter((tag) => !known.has(tag))).toEqual([]);
      expect(page).not.toMatch(/<!--/);
      expect(page.match(/ on[a-z]+="/g)).toBeNull();
    });
  });

  test("is well-formed text without control characters", () => {
    holds((report) => {
      const page = renderHtml(report);
      expect(page.isWellFormed()).toBe(true);
      expect(page).not.toMatch(/[^\P{Cc}\n]/u);
      expect(page).not.toMatch(ACTIVE);
    });
  });

  test("links to addresses of the web alone", () => {
    const links = anyReport(
      fc.constantFrom(
        "javascript:alert(1)",
        "https://wiki.example.com/a b?c=d&e",
        "https://user:pass@evil.example/",
        'https://e.example/" onclick="x',
        "data:text/html,x",
        " https://e.example",
        "HTTPS://E.EXAMPLE/x",
        "//e.example",
      ),
    );
    holds((report) => {
      const found = [...`${renderHtml(report)}${renderMail(report)}`.matchAll(/href="([^"]*)"/g)].map(([, to]) => to);
      const isFine = (to = "") => /^https?:\/\/(wiki\.example\.com|e\.example)\/[^\s"<>]*$/.test(to);
      expect(found.filter((to) => !isFine(to))).toEqual([]);
    }, links);
  });
});

describe("the mail", () => {
  test("has no tag or comment that a text made, and every slot filled", () => {
    const known = new Set(tagsOf(renderMail(sampleReport)));
    holds((report) => {
      const mail = renderMail(report);
      expect(tagsOf(mail).filter((tag) => !known.has(tag))).toEqual([]);
      expect(mail.replace(/<!--\[if [^\]]*\]>(<!-->)?|(<!--)?<!\[endif\]-->/g, "")).not.toMatch(/<!--|-->/);
      expect(mail.isWellFormed()).toBe(true);
      expect(mail).not.toMatch(/[^\P{Cc}\n]/u);
      expect(mail).not.toMatch(ACTIVE);
    });
  });

  test("stays below what Gmail shows of one", () => {
    const long = anyReport(
      fc.constantFrom("東".repeat(1200), "&".repeat(1200), `https://e.example/${"x".repeat(390)}`),
    );
    holds(
      (report) => {
        expect(Buffer.byteLength(renderMail(report))).toBeLessThan(102 * 1024);
      },
      long,
      40,
    );
  });
});

describe("the text", () => {
  test("fits its width and holds nothing that acts instead of being seen", () => {
    holds((report) => {
      const text = renderText(report);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text).not.toMatch(ACTIVE);
      for (const line of text.split("\n")) {
        expect(line.length).toBeLessThanOrEqual(COLUMNS);
        expect(line).toBe(line.trimEnd());
      }
      expect(text.endsWith("\n")).toBe(true);
      expect(text).not.toContain("\n\n\n");
    });
  });

  test("has a subject that is a short line of ASCII and begins with the verdict", () => {
    holds((report) => {
      expect(subject(report)).toMatch(/^\[Tocsin\] 2026-W47 (ACT|CALM)[ -~]{1,80}$/);
      expect(subject(report).length).toBeLessThan(100);
    });
  });

  test("fits a message of SNS however long its texts are", () => {
    const long = anyReport(fc.constant("東".repeat(1200)));
    holds(
      (report) => {
        expect(Buffer.byteLength(renderText(report))).toBeLessThan(200_000);
      },
      long,
      30,
    );
  });
});

describe("the summary for Slack", () => {
  test("has ten lines at most, within what Slack takes, and no markup", () => {
    holds((report) => {
      const { text, blocks } = renderSlack(report);
      const elements = blocks[0].elements[0].elements;
      const shown = elements.map((element) => element.text).join("");
      expect(shown.split("\n").length).toBeLessThanOrEqual(SLACK_LINES);
      expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
      expect(elements.every((element) => element.text !== "")).toBe(true);
      expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThan(SLACK_ROOM_BYTES + 100);
      for (const element of elements) if (element.type === "link") expect(element.url).toMatch(/^https?:\/\//);
    });
  });
});

describe("the CSV", () => {
  /** A strict reader of RFC 4180. */
  function cellsOf(csv: string): readonly (readonly string[])[] {
    const records: string[][] = [];
    let rest = csv;
    while (rest !== "") {
      const record: string[] = [];
      for (let end = ","; end === ","; ) {
        const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
        if (!match) throw new Error(`not RFC 4180: ${rest.slice(0, 80)}`);
        record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
        end = match[3] ?? "";
        rest = rest.slice(match[0].length);
      }
      records.push(record);
    }
    return records;
  }

  test("has a cell for each column in every record, and none that a spreadsheet computes", () => {
    fc.assert(
      fc.property(fc.array(anyRow(hostileText), { maxLength: 5 }), (rows) => {
        const csv = renderCsv(rows);
        expect(csv.startsWith("\ufeffid,status,severity,")).toBe(true);
        const records = cellsOf(csv.slice(1));
        expect(records).toHaveLength(rows.length + 1);
        for (const record of records) {
          expect(record).toHaveLength(records[0]?.length ?? 0);
          for (const cell of record) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("a report that was frozen is read again, and every rendering has the same bytes", () => {
  holds(
    (report) => {
      const text = renderJson(report);
      const read = readReport(text);
      if (!read.ok) throw new Error(`${read.refusal.path}: ${read.refusal.problem}`);
      expect(renderJson(read.value)).toBe(text);
      expect(renderHtml(read.value)).toBe(renderHtml(report));
      expect(renderMail(read.value)).toBe(renderMail(report));
      expect(renderText(read.value)).toBe(renderText(report));
      expect(renderSlack(read.value)).toEqual(renderSlack(report));
    },
    hostile,
    50,
  );
});

test("two names have two folders, each a part of a key and no more", () => {
  const name = fc.oneof(hostileText, fc.constantFrom("..", "a/b", "A/B", "a-b", "a--b", "", "Team Web", "team-web"));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (names) => {
      const slugs = names.map(slugOf);
      expect(new Set(slugs).size).toBe(names.length);
      for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9-]{1,58}$/);
    }),
    { numRuns: 300 },
  );
});
