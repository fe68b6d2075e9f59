import type { Notification } from "@tocsin/oncall/notification";
import { countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { lastShown, regressed, regressedText } from "./comparison.ts";

const said = (groupId: string, sequence: number): Notification =>
  notificationWith({ groupId, sequence, counts: countsOf({ HIGH: sequence }) });

test.each([
  ["nothing arrived", [], []],
  ["they arrived in their order", [said("a", 1), said("b", 1), said("a", 3)], []],
  ["an older one arrived last", [said("a", 3), said("b", 1), said("a", 1), said("b", 2)], ["a"]],
  ["an older one arrived late, and then the newest", [said("a", 2), said("a", 1), said("a", 3)], []],
] as const)("of a receiver it is told of which groups an older notification came last, where %s", (_, sent, groups) => {
  expect(regressed(sent)).toEqual(groups);
});

test("whoever believes the highest number is left with it, whatever came last", () => {
  const last = lastShown([said("a", 3), said("a", 1), said("b", 1)]);
  expect([...last].map(([groupId, { counts }]) => [groupId, counts.open.HIGH])).toEqual([
    ["a", 3],
    ["b", 1],
  ]);
});

test("the row counts them over all runs", () => {
  expect(
    regressedText([
      [said("a", 2), said("a", 1)],
      [said("a", 1), said("b", 1)],
    ]),
  ).toBe("regressed: 1 of 3 groups");
});
