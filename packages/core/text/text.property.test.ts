import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlain, plain } from "./text.ts";

const FORBIDDEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff\ufffe\uffff]/u;
/** Any UTF-16 unit, half of a pair or not; the dangerous ones often. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.constantFrom(
    ..."\0\n\r\t \u001b\u007f\u0085\u00a0\u061c\u200e\u2028\u202e\u2069\ufeff\ud800\udfff\ufffd\ufffe\uffff…aé",
    "🔔",
  ),
);
const hostile = fc.oneof(fc.string({ unit, maxLength: 40 }), fc.string({ unit: "grapheme" }));
const limit = fc.integer({ min: 1, max: 40 });

test("gives one well-formed line within the limit, whatever comes in", () => {
  fc.assert(
    fc.property(hostile, limit, (text, limit) => {
      const line = plain(text, limit);
      expect(line).not.toMatch(FORBIDDEN);
      expect(line.isWellFormed()).toBe(true);
      expect(line.length).toBeLessThanOrEqual(limit);
      expect(line.trim()).toBe(line);
    }),
    { numRuns: 5000 },
  );
});

test("can show as it is just what it does not change, but for space around it", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const isUnchanged = plain(text, text.length + 1) === text.trim();
      expect(isPlain(text)).toBe(isUnchanged && text.trim() !== "" && !FORBIDDEN.test(text));
    }),
    { numRuns: 5000 },
  );
});

test("changes nothing the second time", () => {
  fc.assert(
    fc.property(hostile, limit, (text, limit) => {
      expect(plain(plain(text, limit), limit)).toBe(plain(text, limit));
    }),
    { numRuns: 2000 },
  );
});

test("loses nothing that can be printed while the text fits", () => {
  const printed = (text: string) => text.replace(new RegExp(`(?:${FORBIDDEN.source}|\\s)+`, "gu"), "");
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printed(plain(text, text.length + 1))).toBe(printed(text.toWellFormed()));
    }),
    { numRuns: 2000 },
  );
});
