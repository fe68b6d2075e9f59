import fc from "fast-check";
import { expect, test } from "vitest";
import { createSpillFile } from "./spill-file.ts";

const MEGABYTE = 1024 * 1024;

/** Around the sizes at which what is gathered is written. */
const someText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(0, 300_000, MEGABYTE - 13, MEGABYTE - 12, MEGABYTE - 11, 3 * MEGABYTE).map((n) => "x".repeat(n)),
);

test("each value is read as it was added, in any order, while others are added", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ text: someText, isRead: fc.boolean() }), { maxLength: 12 }), (given) => {
      const file = createSpillFile<{ text: string }>();
      try {
        const places = given.map(({ text, isRead }, i) => {
          const place = file.add({ text });
          if (isRead) expect(file.read(Math.floor(i / 2)).text === given[Math.floor(i / 2)]?.text).toBe(true);
          return place;
        });
        for (const place of places.toReversed()) expect(file.read(place).text === given[place]?.text).toBe(true);
      } finally {
        file.close();
      }
    }),
    { numRuns: 30 },
  );
});
