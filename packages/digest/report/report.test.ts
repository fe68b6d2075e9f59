import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { parse } from "@tocsin/core/text/parse";
import { describe, expect, test } from "vitest";
import { type History, historyOf, inTurn, reportOf, type Step, sampleView } from "../testing/samples.ts";
import { buildReport, type Report, reportSchema } from "./report.ts";

const week = "2026-W47";
const start = instant("2026-11-16T00:00:00Z");
const end = instant("2026-11-23T00:00:00Z");
const monday = instant("2026-11-23T08:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const before = shift(start, -DAY);
const first = shift(start, DAY);
const second = shift(start, 2 * DAY);
const third = shift(start, 3 * DAY);
const after = shift(end, HOUR);

function stand(at: Instant, status: Step["status"], severity: Step["severity"] = "MEDIUM"): Step {
  return { at, status, severity };
}

function reportOfSteps(...steps: readonly Step[]): Promise<Report> {
  return reportOf([historyOf(sampleView(), steps)], week, monday);
}

function hexId(number: number): string {
  return number.toString(16).padStart(32, "0");
}

describe("what counts as which movement", () => {
  type Verdict = Partial<Report["verdict"]>;
  const none: Verdict = { openBefore: 0, opened: 0, reopened: 0, resolved: 0, open: 0, escalated: 0 };
  const cases: readonly (readonly [string, readonly Step[], Verdict])[] = [
    ["counts an alert that opens", [stand(first, "OPEN")], { opened: 1, open: 1 }],
    [
      "counts an alert that opens and resolves within the week in both",
      [stand(first, "OPEN"), stand(second, "RESOLVED")],
      { opened: 1, resolved: 1 },
    ],
    [
      "counts an alert that was open all along once, at the start and at the end",
      [stand(before, "OPEN")],
      { openBefore: 1, open: 1 },
    ],
    [
      "counts a resolved alert that returns as reopened",
      [stand(before, "OPEN"), stand(before, "RESOLVED"), stand(first, "OPEN")],
      { reopened: 1, open: 1 },
    ],
    [
      "counts an alert that was cleared before it was ever open as opened, when it opens",
      [stand(before, "RESOLVED"), stand(first, "OPEN")],
      { opened: 1, open: 1 },
    ],
    [
      "holds an acknowledged alert for open",
      [stand(before, "OPEN"), stand(first, "ACKNOWLEDGED")],
      { openBefore: 1, open: 1 },
    ],
    [
      "holds a suppressed alert for open",
      [stand(before, "OPEN"), stand(first, "SUPPRESSED")],
      { openBefore: 1, open: 1 },
    ],
    [
      "does not count the end of a suppression as reopened",
      [stand(before, "OPEN"), stand(before, "SUPPRESSED"), stand(first, "OPEN")],
      { openBefore: 1, open: 1 },
    ],
    [
      "counts the acknowledgement of a resolved alert that is still reported as reopened",
      [stand(before, "OPEN"), stand(before, "RESOLVED"), { ...stand(first, "ACKNOWLEDGED"), decision: "acknowledge" }],
      { reopened: 1, open: 1 },
    ],
    [
      "counts no resolution when a decision leaves a resolved alert resolved",
      [stand(before, "OPEN"), stand(before, "RESOLVED"), { ...stand(first, "RESOLVED"), decision: "resolve" }],
      {},
    ],
    [
      "counts a rise in severity as escalated",
      [stand(before, "OPEN", "LOW"), stand(first, "OPEN", "HIGH")],
      { openBefore: 1, open: 1, escalated: 1 },
    ],
    [
      "counts a rise in severity that comes with an acknowledgement as escalated",
      [stand(before, "OPEN", "LOW"), stand(first, "ACKNOWLEDGED", "HIGH")],
      { openBefore: 1, open: 1, escalated: 1 },
    ],
    [
      "does not count a return at a higher severity as escalated",
      [stand(before, "OPEN", "LOW"), stand(before, "RESOLVED"), stand(first, "OPEN", "HIGH")],
      { reopened: 1, open: 1 },
    ],
    [
      "counts every time that an alert flaps",
      [stand(first, "OPEN"), stand(second, "RESOLVED"), stand(third, "OPEN"), stand(third, "RESOLVED")],
      { opened: 1, reopened: 1, resolved: 2 },
    ],
  ];
  test.each(cases)("%s", async (_title, steps, expected) => {
    expect((await reportOfSteps(...steps)).verdict).toMatchObject({ ...none, ...expected });
  });
});

describe("where the week begins and ends", () => {
  test.each([
    ["leaves out what happened a millisecond before it", shift(start, -1), { openBefore: 1, opened: 0, open: 1 }],
    ["takes in its first instant", start, { openBefore: 0, opened: 1, open: 1 }],
    ["takes in its last millisecond", shift(end, -1), { openBefore: 0, opened: 1, open: 1 }],
    ["leaves out the first instant of the next week", end, { openBefore: 0, opened: 0, open: 0 }],
  ])("%s", async (_title, at, expected) => {
    expect((await reportOfSteps(stand(at, "OPEN"))).verdict).toMatchObject(expected);
  });

  test.each([
    ["takes in what happened at the instant of the report", second, { opened: 1, open: 1 }],
    ["leaves out what happened a millisecond later", shift(second, 1), { opened: 0, open: 0 }],
  ])("of a week that is not over, %s", async (_title, at, expected) => {
    const report = await reportOf([historyOf(sampleView(), [stand(at, "OPEN")])], week, second);
    expect(report.verdict).toMatchObject(expected);
    expect(report.asOf).toBe(second);
  });

  test("says what it covers", async () => {
    expect(await reportOf([], week, monday)).toMatchObject({ week, from: start, to: end, asOf: end, scope: "prod" });
  });

  test("reads the log from the week's own to the present one, and no other", async () => {
    const read: string[] = [];
    const log = (wanted: string) => {
      read.push(wanted);
      return inTurn([]);
    };
    await buildReport({
      week,
      now: instant("2026-12-01T00:00:00Z"),
      scope: "prod",
      parts: [{ open: inTurn([]), log }],
    });
    expect(read).toEqual(["2026-W47", "2026-W48", "2026-W49"]);
  });

  test.each([
    ["does not exist", "2026-W54"],
    ["is not written as one", "47"],
    ["has not begun", "2026-W48"],
  ])("refuses a week that %s", async (_title, wanted) => {
    await expect(reportOf([], wanted, shift(end, -1))).rejects.toThrow(RangeError);
  });
});

describe("walking back", () => {
  test("tells a past week as it was, whatever happened since", async () => {
    const steps = [stand(before, "OPEN", "LOW"), stand(first, "OPEN", "HIGH")];
    const since = [stand(after, "OPEN", "CRITICAL"), stand(shift(after, HOUR), "RESOLVED")];
    const then = await reportOf([historyOf(sampleView(), steps)], week, end);
    expect(await reportOf([historyOf(sampleView(), [...steps, ...since])], week, monday)).toEqual(then);
    expect(then.open.bySeverity).toMatchObject({ HIGH: 1, CRITICAL: 0 });
  });

  test("knows an alert that the week did not touch by the first entry after it", async () => {
    const report = await reportOfSteps(stand(before, "OPEN", "HIGH"), stand(after, "RESOLVED"));
    expect(report.verdict).toMatchObject({ openBefore: 1, open: 1, resolved: 0 });
    expect(report.open.bySeverity.HIGH).toBe(1);
  });

  test("takes a severity that fell without an entry from the present view", async () => {
    const report = await reportOfSteps(stand(first, "OPEN", "HIGH"), stand(second, "OPEN", "LOW"));
    expect(report.open.bySeverity).toMatchObject({ HIGH: 0, LOW: 1 });
  });

  test("takes a severity that fell without an entry from where the next entry starts", async () => {
    const report = await reportOfSteps(
      stand(first, "OPEN", "HIGH"),
      stand(second, "OPEN", "LOW"),
      stand(after, "RESOLVED"),
    );
    expect(report.open.bySeverity).toMatchObject({ HIGH: 0, LOW: 1 });
  });

  test("believes the log where the index of open alerts lacks an alert that has opened", async () => {
    const { entries } = historyOf(sampleView(), [stand(first, "OPEN", "HIGH")]);
    const report = await reportOf([{ entries, view: sampleView({ status: "RESOLVED" }) }], week, monday);
    expect(report.verdict).toMatchObject({ opened: 1, open: 1 });
    expect(report.open.lines).toMatchObject([{ severity: "HIGH" }]);
  });

  test("believes the log where the index of open alerts still has an alert that was resolved", async () => {
    const { entries } = historyOf(sampleView(), [stand(first, "OPEN"), stand(second, "RESOLVED")]);
    const report = await reportOf([{ entries, view: sampleView() }], week, monday);
    expect(report.verdict).toMatchObject({ opened: 1, resolved: 1, open: 0 });
  });

  test("undoes what opened while it was read", async () => {
    const report = await reportOfSteps(stand(shift(monday, 5), "OPEN"));
    expect(report.verdict).toMatchObject({ openBefore: 0, opened: 0, open: 0 });
  });

  test("takes an alert that moved within the index while it was read for one", async () => {
    const view = sampleView({ severity: "HIGH" });
    const lowered = sampleView({ severity: "LOW" });
    const report = await reportOf(
      [
        { entries: [], view },
        { entries: [], view: lowered },
      ],
      week,
      monday,
    );
    expect(report.verdict.open).toBe(1);
    expect(report.open.bySeverity).toMatchObject({ HIGH: 0, LOW: 1 });
  });

  test("orders an alert's entries by version where two clocks disagree", async () => {
    const { entries, view } = historyOf(sampleView(), [
      stand(shift(first, 5), "OPEN"),
      stand(first, "RESOLVED"),
      stand(shift(first, 9), "ACKNOWLEDGED", "HIGH"),
    ]);
    const report = await reportOf([{ entries, view }], week, monday);
    expect(report.verdict).toMatchObject({ openBefore: 0, opened: 1, resolved: 1, reopened: 1, open: 1 });
  });
});

describe("deadlines", () => {
  const due = async (deadline: Instant, status: Step["status"] = "OPEN") =>
    reportOf([historyOf(sampleView({ deadline }), [stand(first, status)])], week, monday);

  test.each([
    ["is overdue when it passed a day ago", shift(end, -DAY), "overdue", 1],
    [
      "is overdue, by no whole day, when it passed a millisecond less than a day ago",
      shift(end, 1 - DAY),
      "overdue",
      0,
    ],
    ["is overdue at its very instant", end, "overdue", 0],
    ["is near, with no whole day left, a millisecond before it", shift(end, 1), "expiring", 0],
    ["is near when 45 days are left", shift(end, 45 * DAY), "expiring", 45],
  ] as const)("%s", async (_title, deadline, list, days) => {
    const report = await due(deadline);
    expect(report[list].lines).toMatchObject([{ deadline, days }]);
    expect(report.verdict.overdue + report.verdict.expiring).toBe(1);
  });

  test("is not told when it is a millisecond more than 45 days away", async () => {
    const { verdict, expiring } = await due(shift(end, 45 * DAY + 1));
    expect(verdict).toMatchObject({ overdue: 0, expiring: 0 });
    expect(expiring).toEqual({ lines: [], more: 0 });
  });

  test("is not told of an alert that is resolved", async () => {
    expect((await due(end, "RESOLVED")).verdict.overdue).toBe(0);
  });

  test("is told of a suppressed alert too, and that it is suppressed", async () => {
    expect((await due(end, "SUPPRESSED")).overdue.lines).toMatchObject([{ status: "SUPPRESSED" }]);
  });

  test("is known of an alert that the week touched, though it was resolved since", async () => {
    const view = sampleView({ deadline: shift(end, DAY) });
    const report = await reportOf([historyOf(view, [stand(first, "OPEN"), stand(after, "RESOLVED")])], week, monday);
    expect(report.expiring.lines).toMatchObject([{ days: 1 }]);
  });

  test("sorts by the earliest", async () => {
    const histories = [3, 1, 2].map((days) =>
      historyOf(sampleView({ id: hexId(days), deadline: shift(end, days * DAY) }), [stand(first, "OPEN")]),
    );
    const { expiring } = await reportOf(histories, week, monday);
    expect(expiring.lines.map(({ days }) => days)).toEqual([1, 2, 3]);
  });
});

describe("age", () => {
  test.each([
    ["a day short of 8 days is in the first bucket", 7, "0-7"],
    ["8 days are in the second", 8, "8-30"],
    ["30 days still are", 30, "8-30"],
    ["31 days are in the third", 31, "31-90"],
    ["90 days still are", 90, "31-90"],
    ["91 days are over 90", 91, "over 90"],
  ] as const)("%s", async (_title, days, bucket) => {
    const view = sampleView({ firstSeenAt: shift(end, -days * DAY) });
    const { open } = await reportOf([historyOf(view, [stand(first, "OPEN")])], week, monday);
    expect(open.byAgeInDays).toEqual({ "0-7": 0, "8-30": 0, "31-90": 0, "over 90": 0, [bucket]: 1 });
  });
});

describe("lists", () => {
  const many = (count: number, steps: readonly Step[]): readonly History[] =>
    Array.from({ length: count }, (_, i) => historyOf(sampleView({ id: hexId(i), account: hexId(i) }), steps));

  test.each([
    ["holds 20 lines and leaves none", 20, 20, 0],
    ["holds 20 lines of 21 and leaves one", 21, 20, 1],
  ])("%s", async (_title, count, lines, more) => {
    const report = await reportOf(
      many(count, [stand(first, "OPEN"), stand(second, "RESOLVED"), stand(third, "OPEN")]),
      week,
      monday,
    );
    for (const list of [report.opened, report.reopened, report.resolved, report.open, report.byAccount]) {
      expect(list.lines).toHaveLength(lines);
      expect(list.more).toBe(more);
    }
    expect(report.verdict.opened).toBe(count);
  });

  test("names an alert once, with how often it happened and when last", async () => {
    const { resolved } = await reportOfSteps(
      stand(before, "OPEN", "LOW"),
      stand(first, "RESOLVED"),
      stand(second, "OPEN", "HIGH"),
      stand(third, "RESOLVED"),
    );
    expect(resolved.lines).toMatchObject([{ times: 2, at: third, severity: "HIGH", reason: "cleared" }]);
    expect(resolved.more).toBe(0);
  });

  test("tells what a resolved alert's severity was", async () => {
    const { resolved } = await reportOfSteps(stand(before, "OPEN", "CRITICAL"), stand(first, "RESOLVED"));
    expect(resolved.lines).toMatchObject([{ severity: "CRITICAL" }]);
  });

  test("tells from where an alert climbed in the week", async () => {
    const { escalated } = await reportOfSteps(
      stand(before, "OPEN", "LOW"),
      stand(first, "OPEN", "MEDIUM"),
      stand(second, "OPEN", "CRITICAL"),
    );
    expect(escalated.lines).toMatchObject([{ was: "LOW", severity: "CRITICAL", times: 2, reason: "severity-raised" }]);
  });

  test("tells of a step nearer to a deadline that leaves the severity as it is, and names no other", async () => {
    const view = sampleView({ deadline: shift(end, DAY) });
    const steps = [
      { ...stand(before, "OPEN", "HIGH"), stepDays: 14 },
      { ...stand(first, "OPEN", "HIGH"), stepDays: 7 },
    ];
    const { escalated, verdict } = await reportOf([historyOf(view, steps)], week, monday);
    expect(escalated.lines).toMatchObject([{ severity: "HIGH", reason: "deadline-step", times: 1 }]);
    expect(escalated.lines[0]).not.toHaveProperty("was");
    expect(verdict.escalated).toBe(1);
  });

  test("puts the most severe movement first, then the latest", async () => {
    const opened = (id: number, at: Instant, severity: Step["severity"]) =>
      historyOf(sampleView({ id: hexId(id) }), [stand(at, "OPEN", severity)]);
    const report = await reportOf(
      [opened(1, first, "LOW"), opened(2, first, "HIGH"), opened(3, second, "HIGH"), opened(4, third, "CRITICAL")],
      week,
      monday,
    );
    expect(report.opened.lines.map(({ id }) => Number(id))).toEqual([4, 3, 2, 1]);
  });

  test("puts the most severe open alert first, then the oldest", async () => {
    const open = (id: number, firstSeenAt: Instant, severity: Step["severity"]) =>
      historyOf(sampleView({ id: hexId(id), firstSeenAt }), [stand(first, "OPEN", severity)]);
    const report = await reportOf(
      [open(1, before, "LOW"), open(2, first, "HIGH"), open(3, before, "HIGH"), open(4, first, "CRITICAL")],
      week,
      monday,
    );
    expect(report.open.lines.map(({ id }) => Number(id))).toEqual([4, 3, 2, 1]);
  });
});

describe("breakdowns", () => {
  test("put one critical alert before any number of milder ones", async () => {
    const at = (account: string, id: number, severity: Step["severity"]) =>
      historyOf(sampleView({ id: hexId(id), account }), [stand(first, "OPEN", severity)]);
    const { byAccount } = await reportOf(
      [at("busy", 1, "HIGH"), at("busy", 2, "HIGH"), at("worst", 3, "CRITICAL"), at("quiet", 4, "LOW")],
      week,
      monday,
    );
    expect(byAccount.lines.map(({ name, open }) => [name, open])).toEqual([
      ["worst", 1],
      ["busy", 2],
      ["quiet", 1],
    ]);
  });

  test("count an alert under each of its sources", async () => {
    const history = historyOf(sampleView({ reporters: ["config", "acm"] }), [stand(first, "OPEN")]);
    const { byReporter, verdict } = await reportOf([history], week, monday);
    expect(byReporter.lines.map(({ name, open, opened }) => [name, open, opened])).toEqual([
      ["acm", 1, 1],
      ["config", 1, 1],
    ]);
    expect(verdict.open).toBe(1);
  });

  test("name an account whose alerts are all resolved", async () => {
    const { byAccount } = await reportOfSteps(stand(before, "OPEN"), stand(first, "RESOLVED"));
    expect(byAccount.lines).toMatchObject([{ open: 0, opened: 0, resolved: 1 }]);
  });

  test("take any name for a name", async () => {
    const history = historyOf(sampleView({ account: "__proto__" }), [stand(first, "OPEN")]);
    expect((await reportOf([history], week, monday)).byAccount.lines).toMatchObject([{ name: "__proto__", open: 1 }]);
  });
});

test("a report survives being written and read as JSON", async () => {
  const view = sampleView({ deadline: shift(end, DAY) });
  const report = await reportOf(
    [historyOf(view, [stand(before, "OPEN", "LOW"), stand(first, "OPEN", "HIGH")])],
    week,
    monday,
  );
  expect(parse(reportSchema, JSON.parse(JSON.stringify(report)))).toEqual({ ok: true, value: report });
});

test("a report of another format is refused by the field's name", async () => {
  const report = await reportOf([], week, monday);
  const parsed = parse(reportSchema, { ...report, format: "tocsin.digest.v2" });
  expect(parsed).toMatchObject({ ok: false, refusal: { path: "format" } });
});

test("a scope is one printable line", async () => {
  expect((await reportOf([], week, monday, "prod\r\n\u202eX")).scope).toBe("prod X");
});
