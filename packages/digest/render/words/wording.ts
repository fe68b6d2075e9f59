/** The digest's words about the whole of a report, the same in every rendering. */
import type { Severity } from "@tocsin/core/alert/severity";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { counted } from "@tocsin/core/text/counted";
import type { Durations, Edition, Listing, OpenStatus, Report, Row } from "../../report/format.ts";
import { clockOf, justBefore, minutesText } from "./time.ts";

export const severityLabels: Readonly<Record<Severity, string>> = {
  CRITICAL: "Critical",
  HIGH: "High",
  MEDIUM: "Medium",
  LOW: "Low",
  INFORMATIONAL: "Informational",
};

/** The note of a status beside an open alert; an alert without decisions needs none. */
export const statusNotes: Readonly<Record<OpenStatus, string | undefined>> = {
  OPEN: undefined,
  ACKNOWLEDGED: "acknowledged",
  SUPPRESSED: "suppressed",
};

export const headings = {
  doFirst: "Do first",
  inFull: "What to do first, in full",
  decide: "Decide: what people put off, and what ends soon",
  overdue: "Overdue",
  within7: "Due within 7 days",
  within14: "Due in 8 to 14 days",
  within30: "Due in 15 to 30 days",
  within45: "Due in 31 to 45 days",
  changed: "What changed",
  open: "Open by severity",
  sla: "Age, and what is open too long",
  byOwner: "By owner",
  byOu: "By organizational unit",
  byAccount: "By account",
  byReporter: "By source",
  controls: "Controls to which open alerts are relevant",
  nights: "Nights",
  noise: "Noise",
  onCall: "On call",
  health: "Tocsin's own health",
  trust: "What is not known",
} as const;

export const because: Readonly<Record<Report["doFirst"]["problems"][number]["because"], string>> = {
  overdue: "its deadline has passed",
  critical: "it is critical",
  "due-within-7-days": "it is due within 7 days",
  "past-its-days": "it is open for longer than the policy allows",
  high: "it is high",
};

/** The heading, with how many problems there are if not all are listed. */
export function doFirstHeading({ doFirst: { problems, more } }: Report): string {
  return more === 0
    ? headings.doFirst
    : `${headings.doFirst}: ${problems.length} of ${counted(problems.length + more, "problem")}`;
}

export const nothingFirst = "Nothing needs to be done first.";
export const controlsNote =
  "Relevant to: Tocsin evaluates no control, so a control without a row has not necessarily passed.";
/** The note of a breakdown whose rows add up to more than the whole. */
export const sourcesNote = "An alert that several sources report counts for each of them.";
export const openNote =
  "Open means not resolved: acknowledged and suppressed alerts count as open. An alert that opened and was resolved within the week counts in both.";

/** Whose report it is: `Example Corp`, or `Example Corp, owner team-web`. */
export function subjectOf({ scope, edition }: Report): string {
  return [scope, ...editionText(edition)].filter((part) => part !== "").join(", ");
}

function editionText(edition: Edition): readonly string[] {
  switch (edition.kind) {
    case "organization":
      return [];
    case "owner":
      return [`owner ${edition.name}`];
    case "ou":
      return [`unit ${edition.name}`];
    case "account":
      return [edition.label === undefined ? `account ${edition.name}` : `account ${edition.label} (${edition.name})`];
    default:
      return edition satisfies never;
  }
}

/** `Example Corp, week 47 of 2026`. */
export function titleOf(report: Report): string {
  const [year, week] = report.week.split("-W");
  const name = subjectOf(report);
  return `${name === "" ? "Tocsin" : name}, week ${Number(week)} of ${year}`;
}

/** `Mon 16 Nov to Sun 22 Nov 2026, as of Mon 23 Nov 01:00 Berlin`. */
export function periodOf({ from, to, asOf, timezone }: Report): string {
  const week = clockOf("UTC");
  const clock = clockOf(timezone);
  const year = justBefore(to).slice(0, 4);
  return `${week.day(from)} to ${week.day(justBefore(to))} ${year} (UTC), as of ${clock.minute(asOf)} ${clock.place}`;
}

/** A warning when the week was not over yet. */
export function unfinished({ asOf, to, timezone }: Report): string | undefined {
  const clock = clockOf(timezone);
  return asOf < to
    ? `The week is not over: these are its numbers up to ${clock.minute(asOf)} ${clock.place}.`
    : undefined;
}

/** The verdict in one word. */
export function callOf({ verdict }: Report): "ACT" | "CALM" {
  return verdict.isCalm ? "CALM" : "ACT";
}

/** The verdict with its numbers: `3 overdue (+3), 2 critical problems (+1), 4 open too long.` */
export function reasonsOf(report: Report): string {
  return `${reasonParts(report).join(", ")}.`;
}

/** The numbers of the verdict, the weightiest first. */
export function reasonParts(report: Report): readonly string[] {
  const { overdue, overdueBefore, criticalProblems, criticalProblemsBefore, late, isCalm } = report.verdict;
  const silent = whole(report.trust.silent);
  const never = whole(report.trust.never);
  const unreadable = whole(report.trust.unreadable);
  const critical = counted(criticalProblems, "critical problem");
  const acts = [
    ...(overdue > 0 ? [`${counted(overdue, "alert")} overdue${changed(report, overdue, overdueBefore)}`] : []),
    ...(criticalProblems > 0 ? [`${critical}${changed(report, criticalProblems, criticalProblemsBefore)}`] : []),
    ...(late > 0 ? [`${late} open too long`] : []),
    ...(never > 0 ? [`${counted(never, "account")} never heard from`] : []),
    ...(silent > 0 ? [`${counted(silent, "source")} silent`] : []),
    ...(unreadable > 0 ? [counted(unreadable, "unreadable item")] : []),
  ];
  if (acts.length > 0) return acts;
  return isCalm
    ? [
        ...["nothing overdue", "no critical problem", "nothing open too long"],
        ...(report.trust.cells.known > 0 ? ["data from everywhere"] : []),
      ]
    : ["see what is to be done first"];
}

/** The number of accounts and cells without data, and of unreadable items. */
export function unknownCount({ trust }: Report): number {
  return whole(trust.silent) + whole(trust.never) + whole(trust.unreadable);
}

/** The difference to the week before, if there was one. */
export function changed(report: Report, now: number, before: number): string {
  return report.verdict.isFirstWeek || now === before ? "" : ` (${signed(now - before)})`;
}

export interface Fact {
  readonly name: "Coverage" | "Unknown" | "Week" | "Open" | "Owners behind" | "Put off";
  readonly text: string;
}

/** The lines between the verdict and the problems to do first, in order; one that has nothing to say is missing. */
export function firstFacts(report: Report): readonly Fact[] {
  const facts = [
    { name: "Coverage", text: coverageText(report) },
    { name: "Unknown", text: unknownLine(report) },
    { name: "Week", text: balance(report) },
    { name: "Open", text: severeText(report) },
    { name: "Owners behind", text: lateOwners(report) },
    { name: "Put off", text: quietText(report) },
  ] as const;
  return facts.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
}

/** The week's sum, in one line. In a first week nothing was reported before, so what was there already is named as such. */
export function balance(report: Report): string {
  const { openBefore, opened, reopened, resolved, open, escalated, baseline, isFirstWeek } = report.verdict;
  const rose = escalated > 0 ? `; ${counted(escalated, "alert")} rose in severity` : "";
  const back = reopened > 0 ? ` + ${reopened} reopened` : "";
  if (isFirstWeek) {
    return `The first week, with none to compare it with: ${openBefore + baseline} from before Tocsin + ${opened} opened${back} - ${resolved} resolved = ${open} open${rose}.`;
  }
  const stood = baseline > 0 ? ` + ${baseline} from before Tocsin heard of them` : "";
  return `${openBefore} open before${stood} + ${opened} opened${back} - ${resolved} resolved = ${open} open${rose}.`;
}

/** Whether the week is better than the one before: the critical and high alerts, and how fast people resolved. */
export function severeText({ open, sla, verdict }: Report): string {
  const high = ({ CRITICAL, HIGH }: Record<Severity, number>) => CRITICAL + HIGH;
  const now = high(open.bySeverity);
  const difference = now - high(open.bySeverityBefore);
  const change = difference === 0 ? "as many as" : `${Math.abs(difference)} ${difference < 0 ? "fewer" : "more"} than`;
  const against = verdict.isFirstWeek ? "" : `, ${change} a week ago`;
  const resolve = durationsText(sla.resolve.week, sla.resolve.before);
  return `${counted(now, "critical or high alert")}${against}.${resolve === undefined ? "" : ` Time to resolve: ${resolve}.`}`;
}

/** `median 1.8 days (2.4 days in the weeks before), 90 % within 9 days`; nothing if there were no durations. */
export function durationsText(week: Durations, before: Durations): string | undefined {
  if (week.medianMinutes === undefined) return undefined;
  const p90 = week.p90Minutes === undefined ? "" : `, 90 % within ${minutesText(week.p90Minutes)}`;
  const past = before.medianMinutes === undefined ? "" : ` (${minutesText(before.medianMinutes)} in the weeks before)`;
  return `median ${minutesText(week.medianMinutes)}${past}${p90}`;
}

/** From how many accounts and cells the numbers are, in one line. */
export function coverageText({ trust, asOf, timezone }: Report): string {
  const { accounts, cells } = trust;
  const clock = clockOf(timezone);
  if (cells.known === 0) return `No data was received, as of ${clock.minute(asOf)} ${clock.place}.`;
  const known = counted(accounts.known, "account");
  return `Data from ${accounts.heard} of ${known}, and from ${cells.heard} of the ${cells.known} combinations of account, Region and source that ever sent any.`;
}

/** The silent cells, by name: `sandbox-lab eu-west-1 guardduty silent since Tue 3 Nov`. */
export function silentTexts({ trust, timezone }: Report): readonly string[] {
  const clock = clockOf(timezone);
  return trust.silent.lines.map(
    ({ account, accountName, region, source, lastHeardAt }) =>
      `${accountName ?? account} ${region} ${source} silent since ${clock.day(lastHeardAt)}`,
  );
}

export function neverTexts({ trust }: Report): readonly string[] {
  return trust.never.lines.map(({ account, accountName }) =>
    accountName === undefined ? `${account} never heard from` : `${accountName} (${account}) never heard from`,
  );
}

/** The first few unknowns, in one line. */
export function unknownLine(report: Report): string | undefined {
  const texts = [...neverTexts(report), ...silentTexts(report)];
  const unreadable = whole(report.trust.unreadable);
  const shown = texts.slice(0, UNKNOWN_SHOWN);
  const left = unknownCount(report) - shown.length - unreadable;
  const parts = [
    ...(unreadable > 0
      ? [`${counted(unreadable, "item")} of the table cannot be read, and their alerts are missing from the numbers`]
      : []),
    ...shown,
    ...(left > 0 ? [`and ${left} more`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join("; ")}.`;
}

const UNKNOWN_SHOWN = 3;

/** What people have put off, and how much of that ends soon. */
export function quietText(report: Report): string | undefined {
  const { byStatus, silenced } = report.open;
  if (silenced === undefined) return decideText(report);
  const numbers = [
    ["silenced", silenced],
    ["acknowledged", byStatus.ACKNOWLEDGED],
    ["suppressed", byStatus.SUPPRESSED],
  ] as const;
  const quiet = numbers.some(([, count]) => count > 0)
    ? `Of the open alerts, ${numbers.map(([name, count]) => `${count === 0 ? "none" : count} ${name}`).join(", ")}.`
    : "No open alert is silenced, acknowledged or suppressed.";
  return [quiet, decideText(report)].filter((part) => part !== undefined).join(" ");
}

/** What waits for a decision, in one line; it counts also what has its line in another list. */
export function decideText({ decide, to }: Report): string | undefined {
  const count = whole(decide);
  if (count === 0) return undefined;
  const lastDay = clockOf("UTC").day(justBefore(shift(to, 7 * MILLISECONDS_PER_DAY)));
  const withoutTicket = decide.lines.filter((lapse) => lapse.kind === "silence" && lapse.ticket === undefined).length;
  const tickets = withoutTicket > 0 ? `; ${counted(withoutTicket, "silence")} without a ticket` : "";
  const end = count === 1 ? "decision to put alerts off ends" : "decisions to put alerts off end";
  return `${count} ${end} by ${lastDay}, and then these notify again${tickets}.`;
}

/** A warning when items of the table could not be read. */
export function incomplete({ trust }: Report): string | undefined {
  const count = whole(trust.unreadable);
  return count === 0
    ? undefined
    : `${counted(count, "item")} of the table cannot be read. The alerts of these are missing from the numbers:`;
}

/** Which owners are behind, in one line: `team-payments 2 overdue, 1 open too long; unowned 1 open too long`. */
export function lateOwners({ byOwner }: Report): string | undefined {
  const late = byOwner.lines.filter((row) => row.overdue + row.late > 0);
  if (late.length === 0) return undefined;
  return late.slice(0, 5).map(lateText).join("; ") + (late.length > 5 || byOwner.more > 0 ? "; and others" : "");
}

function lateText(row: Row): string {
  const parts = [
    ...(row.overdue > 0 ? [`${row.overdue} overdue`] : []),
    ...(row.late > 0 ? [`${row.late} open too long`] : []),
  ];
  return `${row.name ?? UNOWNED} ${parts.join(", ")}`;
}

export const UNOWNED = "unowned";
/** The unit of an account that the directory does not have. */
export const UNIT_UNKNOWN = "unit unknown";

/** The name of a row. @param nameless the name of a row without one. */
export function nameOf({ name, label }: Row, nameless: string = UNOWNED): string {
  if (name === undefined) return nameless;
  return label === undefined ? name : `${label} (${name})`;
}

/** How often people were called, and how much waited for the morning. */
export function nightsText(nights: NonNullable<Report["house"]>["nights"]): string {
  const { rings, ringsAtNight, heldToMorning, leftToDigest } = nights;
  const rang = rings === 0 ? "Nobody was called" : `${times(rings)} somebody was called, ${ringsAtNight} at night`;
  return `${rang}. Held to the morning: ${heldToMorning}. Left to this digest alone, by the policy: ${leftToDigest}.`;
}

function times(count: number): string {
  return count === 1 ? "Once" : `${count} times`;
}

/** How many lines a list leaves out, and how many are listed above it. */
export function moreText({
  more,
  elsewhere,
  lines,
}: Pick<Listing<unknown>, "more" | "elsewhere"> & Partial<Pick<Listing<unknown>, "lines">>): string | undefined {
  const parts = [...(more > 0 ? [`${more} more`] : []), ...(elsewhere > 0 ? [`${elsewhere} listed above`] : [])];
  if (parts.length === 0) return undefined;
  return lines?.length === 0 ? parts.join(", ") : `and ${parts.join(", ")}`;
}

/** The length of a list with all that it leaves out and that is listed elsewhere. */
export function whole({ lines, more, elsewhere }: Listing<unknown>): number {
  return lines.length + more + elsewhere;
}

/** The number with its sign; no change is `+0`. */
export function signed(difference: number): string {
  return difference < 0 ? String(difference) : `+${difference}`;
}
