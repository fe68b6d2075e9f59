/** The digest as a plain-text mail: 78 columns, no more than a few hundred lines. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { ascii } from "@tocsin/core/text/ascii";
import { plain } from "@tocsin/core/text/text";
import { wrap } from "@tocsin/core/text/wrap";
import type { Row } from "../report/breakdown.ts";
import type { Line, Listing } from "../report/listing.ts";
import type { MovementLine } from "../report/movement.ts";
import { ages, type DueLine, type OpenLine, openStatuses } from "../report/open.ts";
import type { Report } from "../report/report.ts";
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
  signed,
  statusLabels,
  statusNotes,
  timeOf,
  title,
  unfinished,
  verdict,
} from "./wording.ts";

/** What mail readers show without wrapping. */
export const COLUMNS = 78;
/** SNS takes subjects of less than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 99;
/** A mail is read to its end only when it has one: of every list it shows fewer than the report holds. */
const ENTRIES = 10;

/** `[Tocsin] 2026-W47 prod: 3 critical open (+1), 12 opened, 20 resolved`: one line of ASCII, at most 99 characters. */
export function subject(report: Report): string {
  const { week, verdict, open, scope } = report;
  const parts = [
    verdict.open === 0 ? "nothing open" : `${open.bySeverity.CRITICAL} critical open (${criticalChange(report)})`,
    `${verdict.opened} opened`,
    `${verdict.resolved} resolved`,
    ...(verdict.overdue > 0 ? [`${verdict.overdue} overdue`] : []),
  ];
  const head = `[Tocsin] ${week}`;
  const tail = `: ${parts.join(", ")}`;
  const room = SUBJECT_LIMIT - head.length - tail.length - 1;
  const name = ascii(scope).slice(0, Math.max(room, 0)).trim();
  return `${head}${name === "" ? "" : ` ${name}`}${tail}`.slice(0, SUBJECT_LIMIT);
}

/** The whole report, in lines of at most 78 columns; it ends with a line break. */
export function renderText(report: Report): string {
  const sections = [
    opening(report),
    bySeverity(report),
    section(
      headings.overdue,
      listed(report.overdue, (line) => due(line, report)),
    ),
    section(
      headings.expiring,
      listed(report.expiring, (line) => due(line, report)),
    ),
    section(headings.open, listed(report.open, standing)),
    ...movementHeadings.map(([movement, heading]) =>
      section(`${heading}: ${report.verdict[movement]}`, listed(report[movement], moved)),
    ),
    section(headings.byReporter, breakdown("Source", report.byReporter)),
    section(headings.byAccount, breakdown("Account", report.byAccount)),
    isEmpty(report) ? [] : wrap(explanation, COLUMNS),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function opening(report: Report): readonly string[] {
  const warning = unfinished(report);
  const missing = incomplete(report);
  const { lines, more } = report.unreadable;
  return [
    fitted("", title(report)),
    `${periodOf(report)} (UTC), as of ${timeOf(report.asOf)} UTC`,
    ...(warning === undefined ? [] : wrap(warning, COLUMNS)),
    ...(missing === undefined ? [] : ["", ...wrap(missing, COLUMNS), ...lines.flatMap(unreadableLines), ...rest(more)]),
    "",
    ...wrap(verdict(report), COLUMNS),
    ...wrap(hasMoved(report) ? balance(report) : nothingMoved, COLUMNS),
  ];
}

/** The key and the problem whole: they are what is needed to repair the item. */
function unreadableLines(line: string): readonly string[] {
  const shown = plain(line, line.length + 1);
  return shown === "" ? [] : wrap(shown, COLUMNS - INDENT.length).map((part) => fitted(INDENT, part));
}

function bySeverity({ open, verdict }: Report): readonly string[] {
  if (verdict.open === 0 && verdict.openBefore === 0) return [];
  const rows = severities
    .toReversed()
    .map((severity) => change(severity, open.bySeverity[severity], open.bySeverityBefore[severity]));
  return section(headings.bySeverity, [
    ...table([["", "Open", "Change"], ...rows, change("Total", verdict.open, verdict.openBefore)]),
    ...(verdict.open === 0
      ? []
      : [
          "",
          ...table([
            ["Status", ...openStatuses.map((status) => statusLabels[status])],
            ["", ...openStatuses.map((status) => String(open.byStatus[status]))],
          ]),
          "",
          ...table([
            ["Age in days", ...ages],
            ["", ...ages.map((age) => String(open.byAgeInDays[age]))],
          ]),
        ]),
  ]);
}

function change(name: string, now: number, before: number): readonly string[] {
  return [name, String(now), now === before ? "" : signed(now - before)];
}

/** An entry of a list: when and what, then where, then how to ask for it. */
interface Entry {
  readonly when: string;
  readonly line: Line;
  readonly notes: readonly string[];
}

function due(line: DueLine, { asOf }: Report): Entry {
  return { when: dateOf(line.deadline), line, notes: [daysText(line, asOf), ...statusNotes(line.status)] };
}

function standing(line: OpenLine): Entry {
  const { firstSeenAt, status } = line;
  return { when: firstSeenAt === undefined ? "" : dateOf(firstSeenAt), line, notes: statusNotes(status) };
}

function moved(line: MovementLine): Entry {
  return {
    when: timeOf(line.at).slice("2026-".length),
    line,
    notes: [...(line.was === undefined ? [] : [`was ${line.was}`]), ...(line.times > 1 ? [`${line.times} times`] : [])],
  };
}

function listed<T>({ lines, more }: Listing<T>, entryOf: (line: T) => Entry): readonly string[] {
  const entries = lines.slice(0, ENTRIES).map(entryOf);
  const whenWidth = widest(entries.map(({ when }) => when));
  const severityWidth = widest(entries.map(({ line }) => line.severity));
  return [
    ...entries.flatMap((entry) => entryLines(entry, whenWidth, severityWidth)),
    ...rest(more + lines.length - entries.length),
  ];
}

const INDENT = "  ";
const HANGING = "      ";

function entryLines({ when, line, notes }: Entry, whenWidth: number, severityWidth: number): readonly string[] {
  const { severity, title, account, region, id } = line;
  const place = `${account} ${region} `;
  return [
    fitted(`${INDENT}${when.padEnd(whenWidth)}  ${severity.padEnd(severityWidth)}  `, title),
    fitted(HANGING, place + cutAtStart(shortened(line), COLUMNS - HANGING.length - place.length)),
    fitted(HANGING, [id, ...notes].join(", ")),
  ].filter((text) => text !== "");
}

/** An ARN without the account and the region that the line has already. */
function shortened({ resource, account, region }: Line): string {
  const [arn, , service, itsRegion, itsAccount, ...name] = resource.split(":");
  const isTold = (itsRegion === region || itsRegion === "") && (itsAccount === account || itsAccount === "");
  return arn === "arn" && isTold && name.length > 0 ? `${service} ${name.join(":")}` : resource;
}

const severityHeadings: Readonly<Record<Severity, string>> = {
  CRITICAL: "Crit",
  HIGH: "High",
  MEDIUM: "Med",
  LOW: "Low",
  INFORMATIONAL: "Info",
};
const movementColumns = ["Open", "Opened", "Reopened", "Resolved"] as const;

function breakdown(heading: string, { lines, more }: Listing<Row>): readonly string[] {
  if (lines.length === 0) return [];
  const worstFirst = severities.toReversed();
  const shown = lines.slice(0, ENTRIES);
  const rows = shown.map((row) => [
    row.name,
    ...worstFirst.map((severity) => dash(row.bySeverity[severity])),
    ...[row.open, row.opened, row.reopened, row.resolved].map(dash),
  ]);
  const head = [heading, ...worstFirst.map((severity) => severityHeadings[severity]), ...movementColumns];
  return [...table([head, ...rows]), ...rest(more + lines.length - shown.length)];
}

/** Zeros would hide the numbers that matter. */
function dash(count: number): string {
  return count === 0 ? "-" : String(count);
}

function rest(more: number): readonly string[] {
  const text = moreText(more);
  return text === undefined ? [] : [`${INDENT}${text}`];
}

/** Nothing at all when there is nothing under the heading. */
function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading.toUpperCase(), ...lines];
}

/**
 * Names in the first column, to the left; then numbers, to the right. Large numbers move closer together, so that an
 * account id is whole beside numbers of five digits; where room is shorter still, a name is cut, never a number.
 */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const names = rows.map(([name = ""]) => name);
  const columns = rows.map(([, ...cells]) => cells);
  const loose = COLUMNS - INDENT.length - widest(names);
  const right =
    [2, 1].map((gap) => aligned(columns, gap)).find((lines) => widest(lines) <= loose) ?? aligned(columns, 1);
  const cut = names.map((name) => plain(name, COLUMNS - INDENT.length - widest(right)));
  return cut.map((name, i) => `${INDENT}${name.padEnd(widest(cut))}${right[i]}`.trimEnd());
}

function aligned(rows: readonly (readonly string[])[], gap: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => widest(rows.map((cells) => cells[column] ?? "")));
  return rows.map((cells) =>
    cells.map((cell, column) => " ".repeat(gap) + cell.padStart(widths[column] ?? 0)).join(""),
  );
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** One line, cut at its end. */
function fitted(start: string, text: string): string {
  return `${start}${plain(text, COLUMNS - start.length)}`.trimEnd();
}

/** Cut at its start: the end of an ARN says which. */
function cutAtStart(text: string, limit: number): string {
  const line = plain(text, text.length + 1);
  if (line.length <= limit) return line;
  return limit < 2 ? "" : `…${line.slice(1 - limit)}`;
}
