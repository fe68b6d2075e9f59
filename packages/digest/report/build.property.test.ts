import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { built, type History, historyOf, inputOf, policyOf } from "../testing/histories.ts";
import * as naive from "../testing/naive.ts";
import { DAY, directory, editions, end, owners, start, stories, week } from "../testing/stories.ts";
import { LIST_LIMIT, type Report, reportSchema } from "./format.ts";
import type { DigestInput } from "./input.ts";

const slaDays = { CRITICAL: 3, HIGH: 10, MEDIUM: 30 };
const policy = policyOf({ timezone: "Europe/Berlin", digest: { slaDays } });

/** The log of these alerts as written by `now`. */
function written(alerts: readonly naive.Told[], now: Instant): readonly History[] {
  return alerts.map(({ base, steps }) =>
    historyOf(
      base,
      steps.filter((step) => step.at <= now),
    ),
  );
}

function digest(alerts: readonly naive.Told[], now: Instant, given: Partial<DigestInput> = {}) {
  return built(inputOf(written(alerts, now), { week, now, policy, directory, editions, ...given }));
}

function momentOf(now: Instant): naive.Moment {
  return { start, end, now, timezone: policy.timezone, slaDays };
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
const total = ({ lines, more, elsewhere }: { lines: readonly unknown[]; more: number; elsewhere: number }) =>
  lines.length + more + elsewhere;
const some = { numRuns: 150 };
const nows = fc.constantFrom(start, shift(start, 3 * DAY), shift(end, -1), end, shift(end, 10 * DAY));

describe("the reports of a week", () => {
  test("say what looking at each step of each alert says, in every edition", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), nows, async (alerts, now) => {
        const { reports } = await digest(alerts, now);
        for (const report of reports) {
          const own = alerts.filter((alert) => naive.isTold(report.edition, alert));
          expectNaive(report, own, momentOf(now));
        }
      }),
      some,
    );
  });

  function expectNaive(report: Report, own: readonly naive.Told[], moment: naive.Moment): void {
    const standings = naive.standingsOf(own, moment);
    const count = (isOne: (standing: naive.Standing) => boolean) => standings.filter(isOne).length;
    const dues = ["overdue", "within7", "within14", "within30", "within45"] as const;
    const critical = standings.filter(({ step }) => step.severity === "CRITICAL" && step.status !== "SUPPRESSED");
    expect(report.verdict).toMatchObject({
      ...naive.countsOf(own, moment),
      overdue: count(({ due }) => due === "overdue"),
      overdueBefore: naive.overdueBefore(own, moment),
      expiring: count(({ due }) => due !== undefined && due !== "overdue"),
      late: count(({ isLate }) => isLate),
      criticalProblems: new Set(critical.map(({ problem }) => problem)).size,
      criticalProblemsBefore: naive.criticalBefore(own, moment),
    });
    const doFirst = naive.doFirstOf(standings);
    expect(report.doFirst.problems.map(({ key, because }) => ({ key, because }))).toEqual(doFirst.slice(0, 5));
    expect(report.doFirst.more).toBe(Math.max(0, doFirst.length - 5));
    for (const name of dues) expect(total(report.due[name])).toBe(count(({ due }) => due === name));
    expect(total(report.sla.late)).toBe(count(({ isLate }) => isLate));
    expect(total(report.decide)).toBe(count(({ isToDecide }) => isToDecide));
    const weekEnds = naive.weekEndsOf(own, moment);
    expect(report.open.weeks.map(({ bySeverity }) => bySeverity)).toEqual(weekEnds.slice(-report.open.weeks.length));
    expect(report.open.bySeverity).toEqual(weekEnds.at(-1));
    expect(report.open.bySeverityBefore).toEqual(weekEnds.at(-2));
    const minutes = naive.minutesOf(own, moment);
    for (const of of ["acknowledge", "resolve"] as const)
      for (const when of ["week", "before"] as const)
        expect(report.sla[of][when]).toEqual(naive.summaryOf(minutes[of][when]));
  }

  test("are as their format has it", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), nows, async (alerts, now) => {
        const { reports } = await digest(alerts, now);
        for (const report of reports) expect(v.parse(reportSchema, JSON.parse(JSON.stringify(report)))).toEqual(report);
      }),
      { numRuns: 40 },
    );
  });

  test("have totals that equal their parts", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), nows, async (alerts, now) => {
        const { reports } = await digest(alerts, now);
        for (const { verdict, open, ...report } of reports) {
          const { openBefore, baseline, opened, reopened, resolved } = verdict;
          expect(verdict.open).toBe(openBefore + baseline + opened + reopened - resolved);
          expect([sum(open.bySeverity), sum(open.byStatus), sum(open.byAgeInDays)]).toEqual(
            Array(3).fill(verdict.open),
          );
          expect(sum(open.bySeverityBefore)).toBe(openBefore);
          for (const rows of [report.byOwner, report.byOu, report.byAccount]) {
            const of = (name: "open" | "opened" | "reopened" | "resolved" | "overdue" | "late") =>
              rows.lines.reduce((all, row) => all + row[name], 0);
            expect(verdict).toMatchObject({
              open: of("open"),
              opened: of("opened"),
              reopened: of("reopened"),
              resolved: of("resolved"),
              overdue: of("overdue"),
              late: of("late"),
            });
            for (const row of rows.lines) expect(sum(row.bySeverity)).toBe(row.open);
            expect(new Set(rows.lines.map(({ name }) => name)).size).toBe(rows.lines.length);
          }
          for (const problem of report.doFirst.problems) {
            expect(problem.owners.lines.reduce((all, one) => all + one.open, problem.unowned)).toBe(problem.open);
            expect(total(problem.members)).toBe(problem.open);
          }
        }
      }),
      some,
    );
  });

  test("of the owners, with what nobody owns, are together that of the organization", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), nows, async (alerts, now) => {
        const { reports, organization } = await digest(alerts, now);
        const byOwner = reports.filter(({ edition }) => edition.kind === "owner");
        const of = (read: (report: Report) => number) => byOwner.reduce((all, report) => all + read(report), 0);
        for (const name of ["openBefore", "opened", "reopened", "resolved", "open", "escalated", "baseline"] as const)
          expect(of(({ verdict }) => verdict[name])).toBe(organization.verdict[name]);
        for (const name of ["overdue", "overdueBefore", "expiring", "late"] as const)
          expect(of(({ verdict }) => verdict[name])).toBe(organization.verdict[name]);
        for (const name of ["acknowledge", "resolve"] as const)
          expect(of(({ sla }) => sla[name].week.count + sla[name].before.count)).toBe(
            organization.sla[name].week.count + organization.sla[name].before.count,
          );
      }),
      some,
    );
  });

  test("have one line for an alert", async () => {
    await fc.assert(
      fc.asyncProperty(stories(77, { minLength: 10, maxLength: 60 }), async (alerts) => {
        const { reports, rows } = await digest(alerts, end);
        const problemOf = new Map(rows.map(({ row }) => [row.id, row.problem]));
        for (const report of reports) {
          const first = report.doFirst.problems.flatMap(({ members }) => members.lines.map(({ id }) => id));
          const others = idsBelow(report);
          expect(new Set([...first, ...others]).size).toBe(first.length + others.length);
          const keys = report.doFirst.problems.map(({ key }) => key);
          for (const id of others) expect(keys).not.toContain(problemOf.get(id));
          for (const { key, members } of report.changed.lines) {
            expect(keys).not.toContain(key);
            for (const { id } of members.lines) expect(problemOf.get(id)).toBe(key);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  function idsBelow({ decide, due, changed, sla }: Report): readonly string[] {
    return [
      ...decide.lines.flatMap((line) => (line.kind === "silence" ? [] : [line.id])),
      ...Object.values(due).flatMap(({ lines }) => lines.map(({ id }) => id)),
      ...changed.lines.flatMap(({ members }) => members.lines.map(({ id }) => id)),
      ...sla.late.lines.map(({ id }) => id),
    ];
  }

  test("list what has no line further up, in order, up to their limit", async () => {
    await fc.assert(
      fc.asyncProperty(stories(77, { minLength: 30, maxLength: 90, size: "max" }), async (alerts) => {
        const { organization: report } = await digest(alerts, end);
        const keys = new Set(report.doFirst.problems.map(({ key }) => key));
        const shown = new Set<string>();
        const left = naive.standingsOf(alerts, momentOf(end)).filter(({ problem }) => !keys.has(problem));
        const decided = report.decide.lines.flatMap((line) => (line.kind === "silence" ? [] : [line.id]));
        expect(decided.length).toBe(Math.min(LIST_LIMIT, left.filter(({ isToDecide }) => isToDecide).length));
        for (const id of decided) shown.add(id);
        for (const [name, { lines }] of Object.entries(report.due)) {
          const candidates = left.filter(({ base, due }) => due === name && !shown.has(base.id));
          const days = candidates.map(({ base }) => base.deadline).toSorted();
          expect(lines.map(({ deadline }) => deadline)).toEqual(days.slice(0, LIST_LIMIT));
          for (const { id } of lines) shown.add(id);
        }
        for (const { members } of report.changed.lines) for (const { id } of members.lines) shown.add(id);
        const late = left.filter(({ base, isLate }) => isLate && !shown.has(base.id));
        const over = late.map(({ openedAt, step }) =>
          Math.floor((epochOf(end) - epochOf(openedAt)) / DAY - (slaDays[step.severity as keyof typeof slaDays] ?? 0)),
        );
        expect(report.sla.late.lines.map(({ overDays }) => overDays)).toEqual(
          over.toSorted((a, b) => b - a).slice(0, LIST_LIMIT),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("of an owner, a unit or an account have nothing of anybody else", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), nows, async (alerts, now) => {
        const { reports } = await digest(alerts, now);
        for (const report of reports) {
          const text = JSON.stringify(report);
          for (const alert of alerts) {
            if (naive.isTold(report.edition, alert)) continue;
            expect(text).not.toContain(alert.base.id);
          }
          const { edition } = report;
          if (edition.kind === "organization") continue;
          const own = alerts.filter((alert) => naive.isTold(edition, alert));
          for (const owner of owners)
            if (owner !== edition.name && !own.some(({ base }) => base.owner === owner))
              expect(text).not.toContain(owner);
          expect(report.house).toBeUndefined();
        }
      }),
      some,
    );
  });

  test("give a row for every alert that is open or moved, with its editions", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), nows, async (alerts, now) => {
        const { reports, rows } = await digest(alerts, now);
        expect(new Set(rows.map(({ row }) => row.id)).size).toBe(rows.length);
        for (const alert of alerts) {
          const own = rows.find(({ row }) => row.id === alert.base.id);
          const { open, opened, reopened, resolved, escalated } = naive.countsOf([alert], momentOf(now));
          expect(own !== undefined).toBe(open + opened + reopened + resolved + escalated > 0);
          if (own === undefined) continue;
          const expected = reports.flatMap(({ edition }, i) => (naive.isTold(edition, alert) ? [i] : []));
          expect(own.editions).toEqual(expected);
          expect(own.row.status !== "RESOLVED").toBe(open === 1);
          expect(own.row.problem).toBe(naive.problemOf(alert.base, policy.timezone));
        }
      }),
      some,
    );
  });

  test("do not depend on what happened after the week", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), fc.integer({ min: 0, max: 12 * DAY }), async (alerts, later) => {
        const then = await digest(alerts, end);
        expect(await digest(alerts, shift(end, later))).toEqual(then);
      }),
      some,
    );
  });

  test("of a week that is not over do not depend on what happens while the table is read", async () => {
    await fc.assert(
      fc.asyncProperty(stories(), fc.integer({ min: 0, max: 7 * DAY - 1 }), async (alerts, offset) => {
        const now = shift(start, offset);
        const then = await digest(alerts, now);
        const during = inputOf(written(alerts, shift(end, -1)), { week, now, policy, directory, editions });
        expect(await built(during)).toEqual(then);
      }),
      some,
    );
  });

  test("of weeks that follow each other agree where they meet", async () => {
    await fc.assert(
      fc.asyncProperty(stories(70), async (alerts) => {
        const { organization: report } = await digest(alerts, end);
        const { organization: last } = await digest(alerts, end, { week: "2026-W46" });
        expect(report.verdict.openBefore).toBe(last.verdict.open);
        expect(report.open.bySeverityBefore).toEqual(last.open.bySeverity);
        expect(report.verdict.overdueBefore).toBe(last.verdict.overdue);
        expect(report.verdict.criticalProblemsBefore).toBe(last.verdict.criticalProblems);
      }),
      some,
    );
  });
});
