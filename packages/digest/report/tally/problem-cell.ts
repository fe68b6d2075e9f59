/** The part of a problem that is in one place. An edition's problem is the sum of its cells there. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import { moreSevere, type Severity, severities } from "@tocsin/core/alert/severity";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { type AlertQuarter, type Facts, isOpen, type Movement, movements } from "../alert-quarter.ts";
import type { ProblemKind } from "../problem.ts";
import { compareAlerts, dues, type Reason, reasons, type StandingAlert } from "./standing-alert.ts";

/** Alerts that have their line with their problem, by the list that counts them. */
const listKinds = [...dues, "decide", "late"] as const;
export type ListKind = (typeof listKinds)[number];

/** Alerts that moved in the week and may have their line elsewhere. */
const MOVED_MEMBERS = 12;
const MEMBERS = 3;

export interface ProblemCell {
  readonly problem: ProblemKind;
  readonly key: string;
  open: number;
  /** The alerts of it that moved in the week, without the resolved ones. */
  movedOpen: number;
  /** Whether an alert of it was CRITICAL when the week began, and when it ends; suppressed alerts do not count. */
  wasCritical: boolean;
  isCritical: boolean;
  worst: Severity | undefined;
  /** The worst severity among all alerts that moved in the week, open or resolved. */
  worstMoved: Severity | undefined;
  deadline: Instant | undefined;
  oldest: Instant | undefined;
  reason: Reason | undefined;
  isProduction: boolean;
  readonly lists: { [K in ListKind]?: number };
  /** How many alerts made each movement, each counted once. */
  readonly moved: Record<Movement, number>;
  readonly members: StandingAlert[];
  readonly movedMembers: StandingAlert[];
  /** The first resolved alert that was counted. */
  ended: Pick<Facts, "id" | "title" | "link"> | undefined;
  /** The title of the first alert that was counted; a worse one may replace it. */
  readonly condition: ConditionName;
}

export function emptyCell(problem: ProblemKind, key: string, condition: ConditionName): ProblemCell {
  return {
    problem,
    key,
    condition,
    open: 0,
    movedOpen: 0,
    wasCritical: false,
    isCritical: false,
    worst: undefined,
    worstMoved: undefined,
    deadline: undefined,
    oldest: undefined,
    reason: undefined,
    isProduction: false,
    lists: {},
    moved: { opened: 0, reopened: 0, resolved: 0, escalated: 0 },
    members: [],
    movedMembers: [],
    ended: undefined,
  };
}

/** Counts an alert of the week; `standing` is how it stands at the end, if it is open. */
export function addToCell(cell: ProblemCell, alert: AlertQuarter, standing: StandingAlert | undefined): void {
  cell.wasCritical ||= isCritical(alert.atStart);
  cell.isCritical ||= isCritical(alert.atEnd);
  let hasMoved = false;
  for (const movement of movements) {
    if (alert.moved[movement] === 0) continue;
    cell.moved[movement] += 1;
    hasMoved = true;
  }
  if (hasMoved) cell.worstMoved = worse(cell.worstMoved, alert.worst);
  if (standing === undefined) cell.ended ??= alert.facts && endedOf(alert.facts);
  else addOpen(cell, standing);
}

function isCritical(standing: AlertQuarter["atEnd"]): boolean {
  return isOpen(standing) && standing.status !== "SUPPRESSED" && standing.severity === "CRITICAL";
}

/** More are not kept: a week has many. */
function endedOf({ id, title, link }: Facts): ProblemCell["ended"] {
  return { id, title, link };
}

function addOpen(cell: ProblemCell, alert: StandingAlert): void {
  cell.open += 1;
  cell.worst = worse(cell.worst, alert.severity);
  cell.deadline = first(cell.deadline, alert.facts.deadline);
  cell.oldest = first(cell.oldest, alert.facts.firstSeenAt);
  cell.reason = weightier(cell.reason, alert.reason);
  cell.isProduction ||= alert.isProduction;
  for (const kind of listsOf(alert)) cell.lists[kind] = (cell.lists[kind] ?? 0) + 1;
  keep(cell.members, alert, MEMBERS);
  if (!alert.hasMoved) return;
  cell.movedOpen += 1;
  keep(cell.movedMembers, alert, MOVED_MEMBERS);
}

/** The lists that an alert may be in. */
export function listsOf({ lapses, due, overDays }: StandingAlert): readonly ListKind[] {
  return [
    ...(lapses ? (["decide"] as const) : []),
    ...(due === undefined ? [] : [due]),
    ...(overDays === undefined ? [] : (["late"] as const)),
  ];
}

/** Adds `cell` to a sum. */
export function addCell(sum: ProblemCell, cell: ProblemCell): void {
  sum.open += cell.open;
  sum.movedOpen += cell.movedOpen;
  sum.wasCritical ||= cell.wasCritical;
  sum.isCritical ||= cell.isCritical;
  sum.worst = worse(sum.worst, cell.worst);
  sum.worstMoved = worse(sum.worstMoved, cell.worstMoved);
  sum.deadline = first(sum.deadline, cell.deadline);
  sum.oldest = first(sum.oldest, cell.oldest);
  sum.reason = weightier(sum.reason, cell.reason);
  sum.isProduction ||= cell.isProduction;
  for (const kind of listKinds) sum.lists[kind] = (sum.lists[kind] ?? 0) + (cell.lists[kind] ?? 0);
  for (const movement of movements) sum.moved[movement] += cell.moved[movement];
  for (const alert of cell.members) keep(sum.members, alert, MEMBERS);
  for (const alert of cell.movedMembers) keep(sum.movedMembers, alert, MOVED_MEMBERS);
  sum.ended ??= cell.ended;
}

function keep(best: StandingAlert[], alert: StandingAlert, limit: number): void {
  const place = best.findIndex((other) => compareAlerts(alert, other) < 0);
  if (place < 0 && best.length === limit) return;
  best.splice(place < 0 ? best.length : place, 0, alert);
  if (best.length > limit) best.pop();
}

function worse(a: Severity | undefined, b: Severity | undefined): Severity | undefined {
  return a === undefined || b === undefined ? (a ?? b) : moreSevere(a, b);
}

function first(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? (a ?? b) : earlier(a, b);
}

function weightier(a: Reason | undefined, b: Reason | undefined): Reason | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return reasons.indexOf(a) <= reasons.indexOf(b) ? a : b;
}

/** Negative if `a` is to be done before `b`: by reason, severity, environment, deadline, age, and the number of alerts. */
export function compareUrgency(a: ProblemCell, b: ProblemCell): number {
  return (
    rankOf(a.reason) - rankOf(b.reason) ||
    severityRank(b.worst) - severityRank(a.worst) ||
    Number(b.isProduction) - Number(a.isProduction) ||
    compareInstants(a.deadline, b.deadline) ||
    compareInstants(a.oldest, b.oldest) ||
    b.open - a.open ||
    (a.key < b.key ? -1 : Number(a.key > b.key))
  );
}

function rankOf(reason: Reason | undefined): number {
  return reason === undefined ? reasons.length : reasons.indexOf(reason);
}

export function severityRank(severity: Severity | undefined): number {
  return severity === undefined ? -1 : severities.indexOf(severity);
}

/** The earlier instant first; a missing one comes last. */
function compareInstants(a: Instant | undefined, b: Instant | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}
