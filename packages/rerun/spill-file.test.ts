import { existsSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSpillFile, openSpilled, withSpillDirectory } from "./spill-file.ts";

const MEGABYTE = 1024 * 1024;

/** Sizes around those at which collected values are written. */
const someText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(0, 300_000, MEGABYTE - 13, MEGABYTE - 12, MEGABYTE - 11, 3 * MEGABYTE).map((n) => "x".repeat(n)),
);

test("each value is read as it was added, in any order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someText, { maxLength: 12 }), (given) =>
      withSpillDirectory(async (directory) => {
        const file = createSpillFile<{ text: string }>(directory);
        const places = given.map((text) => file.add({ text }));
        const spilled = openSpilled<{ text: string }>(structuredClone(file.end()));
        // Compared here: a failure would print megabytes.
        for (const place of places.toReversed()) expect(spilled.read(place).text === given[place]).toBe(true);
        expect(() => spilled.read(places.length)).toThrow(RangeError);
        spilled.close();
      }),
    ),
    { numRuns: 30 },
  );
});

test("nothing of it is left when its user is done, or fails", async () => {
  const used: string[] = [];
  await withSpillDirectory(async (directory) => {
    used.push(directory);
    createSpillFile(directory).end();
  });
  const failed = withSpillDirectory(async (directory) => {
    used.push(directory);
    createSpillFile(directory).add({});
    throw new Error("on purpose");
  });
  await expect(failed).rejects.toThrow("on purpose");
  expect(used.filter(existsSync)).toEqual([]);
  expect(used).toHaveLength(2);
});
