import { expect, test } from "vitest";
import { alertOf, day, sees } from "../testing/timeline.ts";
import { evaluate } from "../transition/evaluate.ts";
import { defaultLadder, type Ladder } from "./ladder.ts";
import { defaultEvaluationPolicy, ladderFor, severityRuleFor } from "./policy.ts";
import { defaultWorld } from "./world.ts";

const { view } = evaluate(alertOf(sees("acm", day(1))), defaultWorld, day(1));
const rule = (name: string, isMatch: boolean) => ({ name, matches: () => isMatch });
const yearly: Ladder = [{ days: 365, severity: "LOW" }];

test("the first severity rule that matches decides, and none when none does", () => {
  const severityRules = [
    { ...rule("first", false), severity: "LOW" as const },
    { ...rule("second", true), severity: "HIGH" as const },
    { ...rule("third", true), severity: "CRITICAL" as const },
  ];
  expect(severityRuleFor({ ...defaultEvaluationPolicy, severityRules }, view)?.name).toBe("second");
  expect(severityRuleFor(defaultEvaluationPolicy, view)).toBeUndefined();
});

test("the first ladder rule that matches decides, and the default ladder when none does", () => {
  const ladderRules = [
    { ...rule("first", false), ladder: [] },
    { ...rule("second", true), ladder: yearly },
    { ...rule("third", true), ladder: [] },
  ];
  expect(ladderFor({ ...defaultEvaluationPolicy, ladderRules }, view, undefined)).toBe(yearly);
  expect(ladderFor(defaultEvaluationPolicy, view, undefined)).toBe(defaultLadder);
});
