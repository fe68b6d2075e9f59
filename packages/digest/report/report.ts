/**
 * The digest of a week, as data. Renderings show it; the data is what is kept.
 *
 * Open means not resolved, so acknowledged and suppressed alerts count as open, and the week balances:
 * `open = openBefore + opened + reopened - resolved`. An alert that opens and resolves within the week counts in both.
 */
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { boundsOf, type Week } from "@tocsin/core/event/week";
import { instantField } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import * as v from "valibot";
import { type Part, readAlertWeeks } from "./alert-week.ts";
import { breakdownSchema, tallyBreakdown } from "./breakdown.ts";
import { compareText, countField, listingSchema, tallyListing } from "./listing.ts";
import { movementListingSchema, tallyMovements } from "./movement.ts";
import { dueListingSchema, openSchema, tallyDue, tallyOpen } from "./open.ts";

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
  /** Items of the table that cannot be read, with what is wrong with each: their alerts are missing from all the numbers. */
  unreadable: listingSchema(v.string()),
});
export type Report = v.InferOutput<typeof reportSchema>;

const SCOPE_LIMIT = 80;

/**
 * Builds the report of `week` from the table's parts, one after the other: memory grows with the largest part and with the number
 * of accounts. The numbers of a past week do not change with what happens after it. Of an alert that the week did not touch and
 * that has been resolved since, the log no longer has the deadline: it is missing from `overdue` and `expiring`.
 * @throws RangeError when there is no such week, or it has not begun.
 */
export async function buildReport(input: {
  readonly week: Week;
  readonly now: Instant;
  readonly scope: string;
  readonly parts: readonly Part[];
}): Promise<Report> {
  const { week, now, scope, parts } = input;
  const bounds = boundsOf(week);
  if (!bounds) throw new RangeError(`not a week: ${JSON.stringify(week)}`);
  if (now < bounds.start) throw new RangeError(`week ${week} has not begun`);
  const asOf = earlier(bounds.end, now);
  const open = tallyOpen(asOf);
  const due = tallyDue(asOf);
  const movements = tallyMovements();
  const byReporter = tallyBreakdown(({ reporters }) => reporters);
  const byAccount = tallyBreakdown(({ account }) => [account]);
  const unreadable = tallyListing<string>(compareText);
  const tallies = [open, due, movements, byReporter, byAccount];
  for (const part of parts) {
    const alerts = await readAlertWeeks({ ...bounds, now }, part, ({ message }) => unreadable.add(message));
    for (const alert of alerts) for (const tally of tallies) tally.add(alert);
  }
  return {
    format: "tocsin.digest.v1",
    scope: plain(scope, SCOPE_LIMIT),
    week,
    from: bounds.start,
    to: bounds.end,
    asOf,
    verdict: {
      ...open.counts(),
      ...due.counts(),
      opened: movements.count("opened"),
      reopened: movements.count("reopened"),
      resolved: movements.count("resolved"),
      escalated: movements.count("escalated"),
    },
    open: open.open(),
    overdue: due.overdue(),
    expiring: due.expiring(),
    opened: movements.listing("opened"),
    reopened: movements.listing("reopened"),
    resolved: movements.listing("resolved"),
    escalated: movements.listing("escalated"),
    byReporter: byReporter.listing(),
    byAccount: byAccount.listing(),
    unreadable: unreadable.listing(),
  };
}
