import fc from "fast-check";
import { expect, test } from "vitest";
import { pairsOf } from "./pairing.ts";

interface One {
  readonly number: number;
}

/** Every way to pair them, tried out. */
function most(wanted: readonly One[], found: readonly One[], fits: (a: One, b: One) => boolean): number {
  const [first, ...rest] = wanted;
  if (first === undefined) return 0;
  const with_ = found
    .filter((other) => fits(first, other))
    .map(
      (other) =>
        1 +
        most(
          rest,
          found.filter((one) => one !== other),
          fits,
        ),
    );
  return Math.max(most(rest, found, fits), ...with_);
}

const ones = fc.array(fc.nat(5), { maxLength: 5 }).map((numbers) => numbers.map((number): One => ({ number })));

test("as many are paired as can be, each once and with what fits it", () => {
  fc.assert(
    fc.property(ones, ones, fc.func(fc.boolean()), (wanted, found, decides) => {
      const fits = (a: One, b: One) => decides(a.number, b.number);
      const pairs = pairsOf(wanted, found, fits);
      expect([...pairs].every(([a, b]) => fits(a, b))).toBe(true);
      expect(new Set(pairs.values()).size).toBe(pairs.size);
      expect(pairs.size).toBe(most(wanted, found, fits));
    }),
  );
});
