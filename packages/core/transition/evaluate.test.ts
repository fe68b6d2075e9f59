import { describe, expect, test } from "vitest";
import type { Alert } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import type { Decision } from "../alert/decision.ts";
import type { Observation } from "../alert/observation.ts";
import type { Severity } from "../alert/severity.ts";
import { type Instant, shift } from "../event/instant.ts";
import { compilePattern, type Pattern } from "../pattern/pattern.ts";
import { defaultEvaluationPolicy, type EvaluationPolicy } from "../policy/policy.ts";
import { defaultWorld } from "../policy/world.ts";
import {
  acknowledges,
  alertOf,
  clears,
  day,
  remarks,
  reopens,
  resolves,
  sees,
  suppresses,
} from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";

const everyone = { scope: "condition" } as const;
const replayed = { replayed: true } as const;

function viewOf(alert: Alert, now: Instant, policy = defaultEvaluationPolicy) {
  return evaluate(alert, { ...defaultWorld, policy }, now).view;
}

/** A condition that lapses. */
function asThreat(alert: Alert): Alert {
  return { ...alert, identity: { ...alert.identity, condition: "threat" } };
}

const HOUR = 3_600_000;

describe("the status", () => {
  type Case = readonly [
    title: string,
    what: readonly [Observation, ...(Observation | Decision)[]],
    now: Instant,
    status: string,
  ];
  function runs(cases: readonly Case[]): void {
    test.each(cases)("%s", (_title, what, now, status) => {
      expect(viewOf(alertOf(...what), now).status).toBe(status);
      // And whatever came first.
      const [first, ...others] = what.toReversed().toSorted((a, b) => ("kind" in a ? 1 : 0) - ("kind" in b ? 1 : 0));
      if (first !== undefined && !("kind" in first)) expect(viewOf(alertOf(first, ...others), now).status).toBe(status);
    });
  }

  describe("by observations alone", () => {
    runs([
      ["is OPEN once seen", [sees("acm", day(1))], day(1), "OPEN"],
      ["is RESOLVED when only a clearing statement is known", [clears("acm", day(1))], day(1), "RESOLVED"],
      [
        "is RESOLVED once its reporter sees it no more",
        [sees("acm", day(1)), clears("acm", day(2))],
        day(2),
        "RESOLVED",
      ],
      [
        "stays RESOLVED when an older statement comes late",
        [clears("acm", day(2)), sees("acm", day(1))],
        day(3),
        "RESOLVED",
      ],
      [
        "is OPEN again when its reporter sees it again",
        [sees("acm", day(1)), clears("acm", day(2)), sees("acm", day(3))],
        day(3),
        "OPEN",
      ],
      [
        "stays OPEN while another reporter sees it",
        [sees("acm", day(1)), sees("config", day(1)), clears("acm", day(2))],
        day(2),
        "OPEN",
      ],
      [
        "is OPEN when one reporter sees what another says is over",
        [clears("acm", day(1)), sees("config", day(2))],
        day(2),
        "OPEN",
      ],
      [
        "is OPEN when one reporter saw it before another said it sees nothing",
        [clears("acm", day(2)), sees("config", day(1))],
        day(2),
        "OPEN",
      ],
    ]);
  });

  describe("by a clearing statement for everyone", () => {
    runs([
      [
        "is RESOLVED for every reporter",
        [sees("acm", day(1)), sees("config", day(1)), clears("acm", day(2), everyone)],
        day(2),
        "RESOLVED",
      ],
      [
        "is RESOLVED though the clearing reporter never saw it",
        [sees("config", day(1)), clears("acm", day(2), everyone)],
        day(2),
        "RESOLVED",
      ],
      [
        "is OPEN in a tie at the same instant: nothing shows that it is over",
        [sees("config", day(2)), clears("acm", day(2), everyone)],
        day(2),
        "OPEN",
      ],
      [
        "is RESOLVED by a clearing statement one millisecond later",
        [sees("config", day(2)), clears("acm", day(2, 1), everyone)],
        day(3),
        "RESOLVED",
      ],
      [
        "is OPEN by a statement one millisecond later",
        [sees("config", day(2, 1)), clears("acm", day(2), everyone)],
        day(3),
        "OPEN",
      ],
      [
        "stays RESOLVED after the clearing reporter has said more",
        [sees("config", day(1)), clears("acm", day(2), everyone), clears("acm", day(3))],
        day(3),
        "RESOLVED",
      ],
      [
        "is OPEN when the clearing reporter sees it anew, for that one",
        [sees("config", day(1)), clears("acm", day(2), everyone), sees("acm", day(3))],
        day(3),
        "OPEN",
      ],
    ]);
  });

  describe("in a tie of one reporter with itself", () => {
    runs([
      [
        "is OPEN where the envelopes have one time too, whatever the ids",
        [sees("acm", day(1), { eventId: "a" }), clears("acm", day(1), { eventId: "b" })],
        day(1),
        "OPEN",
      ],
      [
        "is OPEN with the ids the other way round",
        [sees("acm", day(1), { eventId: "b" }), clears("acm", day(1), { eventId: "a" })],
        day(1),
        "OPEN",
      ],
      [
        "is RESOLVED where the envelope of the clearing statement is a millisecond later",
        [sees("acm", day(1)), clears("acm", day(1), { sentAt: day(1, 1) })],
        day(2),
        "RESOLVED",
      ],
      [
        "is OPEN where that of the active one is later",
        [sees("acm", day(1), { sentAt: day(1, 1) }), clears("acm", day(1))],
        day(2),
        "OPEN",
      ],
      [
        "goes by the reporter's clock before the envelope's",
        [sees("acm", day(1), { sentAt: day(9) }), clears("acm", day(2))],
        day(9),
        "RESOLVED",
      ],
    ]);
  });

  describe("by a replay", () => {
    runs([
      ["is OPEN when nothing was known", [sees("acm", day(1), replayed)], day(1), "OPEN"],
      [
        "is not reopened when its reporter had cleared it",
        [clears("acm", day(2)), sees("acm", day(3), replayed)],
        day(3),
        "RESOLVED",
      ],
      [
        "is not reopened when it was cleared for everyone",
        [clears("acm", day(2), everyone), sees("config", day(3), replayed)],
        day(3),
        "RESOLVED",
      ],
      [
        "is not reopened when a person had resolved it",
        [sees("acm", day(1)), resolves(day(2)), sees("acm", day(3), replayed)],
        day(3),
        "RESOLVED",
      ],
      [
        "is resolved by a replayed clearing statement",
        [sees("acm", day(1)), clears("acm", day(2), replayed)],
        day(3),
        "RESOLVED",
      ],
      [
        "is OPEN by a live statement after it",
        [clears("acm", day(2)), sees("acm", day(3), replayed), sees("acm", day(4))],
        day(4),
        "OPEN",
      ],
      [
        "does not take back what came live",
        [sees("acm", day(1)), clears("acm", day(2)), sees("acm", day(3)), sees("acm", day(3), replayed)],
        day(3),
        "OPEN",
      ],
      [
        "does not keep it open for a reporter that another's word cannot clear",
        [sees("config", day(1)), clears("acm", day(2)), sees("acm", day(3), replayed)],
        day(3),
        "OPEN",
      ],
    ]);
  });

  describe("by an acknowledgement", () => {
    const taken = [sees("acm", day(1)), acknowledges(day(2))] as const;
    runs([
      ["is ACKNOWLEDGED", [...taken], day(2), "ACKNOWLEDGED"],
      ["is so until the last millisecond of its 24 hours", [...taken], day(3, -1), "ACKNOWLEDGED"],
      ["is OPEN at their end", [...taken], day(3), "OPEN"],
      [
        "stays ACKNOWLEDGED when it is merely said again",
        [...taken, sees("acm", day(2, HOUR))],
        day(2, HOUR),
        "ACKNOWLEDGED",
      ],
      [
        "stays ACKNOWLEDGED when another reporter sees it too",
        [...taken, sees("config", day(2, HOUR))],
        day(2, HOUR),
        "ACKNOWLEDGED",
      ],
      ["is RESOLVED when it is cleared", [...taken, clears("acm", day(2, HOUR))], day(2, HOUR), "RESOLVED"],
      [
        "is OPEN when it returns after that: a new episode",
        [...taken, clears("acm", day(2, HOUR)), sees("acm", day(2, 2 * HOUR))],
        day(2, 2 * HOUR),
        "OPEN",
      ],
      [
        "covers an episode that began before it",
        [clears("acm", day(1)), sees("acm", day(2, -1)), acknowledges(day(2))],
        day(2),
        "ACKNOWLEDGED",
      ],
      [
        "covers the episode even where all was well at the same instant",
        [clears("acm", day(2)), sees("acm", day(2, 1)), acknowledges(day(2))],
        day(2, 1),
        "ACKNOWLEDGED",
      ],
      [
        "ends a millisecond after",
        [clears("acm", day(2, 1)), sees("acm", day(2, 2)), acknowledges(day(2))],
        day(2, 2),
        "OPEN",
      ],
      [
        "goes on for the reporter that never cleared it",
        [...taken, sees("config", day(1)), clears("acm", day(2, HOUR)), sees("acm", day(2, 2 * HOUR))],
        day(2, 2 * HOUR),
        "ACKNOWLEDGED",
      ],
      ["of nothing that is seen leaves it RESOLVED", [clears("acm", day(1)), acknowledges(day(2))], day(2), "RESOLVED"],
    ]);
  });

  describe("by a suppression", () => {
    const muted = [sees("acm", day(1)), suppresses(day(2), day(9))] as const;
    runs([
      ["is SUPPRESSED", [...muted], day(2), "SUPPRESSED"],
      ["is so until the last millisecond", [...muted], day(9, -1), "SUPPRESSED"],
      ["is OPEN at its end", [...muted], day(9), "OPEN"],
      ["is RESOLVED when it is cleared meanwhile", [...muted, clears("acm", day(3))], day(3), "RESOLVED"],
      [
        "is SUPPRESSED still when it returns meanwhile",
        [...muted, clears("acm", day(3)), sees("acm", day(4))],
        day(4),
        "SUPPRESSED",
      ],
      [
        "that was over when it was decided leaves it OPEN",
        [sees("acm", day(1)), suppresses(day(2), day(1))],
        day(2),
        "OPEN",
      ],
    ]);
  });

  describe("by a decision to resolve", () => {
    runs([
      ["is RESOLVED", [sees("acm", day(1)), resolves(day(2))], day(2), "RESOLVED"],
      ["is RESOLVED in a tie at the same instant", [sees("acm", day(2)), resolves(day(2))], day(2), "RESOLVED"],
      [
        "is OPEN by a statement one millisecond later",
        [sees("acm", day(1)), resolves(day(2)), sees("acm", day(2, 1))],
        day(3),
        "OPEN",
      ],
      [
        "stays RESOLVED when an older statement comes late",
        [clears("acm", day(1)), resolves(day(2)), sees("config", day(1))],
        day(3),
        "RESOLVED",
      ],
    ]);
  });

  describe("by a decision to reopen", () => {
    runs([
      ["is OPEN against the clearing statement before it", [clears("acm", day(1)), reopens(day(2))], day(2), "OPEN"],
      [
        "is OPEN against a clearing statement at the same instant",
        [clears("acm", day(2)), reopens(day(2))],
        day(2),
        "OPEN",
      ],
      [
        "is RESOLVED by a clearing statement one millisecond later",
        [sees("acm", day(1)), reopens(day(2)), clears("acm", day(2, 1))],
        day(3),
        "RESOLVED",
      ],
      [
        "is OPEN against a decision to resolve before it",
        [sees("acm", day(1)), resolves(day(2)), reopens(day(3))],
        day(3),
        "OPEN",
      ],
      [
        "is RESOLVED when one of several reporters cleared it later",
        [clears("acm", day(1)), reopens(day(2)), clears("config", day(3))],
        day(3),
        "RESOLVED",
      ],
      [
        "is OPEN when it is seen again later",
        [clears("acm", day(1)), reopens(day(2)), sees("acm", day(3))],
        day(3),
        "OPEN",
      ],
      ["ends an acknowledgement", [sees("acm", day(1)), acknowledges(day(2)), reopens(day(2, 1))], day(2, 1), "OPEN"],
      ["ends a suppression", [sees("acm", day(1)), suppresses(day(2), day(9)), reopens(day(3))], day(3), "OPEN"],
    ]);
  });

  describe("by several decisions", () => {
    const muted = [sees("acm", day(1)), suppresses(day(2), day(9))] as const;
    runs([
      [
        "stays RESOLVED when an acknowledgement comes late",
        [sees("acm", day(1)), resolves(day(4)), acknowledges(day(3))],
        day(4),
        "RESOLVED",
      ],
      [
        "stays RESOLVED when somebody acknowledges what is resolved",
        [sees("acm", day(1)), resolves(day(2)), acknowledges(day(3))],
        day(3),
        "RESOLVED",
      ],
      ["stays SUPPRESSED when somebody acknowledges it", [...muted, acknowledges(day(3))], day(3), "SUPPRESSED"],
      [
        "is SUPPRESSED still when the acknowledgement has ended",
        [...muted, acknowledges(day(3))],
        day(5),
        "SUPPRESSED",
      ],
      [
        "is ACKNOWLEDGED when the suppression ends before the acknowledgement does",
        [...muted, acknowledges(day(8, HOUR))],
        day(9),
        "ACKNOWLEDGED",
      ],
      [
        "is OPEN by a statement after it was resolved, whatever was suppressed before that",
        [...muted, resolves(day(3)), sees("acm", day(4))],
        day(4),
        "OPEN",
      ],
      [
        "is OPEN after a resolution and a reopening, whatever was acknowledged before",
        [sees("acm", day(1)), acknowledges(day(2)), resolves(day(2, 1)), reopens(day(2, 2))],
        day(2, 3),
        "OPEN",
      ],
      [
        "is ACKNOWLEDGED where a person reopened it against all reporters, and acknowledged it then",
        [clears("acm", day(1)), reopens(day(2)), acknowledges(day(2, 1))],
        day(2, 2),
        "ACKNOWLEDGED",
      ],
      ["goes by the later of two rulings", [sees("acm", day(1)), reopens(day(3)), resolves(day(2))], day(3), "OPEN"],
      [
        "goes by the name of the author, in a tie of rulings",
        [sees("acm", day(1)), { ...reopens(day(2)), by: "grace" }, resolves(day(2))],
        day(2),
        "OPEN",
      ],
    ]);
  });

  describe("by an acknowledgement of what its author saw", () => {
    const saw = (severity: Severity) => acknowledges(day(2), { version: 1, severity });
    runs([
      ["holds for that severity", [sees("acm", day(1), { severity: "HIGH" }), saw("HIGH")], day(2), "ACKNOWLEDGED"],
      ["holds for less", [sees("acm", day(1), { severity: "LOW" }), saw("HIGH")], day(2), "ACKNOWLEDGED"],
      ["does not hold for more", [sees("acm", day(1), { severity: "CRITICAL" }), saw("HIGH")], day(2), "OPEN"],
      [
        "ends when a step of the ladder raises it",
        [sees("acm", day(1), { severity: "LOW", deadline: day(5, HOUR) }), saw("HIGH")],
        day(2, HOUR),
        "OPEN",
      ],
    ]);
  });

  test.each<readonly [string, readonly [Observation, ...(Observation | Decision)[]], true | undefined]>([
    ["is not of one that nothing clears", [sees("acm", day(1))], undefined],
    [
      "is of one that was cleared for everyone at the same instant",
      [sees("acm", day(1)), clears("config", day(1), everyone)],
      true,
    ],
    ["is of one that its reporter cleared at the same instant", [sees("acm", day(1)), clears("acm", day(1))], true],
    [
      "is not where another reporter sees it later",
      [sees("acm", day(1)), clears("acm", day(1)), sees("config", day(1, 1))],
      undefined,
    ],
    ["ends with a later statement", [sees("acm", day(1)), clears("acm", day(1)), sees("acm", day(1, 1))], undefined],
  ])("the mark of a tie %s", (_title, what, ambiguous) => {
    const view = viewOf(alertOf(...what), day(2));
    expect([view.status, view.ambiguous]).toEqual(["OPEN", ambiguous]);
  });

  test("an acknowledgement lasts until when it says, and is looked at then", () => {
    const alert = alertOf(sees("acm", day(1)), acknowledges(day(2), undefined, day(5)));
    expect(evaluate(alert, defaultWorld, day(2)).reviewAt).toBe(day(5));
    expect(viewOf(alert, day(5, -1)).status).toBe("ACKNOWLEDGED");
    expect(viewOf(alert, day(5)).status).toBe("OPEN");
  });
});

describe("the severity", () => {
  const ladder = { deadline: day(60) };
  test.each<
    readonly [string, readonly [Observation, ...(Observation | Decision)[]], Instant, string, number | undefined]
  >([
    ["is what the reporter says", [sees("acm", day(1), { severity: "LOW" })], day(1), "LOW", undefined],
    [
      "is the highest of those who see it",
      [sees("acm", day(1), { severity: "LOW" }), sees("config", day(1), { severity: "HIGH" })],
      day(1),
      "HIGH",
      undefined,
    ],
    [
      "leaves out who sees it no more",
      [
        sees("acm", day(1), { severity: "LOW" }),
        sees("config", day(1), { severity: "HIGH" }),
        clears("config", day(2)),
      ],
      day(2),
      "LOW",
      undefined,
    ],
    [
      "follows its reporter down",
      [sees("acm", day(1), { severity: "HIGH" }), sees("acm", day(2), { severity: "LOW" })],
      day(2),
      "LOW",
      undefined,
    ],
    [
      "is INFORMATIONAL once resolved, whatever the deadline",
      [sees("acm", day(1), { severity: "CRITICAL", ...ladder }), resolves(day(59))],
      day(59),
      "INFORMATIONAL",
      undefined,
    ],
    [
      "is not raised more than an hour before the first step",
      [sees("acm", day(1), { severity: "INFORMATIONAL", ...ladder })],
      day(15, -HOUR - 1),
      "INFORMATIONAL",
      undefined,
    ],
    [
      "is raised an hour before the first step",
      [sees("acm", day(1), { severity: "INFORMATIONAL", ...ladder })],
      day(15, -HOUR),
      "LOW",
      45,
    ],
    ["is raised at the step of 14 days", [sees("acm", day(1), { severity: "LOW", ...ladder })], day(46), "HIGH", 14],
    ["is never lowered by a step", [sees("acm", day(1), { severity: "CRITICAL", ...ladder })], day(15), "CRITICAL", 45],
    [
      "goes by the earliest deadline",
      [
        sees("acm", day(1), { severity: "LOW", ...ladder }),
        sees("config", day(1), { severity: "LOW", deadline: day(50) }),
      ],
      day(47),
      "CRITICAL",
      3,
    ],
    [
      "forgets the deadline of who sees it no more",
      [sees("acm", day(1), ladder), sees("config", day(1), { deadline: day(50) }), clears("config", day(2))],
      day(29),
      "MEDIUM",
      45,
    ],
    [
      "takes on a deadline that a reporter gains later",
      [sees("acm", day(1), { severity: "LOW" }), sees("acm", day(2), { severity: "LOW", deadline: day(5) })],
      day(2),
      "CRITICAL",
      3,
    ],
    [
      "climbs while acknowledged",
      [sees("acm", day(1), { severity: "LOW", ...ladder }), acknowledges(day(46))],
      day(46),
      "HIGH",
      14,
    ],
    [
      "climbs while suppressed",
      [sees("acm", day(1), { severity: "LOW", ...ladder }), suppresses(day(2), day(90))],
      day(46),
      "HIGH",
      14,
    ],
    ["is critical after the deadline", [sees("acm", day(1), { severity: "LOW", ...ladder })], day(400), "CRITICAL", 0],
  ])("%s", (_title, what, now, severity, stepDays) => {
    const view = viewOf(alertOf(...what), now);
    expect([view.severity, view.stepDays]).toEqual([severity, stepDays]);
  });

  test("of an alert that a person reopened against every reporter is INFORMATIONAL: no one says how severe it is", () => {
    expect(viewOf(alertOf(clears("acm", day(1)), reopens(day(2))), day(2)).severity).toBe("INFORMATIONAL");
  });
});

describe("the policy", () => {
  const rule = (match: Pattern) => ({ name: "a rule", matches: compilePattern(match) });
  const alert = alertOf(sees("acm", day(1), { severity: "LOW", deadline: day(60) }));

  test.each<readonly [string, Partial<EvaluationPolicy>, Instant, string, number | undefined]>([
    [
      "a severity rule raises",
      { severityRules: [{ ...rule({ condition: ["certificate-expiry"] }), severity: "HIGH" }] },
      day(1),
      "HIGH",
      undefined,
    ],
    [
      "a severity rule lowers, and has the last word over the ladder",
      { severityRules: [{ ...rule({ account: ["111122223333"] }), severity: "INFORMATIONAL" }] },
      day(59),
      "INFORMATIONAL",
      1,
    ],
    [
      "a severity rule that does not match does nothing",
      { severityRules: [{ ...rule({ account: ["999999999999"] }), severity: "HIGH" }] },
      day(1),
      "LOW",
      undefined,
    ],
    [
      "of two severity rules the first decides",
      {
        severityRules: [
          { ...rule({ region: ["eu-west-1"] }), severity: "MEDIUM" },
          { ...rule({ region: ["eu-west-1"] }), severity: "CRITICAL" },
        ],
      },
      day(1),
      "MEDIUM",
      undefined,
    ],
    [
      "a severity rule sees the step",
      { severityRules: [{ ...rule({ stepDays: [{ numeric: ["<=", 30] }] }), severity: "CRITICAL" }] },
      day(30),
      "CRITICAL",
      30,
    ],
    [
      "a severity rule sees the attributes",
      { severityRules: [{ ...rule({ attributes: { domain: [{ suffix: ".example.com" }] } }), severity: "HIGH" }] },
      day(1),
      "HIGH",
      undefined,
    ],
    [
      "a ladder rule gives another ladder",
      {
        ladderRules: [
          { ...rule({ attributes: { domain: ["www.example.com"] } }), ladder: [{ days: 365, severity: "HIGH" }] },
        ],
      },
      day(1),
      "HIGH",
      365,
    ],
    [
      "a ladder rule that does not match leaves the default",
      { ladderRules: [{ ...rule({ condition: ["threat"] }), ladder: [{ days: 365, severity: "HIGH" }] }] },
      day(15),
      "LOW",
      45,
    ],
    [
      "of two ladder rules the first decides",
      {
        ladderRules: [
          { ...rule({ status: ["OPEN"] }), ladder: [] },
          { ...rule({ status: ["OPEN"] }), ladder: [{ days: 365, severity: "HIGH" }] },
        ],
      },
      day(15),
      "LOW",
      undefined,
    ],
  ])("%s", (_title, more, now, severity, stepDays) => {
    const view = viewOf(alert, now, { ...defaultEvaluationPolicy, ...more });
    expect([view.severity, view.stepDays]).toEqual([severity, stepDays]);
  });

  test("a resolved alert stays INFORMATIONAL under a rule that would raise it", () => {
    const policy: EvaluationPolicy = {
      ...defaultEvaluationPolicy,
      severityRules: [{ ...rule({ condition: ["certificate-expiry"] }), severity: "CRITICAL" }],
    };
    expect(viewOf(alertOf(clears("acm", day(1))), day(1), policy).severity).toBe("INFORMATIONAL");
  });
});

describe("how it ended", () => {
  const lapsesAfter = conditions.threat.expiresAfterDays ?? 0;
  test.each<readonly [string, readonly [Observation, ...(Observation | Decision)[]], Instant, string | undefined]>([
    ["is not told while it is open", [sees("guardduty", day(1))], day(2), undefined],
    ["is as its reporter said", [sees("guardduty", day(1)), clears("guardduty", day(2))], day(2), "cleared"],
    ["is by its time, when nobody says it again", [sees("guardduty", day(1))], day(1 + lapsesAfter), "lapsed"],
    ["is as a person decided", [sees("guardduty", day(1)), resolves(day(1))], day(1), "decided"],
    [
      "is as a person decided even when its time is over",
      [sees("guardduty", day(1)), resolves(day(2))],
      day(1 + lapsesAfter),
      "decided",
    ],
    [
      "is by its time, when it was said again after the decision",
      [sees("guardduty", day(1)), resolves(day(2)), sees("guardduty", day(2, 1))],
      day(3 + lapsesAfter),
      "lapsed",
    ],
  ])("%s", (_title, what, now, ended) => {
    expect(viewOf(asThreat(alertOf(...what)), now).ended).toBe(ended);
  });
});

describe("the next review", () => {
  const due = sees("acm", day(1), { deadline: day(60) });
  test.each<readonly [string, readonly [Observation, ...(Observation | Decision)[]], Instant, Instant | undefined]>([
    ["is none without a deadline or decision", [sees("acm", day(1))], day(1), undefined],
    ["is an hour before the first step", [due], day(1), day(15, -HOUR)],
    ["is an hour before the next step once one is reached", [due], day(15), day(30, -HOUR)],
    ["is at the deadline after the step of one day", [due], day(59), day(60)],
    ["is none after the deadline", [due], day(60), undefined],
    ["is at the end of an acknowledgement", [sees("acm", day(1)), acknowledges(day(2))], day(2), day(3)],
    ["is none once that has ended", [sees("acm", day(1)), acknowledges(day(2))], day(3), undefined],
    ["is at the end of a suppression", [sees("acm", day(1)), suppresses(day(2), day(9))], day(2), day(9)],
    ["is at the earlier of a step and a decision's end", [due, suppresses(day(2), day(90))], day(2), day(15, -HOUR)],
    ["is at the earlier of the two the other way round", [due, suppresses(day(2), day(9))], day(2), day(9)],
    ["is none once resolved", [due, resolves(day(2))], day(2), undefined],
    [
      "is none once cleared, though a suppression still runs",
      [due, suppresses(day(2), day(9)), clears("acm", day(3))],
      day(3),
      undefined,
    ],
  ])("%s", (_title, what, now, expected) => {
    expect(evaluate(alertOf(...what), defaultWorld, now).reviewAt).toBe(expected);
  });
});

describe("the words", () => {
  test.each<readonly [string, readonly [Observation, ...(Observation | Decision)[]], string, readonly string[]]>([
    ["are those of the one reporter", [sees("acm", day(1))], "acm sees it", ["acm"]],
    [
      "are the most severe statement's",
      [sees("acm", day(2), { severity: "LOW" }), sees("config", day(1), { severity: "HIGH" })],
      "config sees it",
      ["acm", "config"],
    ],
    [
      "are of two equal ones the later's",
      [sees("acm", day(2)), sees("config", day(1))],
      "acm sees it",
      ["acm", "config"],
    ],
    [
      "are in a tie those of the last name",
      [sees("config", day(1)), sees("acm", day(1))],
      "config sees it",
      ["acm", "config"],
    ],
    [
      "are of those who still see it",
      [sees("acm", day(1)), sees("config", day(1)), clears("config", day(2))],
      "acm sees it",
      ["acm"],
    ],
    [
      "are of those who still see it, however mild and long ago",
      [sees("acm", day(1), { severity: "INFORMATIONAL" }), clears("config", day(2))],
      "acm sees it",
      ["acm"],
    ],
    [
      "are the clearing statement's, where it settled what another still sees",
      [sees("config", day(1), { severity: "HIGH" }), clears("acm", day(2), everyone)],
      "acm sees it no more",
      ["acm", "config"],
    ],
    [
      "are the latest clearing statement's when none does",
      [sees("acm", day(1)), clears("acm", day(3)), clears("config", day(2))],
      "acm sees it no more",
      ["acm", "config"],
    ],
  ])("%s", (_title, what, title, reporters) => {
    const view = viewOf(alertOf(...what), day(9));
    expect(view).toMatchObject({ title, reporters });
    // The summary is of the same statement, and says when that was made.
    expect(view.summary).toContain(`${title} at `);
  });

  test.each<readonly [string, readonly [Observation, ...Observation[]], string]>([
    [
      "another's where the most severe reporter has none",
      [sees("acm", day(1)), sees("config", day(2), { severity: "HIGH", title: undefined })],
      "acm sees it",
    ],
    [
      "the condition's label where no reporter has one",
      [sees("config", day(2), { title: undefined })],
      "Certificate expiry",
    ],
    [
      "another's where who said that it is over has none",
      [sees("acm", day(1)), clears("config", day(2), { title: undefined }), clears("acm", day(1, 1))],
      "acm sees it no more",
    ],
  ])("take as title %s", (_title, what, title) => {
    expect(viewOf(alertOf(...what), day(9)).title).toBe(title);
  });

  test.each<readonly [string, Alert, Instant]>([
    [
      "a person has ended, though a reporter of it had seen it no more",
      alertOf(sees("acm", day(1)), sees("config", day(1)), clears("config", day(2)), resolves(day(3))),
      day(4),
    ],
    [
      "has lapsed, though it had been archived before",
      asThreat(alertOf(remarks("archived", day(1)), sees("acm", day(2)))),
      day(200),
    ],
  ])("are those of who reported it where it %s", (_title, alert, now) => {
    const view = viewOf(alert, now);
    expect(view).toMatchObject({ status: "RESOLVED", title: "acm sees it", reporters: ["acm"] });
    expect(view.because).toBeUndefined();
  });

  test("a resolved alert has no deadline, though a reporter still names one", () => {
    const seen = sees("acm", day(1), { deadline: day(30) });
    expect(viewOf(alertOf(seen), day(3)).deadline).toBe(day(30));
    expect(viewOf(alertOf(seen, resolves(day(2))), day(3)).deadline).toBeUndefined();
  });

  test("keep the resource that the first reporter named", () => {
    const alert = alertOf(sees("acm", day(1)), sees("config", day(2), { severity: "CRITICAL", resource: "a UUID" }));
    expect(viewOf(alert, day(9)).resource).toBe(alert.identity.resource);
  });

  test("hold what every active reporter says of an attribute, and what ended reporters said no more", () => {
    const alert = alertOf(
      sees("acm", day(1), { attributes: { domain: "www.example.com", inUse: true } }),
      sees("acm-renewal", day(1), { attributes: { domain: ["www.example.com", "api.example.com"], daysGiven: 10 } }),
      sees("config", day(1), { attributes: { domain: "gone.example.com" } }),
      clears("config", day(2)),
    );
    expect(viewOf(alert, day(3)).attributes).toEqual({
      domain: ["api.example.com", "www.example.com"],
      inUse: [true],
      daysGiven: [10],
    });
  });

  test("the remedy is the statement's where it knows better, else the condition's", () => {
    const { remedy } = conditions["certificate-expiry"];
    expect(viewOf(alertOf(sees("acm", day(1))), day(1)).remedy).toBe(remedy);
    expect(viewOf(alertOf(sees("acm", day(1), { remedy: "Ask the owner." })), day(1)).remedy).toBe("Ask the owner.");
  });

  test("first and last seen and the count come from all statements, the past ones too", () => {
    const alert = alertOf(
      sees("acm", day(3), { count: 2, since: day(1) }),
      sees("acm", day(5), { count: 7 }),
      sees("config", day(4), { count: 3 }),
    );
    expect(viewOf(alert, day(9))).toMatchObject({ firstSeenAt: day(1), lastSeenAt: day(5), count: 7 });
  });

  test("an alert of which only a decision is known is resolved, under its condition's label", () => {
    const { id, identity } = alertOf(sees("acm", day(1)));
    const view = viewOf(
      { id, identity, reporters: {}, remarks: {}, decisions: { acknowledgement: acknowledges(day(1)) } },
      shift(day(1), 1),
    );
    expect(view).toMatchObject({ status: "RESOLVED", title: "Certificate expiry", resource: identity.resource });
    expect(view.summary).toBe("Nothing was reported about it yet.");
  });
});

describe("an acknowledgement", () => {
  test.each([
    [
      "ends when the condition was settled, though another reporter is who sees it again",
      alertOf(
        sees("acm", day(1)),
        sees("acm-renewal", day(1)),
        acknowledges(day(2)),
        clears("acm", day(2, 1), { scope: "condition" }),
        sees("acm-renewal", day(2, 2)),
      ),
      "OPEN",
    ],
    [
      "holds for an episode that began after the condition was settled",
      alertOf(clears("acm", day(1), { scope: "condition" }), sees("config", day(1, 1)), acknowledges(day(2))),
      "ACKNOWLEDGED",
    ],
    [
      "holds where the condition was settled at the same instant",
      alertOf(
        clears("acm", day(2), { scope: "condition" }),
        sees("config", day(1)),
        sees("config", day(2, 1)),
        acknowledges(day(2)),
      ),
      "ACKNOWLEDGED",
    ],
    [
      "does not cover a reporter that began to speak after it, once the others see it no more",
      alertOf(sees("acm", day(1)), acknowledges(day(2)), clears("acm", day(2, 1)), sees("config", day(2, 2))),
      "OPEN",
    ],
    [
      "holds while one that spoke before it has never said that all was well",
      alertOf(sees("acm", day(1)), sees("config", day(1)), acknowledges(day(2)), clears("acm", day(2, 1))),
      "ACKNOWLEDGED",
    ],
  ])("%s", (_title, alert, status) => {
    expect(evaluate(alert, defaultWorld, day(2, 3)).view.status).toBe(status);
  });
});

describe("who decided is shown", () => {
  const opening = sees("acm", day(1), { severity: "HIGH" });
  const by = (decision: Decision): Decision => ({ ...decision, by: "alice@example.com", why: "in hand" });
  const alice = { by: "alice", at: day(2), why: "in hand" };

  test.each<readonly [string, readonly (Observation | Decision)[], Instant, object | undefined]>([
    ["of an acknowledgement, with its end", [by(acknowledges(day(2)))], day(2), { ...alice, until: day(3) }],
    [
      "of an acknowledgement with an end of its own",
      [by(acknowledges(day(2), undefined, day(9)))],
      day(5),
      { ...alice, until: day(9) },
    ],
    ["no longer once it has ended", [by(acknowledges(day(2)))], day(3), undefined],
    [
      "no longer once it is worse than what was seen",
      [by(acknowledges(day(2), { version: 1, severity: "LOW" }))],
      day(2),
      undefined,
    ],
    ["of a suppression", [by(suppresses(day(2), day(4)))], day(3), { ...alice, until: day(4) }],
    [
      "of what a person has resolved, until nobody says otherwise",
      [by(resolves(day(2)))],
      day(3),
      { ...alice, until: undefined },
    ],
    [
      "not of what its reporters end",
      [by(acknowledges(day(2))), clears("acm", day(2, 1), everyone)],
      day(2, 2),
      undefined,
    ],
  ])("%s", (_title, others, now, decided) => {
    expect(viewOf(alertOf(opening, ...others), now).decided).toEqual(decided);
  });
});

describe("a drill", () => {
  const begun = alertOf(sees("drill", day(1), { severity: "LOW" }));
  const drill: Alert = { ...begun, identity: { ...begun.identity, condition: "drill" } };
  const QUARTER = 15 * 60_000;

  test("that nobody ends is over after a quarter of an hour, before anybody is reminded of it", () => {
    expect(viewOf(drill, day(1, QUARTER - 1))).toMatchObject({ status: "OPEN", severity: "LOW" });
    expect(viewOf(drill, day(1, QUARTER))).toMatchObject({ status: "RESOLVED", ended: "lapsed" });
    expect(evaluate(drill, defaultWorld, day(1)).reviewAt).toBe(day(1, QUARTER));
  });

  test("is as severe as it says, whatever rules there are", () => {
    const matches = compilePattern({ region: [{ exists: true }] });
    const all = { ...defaultWorld.policy, severityRules: [{ name: "all", matches, severity: "CRITICAL" as const }] };
    expect(viewOf(drill, day(1), all).severity).toBe("LOW");
    expect(viewOf(begun, day(1), all).severity).toBe("CRITICAL");
  });
});
