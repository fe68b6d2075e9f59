import type { Severity } from "@tocsin/core/alert/severity";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { alertOf, clears, day, sees } from "@tocsin/core/testing/timeline";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Silence } from "@tocsin/oncall/silence";
import { describe, expect, test } from "vitest";
import { whyNobody } from "./why-nobody.ts";

const now = day(2);
const channels = { desk: { type: "console" } };

function policyOf(more: object): Policy {
  const parsed = parsePolicy({ channels, unrouted: "ignore", ...more });
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return parsed.value;
}

const route = (severity: readonly Severity[], urgency = "now") => ({
  routes: [{ name: "all", match: { severity }, channels: ["desk"], urgency }],
});
const told = policyOf(route(["HIGH", "CRITICAL"]));
const silence: Silence = {
  id: "5f3a",
  ...{ of: { matches: () => true }, upTo: "HIGH", evenIfWorse: false, by: "ada", why: "known" },
  ...{ madeAt: day(1), from: day(1), until: day(3) },
};

const open = evaluate(alertOf(sees("acm", day(1), { severity: "HIGH" })), defaultWorld, now).view;
const over = evaluate(alertOf(sees("acm", day(1), { severity: "HIGH" }), clears("acm", now)), defaultWorld, now).view;
const alert = { view: open, worst: "HIGH", notified: true, wasOpen: true } as const;

describe("nobody was told of an alert", () => {
  test.each([
    ["that was there before", { ...alert, notified: false }, { policy: told, silences: [] }, "before Tocsin listened"],
    [
      "that was never open",
      { ...alert, view: over, wasOpen: false },
      { policy: told, silences: [] },
      "never been open",
    ],
    ["that no route takes", alert, { policy: policyOf(route(["CRITICAL"])), silences: [] }, "no route matches"],
    [
      "that is left to the digest, and by which route",
      alert,
      { policy: policyOf(route(["HIGH"], "digest")), silences: [] },
      'it is for the weekly digest alone; by route "all"',
    ],
    ["that a silence mutes", alert, { policy: told, silences: [silence] }, `silenced by 5f3a until ${day(3)}`],
    [
      "that was over at once",
      { ...alert, view: over },
      { policy: policyOf(route(["HIGH"])), silences: [] },
      "was over before",
    ],
    ["that on-call has yet to count", alert, { policy: told, silences: [] }, "has not counted it yet"],
    [
      "that a silence is too weak for",
      alert,
      { policy: told, silences: [{ ...silence, upTo: "LOW" } as const] },
      "has not counted it yet",
    ],
  ])("%s", (_title, untold, { policy, silences }, expected) => {
    expect(whyNobody(untold, { policy, silences, now })).toContain(expected);
  });
});
