/** The digest as plain text: the first screen says what to do and who is behind; the details follow. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { ascii, cut } from "@tocsin/core/text/ascii";
import { plain } from "@tocsin/core/text/text";
import { ages, type Listing, openStatuses, type Report, type Row } from "../../report/format.ts";
import {
  callOf,
  controlsNote,
  durationsText,
  headings,
  incomplete,
  nameOf,
  neverTexts,
  openNote,
  reasonParts,
  severityLabels,
  signed,
  silentTexts,
  sourcesNote,
  subjectOf,
  UNIT_UNKNOWN,
  whole,
} from "../words/wording.ts";
import { changeLines, dueLines, lapseLines, lateLines, moreLine, problemLines } from "./entries.ts";
import { firstScreen } from "./first-screen.ts";
import { houseSections } from "./house.ts";
import { COLUMNS, section, table, wrapped } from "./layout.ts";

/** SNS takes subjects of less than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 99;
const worstFirst: readonly Severity[] = severities.toReversed();

/** `[Tocsin] 2026-W47 ACT Example Corp: 3 overdue (+3), 2 critical problems`: one line of ASCII, at most 99 characters. */
export function subject(report: Report): string {
  const head = `[Tocsin] ${report.week} ${callOf(report)}`;
  const [first = "", ...others] = reasonParts(report);
  const name = ascii(subjectOf(report)).trim();
  const room = SUBJECT_LIMIT - head.length - first.length - ": ".length - 1;
  let text = `${head}${name === "" ? "" : ` ${cut(name, room)}`}: ${first}`;
  for (const part of others) if (text.length + part.length + 2 <= SUBJECT_LIMIT) text += `, ${part}`;
  return text;
}

/** The whole report, in lines of at most 78 columns; it ends with a line break. */
export function renderText(report: Report): string {
  const { due } = report;
  const sections = [
    ...firstScreen(report),
    doFirst(report),
    section(
      headings.decide,
      listed(report.decide, (lapse) => lapseLines(lapse, report)),
    ),
    ...(["overdue", "within7", "within14", "within30", "within45"] as const).map((when) =>
      section(
        headings[when],
        listed(due[when], (line) => dueLines(line, report)),
      ),
    ),
    section(
      headings.changed,
      listed(report.changed, (change) => changeLines(change, report)),
    ),
    open(report),
    sla(report),
    section(headings.byOwner, breakdown("Owner", report.byOwner)),
    section(headings.byOu, breakdown("Unit", report.byOu, UNIT_UNKNOWN)),
    section(headings.byAccount, breakdown("Account", report.byAccount)),
    section(headings.byReporter, [...breakdown("Source", report.byReporter), ...wrapped("  ", sourcesNote)]),
    controls(report),
    ...houseSections(report),
    unknowns(report),
    wrapped("", openNote),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** The text shows fewer lines of a list than the report holds: people read a short list to its end. */
const ENTRIES = 10;

function doFirst(report: Report): readonly string[] {
  const { problems } = report.doFirst;
  return section(
    headings.inFull,
    problems.flatMap((problem, i) => problemLines(problem, i + 1, report)),
  );
}

/** An empty list whose alerts are listed further up gets no section of its own. */
function listed<T>(listing: Listing<T>, linesOf: (line: T) => readonly string[]): readonly string[] {
  if (whole(listing) === 0) return [];
  const shown = listing.lines.slice(0, ENTRIES);
  const more = listing.more + listing.lines.length - shown.length;
  return [...shown.flatMap(linesOf), ...moreLine({ more, elsewhere: listing.elsewhere, lines: listing.lines })];
}

function open(report: Report): readonly string[] {
  const { bySeverity, bySeverityBefore, byStatus, byAgeInDays, weeks } = report.open;
  const { open: all, openBefore } = report.verdict;
  if (all === 0 && openBefore === 0) return [];
  const row = (name: string, now: number, before: number, past: readonly number[]) => [
    name,
    String(now),
    report.verdict.isFirstWeek || now === before ? "" : signed(now - before),
    ...past.slice(-WEEKS).map(String),
  ];
  const rows = worstFirst.map((severity) =>
    row(
      severityLabels[severity],
      bySeverity[severity],
      bySeverityBefore[severity],
      weeks.map((week) => week.bySeverity[severity]),
    ),
  );
  const names = weeks.slice(-WEEKS).map(({ week }) => plain(week.slice(week.indexOf("W")), 3));
  return section(headings.open, [
    ...table([["", "Open", "Change", ...names], ...rows, row("Total", all, openBefore, [])]),
    ...(weeks.length <= WEEKS
      ? []
      : wrapped("  ", `The last ${WEEKS} weeks of the ${weeks.length} that the page shows.`)),
    ...wrapped("  ", openStatuses.map((status) => `${byStatus[status]} ${status.toLowerCase()}`).join(", ")),
    ...wrapped("  ", `By days since first seen: ${ages.map((age) => `${age}: ${byAgeInDays[age]}`).join(", ")}`),
  ]);
}

/** As many as fit in a line. */
const WEEKS = 6;

function sla(report: Report): readonly string[] {
  const { days, late, acknowledge, resolve } = report.sla;
  const allowed = worstFirst.flatMap((severity) =>
    days[severity] === undefined ? [] : [`${severityLabels[severity].toLowerCase()} ${days[severity]}`],
  );
  const speeds = (
    [
      ["Acknowledged in", acknowledge],
      ["Resolved in", resolve],
    ] as const
  ).flatMap(([name, { week, before }]) => {
    const text = durationsText(week, before);
    return text === undefined ? [] : wrapped("  ", `${name} ${text}.`);
  });
  return section(headings.sla, [
    ...(allowed.length === 0
      ? []
      : wrapped("  ", `Days that an alert may be open, by the policy: ${allowed.join(", ")}.`)),
    ...speeds,
    ...listed(late, (line) => lateLines(line, report)),
  ]);
}

const columns: readonly (readonly [string, (row: Row) => number])[] = [
  ["Open", (row) => row.open],
  ["Crit", (row) => row.bySeverity.CRITICAL],
  ["High", (row) => row.bySeverity.HIGH],
  ["Med", (row) => row.bySeverity.MEDIUM],
  ["Overdue", (row) => row.overdue],
  ["Long", (row) => row.late],
  ["New", (row) => row.opened + row.reopened],
  ["Resolved", (row) => row.resolved],
];

function breakdown(name: string, listing: Listing<Row>, nameless?: string): readonly string[] {
  if (whole(listing) === 0) return [];
  const rows = listing.lines
    .slice(0, ENTRIES)
    .map((row) => [nameOf(row, nameless), ...columns.map(([, count]) => dash(count(row)))]);
  return [
    ...table([[name, ...columns.map(([heading]) => heading)], ...rows]),
    ...moreLine({ more: listing.more + listing.lines.length - rows.length, elsewhere: listing.elsewhere }),
  ];
}

/** Zeros would hide the numbers that matter. */
function dash(count: number): string {
  return count === 0 ? "-" : String(count);
}

function controls({ controls: listing }: Report): readonly string[] {
  if (whole(listing) === 0) return [];
  const lines = listing.lines.flatMap(({ framework, version, control, title, url, open: count, worst }) => [
    ...wrapped("  ", `${framework} ${version} ${control}: ${count} open, the worst ${worst}. ${title}`),
    ...(url.length <= COLUMNS - 6 ? wrapped("      ", url) : []),
  ]);
  return section(headings.controls, [...wrapped("  ", controlsNote), ...lines, ...moreLine(listing)]);
}

function unknowns(report: Report): readonly string[] {
  const { silent, never, unreadable } = report.trust;
  const missing = incomplete(report);
  return section(headings.trust, [
    ...(missing === undefined ? [] : wrapped("  ", missing)),
    ...unreadable.lines.flatMap((line) => wrapped("    ", line)),
    ...moreLine(unreadable),
    ...[...neverTexts(report), ...silentTexts(report)].flatMap((text) => wrapped("  ", text)),
    ...moreLine({ more: silent.more + never.more, elsewhere: 0 }),
  ]);
}
