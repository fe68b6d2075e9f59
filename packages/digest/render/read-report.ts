/** Reads a frozen report, of this format or of the one before it. */
import { conditions } from "@tocsin/core/alert/condition";
import { weekBefore } from "@tocsin/core/event/week";
import { isObject } from "@tocsin/core/text/json";
import { type Parsed, parse, refused } from "@tocsin/core/text/parse";
import {
  type Change,
  DO_FIRST_LIMIT,
  type Listing,
  type Problem,
  type Report,
  reportSchema,
} from "../report/format.ts";
import { REPORT_FORMAT_V1, type ReportV1, reportSchemaV1 } from "../report/format-v1.ts";

/** The report that `text` holds as JSON, or the field that does not fit. Of a report in the older format, it shows the fields that exist and invents none. */
export function readReport(text: string): Parsed<Report> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("", "expected JSON, such as report.json of a digest");
  }
  const format = isObject(value) ? value.format : undefined;
  if (format !== REPORT_FORMAT_V1) return parse(reportSchema, value);
  const read = parse(reportSchemaV1, value);
  return read.ok ? { ok: true, value: fromV1(read.value) } : read;
}

function fromV1(report: ReportV1): Report {
  const { verdict, open, unreadable } = report;
  const first = firstOf(report);
  const told = new Set(first.map(({ key }) => key));
  const { CRITICAL: critical } = open.bySeverity;
  return {
    ...{ format: "tocsin.digest.v2", scope: report.scope, edition: { kind: "organization" }, week: report.week },
    ...{ from: report.from, to: report.to, asOf: report.asOf, timezone: "UTC", place: "" },
    verdict: {
      ...verdict,
      isCalm: verdict.overdue === 0 && critical === 0 && unreadable.lines.length + unreadable.more === 0,
      ...{ baseline: 0, isFirstWeek: false, late: 0, overdueBefore: verdict.overdue },
      // The older format had no problems: each alert counts as a problem.
      ...{ criticalProblems: critical, criticalProblemsBefore: open.bySeverityBefore.CRITICAL },
    },
    trust: {
      ...{ accounts: { known: 0, heard: 0 }, cells: { known: 0, heard: 0 }, silent: none(), never: none() },
      unreadable: { ...unreadable, elsewhere: 0 },
    },
    doFirst: {
      problems: first,
      more: Math.max(0, verdict.overdue + open.lines.filter(isCritical).length - first.length),
    },
    decide: none(),
    due: dueOf(report, told),
    changed: changedOf(report, told),
    open: {
      ...{ bySeverity: open.bySeverity, bySeverityBefore: open.bySeverityBefore },
      ...{ byStatus: open.byStatus, byAgeInDays: open.byAgeInDays },
      weeks: [
        { week: weekBefore(report.week), bySeverity: open.bySeverityBefore },
        { week: report.week, bySeverity: open.bySeverity },
      ],
    },
    sla: { days: {}, late: none(), acknowledge: noDurations, resolve: noDurations },
    ...{ byOwner: none(), byOu: none(), byAccount: rowsOf(report.byAccount), byReporter: rowsOf(report.byReporter) },
    controls: none(),
  };
}

/** Used in place of an owner: the older format had none, which does not mean that the alert was unowned. */
const NOT_RECORDED = "not recorded";

const noDurations = { week: { count: 0 }, before: { count: 0 } };

function none<T>(): Listing<T> {
  return { lines: [], more: 0, elsewhere: 0 };
}

type LineV1 = ReportV1["open"]["lines"][number];

function isCritical({ severity }: LineV1): boolean {
  return severity === "CRITICAL";
}

/** Overdue alerts, then critical ones. */
function firstOf({ overdue, open }: ReportV1): Problem[] {
  const problems = new Map<string, Problem>();
  for (const line of overdue.lines) problems.set(line.id, problemOf(line, "overdue"));
  for (const line of open.lines.filter(isCritical))
    if (!problems.has(line.id)) problems.set(line.id, problemOf(line, "critical"));
  return [...problems.values()].slice(0, DO_FIRST_LIMIT);
}

function problemOf(
  line: Omit<LineV1, "firstSeenAt"> & Partial<Pick<Problem, "deadline">>,
  because: Problem["because"],
): Problem {
  const { id, title, condition, severity, deadline } = line;
  const { remedy, ends } = conditions[condition];
  return {
    ...{ key: id, title, condition, severity, deadline, because, remedy, doneWhen: ends },
    ...{ open: 1, accounts: 1, owners: ownersOf(1), unowned: 0 },
    members: { lines: [alertOf(line)], more: 0, elsewhere: 0 },
  };
}

function ownersOf(open: number): Problem["owners"] {
  return { lines: [{ name: NOT_RECORDED, open }], more: 0, elsewhere: 0 };
}

function alertOf({ id, severity, condition, title, account, region, resource, status }: Omit<LineV1, "firstSeenAt">) {
  return { id, severity, condition, title, account, region, resource, status, owner: NOT_RECORDED };
}

function dueOf({ overdue, expiring }: ReportV1, told: ReadonlySet<string>): Report["due"] {
  const within = (from: number, to: number) =>
    listingOf(
      expiring.lines.filter(({ days }) => days >= from && days < to),
      told,
    );
  return {
    overdue: { ...listingOf(overdue.lines, told), more: overdue.more },
    within7: within(0, 7),
    within14: within(7, 14),
    within30: within(14, 30),
    // The alerts that the older format left out were due later than those it lists.
    within45: { ...within(30, 46), more: expiring.more },
  };
}

function listingOf(lines: ReportV1["overdue"]["lines"], told: ReadonlySet<string>): Report["due"]["overdue"] {
  const shown = lines.filter(({ id }) => !told.has(id));
  return {
    lines: shown.map((line) => ({ ...alertOf(line), deadline: line.deadline, days: line.days })),
    ...{ more: 0, elsewhere: lines.length - shown.length },
  };
}

const movements = ["opened", "reopened", "escalated", "resolved"] as const;

/** Each alert once, with all its movements. */
function changedOf(report: ReportV1, told: ReadonlySet<string>): Report["changed"] {
  const changes = new Map<string, Change>();
  for (const movement of movements)
    for (const line of report[movement].lines) {
      const before = changes.get(line.id) ?? changeOf(line);
      const open = movement === "resolved" ? 0 : before.open;
      changes.set(line.id, { ...before, open, owners: ownersOf(open), [movement]: 1 });
    }
  const shown = [...changes.values()].filter(({ key }) => !told.has(key));
  const lines = shown.slice(0, 20);
  const more = movements.reduce((sum, movement) => sum + report[movement].more, shown.length - lines.length);
  return { lines, more, elsewhere: changes.size - shown.length };
}

function changeOf(line: ReportV1["opened"]["lines"][number]): Change {
  const { because: _, ...problem } = problemOf({ ...line, status: "OPEN" }, "high");
  return { ...problem, ...{ opened: 0, reopened: 0, escalated: 0, resolved: 0 } };
}

function rowsOf({ lines, more }: ReportV1["byAccount"]): Report["byAccount"] {
  return { lines: lines.map((row) => ({ ...row, overdue: 0, late: 0 })), more, elsewhere: 0 };
}
