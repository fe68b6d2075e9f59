import { skeletonOf } from "@tocsin/core/testing/page-skeleton";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileText } from "../testing/hostile-text.ts";
import { reportOfTexts } from "../testing/report-arbitrary.ts";
import { renderHtml } from "./html.ts";

/** The same report, with a harmless letter for every text that is shown. */
function harmless<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, held) => (TEXTS.has(key) && held !== "" ? "x" : held));
}
const TEXTS = new Set(["scope", "id", "condition", "title", "account", "region", "resource", "reason", "name"]);

test("no text makes a tag, an attribute or a comment: the page is built as it is for harmless text", () => {
  fc.assert(
    fc.property(reportOfTexts(hostileText), (report) => {
      expect(skeletonOf(renderHtml(report))).toEqual(skeletonOf(renderHtml(harmless(report))));
    }),
    { numRuns: 200 },
  );
});

test("the page is well-formed text without control characters", () => {
  fc.assert(
    fc.property(reportOfTexts(hostileText), (report) => {
      const page = renderHtml(report);
      expect(page.isWellFormed()).toBe(true);
      expect(page).not.toMatch(/[^\P{Cc}\n]/u);
      expect(page).not.toMatch(/[\p{Bidi_Control}\u2028\u2029]/u);
    }),
    { numRuns: 200 },
  );
});
