/** Breakdowns, the line of weeks and durations, computed as sums over the places of an edition. */
import { severities } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weekOf } from "@tocsin/core/event/week";
import type { Listing, Report, Row } from "./format.ts";
import { durationsOf } from "./tally/durations.ts";
import {
  addRow,
  emptyRow,
  noneBySeverity,
  ofName,
  type PlaceTally,
  type RowCounts,
  sumOf,
} from "./tally/place-tally.ts";
import { rankedFrom } from "./tally/ranked.ts";
import { compareText } from "./tally/standing-alert.ts";

interface Named {
  readonly name: string | undefined;
  readonly label?: string | undefined;
  readonly counts: RowCounts;
}

/** A row for each name that a place has; alerts without one are in a row without a name. */
export function rowsOf(
  tallies: readonly PlaceTally[],
  nameOf: (tally: PlaceTally) => { readonly name: string | undefined; readonly label?: string | undefined },
): Listing<Row> {
  const rows = new Map<string | undefined, Named>();
  for (const tally of tallies) {
    const named = nameOf(tally);
    addRow(ofName(rows, named.name, () => ({ ...named, counts: emptyRow() })).counts, tally.row);
  }
  return rowsBy([...rows.values()]);
}

/** The worst row first; a row with nothing open and no movement is left out. */
export function rowsBy(rows: readonly Named[]): Listing<Row> {
  const lines = rows.map(
    ({ name, label, counts }): Row => ({
      ...(name !== undefined && { name }),
      ...(label !== undefined && { label }),
      open: sumOf(counts.bySeverity),
      ...counts,
    }),
  );
  return rankedFrom(
    lines.filter(({ open, opened, reopened, resolved }) => open + opened + reopened + resolved > 0),
    worstFirst,
  );
}

/** One critical alert outweighs any number of less severe ones. */
function worstFirst(a: Row, b: Row): number {
  for (const severity of severities.toReversed()) {
    const difference = b.bySeverity[severity] - a.bySeverity[severity];
    if (difference !== 0) return difference;
  }
  return (
    b.opened + b.reopened - (a.opened + a.reopened) ||
    b.resolved - a.resolved ||
    compareText(a.name ?? "", b.name ?? "")
  );
}

/** Begins with the week in which anything was first heard; the last week is always the report's own. */
export function weeksOf(
  { weeks: counts }: PlaceTally,
  weeks: readonly Week[],
  firstHeardAt: Instant | undefined,
): Report["open"]["weeks"] {
  const first = firstHeardAt === undefined ? undefined : weeks.indexOf(weekOf(firstHeardAt));
  const isOlder = firstHeardAt !== undefined && weekOf(firstHeardAt) < (weeks[0] ?? "");
  const from = isOlder ? 0 : first === undefined || first < 0 ? weeks.length - 1 : first;
  return weeks.slice(from).map((week, i) => ({ week, bySeverity: counts[from + i] ?? noneBySeverity() }));
}

/** The durations of the week, and of the weeks before it. */
export function comparedOf(
  tallies: readonly PlaceTally[],
  of: "acknowledge" | "resolve",
): Report["sla"]["acknowledge"] {
  return {
    week: durationsOf(tallies.map(({ durations }) => durations[of].week)),
    before: durationsOf(tallies.map(({ durations }) => durations[of].before)),
  };
}
