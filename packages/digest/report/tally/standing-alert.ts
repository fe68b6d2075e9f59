/** An alert that is open when the week ends, with the fields that a report shows. */
import type { Severity } from "@tocsin/core/alert/severity";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import type { DigestPolicy } from "@tocsin/core/policy/digest";
import { worstFirst } from "@tocsin/oncall/worst-first";
import type { AlertQuarter, Facts } from "../alert-quarter.ts";
import type { OpenStatus } from "../format.ts";
import type { Place } from "../place.ts";
import { keyOf, type ProblemKind, problemOf } from "../problem.ts";

/** The lists of deadlines, by the most days that are left. */
export const dueWithin = { within7: 7, within14: 14, within30: 30, within45: 45 } as const;
export type Due = "overdue" | keyof typeof dueWithin;
export const dues = ["overdue", "within7", "within14", "within30", "within45"] as const satisfies readonly Due[];

/** The reasons for which a problem is to be done first, the weightiest first. */
export const reasons = ["overdue", "critical", "due-within-7-days", "past-its-days", "high"] as const;
export type Reason = (typeof reasons)[number];

export interface StandingAlert {
  readonly facts: Facts;
  readonly place: Place;
  readonly status: OpenStatus;
  readonly severity: Severity;
  readonly problem: ProblemKind;
  readonly key: string;
  readonly openedAt?: Instant | undefined;
  readonly due?: Due | undefined;
  /** By how many whole days the alert has been open for longer than its severity allows; missing if it has not. */
  readonly overDays?: number | undefined;
  /** A decision on it that ends soon, or has no known end. */
  readonly lapses: boolean;
  readonly hasMoved: boolean;
  readonly reason?: Reason | undefined;
  readonly isProduction: boolean;
}

export interface Bounds {
  readonly asOf: Instant;
  /** The end of the next week: decisions that end by then are listed as ending soon. */
  readonly lapsesBy: Instant;
  readonly timezone: string;
  readonly slaDays: DigestPolicy["slaDays"];
}

/** Gives nothing for an alert that is not open then. */
export function standingAlert(alert: AlertQuarter, bounds: Bounds): StandingAlert | undefined {
  const { facts, place, atEnd, openedAt, moved } = alert;
  if (facts === undefined || atEnd === undefined || atEnd.status === "RESOLVED") return undefined;
  const { status, severity } = atEnd;
  const problem = problemOf({ ...facts, owner: place.owner }, bounds.timezone);
  // A suppression puts off all action until its end: the alert is listed where decisions end, and not among deadlines.
  const isWaiting = status !== "SUPPRESSED";
  const due = isWaiting ? dueOf(facts.deadline, bounds.asOf) : undefined;
  const overDays = isWaiting ? overDaysOf(openedAt, severity, bounds) : undefined;
  return {
    facts,
    place,
    status,
    severity,
    problem,
    key: keyOf(problem),
    openedAt,
    due,
    overDays,
    lapses: lapsesBy(status, facts.decided, bounds.lapsesBy),
    hasMoved: moved.opened + moved.reopened + moved.escalated > 0,
    reason: reasonOf(status, severity, due, overDays !== undefined),
    isProduction: isProduction(facts),
  };
}

export function dueOf(deadline: Instant | undefined, asOf: Instant): Due | undefined {
  if (deadline === undefined) return undefined;
  if (deadline <= asOf) return "overdue";
  const days = (epochOf(deadline) - epochOf(asOf)) / MILLISECONDS_PER_DAY;
  return dues.find((due) => due !== "overdue" && days <= dueWithin[due]);
}

/** On the day of its deadline an alert is still in time. */
function overDaysOf(
  openedAt: Instant | undefined,
  severity: Severity,
  { asOf, slaDays }: Pick<Bounds, "asOf" | "slaDays">,
): number | undefined {
  const allowed = slaDays[severity];
  if (allowed === undefined || openedAt === undefined) return undefined;
  const over = (epochOf(asOf) - epochOf(openedAt)) / MILLISECONDS_PER_DAY - allowed;
  return over > 0 ? Math.floor(over) : undefined;
}

/** An acknowledgement may have no stated end; a suppression always has one. */
function lapsesBy(status: OpenStatus, decided: Facts["decided"], limit: Instant): boolean {
  if (status === "OPEN" || decided === undefined) return false;
  return decided.until === undefined ? status === "ACKNOWLEDGED" : decided.until <= limit;
}

/** An alert that somebody has put off is not to be done first; only a passed deadline overrides an acknowledgement. */
function reasonOf(status: OpenStatus, severity: Severity, due: Due | undefined, isLate: boolean): Reason | undefined {
  if (status === "SUPPRESSED") return undefined;
  if (due === "overdue") return "overdue";
  if (status === "ACKNOWLEDGED") return undefined;
  if (severity === "CRITICAL") return "critical";
  if (due === "within7") return "due-within-7-days";
  if (isLate) return "past-its-days";
  return severity === "HIGH" ? "high" : undefined;
}

const PRODUCTION = /^(?:prod|prd|live)/i;

/** An unknown environment counts as production, as in on-call. */
function isProduction({ directory }: Facts): boolean {
  const environment = directory?.environment ?? UNKNOWN_ENVIRONMENT;
  return environment === UNKNOWN_ENVIRONMENT || PRODUCTION.test(environment);
}

/** Ordered by severity, then deadline, then age. */
export function compareAlerts(a: StandingAlert, b: StandingAlert): number {
  return worstFirst(listed(a), listed(b)) || compareText(a.facts.id, b.facts.id);
}

function listed({ severity, facts: { deadline, firstSeenAt } }: StandingAlert) {
  return { severity, deadline, since: firstSeenAt };
}

/** Compares code units, so the order is the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
