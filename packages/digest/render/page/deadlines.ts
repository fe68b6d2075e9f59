/** Decisions that end, and deadlines. */
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { DueLine, Lapse, Listing, Report } from "../../report/format.ts";
import { addressOf, deadlineText, lapseNote, lapseTitle, lapseUntil, placeOf, silenceCommand } from "../words/lines.ts";
import { dueComesTo } from "../words/rest.ts";
import { headings, whole } from "../words/wording.ts";
import { alertItem, dueMarkup, fold, item, linesOf, linked, reach, rest, severityLabel } from "./pieces.ts";

/** How many lines of a list are shown at once; the others are folded. */
const SHOWN = 6;

export function decide(report: Report): Markup {
  const { decide: listing } = report;
  if (whole(listing) === 0) return nothing;
  return html`<section>
<h2>${headings.decide}</h2>
${folded(listing, (lapse) => lapseItem(lapse, report))}</section>
`;
}

function lapseItem(lapse: Lapse, report: Report): Markup {
  const until = html`${lapseUntil(lapse, report)}`;
  const said = html`<span class="where">${lapseNote(lapse)}</span>`;
  if (lapse.kind === "silence") {
    const ticket = addressOf(lapse.ticket);
    const seen = html`<span class="where"><code>${silenceCommand(report)}</code>${ticket === undefined ? nothing : html` ${linked("Ticket", ticket)}`}</span>`;
    return item(html`Silence`, html`${lapse.of}${said}${seen}`, html`${lapse.by}`, until);
  }
  const title = linked(lapseTitle(lapse), lapse.link);
  const where = html`<span class="where">${placeOf(lapse)} ${reach(lapse, report)}</span>`;
  return item(severityLabel(lapse.severity), html`${title}${said}${where}`, html`${lapse.owner ?? lapse.by}`, until);
}

/** Passed and near deadlines are open; later ones are folded. */
export function urgent(report: Report): Markup {
  const { overdue, within7 } = report.due;
  return html`${dueSection(headings.overdue, overdue, report)}${dueSection(headings.within7, within7, report)}`;
}

function dueSection(heading: string, listing: Listing<DueLine>, report: Report): Markup {
  if (whole(listing) === 0) return nothing;
  return html`<section>
<h2>${heading}</h2>
${folded(listing, (line) => dueItem(line, report))}</section>
`;
}

function dueItem(line: DueLine, report: Report): Markup {
  return alertItem(line, dueMarkup(deadlineText(line.deadline, report), line.deadline <= report.asOf), report);
}

function folded<T>(listing: Listing<T>, itemOf: (line: T) => Markup): Markup {
  const later = listing.lines.slice(SHOWN);
  const hidden =
    later.length === 0
      ? nothing
      : html`<details><summary><span class="soft">${later.length} more by name</span></summary>
${linesOf(later.map(itemOf))}</details>`;
  return html`${linesOf(listing.lines.slice(0, SHOWN).map(itemOf))}
${hidden}${rest(listing)}
`;
}

export function later(report: Report): readonly Markup[] {
  return (["within14", "within30", "within45"] as const).map((when) => {
    const listing = report.due[when];
    if (whole(listing) === 0) return nothing;
    const items = linesOf(listing.lines.map((line) => dueItem(line, report)));
    return fold(headings[when], dueComesTo(listing, report), html`${items}${rest(listing)}`);
  });
}
