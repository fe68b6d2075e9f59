import fc from "fast-check";
import { expect, test } from "vitest";
import { batches } from "./batches.ts";

const someLimits = fc.record({ entries: fc.integer({ min: 1, max: 10 }), bytes: fc.integer({ min: 1, max: 100 }) });
const someSizes = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 60 });
const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);

test("batches hold every item once, in order, and none is empty", () => {
  fc.assert(
    fc.property(someSizes, someLimits, (sizes, limits) => {
      const cut = batches(sizes, limits, (size) => size);
      expect(cut.flat()).toEqual(sizes);
      expect(cut.every((batch) => batch.length > 0)).toBe(true);
    }),
  );
});

test("batches keep to both limits, but for an item that is over the size limit by itself, which is alone", () => {
  fc.assert(
    fc.property(someSizes, someLimits, (sizes, limits) => {
      for (const batch of batches(sizes, limits, (size) => size)) {
        expect(batch.length).toBeLessThanOrEqual(limits.entries);
        if (batch.length > 1) expect(total(batch)).toBeLessThanOrEqual(limits.bytes);
      }
    }),
  );
});

test("no two neighbouring batches would have fitted into one", () => {
  fc.assert(
    fc.property(someSizes, someLimits, (sizes, limits) => {
      const cut = batches(sizes, limits, (size) => size);
      for (const [i, batch] of cut.entries()) {
        const next = cut[i + 1]?.[0];
        if (next === undefined) continue;
        const fits = batch.length < limits.entries && total(batch) + next <= limits.bytes;
        expect(fits).toBe(false);
      }
    }),
  );
});
