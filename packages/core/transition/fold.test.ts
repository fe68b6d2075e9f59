import { describe, expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import { alertId } from "../alert/identity.ts";
import type { Observation, Statement } from "../alert/observation.ts";
import type { Instant } from "../event/instant.ts";
import { defaultEvaluationPolicy, type EvaluationPolicy } from "../policy/policy.ts";
import { defaultWorld, type World } from "../policy/world.ts";
import { certificate } from "../testing/arbitraries.ts";
import { acknowledges, clears, day, remarks, reopens, resolves, sees, suppresses } from "../testing/timeline.ts";
import { sameJson } from "../text/json.ts";
import { type Change, changesOf, type Folded, fold, type Head } from "./fold.ts";
import { brokenAt, type LogEntry } from "./log-entry.ts";
import { needsHistory } from "./past.ts";

function worldBy(more: Partial<EvaluationPolicy>): World {
  return { ...defaultWorld, policy: { ...defaultEvaluationPolicy, ...more } };
}

const id = alertId(certificate);
const change = (...what: readonly (Observation | Decision)[]): Change => ({
  alertId: what.flatMap((one) => ("statement" in one ? one.alertId : []))[0] ?? id,
  observations: what.filter((one) => "statement" in one),
  decisions: what.filter((one) => "kind" in one),
});

type Arrival = readonly [now: Instant, ...what: (Observation | Decision)[]];

/** Folds each arrival into what the ones before it left, as a writer does. */
function history(...arrivals: readonly Arrival[]): {
  last: Folded;
  log: readonly LogEntry[];
  said: readonly Statement[];
  stored: Head | undefined;
} {
  const log: LogEntry[] = [];
  const said: Statement[] = [];
  let stored: Head | undefined;
  let last: Folded | undefined;
  for (const [now, ...what] of arrivals) {
    stored = last?.head;
    const made = change(...what);
    const unseen = made.observations.filter(({ statement }) => !said.some((known) => sameJson(known, statement)));
    const past = needsHistory(stored, unseen, now) ? { said: [...said], log: [...log] } : undefined;
    last = fold(stored, made, defaultWorld, now, past);
    said.push(...unseen.map(({ statement }) => statement));
    log.push(...last.entries);
  }
  if (last === undefined) throw new Error("nothing arrived");
  return { last, log, said, stored };
}

const replayed = { replayed: true } as const;
const due = { deadline: day(60), severity: "LOW" } as const;

describe("the log entry of a change", () => {
  test.each<readonly [string, readonly Arrival[], string | undefined]>([
    ["that opens the alert", [[day(1), sees("acm", day(1))]], "opened: opened"],
    ["that clears what was never open is none", [[day(1), clears("acm", day(1))]], undefined],
    [
      "that opens what was first cleared by another",
      [
        [day(1), clears("acm", day(1))],
        [day(2), sees("config", day(1))],
      ],
      "opened: opened",
    ],
    [
      "that says the same again is none",
      [
        [day(1), sees("acm", day(1))],
        [day(2), sees("acm", day(2))],
      ],
      undefined,
    ],
    [
      "that raises the severity",
      [
        [day(1), sees("acm", day(1))],
        [day(2), sees("acm", day(2), { severity: "HIGH" })],
      ],
      "escalated: severity-raised",
    ],
    [
      "that is time alone, more than an hour before a step, is none",
      [[day(1), sees("acm", day(1), due)], [day(15, -3_600_001)]],
      undefined,
    ],
    ["that is time alone, at a step", [[day(1), sees("acm", day(1), due)], [day(15)]], "escalated: deadline-step"],
    [
      "that clears it",
      [
        [day(1), sees("acm", day(1))],
        [day(2), clears("acm", day(2))],
      ],
      "resolved: cleared",
    ],
    [
      "that brings it back",
      [
        [day(1), sees("acm", day(1))],
        [day(2), clears("acm", day(2))],
        [day(3), sees("acm", day(3))],
      ],
      "reopened: seen-again",
    ],
    [
      "that acknowledges it",
      [
        [day(1), sees("acm", day(1))],
        [day(2), acknowledges(day(2))],
      ],
      "acknowledged: decided",
    ],
    [
      "that is time alone, at an acknowledgement's end",
      [[day(1), sees("acm", day(1))], [day(2), acknowledges(day(2))], [day(3)]],
      "reopened: acknowledgement-ended",
    ],
    [
      "that suppresses it",
      [
        [day(1), sees("acm", day(1))],
        [day(2), suppresses(day(2), day(9))],
      ],
      "suppressed: decided",
    ],
    [
      "that is time alone, at a suppression's end",
      [[day(1), sees("acm", day(1))], [day(2), suppresses(day(2), day(9))], [day(9)]],
      "reopened: suppression-ended",
    ],
    [
      "that resolves it by decision",
      [
        [day(1), sees("acm", day(1))],
        [day(2), resolves(day(2))],
      ],
      "resolved: decided",
    ],
    [
      "that resolves what a replay opened by a decision that comes twice at once",
      [
        [day(2), sees("acm", day(2), replayed)],
        [day(3), resolves(day(1)), resolves(day(1))],
      ],
      "resolved: decided",
    ],
    [
      "that resolves by decision what a decision had reopened",
      [
        [day(1), sees("acm", day(1))],
        [day(2), clears("acm", day(2))],
        [day(3), reopens(day(3))],
        [day(4), resolves(day(4))],
      ],
      "resolved: decided",
    ],
    [
      "that reopens it by decision",
      [
        [day(1), sees("acm", day(1))],
        [day(2), resolves(day(2))],
        [day(3), reopens(day(3))],
      ],
      "reopened: decided",
    ],
    [
      "that decides what is so already is noted",
      [
        [day(1), sees("acm", day(1))],
        [day(2), reopens(day(2))],
      ],
      "noted: decided",
    ],
    [
      "that acknowledges again is noted",
      [
        [day(1), sees("acm", day(1))],
        [day(2), acknowledges(day(2))],
        [day(2, 9), acknowledges(day(2, 9))],
      ],
      "noted: decided",
    ],
    [
      "that decides too late for a later decision is noted",
      [
        [day(1), sees("acm", day(1))],
        [day(3), resolves(day(3))],
        [day(4), acknowledges(day(2))],
      ],
      "noted: decided",
    ],
    ["that opens and acknowledges at once", [[day(1), sees("acm", day(1)), acknowledges(day(1))]], "opened: opened"],
    [
      "that sees and clears at once what was never open says that it is over",
      [[day(2), sees("acm", day(1)), clears("acm", day(2))]],
      "resolved: already-over",
    ],
  ])("%s", (_title, arrivals, expected) => {
    const entry = history(...arrivals).last.entries.at(-1);
    expect(entry && `${entry.kind}: ${entry.reason}`).toBe(expected);
  });

  test("tells from what to what, what was folded in and how the alert then stood", () => {
    const { last } = history(
      [day(1), sees("acm", day(1), due)],
      [day(20), sees("acm", day(19), due), clears("config", day(18))],
    );
    expect(last.entries.at(-1)).toMatchObject({
      ...{ alertId: id, version: 2, at: day(20), quiet: false },
      from: { status: "OPEN", severity: "LOW", stepDays: undefined },
      to: { status: "OPEN", severity: "LOW", stepDays: 45 },
      folded: [`acm ${day(19)} acm-${day(19)}`, `config ${day(18)} config-${day(18)}`],
      view: last.head.view,
    });
    expect(history([day(1), sees("acm", day(1))]).last.entries.at(-1)?.from).toBeUndefined();
  });

  test.each<readonly [string, Decision, object]>([
    [
      "who acknowledged and why",
      acknowledges(day(2)),
      { kind: "acknowledge", at: day(2), by: "ada", why: "on it", until: undefined },
    ],
    [
      "until when it is acknowledged",
      acknowledges(day(2), undefined, day(5)),
      { kind: "acknowledge", at: day(2), by: "ada", why: "on it", until: day(5) },
    ],
    [
      "until when it is suppressed",
      suppresses(day(2), day(9)),
      { kind: "suppress", at: day(2), by: "ada", why: "migrating", until: day(9) },
    ],
    [
      "who resolved and why",
      resolves(day(2)),
      { kind: "resolve", at: day(2), by: "ada", why: "replaced by hand", until: undefined },
    ],
    [
      "who noted what changed nothing",
      reopens(day(2)),
      { kind: "reopen", at: day(2), by: "ada", why: "still there", until: undefined },
    ],
  ])("tells %s", (_title, decision, expected) => {
    expect(history([day(1), sees("acm", day(1))], [day(2), decision]).last.entries.at(-1)?.decided).toEqual(expected);
  });

  test("tells of a decision only when it was made", () => {
    const { log } = history(
      [day(1), sees("acm", day(1))],
      [day(2), acknowledges(day(2))],
      [day(2, 9), sees("acm", day(2, 9), { severity: "HIGH" })],
    );
    expect(log.map(({ decided }) => decided?.by)).toEqual([undefined, "ada", undefined]);
  });

  test("never goes back in time, though a writer's clock does", () => {
    const { log, last } = history(
      [day(15), sees("acm", day(1), due)],
      [day(14), acknowledges(day(14))],
      [day(13), sees("acm", day(13), { ...due, severity: "HIGH" })],
    );
    expect(log.map(({ at, kind }) => [at, kind])).toEqual([
      [day(15), "opened"],
      [day(15), "noted"],
      [day(15), "escalated"],
    ]);
    expect(last.head.view).toMatchObject({ status: "OPEN", stepDays: 45 });
  });
});

describe("a change is quiet", () => {
  test.each<readonly [string, readonly Arrival[], boolean]>([
    ["not when it is live", [[day(1), sees("acm", day(1))]], false],
    ["when all of it was replayed", [[day(1), sees("acm", day(1), replayed), sees("config", day(1), replayed)]], true],
    ["not when a part of it is live", [[day(1), sees("acm", day(1), replayed), sees("config", day(1))]], false],
    [
      "not when a person decided with it",
      [
        [day(1), sees("acm", day(1))],
        [day(2), clears("acm", day(2), replayed), resolves(day(2))],
      ],
      false,
    ],
    [
      "not when a person acknowledges it",
      [
        [day(1), sees("acm", day(1))],
        [day(2), acknowledges(day(2))],
      ],
      false,
    ],
    [
      "not when a person suppresses it",
      [
        [day(1), sees("acm", day(1))],
        [day(2), suppresses(day(2), day(9))],
      ],
      false,
    ],
    ["not when it is time alone", [[day(1), sees("acm", day(1), { ...due, ...replayed })], [day(15)]], false],
    [
      "when it was only noted",
      [
        [day(1), sees("acm", day(1))],
        [day(2), reopens(day(2))],
      ],
      true,
    ],
    [
      "not when it ends what people heard of, however often it was said in between",
      [
        [day(1), sees("acm", day(1))],
        [day(2), sees("acm", day(2))],
        [day(3), clears("acm", day(3))],
      ],
      false,
    ],
    [
      "when it ends what only a baseline reported",
      [
        [day(1), sees("acm", day(1), { baseline: true })],
        [day(2), clears("acm", day(2))],
      ],
      true,
    ],
    [
      "when a person ends what only a baseline reported",
      [
        [day(1), sees("acm", day(1), { baseline: true })],
        [day(2), resolves(day(2))],
      ],
      true,
    ],
    [
      "when a replay resolves",
      [
        [day(1), sees("acm", day(1))],
        [day(2), clears("acm", day(2), replayed)],
      ],
      true,
    ],
  ])("%s", (_title, arrivals, quiet) => {
    expect(history(...arrivals).last.entries.at(-1)?.quiet).toBe(quiet);
  });
});

test("what began and ended unnoticed has no deadline left, and no step", () => {
  const { last } = history([day(3), sees("acm", day(1), { deadline: day(20) }), clears("acm", day(2))]);
  expect(last.entries.map(({ view }) => [view.status, view.deadline, view.stepDays])).toEqual([
    ["OPEN", day(20), 30],
    ["RESOLVED", undefined, undefined],
  ]);
  expect(last.entries.at(-1)?.to).toEqual({ status: "RESOLVED", severity: "INFORMATIONAL" });
});

describe("what was there before its cell was first heard of", () => {
  const old = { predates: true } as const;
  test.each<readonly [string, readonly Arrival[], readonly [string, boolean]]>([
    ["is opened quietly", [[day(1), sees("acm", day(1), old)]], ["opened", true]],
    [
      "is news as soon as somebody else sees it begin",
      [[day(1), sees("acm", day(1), old), sees("config", day(1))]],
      ["opened", false],
    ],
    [
      "is told when it grows worse",
      [
        [day(1), sees("acm", day(1), old)],
        [day(2), sees("acm", day(2), { ...old, severity: "CRITICAL" })],
      ],
      ["escalated", false],
    ],
    [
      "was worse for a while, which is told",
      [
        [day(1), sees("acm", day(1), old)],
        [day(3), sees("acm", day(2), { ...old, severity: "CRITICAL" }), sees("acm", day(3), old)],
      ],
      ["escalated", false],
    ],
    [
      "ends quietly",
      [
        [day(1), sees("acm", day(1), old)],
        [day(2), clears("acm", day(2), old)],
      ],
      ["resolved", true],
    ],
    [
      "is told when it returns",
      [
        [day(1), sees("acm", day(1), old)],
        [day(2), clears("acm", day(2), old)],
        [day(3), sees("acm", day(3), old)],
      ],
      ["reopened", false],
    ],
    [
      "is told where it grew worse within its first batch",
      [[day(2), sees("acm", day(1), old), sees("acm", day(2), { ...old, severity: "CRITICAL" })]],
      ["opened", false],
    ],
    [
      "is told where it returned within its first batch",
      [[day(3), sees("acm", day(1), old), clears("acm", day(2), old), sees("acm", day(3), old)]],
      ["opened", false],
    ],
    [
      "is told where it was known to be over before it came back",
      [
        [day(1), clears("acm", day(1), old)],
        [day(9), sees("acm", day(9), { ...old, severity: "CRITICAL" })],
      ],
      ["opened", false],
    ],
    [
      "is opened quietly by the copies of one statement",
      [[day(2), sees("acm", day(1), old), sees("acm", day(1), { ...old, sentAt: day(2) })]],
      ["opened", true],
    ],
    [
      "is over within one batch, quietly",
      [[day(2), sees("acm", day(1), old), clears("acm", day(2), old)]],
      ["resolved", true],
    ],
    [
      "is over within one batch, and told where it was heard of before",
      [
        [day(1), sees("acm", day(1))],
        [day(2), clears("acm", day(2))],
        [day(4), sees("acm", day(3), { ...old, severity: "CRITICAL" }), clears("acm", day(4), old)],
      ],
      ["resolved", false],
    ],
  ])("%s", (_title, arrivals, [kind, quiet]) => {
    expect(history(...arrivals).last.entries.at(-1)).toMatchObject({ kind, quiet });
  });
});

describe("what came and went unnoticed", () => {
  const high = { severity: "HIGH" } as const;
  const critical = { severity: "CRITICAL" } as const;
  const low = { severity: "LOW" } as const;

  test.each<readonly [string, readonly Arrival[], readonly string[]]>([
    [
      "within one batch is opened quietly, and announced as over",
      [[day(3), sees("acm", day(1), high), clears("acm", day(2))]],
      [`opened: opened HIGH ${day(1)} quiet`, `resolved: already-over HIGH ${day(2)}`],
    ],
    [
      "in the wrong order is the same",
      [
        [day(3), clears("acm", day(2))],
        [day(4), sees("acm", day(1), high)],
      ],
      [`opened: opened HIGH ${day(1)} quiet`, `resolved: already-over HIGH ${day(2)}`],
    ],
    [
      "as a rise within a batch is announced with its worst, once",
      [[day(4), sees("acm", day(1), low), sees("acm", day(2), critical), sees("acm", day(3), low)]],
      [`opened: opened CRITICAL ${day(1)}`],
    ],
    [
      "as a rise of what was open is announced with its worst, once",
      [
        [day(1), sees("acm", day(1), low)],
        [day(4), sees("acm", day(2), critical), sees("acm", day(3), low)],
        [day(5), sees("acm", day(2), critical)],
      ],
      [`opened: opened LOW ${day(1)}`, `escalated: was-worse CRITICAL ${day(3)}`],
    ],
    [
      "as a rise that comes late is announced with its worst",
      [
        [day(1), sees("acm", day(1), low)],
        [day(3), sees("acm", day(3), low)],
        [day(4), sees("acm", day(2), critical)],
      ],
      [`opened: opened LOW ${day(1)}`, `escalated: was-worse CRITICAL ${day(2)}`],
    ],
    [
      "as a rise before the end is the worst of the end",
      [
        [day(1), sees("acm", day(1), low)],
        [day(4), sees("acm", day(2), critical), clears("acm", day(3))],
      ],
      [`opened: opened LOW ${day(1)}`, `resolved: cleared CRITICAL ${day(3)}`],
    ],
    [
      "as two episodes within a batch is announced twice, the open one as open",
      [[day(4), sees("acm", day(1), critical), clears("acm", day(2)), sees("acm", day(3), low)]],
      [
        `opened: opened CRITICAL ${day(1)} quiet`,
        `resolved: already-over CRITICAL ${day(2)}`,
        `opened: opened LOW ${day(3)}`,
      ],
    ],
    [
      "long ago and worse than what is open is announced as over",
      [
        [day(5), sees("acm", day(5), low)],
        [day(6), sees("acm", day(1), critical), clears("acm", day(2))],
      ],
      [`opened: opened LOW ${day(5)}`, `noted: already-over CRITICAL ${day(2)}`],
    ],
    [
      "long ago and no worse is logged quietly",
      [
        [day(5), sees("acm", day(5), high)],
        [day(6), sees("acm", day(1), high), clears("acm", day(2))],
      ],
      [`opened: opened HIGH ${day(5)}`, `noted: already-over HIGH ${day(2)} quiet`],
    ],
    [
      "by replays is logged quietly",
      [[day(3), sees("acm", day(1), { ...high, ...replayed }), clears("acm", day(2), replayed)]],
      [`opened: opened HIGH ${day(1)} quiet`, `resolved: already-over HIGH ${day(2)} quiet`],
    ],
    [
      "several times, each late, is announced each time",
      [
        [day(20), sees("acm", day(20), low)],
        [day(21), sees("acm", day(4), critical), clears("acm", day(5))],
        [day(22), sees("acm", day(6), critical), clears("acm", day(7))],
        [day(24), sees("acm", day(22), critical), sees("acm", day(23), low)],
      ],
      [
        `opened: opened LOW ${day(20)}`,
        `noted: already-over CRITICAL ${day(5)}`,
        `noted: already-over CRITICAL ${day(7)}`,
        `escalated: was-worse CRITICAL ${day(23)}`,
      ],
    ],
    [
      "by a replay is logged quietly, though a live statement comes with it",
      [
        [
          day(4),
          sees("acm", day(1), { ...critical, ...replayed }),
          clears("acm", day(2), replayed),
          sees("acm", day(3), low),
        ],
      ],
      [
        `opened: opened CRITICAL ${day(1)} quiet`,
        `resolved: already-over CRITICAL ${day(2)} quiet`,
        `opened: opened LOW ${day(3)}`,
      ],
    ],
    [
      "as a rise by a replay alone is noted quietly",
      [
        [day(1), sees("acm", day(1), low)],
        [day(4), sees("acm", day(2), { ...critical, ...replayed }), sees("acm", day(3), low)],
      ],
      [`opened: opened LOW ${day(1)}`, `noted: already-over CRITICAL ${day(1)} quiet`],
    ],
    [
      "before a person resolved it is announced as over",
      [
        [day(1), sees("acm", day(1), low)],
        [day(5), resolves(day(5))],
        [day(6), sees("acm", day(0), critical)],
      ],
      [
        `opened: opened LOW ${day(1)}`,
        `resolved: decided LOW ${day(5)}`,
        `reopened: seen-again CRITICAL ${day(0)} quiet`,
        `resolved: already-over CRITICAL ${day(0)}`,
      ],
    ],
    [
      "after a person resolved it is said when it was",
      [
        [day(1), sees("acm", day(1), low)],
        [day(5), resolves(day(5))],
        [day(8), sees("acm", day(6), high), sees("acm", day(7), high)],
      ],
      [`opened: opened LOW ${day(1)}`, `resolved: decided LOW ${day(5)}`, `reopened: seen-again HIGH ${day(7)}`],
    ],
    [
      "before a suppression was made is announced, though the suppression is in force when it is reported",
      [
        [day(1), sees("acm", day(1), high)],
        [day(2), clears("acm", day(2))],
        [day(8), suppresses(day(8), day(20))],
        [day(9), sees("acm", day(3), high), clears("acm", day(4))],
      ],
      [
        `opened: opened HIGH ${day(1)}`,
        `resolved: cleared HIGH ${day(2)}`,
        `noted: decided HIGH ${day(8)} quiet`,
        `reopened: seen-again HIGH ${day(3)} quiet`,
        `resolved: already-over HIGH ${day(4)}`,
      ],
    ],
    [
      "after a suppression has ended is announced",
      [
        [day(1), sees("acm", day(1), high), suppresses(day(4), day(6))],
        [day(9), clears("acm", day(9))],
        [day(12), sees("acm", day(10), high), clears("acm", day(11))],
      ],
      [
        `opened: opened HIGH ${day(1)}`,
        `resolved: cleared HIGH ${day(9)}`,
        `reopened: seen-again HIGH ${day(10)} quiet`,
        `resolved: already-over HIGH ${day(11)}`,
      ],
    ],
    [
      "is told as live where time made worse what a live statement said, and only others spoke at that time",
      [
        [
          day(40),
          sees("acm", day(1), { deadline: day(20) }),
          remarks("confirmed", day(20)),
          sees("config", day(21), { ...replayed, severity: "LOW" }),
          clears("acm", day(30), { scope: "condition" }),
        ],
      ],
      [`opened: opened CRITICAL ${day(1)} quiet`, `resolved: already-over CRITICAL ${day(30)}`],
    ],
    [
      "is told quietly where it was so bad by the word of a replay alone, beside a live statement",
      [
        [
          day(9),
          sees("acm", day(1)),
          sees("config", day(2), { ...replayed, severity: "CRITICAL" }),
          clears("acm", day(3), { scope: "condition" }),
        ],
      ],
      [`opened: opened CRITICAL ${day(1)} quiet`, `resolved: already-over CRITICAL ${day(3)} quiet`],
    ],
    [
      "is noted beside what a person has reopened since, also where its end comes last",
      [
        [day(1), clears("acm", day(1))],
        [day(9), reopens(day(5))],
        [day(9), sees("acm", day(2), { severity: "INFORMATIONAL" })],
        [day(9), clears("acm", day(3))],
      ],
      [`opened: opened INFORMATIONAL ${day(5)}`, `noted: already-over INFORMATIONAL ${day(3)} quiet`],
    ],
    [
      "is told beside the end of what a person had reopened after it",
      [
        [day(2), clears("acm", day(2))],
        [day(5), reopens(day(5))],
        [day(9), sees("acm", day(1)), clears("acm", day(8))],
      ],
      [
        `opened: opened INFORMATIONAL ${day(5)}`,
        `noted: already-over MEDIUM ${day(2)}`,
        `resolved: cleared INFORMATIONAL ${day(8)}`,
      ],
    ],
    [
      "is told beside the end of what a replay had opened after it",
      [
        [day(9), sees("config", day(8), replayed), clears("acm", day(2))],
        [day(9), remarks("archived", day(5)), sees("acm", day(1), low)],
      ],
      [
        `opened: opened MEDIUM ${day(8)}`,
        `noted: already-over LOW ${day(2)} quiet`,
        `resolved: cleared MEDIUM ${day(8)}`,
      ],
    ],
    [
      "is logged quietly where a replay tells of it after a person's ruling, which it does not overrule",
      [
        [day(1), clears("config", day(1))],
        [day(2), resolves(day(2))],
        [day(9), sees("acm", day(5), replayed)],
      ],
      [
        `noted: decided INFORMATIONAL ${day(2)} quiet`,
        `opened: opened MEDIUM ${day(5)} quiet`,
        `resolved: already-over MEDIUM ${day(5)} quiet`,
      ],
    ],
    [
      "is told though a decision was noted within that time, when nobody knew of it",
      [
        [day(5), clears("acm", day(5))],
        [day(5), suppresses(day(4), day(4))],
        [day(6), sees("acm", day(3), { severity: "INFORMATIONAL" })],
      ],
      [
        `noted: decided INFORMATIONAL ${day(4)} quiet`,
        `opened: opened INFORMATIONAL ${day(3)} quiet`,
        `resolved: already-over INFORMATIONAL ${day(5)}`,
      ],
    ],
    [
      "is told also where a person has resolved the alert since, without knowing of it",
      [
        [day(1), clears("acm", day(1))],
        [day(5), resolves(day(5))],
        [day(6), sees("acm", day(3), high)],
      ],
      [
        `noted: decided INFORMATIONAL ${day(5)} quiet`,
        `opened: opened HIGH ${day(3)} quiet`,
        `resolved: already-over HIGH ${day(3)}`,
      ],
    ],
    [
      "under a suppression is logged quietly, unless it was worse than before",
      [
        [day(1), sees("acm", day(1), high), suppresses(day(1), day(9))],
        [day(2), clears("acm", day(2))],
        [day(5), sees("acm", day(3), high), clears("acm", day(4))],
        [day(8), sees("acm", day(6), critical), clears("acm", day(7))],
      ],
      [
        `opened: opened HIGH ${day(1)}`,
        `resolved: cleared HIGH ${day(2)}`,
        `reopened: seen-again HIGH ${day(3)} quiet`,
        `resolved: already-over HIGH ${day(4)} quiet`,
        `reopened: seen-again CRITICAL ${day(6)} quiet`,
        `resolved: already-over CRITICAL ${day(7)}`,
      ],
    ],
  ])("%s", (_title, arrivals, expected) => {
    const told = history(...arrivals).log.map(
      ({ kind, reason, worst, saidAt, quiet }) => `${kind}: ${reason} ${worst} ${saidAt}${quiet ? " quiet" : ""}`,
    );
    expect(told).toEqual(expected);
  });
});

describe("beside an open episode, the head knows the worst of those that people hear of as over", () => {
  const low = { severity: "LOW" } as const;
  const late = (severity: "LOW" | "MEDIUM" | "CRITICAL", from = 1) =>
    [sees("acm", day(from), { severity }), clears("acm", day(from + 1))] as const;
  const seen = sees("acm", day(20), low);
  const open: Arrival = [day(20), seen];

  test.each<readonly [string, readonly Arrival[], object]>([
    ["none where there was none", [open], { worst: "LOW", worstOver: undefined }],
    ["one that came late", [open, [day(21), ...late("CRITICAL")]], { worst: "LOW", worstOver: "CRITICAL" }],
    ["one that came with it", [[day(20), ...late("CRITICAL"), seen]], { worst: "LOW", worstOver: "CRITICAL" }],
    ["none that was no worse", [open, [day(21), ...late("LOW")]], { worst: "LOW", worstOver: undefined }],
    [
      "the worst of several",
      [open, [day(21), ...late("CRITICAL")], [day(22), ...late("MEDIUM", 5)]],
      { worst: "LOW", worstOver: "CRITICAL" },
    ],
    [
      "also when it is over itself",
      [open, [day(21), ...late("CRITICAL")], [day(23), clears("acm", day(22))]],
      { worst: "LOW", worstOver: "CRITICAL" },
    ],
    [
      "until another is open",
      [open, [day(21), ...late("CRITICAL")], [day(23), clears("acm", day(22))], [day(24), sees("acm", day(24), low)]],
      { worst: "LOW", worstOver: undefined },
    ],
  ])("%s", (_title, arrivals, expected) => {
    expect(history(...arrivals).last.head.heard).toMatchObject(expected);
  });
});

const threat = { ...certificate, condition: "threat" as const };
const ofThreat = (observation: Observation): Observation => ({
  ...observation,
  identity: threat,
  alertId: alertId(threat),
});

test("what came so late that it has lapsed is told, though the clock of who writes it is slow", () => {
  const { log } = history(
    [day(100), ofThreat(clears("config", day(1)))],
    [day(2), ofThreat(sees("guardduty", day(2)))],
  );
  expect(log.map(({ kind, reason, quiet }) => [kind, reason, quiet])).toEqual([
    ["opened", "opened", true],
    ["resolved", "already-over", false],
  ]);
});

test("what was said to be CRITICAL is told, though a deadline that had passed by then had made all of it so", () => {
  const low = { ...replayed, severity: "LOW", deadline: day(10) } as const;
  const { log } = history(
    [day(1), ofThreat(sees("guardduty", day(1), low))],
    [day(110), ofThreat(clears("config", day(95)))],
    [day(110), ofThreat(sees("config", day(94), { severity: "CRITICAL" }))],
  );
  expect(log.map(({ kind, reason, worst, quiet }) => [kind, reason, worst, quiet])).toEqual([
    ["opened", "opened", "HIGH", true],
    ["resolved", "lapsed", "INFORMATIONAL", true],
    ["reopened", "seen-again", "CRITICAL", true],
    ["resolved", "already-over", "CRITICAL", false],
  ]);
});

test("what people hear of as over, they know at its worst", () => {
  const { last } = history([day(5), sees("acm", day(1), { severity: "CRITICAL" }), clears("acm", day(2))]);
  expect(last.head.heard).toMatchObject({ status: "RESOLVED", worst: "CRITICAL" });
});

describe("the instant of an entry", () => {
  test.each<readonly [string, readonly Arrival[], Instant]>([
    ["is when the statement was made that brought it about", [[day(2), sees("acm", day(1))]], day(1)],
    [
      "is when the latest was made of those that changed anything",
      [
        [day(3), sees("acm", day(3), { since: day(1) })],
        [day(6), sees("acm", day(4), { severity: "HIGH" }), sees("acm", day(2)), clears("config", day(1))],
      ],
      day(4),
    ],
    ["is when it was written, where time brought it about", [[day(1), sees("acm", day(1), due)], [day(15)]], day(15)],
    [
      "is when it was written also where what was known comes again at that time",
      [
        [day(1), sees("acm", day(1), due)],
        [day(15), sees("acm", day(1), due)],
      ],
      day(15),
    ],
    [
      "is when it was said to be over, though time had brought a step by then",
      [
        [day(1), sees("acm", day(1), due)],
        [day(15), remarks("archived", day(5), { baseline: true })],
      ],
      day(5),
    ],
    [
      "is when a person decided",
      [
        [day(1), sees("acm", day(1))],
        [day(9), resolves(day(5))],
      ],
      day(5),
    ],
    [
      "is when a person decided that it is open, of which nobody knew",
      [
        [day(1), clears("acm", day(1))],
        [day(9), reopens(day(5))],
      ],
      day(5),
    ],
    [
      "is when a person decided also where what was known comes again with the decision",
      [
        [day(1), sees("acm", day(1))],
        [day(9), resolves(day(5)), sees("acm", day(1))],
      ],
      day(5),
    ],
    [
      "is not before what a decision ends, though it was made before a replay tells of that",
      [
        [day(3), sees("acm", day(2), replayed)],
        [day(4), resolves(day(1))],
      ],
      day(2),
    ],
    [
      "is not before what ends, though it is an older statement that takes back what a replay had opened",
      [
        [day(2), sees("acm", day(2))],
        [day(9), clears("acm", day(3)), sees("config", day(8), replayed)],
        [day(9), clears("config", day(1), replayed)],
      ],
      day(8),
    ],
    [
      "is when it was written, where an alert lapses as an old statement comes again",
      [
        [day(1), ofThreat(sees("guardduty", day(1))), ofThreat(sees("config", day(0)))],
        [day(120), ofThreat(sees("config", day(0)))],
      ],
      day(120),
    ],
    [
      "is when it was written, where an alert lapses as an old statement comes for the first time",
      [
        [day(1), ofThreat(sees("guardduty", day(1)))],
        [day(120), ofThreat(sees("config", day(0)))],
      ],
      day(120),
    ],
  ])("%s", (_title, arrivals, saidAt) => {
    expect(history(...arrivals).log.at(-1)?.saidAt).toBe(saidAt);
  });
});

test("a policy that raises a severity makes no news of episodes that were told", () => {
  const episodes = [1, 3, 5].map((n): Arrival => [day(n + 1), sees("acm", day(n)), clears("acm", day(n + 1))]);
  const { last, log, said } = history(...episodes);
  const raising = worldBy({ severityRules: [{ name: "all", matches: () => true, severity: "HIGH" }] });
  const late = clears("acm", day(0));
  const folded = fold(last.head, change(late), raising, day(9), { said, log });
  expect(folded.entries).toEqual([]);
});

describe("the outcome of each observation", () => {
  const first = [day(1), sees("acm", day(1))] as const;
  test.each<readonly [string, readonly Arrival[], readonly string[]]>([
    ["is the transition's reason", [first], ["opened"]],
    [
      "is the reason for the last of those folded together that changed anything",
      [[day(1), sees("acm", day(1)), sees("config", day(1))]],
      ["merged", "opened"],
    ],
    ["is merged without a transition", [first, [day(2), sees("acm", day(2))]], ["merged"]],
    ["is merged for a clearing statement that comes first", [[day(1), clears("acm", day(1))]], ["merged"]],
    ["is duplicate for the same event", [first, [day(2), sees("acm", day(1))]], ["duplicate"]],
    [
      "is duplicate for the same event within one batch",
      [[day(1), sees("acm", day(1)), sees("acm", day(1))]],
      ["opened", "duplicate"],
    ],
    ["is duplicate for the replay of the same event", [first, [day(2), sees("acm", day(1), replayed)]], ["duplicate"]],
    [
      "is stale for an older statement that adds nothing",
      [
        [day(2), sees("acm", day(2), { since: day(1) })],
        [day(3), sees("acm", day(1))],
      ],
      ["stale"],
    ],
    [
      "is merged for an older statement that was the first",
      [
        [day(2), sees("acm", day(2))],
        [day(3), sees("acm", day(1))],
      ],
      ["merged"],
    ],
    [
      "is stale beside one that counts",
      [
        [day(2), sees("acm", day(2), { since: day(1) })],
        [day(3), sees("acm", day(1)), clears("acm", day(3))],
      ],
      ["stale", "cleared"],
    ],
    [
      "is stale though time makes a transition",
      [
        [day(2), sees("acm", day(2), { ...due, since: day(1) })],
        [day(15), sees("acm", day(1))],
      ],
      ["stale"],
    ],
    [
      "is stale for an older statement of the same event",
      [
        [day(2), sees("acm", day(2), { since: day(1), eventId: "e" })],
        [day(3), sees("acm", day(1), { eventId: "e" })],
      ],
      ["stale"],
    ],
    [
      "is stale for another event of the same instant that is outranked",
      [
        [day(2), sees("acm", day(2), { since: day(1), eventId: "b" })],
        [day(3), sees("acm", day(2), { since: day(1), eventId: "a" })],
      ],
      ["stale"],
    ],
    ["is none for decisions", [first, [day(2), acknowledges(day(2))]], []],
  ])("%s", (_title, arrivals, outcomes) => {
    expect(history(...arrivals).last.outcomes).toEqual(outcomes);
  });
});

describe("the head", () => {
  test("is the stored one, and nothing is written, when nothing changed", () => {
    const { last, stored } = history([day(1), sees("acm", day(1), due)], [day(2), sees("acm", day(1), due)]);
    expect(last.head).toBe(stored);
    expect(last.entries).toEqual([]);
  });

  test("counts its writes, with an entry or without", () => {
    const { last } = history(
      [day(1), clears("acm", day(1))],
      [day(2), sees("acm", day(2))],
      [day(3), sees("acm", day(3))],
    );
    expect(last).toMatchObject({ head: { version: 3, wasOpen: true }, entries: [] });
  });

  test("remembers that it was open, and where its log stands", () => {
    const { last, log } = history(
      [day(1), sees("acm", day(1))],
      [day(2), clears("acm", day(2))],
      [day(3), clears("acm", day(3))],
    );
    expect(last.head).toMatchObject({ wasOpen: true, lastHash: log.at(-1)?.hash, evaluatedAt: day(3) });
    expect(history([day(1), clears("acm", day(1))]).last.head).toMatchObject({ wasOpen: false, lastHash: "" });
  });

  test("is written when a policy moves the next review alone, or it would stay due", () => {
    const quiet = { deadline: day(60), severity: "CRITICAL" } as const;
    const { head } = history([day(1), sees("acm", day(1), quiet)]).last;
    expect(head.reviewAt).toBe(day(15, -3_600_000));
    const ladder = [{ days: 50, severity: "LOW" as const }];
    const ladderRules = [{ name: "all", matches: () => true, ladder }];
    const world = worldBy({ ladderRules });
    const moved = fold(head, change(), world, day(2));
    expect(moved).toMatchObject({ head: { version: 2, reviewAt: day(10, -3_600_000) }, entries: [] });
  });

  test("is written when the policy changes what is shown, as rises and falls are", () => {
    const { head } = history([day(1), sees("acm", day(1))]).last;
    const rule = (severity: "LOW" | "HIGH") =>
      worldBy({ severityRules: [{ name: "all", matches: () => true, severity }] });
    const milder = fold(head, change(), rule("LOW"), day(2));
    expect(milder).toMatchObject({ head: { version: 2, view: { severity: "LOW" } }, entries: [{ quiet: true }] });
    expect(fold(head, change(), rule("HIGH"), day(2)).entries.at(-1)?.reason).toBe("severity-raised");
  });
});

test("the entries of a long history are one chain", () => {
  const { log } = history(
    [day(1), sees("acm", day(1), due)],
    [day(2), sees("acm", day(2), due)],
    [day(15)],
    [day(16), acknowledges(day(16))],
    [day(17)],
    [day(18), clears("acm", day(18))],
    [day(19), reopens(day(19))],
  );
  expect(log.map(({ version, kind }) => `${version} ${kind}`)).toEqual([
    ...["1 opened", "3 escalated", "4 acknowledged", "5 reopened", "6 resolved", "7 reopened"],
  ]);
  expect(log.map(({ previousHash }) => previousHash)).toEqual(["", ...log.slice(0, -1).map(({ hash }) => hash)]);
  expect(brokenAt(log)).toBeUndefined();
});

test("a decision on an alert that nobody knows is an error", () => {
  expect(() => fold(undefined, change(acknowledges(day(1))), defaultWorld, day(1))).toThrow(
    new RangeError(`nothing is known of alert ${id}`),
  );
});

test("an observation of another alert is an error", () => {
  const other = { ...certificate, account: "999999999999" };
  const foreign = { ...sees("acm", day(2)), identity: other, alertId: alertId(other) };
  const { head } = history([day(1), sees("acm", day(1))]).last;
  expect(() => fold(head, change(foreign), defaultWorld, day(2))).toThrow(RangeError);
});

test("changesOf gathers the observations of a batch by alert, in order", () => {
  const [a, b, c] = [sees("acm", day(1)), sees("acm", day(2)), { ...sees("acm", day(3)), alertId: "other" }];
  expect(changesOf([a, c, b])).toEqual([
    { alertId: id, observations: [a, b], decisions: [] },
    { alertId: "other", observations: [c], decisions: [] },
  ]);
  expect(changesOf([])).toEqual([]);
});
