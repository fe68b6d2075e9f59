import { describe, expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import type { ClearedStatement, Observation } from "../alert/observation.ts";
import type { Instant } from "../event/instant.ts";
import { defaultEvaluationPolicy } from "../policy/policy.ts";
import { acknowledges, alertOf, clears, day, resolves, sees } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";

const seen = (image: string, at: Instant, more: object = {}) =>
  sees("inspector", at, { subject: image, resource: `image/${image}`, eventId: `${image}-${at}`, ...more });
const closed = (image: string, at: Instant, more: Partial<ClearedStatement> = {}) =>
  clears("inspector", at, { subject: image, resource: `image/${image}`, eventId: `${image}-${at}`, ...more });

function viewOf(now: Instant, first: Observation, ...others: readonly (Observation | Decision)[]) {
  return evaluate(alertOf(first, ...others), defaultEvaluationPolicy, now).view;
}

describe("a vulnerability in several images", () => {
  test("moves on to the newest image, and says how many have it", () => {
    expect(viewOf(day(3), seen("a", day(1)), seen("b", day(2)))).toMatchObject({
      status: "OPEN",
      resource: "image/b",
      affected: { resources: ["image/a", "image/b"], count: 2 },
    });
  });

  test("is told of an image that still has it once the newest has it no more", () => {
    const view = viewOf(day(4), seen("a", day(1)), seen("b", day(2)), closed("b", day(3)));
    expect(view).toMatchObject({ status: "OPEN", resource: "image/a" });
    expect(view.affected).toBeUndefined();
  });

  test("is as severe as in the worst of them", () => {
    const worst = seen("a", day(1), { severity: "CRITICAL" });
    expect(viewOf(day(3), worst, seen("b", day(2), { severity: "LOW" })).severity).toBe("CRITICAL");
    expect(viewOf(day(4), worst, seen("b", day(2), { severity: "LOW" }), closed("a", day(3))).severity).toBe("LOW");
  });

  test("is over with the last of them, for the reason that it gave", () => {
    const view = viewOf(day(5), seen("a", day(1)), seen("b", day(2)), closed("a", day(3)), closed("b", day(4)));
    expect(view).toMatchObject({ status: "RESOLVED", ended: "cleared", because: "fixed" });
  });

  test("stays acknowledged while one image takes it over from another", () => {
    const taken = [seen("a", day(1)), acknowledges(day(2)), seen("b", day(2, 1)), closed("a", day(2, 2))] as const;
    expect(viewOf(day(2, 3), ...taken).status).toBe("ACKNOWLEDGED");
  });

  test("is open again where it was over in between", () => {
    const taken = [seen("a", day(1)), acknowledges(day(2)), closed("a", day(2, 1)), seen("b", day(2, 2))] as const;
    expect(viewOf(day(2, 3), ...taken).status).toBe("OPEN");
  });

  test("stays resolved by a person until another image brings it back", () => {
    expect(viewOf(day(4), seen("a", day(1)), resolves(day(2))).status).toBe("RESOLVED");
    expect(viewOf(day(4), seen("a", day(1)), resolves(day(2)), seen("b", day(3))).status).toBe("OPEN");
  });

  test("is open by a tie alone where each image that has it ended it in the same instant", () => {
    expect(viewOf(day(2), seen("a", day(1)), closed("a", day(1))).ambiguous).toBe(true);
    expect(viewOf(day(2), seen("a", day(1)), closed("a", day(1)), seen("b", day(1))).ambiguous).toBeUndefined();
  });

  test("is not brought back by a replay of an image in which it is over, and is by one that was lost", () => {
    const over = [seen("a", day(1)), closed("a", day(2))] as const;
    expect(viewOf(day(4), ...over, seen("a", day(3), { replayed: true })).status).toBe("RESOLVED");
    expect(viewOf(day(4), ...over, seen("b", day(3), { replayed: true })).status).toBe("OPEN");
  });

  test("is over for all of them where a reporter says so of the condition", () => {
    const view = viewOf(day(4), seen("a", day(1)), seen("b", day(2)), closed("a", day(3), { scope: "condition" }));
    expect(view.status).toBe("RESOLVED");
  });
});
