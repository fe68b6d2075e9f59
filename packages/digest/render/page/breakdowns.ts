/** The open alerts by owner, unit, account, source, and the controls to which they are relevant. */

import { conditions } from "@tocsin/core/alert/condition";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { Listing, Report, Row } from "../../report/format.ts";
import { rowsComeTo } from "../words/rest.ts";
import {
  controlsNote,
  headings,
  lateOwners,
  nameOf,
  severityLabels,
  sourcesNote,
  UNIT_UNKNOWN,
  whole,
} from "../words/wording.ts";
import { type Column, fold, linked, rest, severityLabel, table } from "./pieces.ts";

const worstFirst: readonly Severity[] = severities.toReversed();

export function breakdowns(report: Report): readonly Markup[] {
  return [
    breakdown(headings.byOwner, "Owner", report.byOwner, { late: lateOwners(report) }),
    breakdown(headings.byOu, "Unit", report.byOu, { nameless: UNIT_UNKNOWN }),
    breakdown(headings.byAccount, "Account", report.byAccount),
    breakdown(headings.byReporter, "Source", report.byReporter, { note: sourcesNote }),
  ];
}

interface Words {
  /** Shown in place of the summary. */
  readonly late?: string | undefined;
  readonly nameless?: string;
  readonly note?: string;
}

function breakdown(heading: string, name: string, listing: Listing<Row>, { late, nameless, note }: Words = {}): Markup {
  if (whole(listing) === 0) return nothing;
  const columns: readonly Column<Row>[] = [
    { name, cell: (row) => nameOf(row, nameless) },
    number("Open", (row) => row.open),
    ...worstFirst.map((severity) => number(severityLabels[severity], (row) => row.bySeverity[severity])),
    number("Overdue", (row) => row.overdue),
    number("Too long", (row) => row.late),
    number("Opened", (row) => row.opened),
    number("Reopened", (row) => row.reopened),
    number("Resolved", (row) => row.resolved),
  ];
  const caption = `${heading}, the worst first; too long is open for longer than the policy allows`;
  return fold(
    heading,
    late ?? rowsComeTo(listing, nameless),
    html`${table(caption, columns, listing.lines)}${rest(listing)}${note === undefined ? nothing : html`<p class="soft">${note}</p>`}`,
  );
}

/** Zeros would hide the numbers that matter. */
function number(name: string, count: (row: Row) => number): Column<Row> {
  return { name, cell: (row) => (count(row) === 0 ? "-" : count(row)), isNumber: true };
}

export function controls({ controls: listing }: Report): Markup {
  if (whole(listing) === 0) return nothing;
  const caption = "Controls, by the open alerts that are relevant to them";
  const rows = table(
    caption,
    [
      { name: "Control", cell: (row) => linked(row.control, row.url) },
      { name: "Of", cell: (row) => `${row.framework} ${row.version}` },
      { name: "About", cell: (row) => row.title },
      { name: "By", cell: (row) => row.conditions.map((condition) => conditions[condition].label).join(", ") },
      { name: "Open", cell: (row) => row.open, isNumber: true },
      { name: "Worst", cell: (row) => severityLabel(row.worst) },
    ],
    listing.lines,
  );
  return fold(
    headings.controls,
    String(whole(listing)),
    html`<p class="soft">${controlsNote}</p>
${rows}${rest(listing)}`,
  );
}
