/** Parts that several sections of the page use. */
import type { Severity } from "@tocsin/core/alert/severity";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { AlertLine, Report } from "../../report/format.ts";
import { addressOf, commandOf, ownerOf, placeOf, resourceOf, statusNote } from "../words/lines.ts";
import { moreText, severityLabels } from "../words/wording.ts";

export function severityLabel(severity: Severity): Markup {
  return html`<span class="severity ${severity.toLowerCase()}">${severityLabels[severity]}</span>`;
}

/** A link, or its text if its address may not be opened. */
export function linked(text: string, link: string | undefined): Markup {
  const address = addressOf(link);
  return address === undefined ? html`${text}` : html`<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}

/** A text between backticks is a command. */
export function prose(text: string): Markup {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`;
}

/** Where the alert is, how to see it, and what to do by the runbook. */
export function where(line: AlertLine, report: Report): Markup {
  const resource = resourceOf(line);
  const text = `${placeOf(line)}${resource === "" ? "" : `, ${resource}`}`;
  return html`<span class="where">${text} ${reach(line, report)}</span>`;
}

/** The command that shows the alert, and its runbook. */
export function reach(line: Pick<AlertLine, "id" | "runbook">, report: Report): Markup {
  const runbook = addressOf(line.runbook);
  const book = runbook === undefined ? nothing : html`<a href="${runbook}" rel="noopener noreferrer">Runbook</a> `;
  return html`${book}<code>${commandOf(line, report)}</code>`;
}

/** When something is due; overdue dates stand out. */
export function dueMarkup(text: string, isOver: boolean): Markup {
  return isOver ? html`<span class="late">${text}</span>` : html`${text}`;
}

/** An alert, its owner, and what the list is about. */
export function alertItem(line: AlertLine, about: Markup, report: Report): Markup {
  return item(
    severityLabel(line.severity),
    html`${linked(line.title, line.link)}${note(statusNote(line))}${where(line, report)}`,
    html`${ownerOf(line)}`,
    about,
  );
}

export function item(sign: Markup, what: Markup, who: Markup, when: Markup): Markup {
  return html`<li><span>${sign}</span><div>${what}</div><span>${who}</span><span>${when}</span></li>
`;
}

export function note(text: string | undefined): Markup {
  return text === undefined ? nothing : html` <span class="soft">(${text})</span>`;
}

/** How many lines the list leaves out. */
export function rest(listing: Parameters<typeof moreText>[0]): Markup {
  const text = moreText(listing);
  return text === undefined ? nothing : html`<p class="soft">${text}</p>`;
}

/** A section that is folded until somebody opens it; its first line is its summary. In print it is open. */
export function fold(heading: string, comesTo: string, content: Markup, level: "h2" | "h3" = "h2"): Markup {
  const title = level === "h2" ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`;
  return html`<details><summary>${title}<span class="soft">${comesTo}</span></summary>
<div class="inside">
${content}
</div></details>
`;
}

export function linesOf(items: readonly Markup[]): Markup {
  return items.length === 0 ? nothing : html`<ul class="lines">${items}</ul>`;
}

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => Markup | string | number;
  /** Numbers are right-aligned. */
  readonly isNumber?: boolean;
}

/** The first column names the row. */
export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[]): Markup {
  if (rows.length === 0) return nothing;
  const classOf = ({ isNumber }: Column<T>) => (isNumber ? html` class="number"` : nothing);
  const cells = (row: T) =>
    columns.map((column, i) =>
      i === 0
        ? html`<th scope="row"${classOf(column)}>${column.cell(row)}</th>`
        : html`<td${classOf(column)}>${column.cell(row)}</td>`,
    );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${classOf(column)}>${column.name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${cells(row)}</tr>
`,
)}</tbody>
</table>
</div>
`;
}
