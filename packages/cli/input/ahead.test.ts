import fc from "fast-check";
import { expect, test } from "vitest";
import { lookingAhead } from "./ahead.ts";

async function* given(values: readonly number[], ended: () => void = () => {}): AsyncGenerator<number> {
  try {
    yield* values;
  } finally {
    ended();
  }
}

test("whoever looks ahead finds the first that is wanted, and all come afterwards in their order", async () => {
  const anyValues = fc.array(fc.integer({ min: 1, max: 9 }));
  await fc.assert(
    fc.asyncProperty(anyValues, fc.integer({ min: 1, max: 9 }), fc.nat(5), fc.nat(5), async (values, wanted, a, b) => {
      const ahead = lookingAhead(given(values));
      const isWanted = (value: number) => value === wanted;
      for (const most of [a, b]) expect(await ahead.first(isWanted, most)).toBe(values.slice(0, most).find(isWanted));
      expect(await Array.fromAsync(ahead.all)).toEqual(values);
    }),
  );
});

test("what is left in the middle is closed", async () => {
  let isClosed = false;
  const ahead = lookingAhead(
    given([1, 2, 3], () => {
      isClosed = true;
    }),
  );
  await ahead.first((value) => value === 1, 1);
  for await (const _ of ahead.all) break;
  expect(isClosed).toBe(true);
});
