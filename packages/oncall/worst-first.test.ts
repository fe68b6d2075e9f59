import { instant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { type Listed, worstFirst } from "./worst-first.ts";

const day = (date: number) => instant(`2026-11-${date}T08:00:00Z`);

test.each<[string, Listed, Listed]>([
  ["what is more severe, whatever its deadline", { severity: "CRITICAL" }, { severity: "HIGH", deadline: day(20) }],
  [
    "of equals the nearer deadline, however old the other is",
    { severity: "HIGH", deadline: day(20), since: day(19) },
    { severity: "HIGH", deadline: day(21), since: day(10) },
  ],
  [
    "what has a deadline",
    { severity: "HIGH", deadline: day(28), since: day(19) },
    { severity: "HIGH", since: day(10) },
  ],
  ["then what is older", { severity: "HIGH", since: day(10) }, { severity: "HIGH", since: day(11) }],
  ["what is known to be old", { severity: "HIGH", since: day(10) }, { severity: "HIGH" }],
])("a list begins with %s", (_title, first, second) => {
  expect([second, first].sort(worstFirst)).toEqual([first, second]);
  expect([first, second].sort(worstFirst)).toEqual([first, second]);
});
