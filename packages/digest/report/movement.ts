/** What happened in a week. Counts follow what an entry did to the alert's standing, whatever the entry is called. */

import { compareSeverity, moreSevere, type Severity } from "@tocsin/core/alert/severity";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { type AlertWeek, isOpen, type Moment } from "./alert-week.ts";
import { compareText, countField, lineEntries, lineOf, listingSchema, severityField, tallyListing } from "./listing.ts";

/**
 * - `opened`: was never open before.
 * - `reopened`: returned from resolved. The end of an acknowledgement or a suppression is no return: it was open all along.
 * - `resolved`: was open.
 * - `escalated`: was open and got more severe, or a step nearer to its deadline.
 */
export const movements = ["opened", "reopened", "resolved", "escalated"] as const;
export type Movement = (typeof movements)[number];

const movementLineSchema = v.object({
  ...lineEntries,
  /** When it last happened in the week. */
  at: instantField,
  /** The transition's reason, that time. */
  reason: v.string(),
  /** What the severity was before, where it rose. */
  was: v.optional(severityField),
  /** How often it happened in the week. */
  times: countField,
});
export type MovementLine = v.InferOutput<typeof movementLineSchema>;

/** Each alert once, the most severe first, then the latest. */
export const movementListingSchema = listingSchema(movementLineSchema);

/** Which movement an entry is, if any: an acknowledgement moves nothing. */
export function movementOf({ kind, from, to }: Moment): Movement | undefined {
  if (!isOpen(to)) return isOpen(from) ? "resolved" : undefined;
  // An acknowledgement of a resolved alert that is still reported brings it back, under the name of acknowledged.
  if (!isOpen(from)) return kind === "opened" ? "opened" : "reopened";
  return kind === "escalated" || compareSeverity(to.severity, from.severity) > 0 ? "escalated" : undefined;
}

export interface MovementTally {
  add(alert: AlertWeek): void;
  /** How often it happened. */
  count(movement: Movement): number;
  listing(movement: Movement): v.InferOutput<typeof movementListingSchema>;
}

export function tallyMovements(): MovementTally {
  const newTally = () => ({ count: 0, lines: tallyListing(worstThenLatest) });
  const tallies = { opened: newTally(), reopened: newTally(), resolved: newTally(), escalated: newTally() };
  return {
    add({ moments }) {
      for (const movement of movements) {
        const own = moments.filter((moment) => movementOf(moment) === movement);
        const line = lineFor(own);
        if (line === undefined) continue;
        tallies[movement].count += own.length;
        tallies[movement].lines.add(line);
      }
    },
    count: (movement) => tallies[movement].count,
    listing: (movement) => tallies[movement].lines.listing(),
  };
}

function worstThenLatest(a: MovementLine, b: MovementLine): number {
  return compareSeverity(b.severity, a.severity) || compareText(b.at, a.at) || compareText(a.id, b.id);
}

function lineFor(moments: readonly Moment[]): MovementLine | undefined {
  const first = moments[0];
  const last = moments.at(-1);
  if (!first || !last) return undefined;
  const severity = moments.map(severityOf).reduce(moreSevere);
  const was = first.from?.severity;
  const rose = isOpen(first.to) && isOpen(first.from) && was !== undefined && compareSeverity(severity, was) > 0;
  return {
    ...lineOf(last.facts, severity),
    at: last.at,
    reason: last.reason,
    ...(rose && { was }),
    times: moments.length,
  };
}

/** A resolved alert has no severity any more: what was resolved is what it was. */
function severityOf({ from, to }: Moment): Severity {
  return isOpen(to) || from === undefined ? to.severity : from.severity;
}
