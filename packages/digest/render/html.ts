/** The digest as one HTML page that needs nothing else: it can be mailed, kept and printed. */
import { hash } from "node:crypto";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { Row } from "../report/breakdown.ts";
import type { Line, Listing } from "../report/listing.ts";
import type { MovementLine } from "../report/movement.ts";
import { ages, type DueLine, openStatuses } from "../report/open.ts";
import type { Report } from "../report/report.ts";
import { barClass, style } from "./style.ts";
import {
  balance,
  criticalChange,
  dateOf,
  daysText,
  explanation,
  hasMoved,
  headings,
  incomplete,
  isEmpty,
  moreText,
  movementHeadings,
  nothingMoved,
  periodOf,
  severityLabels,
  signed,
  statusLabels,
  statusNotes,
  timeOf,
  title,
  unfinished,
  verdict,
} from "./wording.ts";

/** The page loads nothing, runs nothing and submits nothing; the one style sheet it has is known by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${hash("sha256", style, "base64")}'; base-uri 'none'; form-action 'none'`;
const worstFirst: readonly Severity[] = severities.toReversed();

/** The whole page. Text of the report is shown as text, whatever it holds. */
export function renderHtml(report: Report): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title(report)}</title>
<style>${{ markup: style }}</style>
</head>
<body>
${opening(report)}
<main>
${sections(report)}
</main>
<footer>${isEmpty(report) ? nothing : html`<p>${explanation}</p>`}<p>${report.format}, as of ${time(report.asOf, `${timeOf(report.asOf)} UTC`)}</p></footer>
</body>
</html>
`;
  return page.markup;
}

function opening(report: Report): Markup {
  const warning = unfinished(report);
  const missing = incomplete(report);
  return html`<header>
<h1>${title(report)}</h1>
<p class="soft">${periodOf(report)} (UTC)</p>
${warning === undefined ? nothing : html`<p class="warning">${warning}</p>`}
${missing === undefined ? nothing : html`<p class="warning">${missing}</p>${unreadable(report)}`}
<p class="verdict">${verdict(report)}</p>
<p>${hasMoved(report) ? balance(report) : nothingMoved}</p>
</header>`;
}

function unreadable({ unreadable: listing }: Report): Markup {
  return html`<ul>${listing.lines.map((line) => html`<li>${line}</li>`)}</ul>${rest(listing)}`;
}

function sections(report: Report): readonly Markup[] {
  const { verdict: numbers, asOf } = report;
  return [
    isEmpty(report) ? nothing : tiles(report),
    numbers.open === 0 && numbers.openBefore === 0 ? nothing : bySeverity(report),
    numbers.open === 0 ? nothing : standing(report),
    listed({
      heading: headings.overdue,
      caption: `${numbers.overdue} open alerts whose deadline has passed`,
      when: "Deadline",
      listing: report.overdue,
      cell: (line) => dueCell(line, asOf),
      notes: ({ status }) => statusNotes(status),
    }),
    listed({
      heading: headings.expiring,
      caption: `${numbers.expiring} open alerts, the earliest deadline first`,
      when: "Deadline",
      listing: report.expiring,
      cell: (line) => dueCell(line, asOf),
      notes: ({ status }) => statusNotes(status),
    }),
    listed({
      heading: headings.open,
      caption: `${numbers.open} alerts are open`,
      when: "First seen",
      listing: report.open,
      cell: ({ firstSeenAt }) => (firstSeenAt === undefined ? nothing : time(firstSeenAt, dateOf(firstSeenAt))),
      notes: ({ status }) => statusNotes(status),
    }),
    ...movementHeadings.map(([movement, heading]) =>
      listed({
        heading,
        caption: `${numbers[movement]} times in the week, the most severe first`,
        when: "When",
        listing: report[movement],
        cell: ({ at }) => time(at, timeOf(at)),
        notes: movementNotes,
      }),
    ),
    breakdown(headings.byReporter, "Source", report.byReporter),
    breakdown(headings.byAccount, "Account", report.byAccount),
  ];
}

function tiles(report: Report): Markup {
  const { verdict: numbers, open } = report;
  const tile = (name: string, count: number, change: string) =>
    html`<div><dt>${name}</dt><dd>${count}${change === "" ? nothing : html` <small>${change}</small>`}</dd></div>`;
  return html`<dl>${[
    tile("Open", numbers.open, signed(numbers.open - numbers.openBefore)),
    tile("Critical", open.bySeverity.CRITICAL, criticalChange(report)),
    tile("Overdue", numbers.overdue, ""),
    tile("Due soon", numbers.expiring, ""),
    ...movementHeadings.map(([movement, heading]) => tile(heading, numbers[movement], "")),
  ]}</dl>
`;
}

function bySeverity({ open: { bySeverity, bySeverityBefore }, verdict: { open, openBefore } }: Report): Markup {
  const change = (now: number, before: number) => (now === before ? "unchanged" : signed(now - before));
  const rows = worstFirst.map((severity) => {
    const now = bySeverity[severity];
    return html`<tr><th scope="row">${severityLabel(severity)}</th><td class="number">${now}</td><td class="number">${change(now, bySeverityBefore[severity])}</td><td class="bar ${severity.toLowerCase()}"><span class="${barClass(now, open)}"></span></td></tr>
`;
  });
  return html`<section>
<h2>${headings.bySeverity}</h2>
<table>
<caption>At the end of the week, and the change since it began</caption>
<thead><tr><th scope="col">Severity</th><th scope="col" class="number">Open</th><th scope="col" class="number">Change</th><th scope="col">Share</th></tr></thead>
<tbody>
${rows}<tr class="total"><th scope="row">Total</th><td class="number">${open}</td><td class="number">${change(open, openBefore)}</td><td></td></tr>
</tbody>
</table>
</section>
`;
}

function standing({ open: { byStatus, byAgeInDays } }: Report): Markup {
  return html`<section>
<h2>Status and age</h2>
${small(
  "Open alerts by what was decided about them",
  openStatuses.map((status) => [statusLabels[status], byStatus[status]]),
)}
${small(
  "Open alerts by the days since they were first seen",
  ages.map((age) => [`${age} days`, byAgeInDays[age]]),
)}
</section>
`;
}

function small(caption: string, columns: readonly (readonly [string, number])[]): Markup {
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${columns.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody><tr>${columns.map(([, count]) => html`<td class="number">${count}</td>`)}</tr></tbody>
</table>`;
}

/** Nothing at all when the list is empty: the tiles show that it is. */
function listed<T extends Line>(list: {
  readonly heading: string;
  readonly caption: string;
  readonly when: string;
  readonly listing: Listing<T>;
  readonly cell: (line: T) => Markup;
  readonly notes: (line: T) => readonly string[];
}): Markup {
  const { heading, caption, when, listing, cell, notes } = list;
  if (listing.lines.length === 0) return nothing;
  const rows = listing.lines.map((line) => {
    const remarks = notes(line);
    return html`<tr><td>${severityLabel(line.severity)}</td><th scope="row">${line.title}${remarks.length === 0 ? nothing : html` <span class="soft">(${remarks.join(", ")})</span>`}${where(line)}</th><td>${cell(line)}</td></tr>
`;
  });
  return html`<section>
<h2>${heading}</h2>
<table class="list">
<caption>${caption}</caption>
<thead><tr><th scope="col">Severity</th><th scope="col">Alert</th><th scope="col">${when}</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
${rest(listing)}
</section>
`;
}

function where({ account, region, resource, id }: Line): Markup {
  return html`<span class="where">${account} ${region}</span>${resource === "" ? nothing : html`<span class="where">${resource}</span>`}<span class="where id">${id}</span>`;
}

function dueCell(line: DueLine, asOf: Instant): Markup {
  return html`${time(line.deadline, dateOf(line.deadline))}<span class="where">${daysText(line, asOf)}</span>`;
}

function movementNotes({ reason, was, times }: MovementLine): readonly string[] {
  return [
    reason,
    ...(was === undefined ? [] : [`was ${severityLabels[was]}`]),
    ...(times > 1 ? [`${times} times`] : []),
  ];
}

function breakdown(heading: string, column: string, listing: Listing<Row>): Markup {
  if (listing.lines.length === 0) return nothing;
  const numbers = (row: Row) => [
    ...worstFirst.map((severity) => row.bySeverity[severity]),
    row.open,
    row.opened,
    row.reopened,
    row.resolved,
  ];
  const columns = [...worstFirst.map((severity) => severityLabels[severity]), "Open", "Opened", "Reopened", "Resolved"];
  const rows = listing.lines.map(
    (row) => html`<tr><th scope="row" class="name">${row.name}</th>${numbers(row).map(
      (count) => html`<td class="number">${count}</td>`,
    )}</tr>
`,
  );
  return html`<section>
<h2>${heading}</h2>
<div class="scroll" role="region" aria-label="${heading}" tabindex="0">
<table>
<caption>Open alerts by severity, and what the week brought; the worst first</caption>
<thead><tr><th scope="col">${column}</th>${columns.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
${rest(listing)}
</section>
`;
}

function rest({ more }: Listing<unknown>): Markup {
  const text = moreText(more);
  return text === undefined ? nothing : html`<p class="soft">${text}</p>`;
}

function severityLabel(severity: Severity): Markup {
  return html`<span class="severity ${severity.toLowerCase()}">${severityLabels[severity]}</span>`;
}

function time(at: Instant, text: string): Markup {
  return html`<time datetime="${at}">${text}</time>`;
}
