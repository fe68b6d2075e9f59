import { announcement } from "@tocsin/lambda/testing/sample-alert";
import { expect, test } from "vitest";
import { regressed, regressedText } from "./comparison.ts";

const said = (alertId: string, version: number) => announcement({ alertId, version });

test.each([
  ["nothing arrived", [], []],
  ["versions arrived in their order", [said("a", 1), said("b", 1), said("a", 3)], []],
  ["an older one arrived last", [said("a", 3), said("b", 1), said("a", 1), said("b", 2)], ["a"]],
  ["an older one arrived late, and then the newest", [said("a", 2), said("a", 1), said("a", 3)], []],
] as const)("of a receiver it is told which alerts it is left with an older state of, where %s", (_, shown, alerts) => {
  expect(regressed(shown)).toEqual(alerts);
});

test("the row counts them over all runs", () => {
  expect(
    regressedText([
      [said("a", 2), said("a", 1)],
      [said("a", 1), said("b", 1)],
    ]),
  ).toBe("regressed: 1 of 3 alerts");
});
