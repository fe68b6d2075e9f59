import { instant, shift } from "@tocsin/core/event/instant";
import { beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../report/report.ts";
import { historyOf, reportOf, sampleView } from "../testing/samples.ts";
import { COLUMNS, renderText, subject } from "./text.ts";

const week = "2026-W47";
const end = instant("2026-11-23T00:00:00Z");
const day = (number: number) => instant(`2026-11-${String(number).padStart(2, "0")}T08:00:00Z`);

const certificate = sampleView({ deadline: instant("2026-11-25T12:00:00Z") });
const intruder = sampleView({
  id: "00000000000000000000000000000001",
  title: "SSH brute force against i-0abc",
  account: "111122223333",
  region: "eu-central-1",
  resource: "arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc",
  reporters: ["guardduty", "securityhub"],
});
const fixed = sampleView({ id: "00000000000000000000000000000002", title: "Rotation of prod/db fails" });

let empty: Report;
let report: Report;
beforeAll(async () => {
  empty = await reportOf([], week, end);
  report = await reportOf(
    [
      historyOf(certificate, [
        { at: day(10), status: "OPEN", severity: "MEDIUM" },
        { at: day(18), status: "ACKNOWLEDGED", severity: "HIGH" },
      ]),
      historyOf(intruder, [{ at: day(20), status: "OPEN", severity: "CRITICAL" }]),
      historyOf(fixed, [
        { at: day(10), status: "OPEN", severity: "LOW" },
        { at: day(19), status: "RESOLVED", severity: "LOW" },
      ]),
    ],
    week,
    end,
  );
});

/** The lines under a heading, up to the next blank one. */
function under(heading: string, text: string): readonly string[] {
  const lines = text.split("\n");
  const from = lines.indexOf(heading);
  return from < 0 ? [] : lines.slice(from + 1, lines.indexOf("", from));
}

describe("the subject", () => {
  test("tells the verdict in one line", () => {
    expect(subject(report)).toBe("[Tocsin] 2026-W47 prod: 1 critical open (+1), 1 opened, 1 resolved");
  });

  test("says that nothing is open", () => {
    expect(subject(empty)).toBe("[Tocsin] 2026-W47 prod: nothing open, 0 opened, 0 resolved");
  });

  test("tells a fall of the critical with its sign, and what is overdue", () => {
    const bySeverityBefore = { ...report.open.bySeverityBefore, CRITICAL: 3 };
    const late = { ...report, open: { ...report.open, bySeverityBefore }, verdict: { ...report.verdict, overdue: 2 } };
    expect(subject(late)).toBe("[Tocsin] 2026-W47 prod: 1 critical open (-2), 1 opened, 1 resolved, 2 overdue");
  });

  test.each([
    ["leaves out a scope that is empty", "", "[Tocsin] 2026-W47: 1 critical"],
    ["writes a letter with an accent without it", "Zürich", "[Tocsin] 2026-W47 Zurich: 1 critical"],
    ["writes what ASCII has no letter for as a question mark", "東京 prod", "[Tocsin] 2026-W47 ? prod: 1 critical"],
  ])("%s", (_title, scope, expected) => {
    expect(subject({ ...report, scope }).startsWith(expected)).toBe(true);
  });

  test("cuts the scope, not the verdict, where room is short", () => {
    const text = subject({ ...report, scope: "o".repeat(80) });
    expect(text).toHaveLength(99);
    expect(text).toMatch(/ o+: 1 critical open \(\+1\), 1 opened, 1 resolved$/);
  });
});

describe("the text", () => {
  test("begins with the verdict and the week's sum", () => {
    expect(renderText(report).split("\n").slice(0, 5)).toEqual([
      "Tocsin weekly digest 2026-W47, prod",
      "2026-11-16 to 2026-11-22 (UTC), as of 2026-11-23 00:00 UTC",
      "",
      "2 alerts open, 1 critical, 1 due soon.",
      "2 open before + 1 opened + 0 reopened - 1 resolved = 2 open",
    ]);
  });

  test("says in two sentences that a week was empty, and shows no table", () => {
    expect(renderText(empty).split("\n").slice(3)).toEqual([
      "Nothing is open.",
      "Nothing was opened, reopened, escalated or resolved.",
      "",
    ]);
  });

  test("warns when the week is not over", async () => {
    const text = renderText(await reportOf([], week, instant("2026-11-19T10:30:00Z")));
    expect(text).toContain("The week is not over: these are its numbers up to 2026-11-19 10:30 UTC.");
  });

  test("shows the change of each severity since the week began", () => {
    expect(under("OPEN BY SEVERITY", renderText(report))).toEqual([
      "                 Open  Change",
      "  CRITICAL          1      +1",
      "  HIGH              1      +1",
      "  MEDIUM            0      -1",
      "  LOW               0      -1",
      "  INFORMATIONAL     0",
      "  Total             2",
    ]);
  });

  test("names a deadline with the days left, where it is, and how to ask for it", () => {
    expect(under("DUE WITHIN 45 DAYS", renderText(report))).toEqual([
      "  2026-11-25  HIGH  Certificate of www.example.com expires",
      "      048576123456 eu-west-1 acm certificate/8f6c5a1e",
      "      3f2a9c0d51e84b7796aa0c1d2e3f4a5b, 2 days left, acknowledged",
    ]);
  });

  test.each([
    ["OPENED: 1", "  11-20 08:00  CRITICAL  SSH brute force against i-0abc"],
    ["ESCALATED: 1", "  11-18 08:00  HIGH  Certificate of www.example.com expires"],
    ["RESOLVED: 1", "  11-19 08:00  LOW  Rotation of prod/db fails"],
  ])("lists under %s what moved and when", (heading, line) => {
    expect(under(heading, renderText(report))[0]).toBe(line);
  });

  test("tells from which severity an alert climbed, and how often", async () => {
    const climbing = historyOf(sampleView(), [
      { at: day(10), status: "OPEN", severity: "LOW" },
      { at: day(18), status: "OPEN", severity: "MEDIUM" },
      { at: day(19), status: "OPEN", severity: "HIGH" },
    ]);
    expect(under("ESCALATED: 2", renderText(await reportOf([climbing], week, end))).at(-1)).toBe(
      "      3f2a9c0d51e84b7796aa0c1d2e3f4a5b, was LOW, 2 times",
    );
  });

  test("leaves out the heading of what did not happen", () => {
    expect(renderText(report)).not.toContain("REOPENED");
    expect(renderText(report)).not.toContain("OVERDUE");
  });

  test("aligns the numbers of accounts under their headings", () => {
    expect(under("BY ACCOUNT", renderText(report))).toEqual([
      "  Account       Crit  High  Med  Low  Info  Open  Opened  Reopened  Resolved",
      "  111122223333     1     -    -    -     -     1       1         -         -",
      "  048576123456     -     1    -    -     -     1       -         -         1",
    ]);
  });

  test("keeps account ids and numbers whole where both are large", () => {
    const [row] = report.byAccount.lines;
    if (!row) throw new Error("no row");
    const bySeverity = { CRITICAL: 99_999, HIGH: 99_999, MEDIUM: 99_999, LOW: 99_999, INFORMATIONAL: 99_999 };
    const large = { ...row, bySeverity, open: 99_999, opened: 99_999, reopened: 99_999, resolved: 99_999 };
    const text = renderText({ ...report, byAccount: { lines: [large], more: 0 } });
    expect(under("BY ACCOUNT", text)[1]?.match(/\d+/g)).toEqual(["111122223333", ...Array(9).fill("99999")]);
  });

  test("calls reporters sources", () => {
    expect(under("BY SOURCE", renderText(report))[0]).toMatch(/^ {2}Source /);
  });

  test("shows ten of a list and says how many more there are", async () => {
    const histories = Array.from({ length: 25 }, (_, i) =>
      historyOf(sampleView({ id: String(i).padStart(32, "0") }), [{ at: day(20), status: "OPEN", severity: "LOW" }]),
    );
    const lines = under("OPENED: 25", renderText(await reportOf(histories, week, end)));
    expect(lines).toHaveLength(10 * 3 + 1);
    expect(lines.at(-1)).toBe("  and 15 more");
  });

  test("keeps the account and the region of an ARN that are not the alert's", async () => {
    const view = sampleView({ resource: "arn:aws:s3:us-east-1:999999999999:bucket/b", deadline: shift(end, 1) });
    const text = renderText(
      await reportOf([historyOf(view, [{ at: day(20), status: "OPEN", severity: "LOW" }])], week, end),
    );
    expect(text).toContain("048576123456 eu-west-1 arn:aws:s3:us-east-1:999999999999:bucket/b\n");
  });

  test("cuts a long resource at its start, for its end says which it is", async () => {
    const view = sampleView({ resource: `arn:aws:ecr:eu-west-1:048576123456:repository/${"x".repeat(90)}/the-end` });
    const text = renderText(
      await reportOf([historyOf(view, [{ at: day(20), status: "OPEN", severity: "LOW" }])], week, end),
    );
    const line = text.split("\n").find((candidate) => candidate.endsWith("/the-end"));
    expect(line).toHaveLength(COLUMNS);
    expect(line).toMatch(/^ {6}048576123456 eu-west-1 …x+\/the-end$/);
  });
});
