import { describe, expect, test } from "vitest";
import type { Approval, Decisions, Suppression } from "../alert/decision.ts";
import type { Severity } from "../alert/severity.ts";
import type { Instant } from "../event/instant.ts";
import { alertOf, day, resolves, sees } from "../testing/timeline.ts";
import { evaluate } from "../transition/evaluate.ts";
import { awaitsApproval, pendingSuppression, type SuppressionApproval } from "./approval.ts";
import { defaultWorld } from "./world.ts";

const ada = "arn:aws:sts::111122223333:assumed-role/Responder/ada";
const grace = "arn:aws:sts::111122223333:assumed-role/Responder/grace";
const adaElsewhere = "arn:aws:sts::111122223333:assumed-role/Admin/ada";

const suppression = (until: Instant, by = ada): Suppression => ({
  kind: "suppress",
  ...{ at: day(1), by, why: "known", until },
});
const approval = (by: string, of: Approval["of"] = { at: day(1), by: ada }): Approval => ({
  kind: "approve",
  ...{ at: day(2), by, why: "seen", of },
});
const asked: SuppressionApproval = { severities: ["CRITICAL"], beyondDays: 30 };

describe("whether a suppression awaits approval", () => {
  test.each<readonly [string, Severity, Instant, SuppressionApproval | undefined, boolean]>([
    ["does where it is so severe", "CRITICAL", day(2), asked, true],
    ["does not where it is less severe and short", "HIGH", day(31), asked, false],
    ["does where it is longer by a millisecond", "LOW", day(31, 1), asked, true],
    [
      "does not by its length where the policy names severities alone",
      "LOW",
      day(300),
      { severities: ["CRITICAL"] },
      false,
    ],
    ["does not where the policy asks for nothing", "CRITICAL", day(300), undefined, false],
  ])("it %s", (_title, severity, until, suppressionApproval, expected) => {
    expect(awaitsApproval({ suppression: suppression(until) }, severity, { suppressionApproval })).toBe(expected);
  });

  test("does nothing where there is no suppression", () => {
    expect(awaitsApproval({}, "CRITICAL", { suppressionApproval: asked })).toBe(false);
  });

  test.each<readonly [string, Approval, boolean]>([
    ["no more once another approved it", approval(grace), false],
    ["still where its author approved it", approval(ada), true],
    ["still where its author approved it in another role", approval(adaElsewhere), true],
    ["still where another suppression was approved", approval(grace, { at: day(0), by: ada }), true],
    ["still where that of another author was approved", approval(grace, { at: day(1), by: grace }), true],
  ])("it does %s", (_title, approved, expected) => {
    const decisions: Decisions = { suppression: suppression(day(9)), approval: approved };
    expect(awaitsApproval(decisions, "CRITICAL", { suppressionApproval: asked })).toBe(expected);
  });

  test.each<readonly [string, Decisions, Instant, boolean]>([
    ["while it would hold", { suppression: suppression(day(9)) }, day(9, -1), true],
    ["not once it would be over", { suppression: suppression(day(9)) }, day(9), false],
    [
      "not after somebody ruled otherwise",
      { suppression: suppression(day(9)), ruling: { ...resolves(day(2)), kind: "reopen" } },
      day(3),
      false,
    ],
    ["not where there is none", {}, day(3), false],
  ])("it is pending %s", (_title, decisions, now, expected) => {
    const pending = pendingSuppression(decisions, "CRITICAL", { suppressionApproval: asked }, now);
    expect(pending !== undefined).toBe(expected);
  });
});

describe("an alert whose suppression needs an approval", () => {
  const world = { ...defaultWorld, policy: { ...defaultWorld.policy, suppressionApproval: asked } };
  const statusOf = (severity: Severity, ...decisions: readonly (Suppression | Approval)[]) =>
    evaluate(alertOf(sees("acm", day(0), { severity }), ...decisions), world, day(3)).view.status;

  test("is open until it is approved, in whatever order both come", () => {
    expect(statusOf("CRITICAL", suppression(day(9)))).toBe("OPEN");
    expect(statusOf("CRITICAL", suppression(day(9)), approval(grace))).toBe("SUPPRESSED");
    expect(statusOf("CRITICAL", approval(grace), suppression(day(9)))).toBe("SUPPRESSED");
  });

  test("is open again when it becomes so severe that it needs one", () => {
    expect(statusOf("HIGH", suppression(day(9)))).toBe("SUPPRESSED");
    const worse = alertOf(sees("acm", day(0)), suppression(day(9)), sees("acm", day(2), { severity: "CRITICAL" }));
    expect(evaluate(worse, world, day(3)).view.status).toBe("OPEN");
  });

  test("is acknowledged where somebody acknowledged it meanwhile", () => {
    const acknowledgement = { kind: "acknowledge", at: day(2), by: grace, why: "on it", until: day(5) } as const;
    const alert = alertOf(sees("acm", day(0), { severity: "CRITICAL" }), suppression(day(9)), acknowledgement);
    expect(evaluate(alert, world, day(3)).view.status).toBe("ACKNOWLEDGED");
  });
});
