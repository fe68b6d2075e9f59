/** The week by one property of its alerts: by account, or by who reports them. The worst come first. */
import { severities } from "@tocsin/core/alert/severity";
import * as v from "valibot";
import type { AlertWeek, Facts } from "./alert-week.ts";
import {
  compareText,
  countField,
  listingSchema,
  noneBySeverity,
  severityCountsSchema,
  tallyListing,
} from "./listing.ts";
import { movementOf } from "./movement.ts";
import { openAtEnd } from "./open.ts";

const rowSchema = v.object({
  name: v.string(),
  /** When the week ends. */
  open: countField,
  bySeverity: severityCountsSchema,
  opened: countField,
  reopened: countField,
  resolved: countField,
});
export type Row = v.InferOutput<typeof rowSchema>;

export const breakdownSchema = listingSchema(rowSchema);

export interface BreakdownTally {
  add(alert: AlertWeek): void;
  listing(): v.InferOutput<typeof breakdownSchema>;
}

/** A row for each name that `namesOf` gives of an alert; one with two names counts in both rows. */
export function tallyBreakdown(namesOf: (facts: Facts) => readonly string[]): BreakdownTally {
  const rows = new Map<string, Row>();
  return {
    add(alert) {
      const open = openAtEnd(alert);
      if (open) {
        for (const name of namesOf(open.facts)) {
          const row = rowOf(rows, name);
          row.open += 1;
          row.bySeverity[open.standing.severity] += 1;
        }
      }
      for (const moment of alert.moments) {
        const movement = movementOf(moment);
        if (movement === undefined || movement === "escalated") continue;
        for (const name of namesOf(moment.facts)) rowOf(rows, name)[movement] += 1;
      }
    },
    listing() {
      const lines = tallyListing(worstFirst);
      for (const row of rows.values()) lines.add(row);
      return lines.listing();
    },
  };
}

function rowOf(rows: Map<string, Row>, name: string): Row {
  const known = rows.get(name);
  if (known) return known;
  const row: Row = { name, open: 0, bySeverity: noneBySeverity(), opened: 0, reopened: 0, resolved: 0 };
  rows.set(name, row);
  return row;
}

/** One critical alert outweighs any number of milder ones. */
function worstFirst(a: Row, b: Row): number {
  for (const severity of severities.toReversed()) {
    const difference = b.bySeverity[severity] - a.bySeverity[severity];
    if (difference !== 0) return difference;
  }
  return b.opened + b.reopened - (a.opened + a.reopened) || b.resolved - a.resolved || compareText(a.name, b.name);
}
