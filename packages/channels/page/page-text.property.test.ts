import { plain, writtenOut } from "@tocsin/core/text/text";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shown } from "./page-text.ts";

/** What is written out, what is taken away or together, halves of characters, and what needs two units. */
const unit = fc.constantFrom(
  ..."ab  \u00a0\u3000\n\t\u001b\u202e\ufeff\ufffe\uffff\ud800\udfff\ufffd\u2028…",
  "🔔",
  "\u{e0041}",
);

test("a long text is shown as if all of it had been written out and then cut", () => {
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (text, limit) => {
      expect(shown(text, limit)).toBe(plain(writtenOut(text), limit));
    }),
    { numRuns: 3000 },
  );
});
