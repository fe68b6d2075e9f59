import { describe, expect, it, test } from "vitest";
import { createRandom } from "./random.ts";

const drawn = (seed: number) => Array.from({ length: 50 }, createRandom(seed).fraction);

describe("a random", () => {
  it("repeats itself for its seed and differs for another", () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  it("gives the numbers of Mulberry32", () => {
    // Reference values of the published algorithm for the seed 0.
    const random = createRandom(0);
    expect([random.fraction(), random.fraction()]).toEqual([0.26642920868471265, 0.0003297457005828619]);
  });

  it("gives fractions from 0 to below 1, evenly", () => {
    const random = createRandom(1);
    const fractions = Array.from({ length: 10_000 }, random.fraction);
    expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
    expect(fractions.reduce((sum, fraction) => sum + fraction) / 10_000).toBeCloseTo(0.5, 1);
  });

  it("gives integers of a range with both its ends", () => {
    const random = createRandom(2);
    expect([...new Set(Array.from({ length: 200 }, () => random.integer(3, 6)))].sort()).toEqual([3, 4, 5, 6]);
  });

  it("samples different elements, and all of a shorter list", () => {
    const random = createRandom(3);
    const list = ["a", "b", "c", "d"];
    for (let round = 0; round < 50; round += 1) expect(new Set(random.sample(list, 3)).size).toBe(3);
    expect(random.sample(list, 9).sort()).toEqual(list);
    expect(random.sample([], 2)).toEqual([]);
  });

  it("picks from each place of a list, and refuses an empty one", () => {
    const random = createRandom(4);
    expect([...new Set(Array.from({ length: 100 }, () => random.pick([1, 2, 3])))].sort()).toEqual([1, 2, 3]);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it("makes UUIDs of version 4 that differ", () => {
    const random = createRandom(5);
    const uuids = Array.from({ length: 1000 }, random.uuid);
    expect(
      uuids.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)),
    ).toBe(true);
    expect(new Set(uuids).size).toBe(1000);
  });

  test("a fork depends on its purpose and the seed, not on what was drawn", () => {
    const fresh = createRandom(6);
    const used = createRandom(6);
    used.fraction();
    expect(used.fork("acm").fraction()).toBe(fresh.fork("acm").fraction());
    expect(fresh.fork("ssm").fraction()).not.toBe(fresh.fork("acm").fraction());
    expect(createRandom(9).fork("acm").fraction()).not.toBe(fresh.fork("acm").fraction());
  });
});
