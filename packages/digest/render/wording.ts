/** The digest's words, the same in every rendering. */

import type { Severity } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { counted } from "@tocsin/core/text/counted";
import type { Movement } from "../report/movement.ts";
import { type DueLine, EXPIRING_WITHIN_DAYS, type OpenStatus } from "../report/open.ts";
import type { Report } from "../report/report.ts";

export const severityLabels: Readonly<Record<Severity, string>> = {
  CRITICAL: "Critical",
  HIGH: "High",
  MEDIUM: "Medium",
  LOW: "Low",
  INFORMATIONAL: "Informational",
};

export const statusLabels: Readonly<Record<OpenStatus, string>> = {
  OPEN: "open",
  ACKNOWLEDGED: "acknowledged",
  SUPPRESSED: "suppressed",
};

/** What to say of a status beside an open alert: that it is open goes without saying. */
export function statusNotes(status: OpenStatus): readonly string[] {
  return status === "OPEN" ? [] : [statusLabels[status]];
}

/** In the order of the report: what asks for action first, the good news last. */
export const movementHeadings: readonly (readonly [Movement, string])[] = [
  ["opened", "Opened"],
  ["reopened", "Reopened"],
  ["escalated", "Escalated"],
  ["resolved", "Resolved"],
];

export const headings = {
  bySeverity: "Open by severity",
  overdue: "Overdue",
  expiring: `Due within ${EXPIRING_WITHIN_DAYS} days`,
  open: "Open, the most severe first",
  byReporter: "By source",
  byAccount: "By account",
} as const;

export const nothingOpen = "Nothing is open.";
export const nothingMoved = "Nothing was opened, reopened, escalated or resolved.";

/** A warning when items of the table could not be read. */
export function incomplete({ unreadable: { lines, more } }: Report): string | undefined {
  const count = lines.length + more;
  return count === 0
    ? undefined
    : `${counted(count, "item")} of the table cannot be read. The alerts of these are missing from the numbers:`;
}

/** How to read the numbers. */
export const explanation =
  "Open means not resolved: acknowledged and suppressed alerts count as open. Reopened are those that came back from " +
  "resolved. An alert that opened and was resolved within the week counts in both. An alert with several sources " +
  "counts under each.";

export function title({ scope, week }: Report): string {
  return scope === "" ? `Tocsin weekly digest ${week}` : `Tocsin weekly digest ${week}, ${scope}`;
}

/** Whether anything happened that is counted. */
export function hasMoved({ verdict: { opened, reopened, escalated, resolved } }: Report): boolean {
  return opened + reopened + escalated + resolved > 0;
}

/** Whether there is nothing to report. */
export function isEmpty(report: Report): boolean {
  return report.verdict.open === 0 && !hasMoved(report);
}

/** `2026-11-16 to 2026-11-22`. */
export function periodOf({ from, to }: Report): string {
  return `${dateOf(from)} to ${dateOf(shift(to, -1))}`;
}

/** A warning when the week was not over yet. */
export function unfinished({ asOf, to }: Report): string | undefined {
  return asOf < to ? `The week is not over: these are its numbers up to ${timeOf(asOf)} UTC.` : undefined;
}

export function verdict({ verdict: { open, overdue, expiring }, open: { bySeverity } }: Report): string {
  if (open === 0) return nothingOpen;
  const due = [...(overdue > 0 ? [`${overdue} overdue`] : []), ...(expiring > 0 ? [`${expiring} due soon`] : [])];
  return `${[`${counted(open, "alert")} open`, `${bySeverity.CRITICAL} critical`, ...due].join(", ")}.`;
}

/** The week's sum. */
export function balance({ verdict: { openBefore, opened, reopened, resolved, open } }: Report): string {
  return `${openBefore} open before + ${opened} opened + ${reopened} reopened - ${resolved} resolved = ${open} open`;
}

export function criticalChange({ open: { bySeverity, bySeverityBefore } }: Report): string {
  return signed(bySeverity.CRITICAL - bySeverityBefore.CRITICAL);
}

/** `2 days over`, `3 days left`; less than a day is `<1 day`. */
export function daysText({ days, deadline }: DueLine, asOf: Instant): string {
  const side = deadline <= asOf ? "over" : "left";
  return days === 0 ? `<1 day ${side}` : `${counted(days, "day")} ${side}`;
}

export function moreText(more: number): string | undefined {
  return more === 0 ? undefined : `and ${more} more`;
}

/** With its sign; no change is `+0`. */
export function signed(difference: number): string {
  return difference < 0 ? String(difference) : `+${difference}`;
}

export function dateOf(at: Instant): string {
  return at.slice(0, 10);
}

/** `2026-11-20 08:00`. */
export function timeOf(at: Instant): string {
  return at.slice(0, 16).replace("T", " ");
}
