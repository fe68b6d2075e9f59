/** The counts of one place. */

import type { ConditionName } from "@tocsin/core/alert/condition";
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { type AlertQuarter, isOpen, type Movement } from "../alert-quarter.ts";
import { type ages, LIST_LIMIT, MEMBERS_LIMIT, type OpenStatus } from "../format.ts";
import type { Place } from "../place.ts";
import { keyOf, problemOf } from "../problem.ts";
import { addMinutes, type Minutes, noMinutes } from "./durations.ts";
import { addToCell, emptyCell, type ListKind, listsOf, type ProblemCell } from "./problem-cell.ts";
import { addTo, type Shortlist, shortlist } from "./shortlist.ts";
import { type Bounds, compareAlerts, compareText, dueOf, dues, type StandingAlert } from "./standing-alert.ts";

export type SeverityCounts = Record<Severity, number>;
export type Age = (typeof ages)[number];

/** A row of a breakdown, without its name. */
export interface RowCounts {
  readonly bySeverity: SeverityCounts;
  overdue: number;
  late: number;
  opened: number;
  reopened: number;
  resolved: number;
}

export interface PlaceTally {
  readonly place: Place;
  readonly row: RowCounts;
  readonly before: SeverityCounts;
  readonly byStatus: Record<OpenStatus, number>;
  readonly byAge: Record<Age, number>;
  /** Open alerts by severity at the end of each week of the quarter. */
  readonly weeks: readonly SeverityCounts[];
  readonly byReporter: Map<string, RowCounts>;
  readonly byCondition: Map<ConditionName, SeverityCounts>;
  readonly problems: Map<string, ProblemCell>;
  readonly lists: Record<ListKind, { count: number; readonly shortlist: Shortlist }>;
  escalated: number;
  baseline: number;
  overdueBefore: number;
  /** Open alerts that are muted by a silence. */
  silenced: number;
  /** The number of log entries of the week. */
  entries: number;
  readonly durations: Record<"acknowledge" | "resolve", { readonly week: Minutes; readonly before: Minutes }>;
}

export function noneBySeverity(): SeverityCounts {
  return { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
}

export function emptyRow(): RowCounts {
  return { bySeverity: noneBySeverity(), overdue: 0, late: 0, opened: 0, reopened: 0, resolved: 0 };
}

export function emptyLists(): PlaceTally["lists"] {
  // Candidates for lists. An alert that a list leaves out may have its line further up: first among decisions that end, then among deadlines,
  // then among the members of what has changed.
  const dueElsewhere = LIST_LIMIT;
  const lateElsewhere = LIST_LIMIT + dues.length * LIST_LIMIT + LIST_LIMIT * MEMBERS_LIMIT;
  const due = () => ({ count: 0, shortlist: shortlist(earliestFirst, dueElsewhere) });
  return {
    decide: { count: 0, shortlist: shortlist(lapsingFirst, 0) },
    overdue: due(),
    within7: due(),
    within14: due(),
    within30: due(),
    within45: due(),
    late: { count: 0, shortlist: shortlist(longestOverFirst, lateElsewhere) },
  };
}

export function emptyTally(place: Place, weeks: number): PlaceTally {
  const durations = () => ({ week: noMinutes(), before: noMinutes() });
  return {
    place,
    row: emptyRow(),
    before: noneBySeverity(),
    byStatus: { OPEN: 0, ACKNOWLEDGED: 0, SUPPRESSED: 0 },
    byAge: { "0-7": 0, "8-30": 0, "31-90": 0, "over 90": 0 },
    weeks: Array.from({ length: weeks }, noneBySeverity),
    byReporter: new Map(),
    byCondition: new Map(),
    problems: new Map(),
    lists: emptyLists(),
    escalated: 0,
    baseline: 0,
    overdueBefore: 0,
    silenced: 0,
    entries: 0,
    durations: { acknowledge: durations(), resolve: durations() },
  };
}

/** Counts an alert; `standing` is how it stands at the end, if it is open. @param start when the week began. */
export function addAlert(
  tally: PlaceTally,
  alert: AlertQuarter,
  standing: StandingAlert | undefined,
  bounds: Bounds & { readonly start: Instant },
): void {
  const { facts, moved } = alert;
  for (const [week, code] of alert.weekEnds.entries()) {
    const severity = severities[code - 1];
    const counts = tally.weeks[week];
    if (severity !== undefined && counts !== undefined) counts[severity] += 1;
  }
  for (const { of, week, minutes } of alert.durations) {
    const { week: ofWeek, before } = tally.durations[of];
    addMinutes(week === tally.weeks.length - 1 ? ofWeek : before, minutes);
  }
  if (facts === undefined) return;
  tally.entries += alert.entries;
  // Counts once however often the alert rose: the page says how many alerts rose.
  tally.escalated += moved.escalated > 0 ? 1 : 0;
  tally.baseline += alert.baseline;
  if (isOpen(alert.atStart)) {
    tally.before[alert.atStart.severity] += 1;
    const isWaiting = alert.atStart.status !== "SUPPRESSED";
    if (isWaiting && dueOf(alert.deadlineBefore, bounds.start) === "overdue") tally.overdueBefore += 1;
  }
  for (const row of [tally.row, ...facts.reporters.map((name) => ofName(tally.byReporter, name, emptyRow))])
    addToRow(row, moved, standing);
  if (standing !== undefined) addStanding(tally, standing, bounds.asOf);
  if (standing === undefined && alert.entries === 0 && !isOpen(alert.atStart)) return;
  const problem = standing?.problem ?? problemOf({ ...facts, owner: alert.place.owner }, bounds.timezone);
  const key = standing?.key ?? keyOf(problem);
  addToCell(
    ofName(tally.problems, key, () => emptyCell(problem, key, facts.condition)),
    alert,
    standing,
  );
}

function addStanding(tally: PlaceTally, alert: StandingAlert, asOf: Instant): void {
  tally.byStatus[alert.status] += 1;
  tally.byAge[ageOf(alert.facts.firstSeenAt ?? asOf, asOf)] += 1;
  ofName(tally.byCondition, alert.facts.condition, noneBySeverity)[alert.severity] += 1;
  for (const kind of listsOf(alert)) {
    const list = tally.lists[kind];
    list.count += 1;
    addTo(list.shortlist, alert);
  }
}

function addToRow(
  row: RowCounts,
  moved: Readonly<Record<Movement, number>>,
  standing: StandingAlert | undefined,
): void {
  row.opened += moved.opened;
  row.reopened += moved.reopened;
  row.resolved += moved.resolved;
  if (standing === undefined) return;
  row.bySeverity[standing.severity] += 1;
  if (standing.due === "overdue") row.overdue += 1;
  if (standing.overDays !== undefined) row.late += 1;
}

/** Adds `row` to a sum. */
export function addRow(sum: RowCounts, row: RowCounts): void {
  addCounts(sum.bySeverity, row.bySeverity);
  sum.overdue += row.overdue;
  sum.late += row.late;
  sum.opened += row.opened;
  sum.reopened += row.reopened;
  sum.resolved += row.resolved;
}

export function addCounts<K extends string>(sum: Record<K, number>, counts: Readonly<Record<K, number>>): void {
  for (const name in counts) sum[name] += counts[name];
}

/** Adds `tally` to a sum, except its problems, which `addCell` adds, and its lists. */
export function addTally(sum: PlaceTally, tally: PlaceTally): void {
  addRow(sum.row, tally.row);
  addCounts(sum.before, tally.before);
  addCounts(sum.byStatus, tally.byStatus);
  addCounts(sum.byAge, tally.byAge);
  for (const [week, counts] of tally.weeks.entries()) addCounts(sum.weeks[week] ?? noneBySeverity(), counts);
  for (const [name, row] of tally.byReporter) addRow(ofName(sum.byReporter, name, emptyRow), row);
  for (const [name, counts] of tally.byCondition) addCounts(ofName(sum.byCondition, name, noneBySeverity), counts);
  sum.escalated += tally.escalated;
  sum.baseline += tally.baseline;
  sum.overdueBefore += tally.overdueBefore;
  sum.silenced += tally.silenced;
  sum.entries += tally.entries;
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function ofName<K, T>(named: Map<K, T>, name: K, create: () => T): T {
  const known = named.get(name);
  if (known !== undefined) return known;
  const created = create();
  named.set(name, created);
  return created;
}

function ageOf(firstSeenAt: Instant, asOf: Instant): Age {
  const days = Math.floor((epochOf(asOf) - epochOf(firstSeenAt)) / MILLISECONDS_PER_DAY);
  if (days <= 7) return "0-7";
  if (days <= 30) return "8-30";
  return days <= 90 ? "31-90" : "over 90";
}

function earliestFirst(a: StandingAlert, b: StandingAlert): number {
  return compareText(a.facts.deadline ?? "", b.facts.deadline ?? "") || compareAlerts(a, b);
}

/** A decision without a known end comes last. */
export function lapsingFirst(a: StandingAlert, b: StandingAlert): number {
  return compareText(endOf(a), endOf(b)) || compareAlerts(a, b);
}

/** An instant later than every other. */
const NEVER = "~";

function endOf({ facts: { decided } }: StandingAlert): string {
  return decided?.until ?? NEVER;
}

function longestOverFirst(a: StandingAlert, b: StandingAlert): number {
  return (
    (b.overDays ?? 0) - (a.overDays ?? 0) ||
    compareSeverity(b.severity, a.severity) ||
    compareText(a.openedAt ?? "", b.openedAt ?? "") ||
    compareText(a.facts.id, b.facts.id)
  );
}
