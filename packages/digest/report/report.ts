/**
 * The digest of a week, as data. Renderings show it; the data is what is kept.
 *
 * Open means not resolved, so acknowledged and suppressed alerts count as open, and the week balances:
 * `open = openBefore + opened + reopened - resolved`. An alert that opens and resolves within the week counts in both.
 */
import type { AlertView } from "@tocsin/core/alert/view";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { boundsOf, type Week } from "@tocsin/core/event/week";
import { instantField } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import * as v from "valibot";
import { isOpen, readAlertWeeks } from "./alert-week.ts";
import { breakdown, breakdownSchema } from "./breakdown.ts";
import { countField } from "./listing.ts";
import { movementCount, movementListing, movementListingSchema } from "./movement.ts";
import { dueListing, dueListingSchema, dueOf, openOf, openSchema } from "./open.ts";

/** A field may be added to the format, none taken away or changed in meaning. */
export const reportSchema = v.object({
  format: v.literal("tocsin.digest.v1"),
  /** Whose report it is: a stage, or an organization. */
  scope: v.string(),
  week: v.pipe(
    v.string(),
    v.check((week) => boundsOf(week) !== undefined, "expected an ISO week such as 2026-W47"),
  ),
  /** The week's first instant. */
  from: instantField,
  /** The first instant after the week. */
  to: instantField,
  /** What the numbers stand for: the end of the week, or an instant before it when the week was not over yet. */
  asOf: instantField,
  verdict: v.object({
    openBefore: countField,
    opened: countField,
    reopened: countField,
    resolved: countField,
    open: countField,
    escalated: countField,
    /** Open alerts whose deadline has passed. */
    overdue: countField,
    /** Open alerts whose deadline is no more than 45 days away. */
    expiring: countField,
  }),
  open: openSchema,
  overdue: dueListingSchema,
  expiring: dueListingSchema,
  opened: movementListingSchema,
  reopened: movementListingSchema,
  resolved: movementListingSchema,
  escalated: movementListingSchema,
  /** An alert with several reporters counts in the row of each. */
  byReporter: breakdownSchema,
  byAccount: breakdownSchema,
});
export type Report = v.InferOutput<typeof reportSchema>;

const SCOPE_LIMIT = 80;

/**
 * Builds the report of `week` from `open`, every alert that is not resolved now, and `log`, the entries of an ISO week.
 * The numbers of a past week do not change with what happens after it. Of an alert that the week did not touch and that
 * has been resolved since, the log no longer tells the deadline: it is missing from `overdue` and `expiring`.
 * @throws RangeError when there is no such week, or it has not begun.
 */
export async function buildReport(input: {
  readonly week: Week;
  readonly now: Instant;
  readonly scope: string;
  readonly open: AsyncIterable<AlertView>;
  readonly log: (week: Week) => AsyncIterable<LogEntry>;
}): Promise<Report> {
  const { week, now, scope } = input;
  const bounds = boundsOf(week);
  if (!bounds) throw new RangeError(`not a week: ${JSON.stringify(week)}`);
  if (now < bounds.start) throw new RangeError(`week ${week} has not begun`);
  const asOf = earlier(bounds.end, now);
  const alerts = await readAlertWeeks({ ...bounds, now }, input.open, input.log);
  const due = dueOf(alerts, asOf);
  return {
    format: "tocsin.digest.v1",
    scope: plain(scope, SCOPE_LIMIT),
    week,
    from: bounds.start,
    to: bounds.end,
    asOf,
    verdict: {
      openBefore: alerts.filter(({ atStart }) => isOpen(atStart)).length,
      opened: movementCount(alerts, "opened"),
      reopened: movementCount(alerts, "reopened"),
      resolved: movementCount(alerts, "resolved"),
      open: alerts.filter(({ atEnd }) => isOpen(atEnd)).length,
      escalated: movementCount(alerts, "escalated"),
      overdue: due.overdue.length,
      expiring: due.expiring.length,
    },
    open: openOf(alerts, asOf),
    overdue: dueListing(due.overdue),
    expiring: dueListing(due.expiring),
    opened: movementListing(alerts, "opened"),
    reopened: movementListing(alerts, "reopened"),
    resolved: movementListing(alerts, "resolved"),
    escalated: movementListing(alerts, "escalated"),
    byReporter: breakdown(alerts, ({ reporters }) => reporters),
    byAccount: breakdown(alerts, ({ account }) => [account]),
  };
}
