import { describe, expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import { type AlertView, statuses } from "../alert/view.ts";
import { defaultWorld } from "../policy/world.ts";
import { acknowledges, alertOf, day, reopens, resolves, sees, suppresses } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";
import { heardOf, isUnnoticed, transition } from "./transition.ts";

const { view: seen } = evaluate(alertOf(sees("acm", day(1))), defaultWorld, day(1));
const view = (more: Partial<AlertView> = {}): AlertView => ({ ...seen, severity: "MEDIUM", ...more });
const open = (more: Partial<AlertView> = {}) => view({ status: "OPEN", ...more });
const resolved = view({ status: "RESOLVED", severity: "INFORMATIONAL" });
const acknowledged = (more: Partial<AlertView> = {}) => view({ status: "ACKNOWLEDGED", ...more });
const suppressed = (more: Partial<AlertView> = {}) => view({ status: "SUPPRESSED", ...more });
const due = { deadline: day(40) };

type Case = readonly [
  title: string,
  before: AlertView | undefined,
  after: AlertView,
  decision: Decision | undefined,
  expected: string | undefined,
];

function runs(cases: readonly Case[], wasOpen = true): void {
  test.each(cases)("%s", (_title, before, after, decision, expected) => {
    const made = transition(before && { ...heardOf(before, undefined), wasOpen }, after, decision);
    expect(made && `${made.kind}: ${made.reason}`).toBe(expected);
  });
}

describe("of an alert that was never open", () => {
  runs([
    ["the first statement opens it", undefined, open(), undefined, "opened: opened"],
    ["a clearing statement that comes first makes none", undefined, resolved, undefined, undefined],
    [
      "one decided in the same breath opens it all the same",
      undefined,
      acknowledged(),
      acknowledges(day(1)),
      "opened: opened",
    ],
    ["one resolved in the same breath makes none", undefined, resolved, resolves(day(1)), undefined],
  ]);
  runs(
    [
      ["a late failure after a clearing statement opens it", resolved, open(), undefined, "opened: opened"],
      ["a second clearing statement makes none", resolved, resolved, undefined, undefined],
      ["a decision to reopen opens it", resolved, open(), reopens(day(2)), "opened: opened"],
    ],
    false,
  );
});

describe("of the status", () => {
  runs([
    ["a clearing statement resolves", open(), resolved, undefined, "resolved: cleared"],
    ["a decision resolves", open(), { ...resolved, ended: "decided" }, resolves(day(2)), "resolved: decided"],
    [
      "time alone resolves what nobody reports any more",
      open(),
      { ...resolved, ended: "lapsed" },
      undefined,
      "resolved: lapsed",
    ],
    [
      "a rise beyond what was acknowledged opens it again, as worse",
      acknowledged({ severity: "HIGH" }),
      open({ severity: "CRITICAL" }),
      undefined,
      "escalated: severity-raised",
    ],
    [
      "a clearing statement resolves, whatever else was decided",
      open(),
      resolved,
      acknowledges(day(2)),
      "resolved: cleared",
    ],
    ["an acknowledged alert resolves too", acknowledged(), resolved, undefined, "resolved: cleared"],
    ["a suppressed alert resolves too", suppressed(), resolved, undefined, "resolved: cleared"],
    ["a decision acknowledges", open(), acknowledged(), acknowledges(day(2)), "acknowledged: decided"],
    ["a decision suppresses", open(), suppressed(), suppresses(day(2), day(9)), "suppressed: decided"],
    [
      "a suppressed alert can be acknowledged instead",
      suppressed(),
      acknowledged(),
      acknowledges(day(2)),
      "acknowledged: decided",
    ],
    [
      "an acknowledged alert can be suppressed instead",
      acknowledged(),
      suppressed(),
      suppresses(day(2), day(9)),
      "suppressed: decided",
    ],
    ["being seen again reopens", resolved, open(), undefined, "reopened: seen-again"],
    ["an acknowledgement's end reopens", acknowledged(), open(), undefined, "reopened: acknowledgement-ended"],
    ["a suppression's end reopens", suppressed(), open(), undefined, "reopened: suppression-ended"],
    ["a decision reopens what was resolved", resolved, open(), reopens(day(2)), "reopened: decided"],
    ["a decision reopens what was acknowledged", acknowledged(), open(), reopens(day(2)), "reopened: decided"],
    ["a decision reopens what was suppressed", suppressed(), open(), reopens(day(2)), "reopened: decided"],
    [
      "a rise outranks the end of an acknowledgement",
      acknowledged(),
      open({ severity: "CRITICAL" }),
      undefined,
      "escalated: severity-raised",
    ],
    [
      "the end of a suppression outranks a rise",
      suppressed(),
      open({ severity: "CRITICAL" }),
      undefined,
      "reopened: suppression-ended",
    ],
  ]);

  test.each(statuses)("staying %s makes none", (status) => {
    expect(
      transition({ ...heardOf(view({ status }), undefined), wasOpen: true }, view({ status }), undefined),
    ).toBeUndefined();
  });
});

describe("of the severity", () => {
  runs([
    ["a rise escalates", open(), open({ severity: "HIGH" }), undefined, "escalated: severity-raised"],
    ["a fall is noted", open(), open({ severity: "LOW" }), undefined, "noted: severity-lowered"],
    [
      "a rise gets through an acknowledgement",
      acknowledged(),
      acknowledged({ severity: "HIGH" }),
      undefined,
      "escalated: severity-raised",
    ],
    [
      "a rise gets through a suppression",
      suppressed(),
      suppressed({ severity: "HIGH" }),
      undefined,
      "escalated: severity-raised",
    ],
    [
      "a step to the deadline escalates",
      open({ ...due, stepDays: 30 }),
      open({ ...due, stepDays: 14, severity: "HIGH" }),
      undefined,
      "escalated: deadline-step",
    ],
    ["the first step does", open(due), open({ ...due, stepDays: 45 }), undefined, "escalated: deadline-step"],
    [
      "a step does that has the severity of the one before",
      open({ ...due, stepDays: 14 }),
      open({ ...due, stepDays: 7 }),
      undefined,
      "escalated: deadline-step",
    ],
    [
      "the last step, of 0 days, does",
      open({ ...due, stepDays: 1 }),
      open({ ...due, stepDays: 0 }),
      undefined,
      "escalated: deadline-step",
    ],
    [
      "a day between two steps makes none",
      open({ ...due, stepDays: 30 }),
      open({ ...due, stepDays: 30 }),
      undefined,
      undefined,
    ],
    [
      "a step back makes none, such as after a renewal",
      open({ ...due, stepDays: 7 }),
      open({ ...due, stepDays: 45 }),
      undefined,
      undefined,
    ],
    ["a deadline that is lost makes none", open({ ...due, stepDays: 7 }), open(), undefined, undefined],
    ["learning of a deadline makes none", open(), open({ ...due, stepDays: 30 }), undefined, undefined],
    [
      "learning of a deadline that raises the severity is a rise",
      open(),
      open({ ...due, stepDays: 3, severity: "CRITICAL" }),
      undefined,
      "escalated: severity-raised",
    ],
    [
      "a rise without a step is no step",
      open({ ...due, stepDays: 30 }),
      open({ ...due, stepDays: 30, severity: "HIGH" }),
      undefined,
      "escalated: severity-raised",
    ],
    ["a decision that changes nothing that is seen makes none of itself", open(), open(), reopens(day(2)), undefined],
  ]);
});

describe("of an alert that comes back under a decision", () => {
  const worstLow = { ...heardOf(resolved, undefined), wasOpen: true, worst: "LOW" } as const;

  test.each([
    ["no worse than it was known", suppressed({ severity: "LOW" }), "suppressed: seen-again"],
    [
      "worse than it was known, through a suppression",
      suppressed({ severity: "CRITICAL" }),
      "escalated: severity-raised",
    ],
    [
      "worse than it was known, through an acknowledgement",
      acknowledged({ severity: "HIGH" }),
      "escalated: severity-raised",
    ],
  ])("%s", (_title, after, expected) => {
    const made = transition(worstLow, after, undefined);
    expect(made && `${made.kind}: ${made.reason}`).toBe(expected);
  });
});

describe("what is nobody's notice", () => {
  const step = { kind: "escalated", reason: "deadline-step" } as const;

  test.each([
    ["a decision that changed nothing", { kind: "noted", reason: "decided" } as const, open(), true],
    ["a severity that fell", { kind: "noted", reason: "severity-lowered" } as const, open(), true],
    ["a return under a suppression", { kind: "suppressed", reason: "seen-again" } as const, suppressed(), true],
    ["a step that raises nothing, under a suppression", step, suppressed({ severity: "HIGH" }), true],
    ["a step that raises nothing, once acknowledged", step, acknowledged({ severity: "HIGH" }), true],
    ["a step that raises nothing, of an open alert: not that", step, open({ severity: "HIGH" }), false],
    ["a step that raises, under a suppression: not that", step, suppressed({ severity: "CRITICAL" }), false],
    [
      "a suppression that somebody decided: not that",
      { kind: "suppressed", reason: "decided" } as const,
      suppressed(),
      false,
    ],
  ])("%s", (_title, made, after, expected) => {
    expect(isUnnoticed(made, heardOf(open({ severity: "HIGH" }), undefined), after)).toBe(expected);
  });
});

describe("the worst that people heard of", () => {
  const worstAfter = (...views: readonly AlertView[]) =>
    views.reduce<ReturnType<typeof heardOf> | undefined>((heard, next) => heardOf(next, heard), undefined)?.worst;

  test.each<readonly [string, readonly AlertView[], string]>([
    ["is the severity of the first", [open({ severity: "LOW" })], "LOW"],
    ["rises with the alert", [open({ severity: "LOW" }), open({ severity: "HIGH" })], "HIGH"],
    ["does not fall with it", [open({ severity: "HIGH" }), open({ severity: "LOW" })], "HIGH"],
    ["outlasts the end, so that the end reaches those who heard of it", [open({ severity: "HIGH" }), resolved], "HIGH"],
    [
      "is forgotten when the alert is open again: a new episode",
      [open({ severity: "HIGH" }), resolved, open({ severity: "LOW" })],
      "LOW",
    ],
    [
      "is kept when it returns under a decision: the episode goes on",
      [open({ severity: "HIGH" }), resolved, suppressed({ severity: "LOW" })],
      "HIGH",
    ],
    ["is kept when a decision ends", [suppressed({ severity: "HIGH" }), open({ severity: "LOW" })], "HIGH"],
  ])("%s", (_title, views, expected) => {
    expect(worstAfter(...views)).toBe(expected);
  });
});
