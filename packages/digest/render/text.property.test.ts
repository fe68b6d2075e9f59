import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileText } from "../testing/hostile-text.ts";
import { reportOfTexts } from "../testing/report-arbitrary.ts";
import { COLUMNS, renderText, subject } from "./text.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MESSAGE_LIMIT_BYTES = 262_144;

test("whatever a report holds, its lines fit the width and hold nothing that cannot be printed", () => {
  fc.assert(
    fc.property(reportOfTexts(hostileText), (report) => {
      const text = renderText(report);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      for (const line of text.split("\n")) {
        expect(line.length).toBeLessThanOrEqual(COLUMNS);
        expect(line).toBe(line.trimEnd());
      }
      expect(text.endsWith("\n")).toBe(true);
      expect(text).not.toContain("\n\n\n");
    }),
    { numRuns: 200 },
  );
});

test("the longest report fits a message", () => {
  fc.assert(
    fc.property(reportOfTexts(fc.constant("東".repeat(1200))), (report) => {
      expect(Buffer.byteLength(renderText(report))).toBeLessThan(MESSAGE_LIMIT_BYTES / 2);
    }),
    { numRuns: 50 },
  );
});

test("whatever a report holds, its subject is a short line of ASCII that begins with the product", () => {
  fc.assert(
    fc.property(reportOfTexts(hostileText), (report) => {
      expect(subject(report)).toMatch(/^\[Tocsin\] 2026-W47[ -~]{1,82}$/);
    }),
    { numRuns: 200 },
  );
});
