/** What the first lines say, in every kind of week. */
import { describe, expect, test } from "vitest";
import type { Report } from "../report/format.ts";
import { calmReport, sampleReport } from "../testing/sample-report.ts";
import { renderMail } from "./mail/mail.ts";
import { renderHtml } from "./page/page.ts";
import { renderText, subject } from "./text/text.ts";

const firstWeek: Report = {
  ...sampleReport,
  verdict: { ...sampleReport.verdict, isFirstWeek: true, openBefore: 0, opened: 133, reopened: 0, baseline: 107 },
};

describe("the verdict", () => {
  test("says what asks for something, and how it changed", () => {
    expect(subject(sampleReport)).toMatch(/ACT Example Corp: 3 alerts overdue \(\+3\), 2 critical problems \(\+1\)/);
    expect(renderHtml(sampleReport)).toContain(
      "<strong>ACT</strong> 3 alerts overdue (+3), 2 critical problems (+1), 4 open",
    );
  });

  test("says of a calm week that it is one", () => {
    expect(renderText(calmReport)).toMatch(/^Example Corp, week 47 of 2026: CALM - nothing overdue, no critical/);
    expect(renderHtml(calmReport)).toContain("Nothing needs to be done first.");
  });

  test("of a first week compares nothing, and tells what was there before as such", () => {
    const text = renderText(firstWeek);
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "none to compare it with: 107 from before Tocsin + 133 opened - 17 resolved = ",
    );
    expect(text).not.toContain("(+");
    expect(renderHtml(firstWeek)).not.toContain("(+");
  });
});

test("an edition of which no cell is known is not said to send data", () => {
  const trust = { ...calmReport.trust, cells: { known: 0, heard: 0 } };
  expect(renderText(calmReport)).toContain("data from everywhere");
  expect(renderText({ ...calmReport, trust })).not.toContain("data from everywhere");
});

test("what people have put off, and what of it ends soon, is on the first screen", () => {
  const said = "Of the open alerts, 4 silenced, 27 acknowledged, 6 suppressed. ";
  expect(renderText(sampleReport).replaceAll(/\s+/g, " ")).toContain(`PUT OFF ${said}`);
  for (const page of [renderHtml(sampleReport), renderMail(sampleReport)]) expect(page).toContain(said);
  expect(renderText(calmReport)).toMatch(/PUT OFF {8}No open alert is silenced, acknowledged or suppressed\.\n/);
});

test("a list whose lines all stand further up says no more than that", () => {
  const overdue = { lines: [], more: 0, elsewhere: 2 };
  const report = { ...sampleReport, due: { ...sampleReport.due, overdue } };
  expect(renderText(report)).toContain("OVERDUE\n  2 listed above\n");
  expect(renderHtml(report)).toContain('<h2>Overdue</h2>\n\n<p class="soft">2 listed above</p>');
});

test.each([
  ["page", renderHtml],
  ["text", renderText],
  ["mail", renderMail],
])("who has read the digest before, and what they noted, is in the %s", (_where, render) => {
  const rendered = (report: Report) => render(report).replaceAll(/\s+/g, " ");
  expect(rendered(sampleReport)).toMatch(
    /grace read the digest of week 46 on Tue 17 Nov 09:12 Berlin: .*three assigned/,
  );
  const house = sampleReport.house && { ...sampleReport.house, reviewed: undefined };
  expect(rendered({ ...sampleReport, house })).toContain("Nobody has recorded that they read the digest before.");
});

test("an account of no unit that is known is not said to be of nobody", () => {
  const [row] = sampleReport.byOu.lines;
  const { name: _name, ...nameless } = row ?? {};
  const byOu = { ...sampleReport.byOu, lines: [nameless as (typeof sampleReport.byOu.lines)[number]] };
  for (const rendered of [renderHtml({ ...sampleReport, byOu }), renderText({ ...sampleReport, byOu })])
    expect(rendered).toContain("unit unknown");
});

test.each([
  ["page", renderHtml],
  ["text", renderText],
])("each line of what changed names the command that shows it: %s", (_where, render) => {
  const [change] = sampleReport.changed.lines;
  if (change === undefined) throw new Error("nothing has changed in the sample");
  const ended = {
    ...change,
    title: "gone",
    open: 0,
    members: { lines: [], more: 0, elsewhere: 0 },
    ended: { id: "abad1dea" },
  };
  const report = { ...sampleReport, changed: { ...sampleReport.changed, lines: [ended] } };
  expect(render(report)).toContain("npx tocsin alerts show abad1dea");
});

test.each([
  ["one that is listed and two further up", 1, 2, "3 decisions to put alerts off end"],
  ["three further up alone", 0, 3, "3 decisions to put alerts off end"],
  ["one that is listed alone", 1, 0, "1 decision to put alerts off ends"],
])("what lapses is counted wherever its line stands: %s", (_title, listed, elsewhere, said) => {
  const lapse = sampleReport.decide.lines.find(({ kind }) => kind === "acknowledgement");
  if (lapse === undefined) throw new Error("no acknowledgement lapses in the sample");
  const decide = { lines: Array.from({ length: listed }, () => lapse), more: 0, elsewhere };
  const text = renderText({ ...sampleReport, decide }).replaceAll(/\s+/g, " ");
  expect(text).toContain(`${said} by Sun 29 Nov, and then these notify again.`);
});

test.each([
  ["page", renderHtml],
  ["text", renderText],
])("the %s says where the problems are that are not done first, if there are any", (_where, render) => {
  const doFirst = { ...sampleReport.doFirst, more: 31 };
  expect(render({ ...sampleReport, doFirst })).toContain("npx tocsin alerts list --stage prod");
  expect(render({ ...sampleReport, doFirst: { ...doFirst, more: 0 } })).not.toContain("npx tocsin alerts list");
});

test("the text says how many weeks the page shows, where those are more than its own", () => {
  const withWeeks = (count: number) => {
    const weeks = Array.from({ length: count }, (_, i) => ({
      week: `2026-W${36 + i}`,
      bySeverity: sampleReport.open.bySeverity,
    }));
    return renderText({ ...sampleReport, open: { ...sampleReport.open, weeks } });
  };
  expect(withWeeks(12)).toContain("The last 6 weeks of the 12 that the page shows.");
  expect(withWeeks(6)).not.toContain("that the page shows");
});

test("the page says how many problems there are, and how many alerts of a problem it names", () => {
  const page = renderHtml(sampleReport);
  const { problems, more } = sampleReport.doFirst;
  expect(page).toContain(`<h2>Do first: ${problems.length} of ${problems.length + more} problems</h2>`);
  expect(page).toContain("13 alerts in 9 accounts; 2 of them named here; here because it is critical");
  expect(renderHtml(calmReport)).toContain("<h2>Do first</h2>");
});

test("whether there are more or fewer severe alerts than a week ago is in words", () => {
  const before = (HIGH: number): Report => ({
    ...sampleReport,
    open: { ...sampleReport.open, bySeverityBefore: { ...sampleReport.open.bySeverity, HIGH } },
  });
  const { HIGH } = sampleReport.open.bySeverity;
  const said = (report: Report) =>
    /critical or high alerts, [^.]*/.exec(renderText(report).replaceAll(/\s+/g, " "))?.[0];
  expect([HIGH - 1, HIGH, HIGH + 2].map((count) => said(before(count)))).toEqual([
    "critical or high alerts, 1 more than a week ago",
    "critical or high alerts, as many as a week ago",
    "critical or high alerts, 2 fewer than a week ago",
  ]);
});
