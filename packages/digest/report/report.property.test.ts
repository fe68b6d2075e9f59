import type { Decision } from "@tocsin/core/alert/decision";
import { active, cleared } from "@tocsin/core/alert/observation";
import { compareSeverity, severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { weekBefore, weekOf } from "@tocsin/core/event/week";
import { defaultWorld } from "@tocsin/core/policy/world";
import { fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type History, historyOf, inTurn, reportOf, type Step, sampleView } from "../testing/samples.ts";
import { noneBySeverity } from "./listing.ts";
import { buildReport, type Report } from "./report.ts";

const week = "2026-W47";
const start = instant("2026-11-16T00:00:00Z");
const end = instant("2026-11-23T00:00:00Z");
const DAY = 86_400_000;

/** Three weeks around the one that is told; its edges more often than chance has it. */
const at: fc.Arbitrary<Instant> = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: -10 * DAY, max: 17 * DAY }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 0, 1, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1) },
  )
  .map((offset) => shift(start, offset));
const instants = fc.uniqueArray(at, { maxLength: 9 }).map((all) => all.toSorted());
const standing = fc.record({ status: fc.constantFrom(...statuses), severity: fc.constantFrom(...severities) });
const account = fc.constantFrom("048576123456", "111122223333", "444455556666");
const reporters = fc.constantFrom<readonly string[]>(["acm"], ["acm", "config"], ["guardduty"]);

/** An alert as told step by step. */
interface Told {
  readonly account: string;
  readonly reporters: readonly string[];
  readonly steps: readonly Step[];
}

const told: fc.Arbitrary<Told> = fc
  .record({ account, reporters, instants, standings: fc.array(standing, { minLength: 9, maxLength: 9 }) })
  .map(({ instants: times, standings, ...rest }) => ({
    ...rest,
    steps: times.flatMap((time, i) => (standings[i] ? [{ at: time, ...standings[i] }] : [])),
  }));

/** Without a fall in severity that the log does not tell. */
const logged = told.map((alert): Told => ({ ...alert, steps: alert.steps.reduce<readonly Step[]>(withoutFall, []) }));

function withoutFall(steps: readonly Step[], step: Step): readonly Step[] {
  const last = steps.at(-1);
  const falls = last && last.status === step.status && compareSeverity(step.severity, last.severity) < 0;
  return [...steps, falls ? { ...step, severity: last.severity } : step];
}

/** What is written of these alerts by `now`. */
function written(alerts: readonly Told[], now: Instant): readonly History[] {
  return alerts.map(({ account: inAccount, reporters: by, steps }, i) =>
    historyOf(
      sampleView({ id: String(i).padStart(32, "0"), account: inAccount, reporters: by, firstSeenAt: start }),
      steps.filter((step) => step.at <= now),
    ),
  );
}

/** The same numbers, by looking at each step of each alert. */
function counted(alerts: readonly Told[], now: Instant) {
  const last = now < end ? now : shift(end, -1);
  const totals = { openBefore: 0, opened: 0, reopened: 0, resolved: 0, open: 0, escalated: 0 };
  const bySeverity = noneBySeverity();
  const bySeverityBefore = noneBySeverity();
  for (const { steps } of alerts) {
    const openAt = (time: Instant) => {
      const step = steps.findLast((candidate) => candidate.at <= time);
      return step?.status === "RESOLVED" ? undefined : step;
    };
    const [atStart, atEnd] = [openAt(shift(start, -1)), openAt(last)];
    if (atStart) bySeverityBefore[atStart.severity] += 1;
    if (atEnd) bySeverity[atEnd.severity] += 1;
    totals.openBefore += atStart ? 1 : 0;
    totals.open += atEnd ? 1 : 0;
    let everOpen = false;
    let was: Step | undefined;
    for (const step of steps) {
      const is = step.status === "RESOLVED" ? undefined : step;
      const inWeek = step.at >= start && step.at <= last ? 1 : 0;
      if (!was && is && !everOpen) totals.opened += inWeek;
      if (!was && is && everOpen) totals.reopened += inWeek;
      if (was && !is) totals.resolved += inWeek;
      if (was && is && compareSeverity(is.severity, was.severity) > 0) totals.escalated += inWeek;
      everOpen ||= is !== undefined;
      was = is;
    }
  }
  return { totals, bySeverity, bySeverityBefore };
}

function expectBalance({ verdict, byAccount }: Report): void {
  const { openBefore, opened, reopened, resolved, open } = verdict;
  expect(open).toBe(openBefore + opened + reopened - resolved);
  const sum = (of: "open" | "opened" | "reopened" | "resolved") =>
    byAccount.lines.reduce((all, row) => all + row[of], 0);
  expect({ open, opened, reopened, resolved }).toEqual({
    open: sum("open"),
    opened: sum("opened"),
    reopened: sum("reopened"),
    resolved: sum("resolved"),
  });
}

const some = { numRuns: 300 };

describe("the numbers of a report", () => {
  test("are those that counting step by step gives", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(logged, { maxLength: 8 }),
        fc.constantFrom(start, shift(start, 3 * DAY), shift(end, -1), end, shift(end, 10 * DAY)),
        async (alerts, now) => {
          const report = await reportOf(written(alerts, now), week, now);
          const { totals, bySeverity, bySeverityBefore } = counted(alerts, now);
          expect(report.verdict).toMatchObject(totals);
          expect(report.open).toMatchObject({ bySeverity, bySeverityBefore });
          expectBalance(report);
          for (const row of report.byAccount.lines) {
            const ofRow = counted(
              alerts.filter((alert) => alert.account === row.name),
              now,
            );
            const { open, opened, reopened, resolved } = ofRow.totals;
            expect(row).toEqual({ name: row.name, bySeverity: ofRow.bySeverity, open, opened, reopened, resolved });
          }
          for (const row of report.byReporter.lines) {
            const ofRow = counted(
              alerts.filter((alert) => alert.reporters.includes(row.name)),
              now,
            );
            const { open, opened, reopened, resolved } = ofRow.totals;
            expect(row).toEqual({ name: row.name, bySeverity: ofRow.bySeverity, open, opened, reopened, resolved });
          }
        },
      ),
      some,
    );
  });

  test("agree with the lists", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 8 }), async (alerts) => {
        const { verdict, open, ...report } = await reportOf(written(alerts, end), week, end);
        const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
        expect([
          sum(open.bySeverity),
          sum(open.byStatus),
          sum(open.byAgeInDays),
          open.lines.length + open.more,
        ]).toEqual(Array(4).fill(verdict.open));
        expect(sum(open.bySeverityBefore)).toBe(verdict.openBefore);
        for (const movement of ["opened", "reopened", "resolved", "escalated"] as const)
          expect(report[movement].lines.reduce((all, { times }) => all + times, 0)).toBe(verdict[movement]);
      }),
      some,
    );
  });

  test("do not depend on what happened after the week", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(logged, { maxLength: 8 }),
        fc.integer({ min: 0, max: 12 * DAY }),
        async (alerts, later) => {
          const then = await reportOf(written(alerts, end), week, end);
          const now = shift(end, later);
          expect(await reportOf(written(alerts, now), week, now)).toEqual(then);
        },
      ),
      some,
    );
  });

  test("of a week that is not over do not depend on what happens while the table is read", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(logged, { maxLength: 8 }),
        fc.integer({ min: 0, max: 7 * DAY - 1 }),
        async (alerts, offset) => {
          const now = shift(start, offset);
          const then = await reportOf(written(alerts, now), week, now);
          expect(await reportOf(written(alerts, shift(end, -1)), week, now)).toEqual(then);
        },
      ),
      some,
    );
  });

  test("do not depend on the order in which the table is read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 8 }), async (alerts) => {
        const histories = written(alerts, shift(end, 10 * DAY));
        const reversed = histories.map(({ entries, view }) => ({ entries: entries.toReversed(), view })).toReversed();
        const now = shift(end, 10 * DAY);
        expect(await reportOf(reversed, week, now)).toEqual(await reportOf(histories, week, now));
      }),
      some,
    );
  });

  test("begin where those of the week before end, even where severities fell without an entry", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(told, { maxLength: 8 }),
        fc.integer({ min: 0, max: 17 * DAY }),
        async (alerts, later) => {
          const now = shift(start, later);
          const histories = written(alerts, now);
          const [last, report] = [
            await reportOf(histories, weekBefore(week), now),
            await reportOf(histories, week, now),
          ];
          expect(report.open.bySeverityBefore).toEqual(last.open.bySeverity);
          expectBalance(report);
          expectBalance(last);
        },
      ),
      some,
    );
  });
});

/** What the core is told of one alert. */
type Input =
  | { readonly kind: "active"; readonly severity: (typeof severities)[number] }
  | { readonly kind: "cleared" | "review" | "acknowledge" | "suppress" | "resolve" | "reopen" };

describe("the report of what the core wrote", () => {
  const said: fc.Arbitrary<Input> = fc.oneof(
    fc.record({ kind: fc.constant("active" as const), severity: fc.constantFrom(...severities) }),
    fc.record({
      kind: fc.constantFrom("cleared", "review", "acknowledge", "suppress", "resolve", "reopen"),
    }),
  );
  const conversation = fc.record({ instants, said: fc.array(said, { minLength: 9, maxLength: 9 }) });

  test("balances, and begins and ends with what was open at those instants", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(conversation, { maxLength: 5 }), async (conversations) => {
        const entries: LogEntry[] = [];
        const now = shift(end, 10 * DAY);
        const trails = conversations.map(({ instants: times, said: all }, i) => {
          const trail: { at: Instant; head: Head }[] = [];
          for (const [j, time] of times.entries()) {
            const told = all[j];
            const folded = told && folding(trail.at(-1)?.head, `r${i}`, told, time);
            if (!folded) continue;
            entries.push(...folded.entries);
            trail.push({ at: time, head: folded.head });
          }
          return trail;
        });
        const openAt = (time: Instant) =>
          trails.flatMap((trail) => {
            const head = trail.findLast((point) => point.at <= time)?.head;
            return head && head.view.status !== "RESOLVED" ? [head.view] : [];
          });
        const report = await buildReport({
          week,
          now,
          scope: "",
          parts: [
            {
              open: inTurn(openAt(now)),
              log: (wanted) => inTurn(entries.filter((entry) => weekOf(entry.at) === wanted)),
            },
          ],
        });
        expect(report.verdict).toMatchObject({
          openBefore: openAt(shift(start, -1)).length,
          open: openAt(shift(end, -1)).length,
        });
        expectBalance(report);
      }),
      some,
    );
  });

  function folding(stored: Head | undefined, discriminator: string, told: Input, time: Instant) {
    const identity = {
      condition: "threat",
      partition: "aws",
      account: "048576123456",
      region: "eu-west-1",
      resource: "",
      discriminator,
    } as const;
    const input = { identity, reporter: "guardduty", title: "t", summary: "s", resource: "r" };
    const event = { id: time, time };
    const observation =
      told.kind === "active"
        ? active(event, { ...input, severity: told.severity })
        : cleared(event, { ...input, scope: "reporter", because: "fixed" });
    const isSaid = told.kind === "active" || told.kind === "cleared";
    // A decision or a review is of an alert that is known.
    if (stored === undefined && !isSaid) return undefined;
    const decisions = isSaid ? [] : decisionsOf(told.kind, time);
    const change = { alertId: observation.alertId, identity, observations: isSaid ? [observation] : [], decisions };
    return fold(stored, change, defaultWorld, time);
  }

  function decisionsOf(kind: Exclude<Input["kind"], "active" | "cleared">, time: Instant): readonly Decision[] {
    const decided = { at: time, by: "ada", why: "known" };
    if (kind === "review") return [];
    return [kind === "suppress" ? { ...decided, kind, until: shift(time, 2 * DAY) } : { ...decided, kind }];
  }
});
