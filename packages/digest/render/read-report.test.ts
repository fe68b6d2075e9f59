import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { sampleReport, sampleRows } from "../testing/sample-report.ts";
import { renderHtml } from "./page/page.ts";
import { readReport } from "./read-report.ts";
import { reportFiles } from "./report-files.ts";
import { renderText } from "./text/text.ts";

const none = { lines: [], more: 0 };
const counts = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 1, CRITICAL: 1 };
const line = {
  ...{ id: "1".repeat(32), severity: "CRITICAL", condition: "certificate-expiry", title: "Certificate a.example.com" },
  ...{ account: "048576123456", region: "eu-west-1", resource: "arn:aws:acm:eu-west-1:048576123456:certificate/a" },
};
const other = { ...line, id: "2".repeat(32), severity: "HIGH", title: "Certificate b.example.com" };
const first = {
  ...{ format: "tocsin.digest.v1", scope: "prod", week: "2026-W47" },
  ...{ from: "2026-11-16T00:00:00.000Z", to: "2026-11-23T00:00:00.000Z", asOf: "2026-11-23T00:00:00.000Z" },
  verdict: {
    ...{ openBefore: 1, opened: 2, reopened: 0, resolved: 1, open: 2, escalated: 0, overdue: 1, expiring: 1 },
  },
  open: {
    ...{ bySeverity: counts, bySeverityBefore: counts, byStatus: { OPEN: 2, ACKNOWLEDGED: 0, SUPPRESSED: 0 } },
    ...{
      byAgeInDays: { "0-7": 2, "8-30": 0, "31-90": 0, "over 90": 0 },
      lines: [{ ...line, status: "OPEN" }],
      more: 1,
    },
  },
  overdue: { lines: [{ ...line, status: "OPEN", deadline: "2026-11-20T12:00:00.000Z", days: 2 }], more: 0 },
  expiring: { lines: [{ ...other, status: "OPEN", deadline: "2026-11-28T12:00:00.000Z", days: 5 }], more: 0 },
  opened: { lines: [{ ...other, at: "2026-11-18T08:00:00.000Z", reason: "opened", times: 1 }], more: 0 },
  ...{ reopened: none, resolved: none, escalated: none, unreadable: none, byReporter: none },
  byAccount: {
    lines: [{ name: "048576123456", open: 2, bySeverity: counts, opened: 2, reopened: 0, resolved: 1 }],
    more: 0,
  },
};

function readFirst() {
  const read = readReport(JSON.stringify(first));
  if (!read.ok) throw new Error(`${read.refusal.path}: ${read.refusal.problem}`);
  return read.value;
}

describe("a report of the format before", () => {
  test("gives a page with what it has, each alert once", () => {
    const page = renderHtml(readFirst());
    expect(page).toContain("<strong>ACT</strong> 1 alert overdue, 1 critical problem.");
    expect(page.match(/Certificate a\.example\.com/g)).toHaveLength(1);
    expect(page).toContain("Due within 7 days");
    expect(page).toContain("Sat 28 Nov, 5 days left");
    expect(page).toContain("048576123456");
  });

  test("says that nothing is known of what was heard, rather than that all was", () => {
    expect(renderText(readFirst())).toContain("No data was received");
  });

  test("says that owners are not recorded, rather than that nobody is one", () => {
    for (const shown of [renderText(readFirst()), renderHtml(readFirst())]) {
      expect(shown).toContain("not recorded");
      expect(shown).not.toContain("unowned");
    }
  });

  test("is shown in UTC, with the steps that its condition has", () => {
    expect(readFirst().timezone).toBe("UTC");
    expect(readFirst().doFirst.problems[0]?.remedy).toContain("Renew or re-import the certificate");
  });
});

describe("what is no report is refused with what is wrong:", () => {
  test.each([
    ["no JSON", "<html>", "", /JSON/],
    ["a format from later on", JSON.stringify({ ...sampleReport, format: "tocsin.digest.v3" }), "format", /v2/],
    ["a week that there is not", JSON.stringify({ ...sampleReport, week: "2026-W54" }), "week", /ISO week/],
    [
      "a number where none can be",
      JSON.stringify({ ...sampleReport, verdict: { ...sampleReport.verdict, open: -1 } }),
      "verdict.open",
      /./,
    ],
    ["a first format with a field missing", JSON.stringify({ ...first, overdue: {} }), "overdue.lines", /./],
  ])("%s", (_title, text, path, problem) => {
    const read = readReport(text);
    expect(read.ok ? undefined : read.refusal.path).toBe(path);
    expect(read.ok ? "" : read.refusal.problem).toMatch(problem);
  });
});

test("an edition has its files below the week's, in a folder of its own", () => {
  const edition = { kind: "owner", name: "Team Web" } as const;
  const keys = reportFiles({ ...sampleReport, edition }, sampleRows).map(({ key }) => key);
  expect(keys[0]).toMatch(/^digest\/2026\/W47\/owner\/team-web--[0-9a-f]{16}\/report\.json$/);
  expect(reportFiles(sampleReport, sampleRows).map(({ key, contentType }) => [key, contentType])).toEqual([
    ["digest/2026/W47/report.json", "application/json; charset=utf-8"],
    ["digest/2026/W47/report.html", "text/html; charset=utf-8"],
    ["digest/2026/W47/report.txt", "text/plain; charset=utf-8"],
    ["digest/2026/W47/mail.html", "text/html; charset=utf-8"],
    ["digest/2026/W47/slack.json", "application/json; charset=utf-8"],
    ["digest/2026/W47/alerts.csv", "text/csv; charset=utf-8"],
  ]);
});

test("a report that could not be read again is not written", () => {
  const wrong = { ...sampleReport, from: instant("2026-11-16T00:00:00Z"), week: "2026-W99" };
  expect(() => reportFiles(wrong, [])).toThrow(/week/);
});
