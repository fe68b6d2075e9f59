/** What changed in the week, what is open after it, and for how long. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { counted } from "@tocsin/core/text/counted";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import { ages, type Change, openStatuses, type Report } from "../../report/format.ts";
import { movesOf, ownersOf } from "../words/lines.ts";
import { openComesTo, slaComesTo } from "../words/rest.ts";
import { balance, durationsText, headings, openNote, severityLabels, signed, whole } from "../words/wording.ts";
import { alertItem, fold, item, linesOf, linked, note, reach, rest, severityLabel, table } from "./pieces.ts";
import { sparkline } from "./sparkline.ts";

const worstFirst: readonly Severity[] = severities.toReversed();

export function changes(report: Report): Markup {
  const { verdict, changed: listing } = report;
  const moved = movesOf(verdict);
  if (moved === "" && whole(listing) === 0) return nothing;
  const items = linesOf(listing.lines.map((change) => changeItem(change, report)));
  return fold(
    headings.changed,
    moved,
    html`<p>${balance(report)}</p>
${items}${rest(listing)}<p class="soft">${openNote}</p>`,
  );
}

function changeItem(change: Change, report: Report): Markup {
  const [first] = change.members.lines;
  const named = first ?? change.ended;
  const title = html`${linked(change.title, named?.link)}${note(change.open === 0 ? "nothing of it is open" : `${change.open} open`)}`;
  const shown = named === undefined ? nothing : html`<span class="where">${reach(named, report)}</span>`;
  return item(
    severityLabel(change.severity),
    html`${title}${shown}`,
    html`${ownersOf(change)}`,
    html`${movesOf(change)}`,
  );
}

export function open(report: Report): Markup {
  const { bySeverity, bySeverityBefore, byStatus, byAgeInDays, weeks } = report.open;
  const { open: all, openBefore } = report.verdict;
  const rows = [
    ...worstFirst.map((severity) => ({
      name: severityLabel(severity),
      ...{ now: bySeverity[severity], before: bySeverityBefore[severity] },
      line: sparkline(
        severityLabels[severity],
        severity.toLowerCase(),
        weeks.map((week) => week.bySeverity[severity]),
      ),
    })),
    {
      name: html`Total`,
      ...{ now: all, before: openBefore },
      line: sparkline(
        "All open alerts",
        "soft",
        weeks.map((week) => worstFirst.reduce((sum, severity) => sum + week.bySeverity[severity], 0)),
      ),
    },
  ];
  return fold(
    headings.open,
    openComesTo(report),
    html`${table(
      "Open alerts, and the change in the week",
      [
        { name: "Severity", cell: (row) => row.name },
        { name: "Open", cell: (row) => row.now, isNumber: true },
        ...(report.verdict.isFirstWeek
          ? []
          : [
              {
                name: "Change",
                cell: (row: (typeof rows)[number]) => (row.now === row.before ? "" : signed(row.now - row.before)),
                isNumber: true,
              },
            ]),
        { name: `Last ${counted(weeks.length, "week")}`, cell: (row) => row.line },
      ],
      rows,
    )}
${counts(
  "Open alerts by what was decided about them",
  openStatuses.map((status) => [status.toLowerCase(), byStatus[status]]),
)}
${counts(
  "Open alerts by the days since they were first seen",
  ages.map((age) => [`${age} days`, byAgeInDays[age]]),
)}`,
  );
}

function counts(caption: string, columns: readonly (readonly [string, number])[]): Markup {
  return html`<table class="narrow">
<caption>${caption}</caption>
<thead><tr>${columns.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody><tr>${columns.map(([, count]) => html`<td class="number">${count}</td>`)}</tr></tbody>
</table>
`;
}

export function sla(report: Report): Markup {
  const { days, late, acknowledge, resolve } = report.sla;
  const allowed = worstFirst.flatMap((severity) =>
    days[severity] === undefined ? [] : [`${severityLabels[severity].toLowerCase()} ${counted(days[severity], "day")}`],
  );
  const speeds = [["Acknowledged", acknowledge] as const, ["Resolved", resolve] as const].flatMap(
    ([name, { week, before }]) => {
      const text = durationsText(week, before);
      return text === undefined
        ? []
        : [
            html`<p>${name} ${counted(week.count, "alert")}: ${text}.</p>
`,
          ];
    },
  );
  if (whole(late) === 0 && speeds.length === 0 && allowed.length === 0) return nothing;
  const items = late.lines.map((line) => alertItem(line, html`${counted(line.overDays, "day")} over`, report));
  return fold(
    headings.sla,
    slaComesTo(report),
    html`<p>${allowed.length === 0 ? "The policy sets no number of days, so nothing is open too long." : `By the policy an alert may be open: ${allowed.join(", ")}.`}</p>
${speeds}${linesOf(items)}${rest(late)}`,
  );
}
