/** What the first lines say, in every kind of week. */
import { describe, expect, test } from "vitest";
import type { Report } from "../report/format.ts";
import { calmReport, sampleReport } from "../testing/sample-report.ts";
import { renderHtml } from "./page/page.ts";
import { renderText, subject } from "./text/text.ts";

const firstWeek: Report = {
  ...sampleReport,
  verdict: { ...sampleReport.verdict, isFirstWeek: true, openBefore: 0, opened: 240, reopened: 0, baseline: 107 },
};

describe("the verdict", () => {
  test("says what asks for something, and how it changed", () => {
    expect(subject(sampleReport)).toMatch(/ACT Example Corp: 3 overdue \(\+3\), 2 critical problems \(\+1\)/);
    expect(renderHtml(sampleReport)).toContain("<strong>ACT</strong> 3 overdue (+3), 2 critical problems (+1), 4 open");
  });

  test("says of a calm week that it is one", () => {
    expect(renderText(calmReport)).toMatch(/^Example Corp, week 47 of 2026: CALM - nothing overdue, no critical/);
    expect(renderHtml(calmReport)).toContain("Nothing needs to be done first.");
  });

  test("of a first week compares nothing, and tells what was there before as such", () => {
    const text = renderText(firstWeek);
    expect(text).toContain("107 were there before");
    expect(text).not.toContain("(+");
    expect(renderHtml(firstWeek)).not.toContain("(+");
  });
});

test("a list whose lines all stand further up says no more than that", () => {
  const overdue = { lines: [], more: 0, elsewhere: 2 };
  const report = { ...sampleReport, due: { ...sampleReport.due, overdue } };
  expect(renderText(report)).toContain("OVERDUE\n  2 further up\n");
  expect(renderHtml(report)).toContain('<h2>Overdue</h2>\n\n<p class="soft">2 further up</p>');
});
