import { expect, test } from "vitest";
import { rateOf } from "./rate.ts";

/** What becomes of calls at these seconds. */
function pausesAt(most: number, withinSeconds: number, ...seconds: readonly number[]) {
  const rate = rateOf(most, withinSeconds * 1000);
  return seconds.map((second) => rate.pauseAt(second * 1000));
}

test("takes so many in a stretch, and then one as each of them has left it", () => {
  expect(pausesAt(2, 60, 0, 10, 20, 60, 69, 70)).toEqual([undefined, undefined, 40, undefined, 1, undefined]);
});

test("takes one a second, and asks for whole seconds", () => {
  expect(pausesAt(1, 1, 0, 0, 0.5, 1)).toEqual([undefined, 1, 1, undefined]);
});
