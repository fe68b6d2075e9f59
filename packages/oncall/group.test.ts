import fc from "fast-check";
import { expect, test } from "vitest";
import { groupedBy } from "./group.ts";

test("what a group is grouped by is named in the same order, however the table has it", () => {
  const names = ["account", "condition", "owner", "region"];
  fc.assert(
    fc.property(fc.shuffledSubarray(names), (some) => {
      const grouping = Object.fromEntries(some.map((name) => [name, `the ${name}`]));
      expect(groupedBy({ grouping })).toEqual(some.toSorted().map((name) => [name, `the ${name}`]));
    }),
  );
});
