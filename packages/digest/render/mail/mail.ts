/**
 * The digest as a mail: the open sections of the page, in tables that Outlook and Gmail show alike, and a summary of the others. Gmail cuts off a
 * mail above 102 KB, so its lists and texts are shorter than the report's.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import { plain } from "@tocsin/core/text/text";
import type { AlertLine, Lapse, Listing, Problem, Report } from "../../report/format.ts";
import {
  addressOf,
  commandOf,
  deadlineText,
  lapseNote,
  lapseTitle,
  lapseUntil,
  ownerOf,
  ownersOf,
  placeOf,
  silenceCommand,
  sizeOf,
  statusNote,
  stepsOf,
} from "../words/lines.ts";
import { restLines } from "../words/rest.ts";
import {
  because,
  callOf,
  doFirstHeading,
  firstFacts,
  headings,
  moreText,
  nothingFirst,
  periodOf,
  reasonsOf,
  severityLabels,
  titleOf,
  unfinished,
  whole,
} from "../words/wording.ts";
import { fill } from "./pieces.ts";

/** The most lines of a list. */
const LINES = 5;
/** The most characters of a text: with it, the mail of a full report with long texts stays below Gmail's limit. */
const TEXT_LIMIT = 200;
/** A longer address is no link here: half of an address leads nowhere. */
const ADDRESS_LIMIT = 400;

/** Each colour differs from the mail's background by day and at night. */
const colors: Readonly<Record<Severity, string>> = {
  CRITICAL: "#c62828",
  HIGH: "#c2610c",
  MEDIUM: "#a68000",
  LOW: "#3276c9",
  INFORMATIONAL: "#7a8490",
};
const CALM = "#1f8a3d";

export function renderMail(report: Report): string {
  const mail = fill("frame", {
    title: short(titleOf(report)),
    preview: `${callOf(report)}: ${reasonsOf(report)}`,
    period: [periodOf(report), unfinished(report)].filter((text) => text !== undefined).join(". "),
    color: report.verdict.isCalm ? CALM : colors.CRITICAL,
    call: callOf(report),
    reasons: reasonsOf(report),
    facts: facts(report),
    sections: [first(report), decide(report), ...urgent(report), rest(report)],
    end: end(report),
  });
  return html`${mail}
`.markup;
}

function short(text: string): string {
  return plain(text, TEXT_LIMIT);
}

function facts(report: Report): readonly Markup[] {
  return firstFacts(report).map(({ name, text }) => fill("fact", { name, value: plain(text, 3 * TEXT_LIMIT) }));
}

function section(heading: string, rows: readonly Markup[], more = ""): Markup {
  return rows.length === 0 ? nothing : fill("section", { heading, rows, rest: more });
}

function first(report: Report): Markup {
  const { problems, more } = report.doFirst;
  if (problems.length === 0) return section(headings.doFirst, [fill("line", { text: nothingFirst })]);
  return section(
    doFirstHeading(report),
    problems.map((problem, i) => problemOf(problem, i + 1, report)),
    moreText({ more, elsewhere: 0 }),
  );
}

function problemOf(problem: Problem, rank: number, report: Report): Markup {
  const who = [
    `${severityLabels[problem.severity]}; ${ownersOf(problem)}`,
    problem.deadline && deadlineText(problem.deadline, report),
    sizeOf(problem),
    `here because ${because[problem.because]}`,
  ];
  const steps = stepsOf(problem).slice(0, 3);
  const [member] = problem.members.lines;
  return fill("problem", {
    color: colors[problem.severity],
    rank,
    title: linked(problem.title, member?.link),
    who: who
      .filter((part) => part !== undefined)
      .map(short)
      .join("; "),
    steps: steps.map((step, i) =>
      fill("step", { step: steps.length === 1 ? prose(step) : html`${i + 1}. ${prose(step)}` }),
    ),
    done: html`Done when: ${prose(problem.doneWhen)}`,
    reach: member === undefined ? "" : reach(member, report),
  });
}

function decide(report: Report): Markup {
  return listed(headings.decide, report.decide, (lapse) => lapseRow(lapse, report));
}

function lapseRow(lapse: Lapse, report: Report): Markup {
  const isSilence = lapse.kind === "silence";
  return fill("row", {
    color: colors[isSilence ? "INFORMATIONAL" : lapse.severity],
    title: linked(lapseTitle(lapse), isSilence ? undefined : lapse.link),
    about: short(lapseNote(lapse)),
    reach: isSilence ? fill("command", { command: short(silenceCommand(report)) }) : reach(lapse, report),
    when: lapseUntil(lapse, report),
  });
}

function urgent(report: Report): readonly Markup[] {
  const { overdue, within7 } = report.due;
  return [[headings.overdue, overdue] as const, [headings.within7, within7] as const].map(([heading, listing]) =>
    listed(heading, listing, (line) =>
      fill("row", {
        color: colors[line.severity],
        title: linked(line.title, line.link),
        about: short(
          [severityLabels[line.severity], ownerOf(line), placeOf(line), statusNote(line)]
            .filter((part) => part !== undefined)
            .join("; "),
        ),
        reach: reach(line, report),
        when: deadlineText(line.deadline, report),
      }),
    ),
  );
}

function listed<T>(heading: string, listing: Listing<T>, row: (line: T) => Markup): Markup {
  if (whole(listing) === 0) return nothing;
  const shown = listing.lines.slice(0, LINES);
  const more = moreText({
    more: listing.more + listing.lines.length - shown.length,
    elsewhere: listing.elsewhere,
    lines: listing.lines,
  });
  const rows = shown.length === 0 ? [fill("line", { text: more ?? "" })] : shown.map(row);
  return section(heading, rows, shown.length === 0 ? "" : more);
}

/** A line for each folded section of the page. */
function rest(report: Report): Markup {
  const lines = restLines(report).map(([name, value]) => fill("fact", { name, value: plain(value, 2 * TEXT_LIMIT) }));
  return section("The rest of the week", lines);
}

function end(report: Report): Markup {
  const command = `npx tocsin digest --week ${report.week} ${report.place}`.trimEnd();
  return html`The whole report: ${fill("command", { command: short(command) })}`;
}

function linked(text: string, link: string | undefined): Markup {
  const address = addressOf(link);
  const shown = short(text);
  return address === undefined || address.length > ADDRESS_LIMIT
    ? html`${shown}`
    : html`<a href="${address}">${shown}</a>`;
}

function reach(line: AlertLine, report: Report): Markup {
  const address = addressOf(line.runbook);
  const runbook =
    address === undefined || address.length > ADDRESS_LIMIT ? nothing : html`<a href="${address}">Runbook</a> &nbsp; `;
  return html`${runbook}${fill("command", { command: short(commandOf(line, report)) })}`;
}

function prose(text: string): Markup {
  const parts = plain(text, 2 * TEXT_LIMIT).split("`");
  if (parts.length % 2 === 0) return html`${parts.join("`")}`;
  return html`${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : fill("command", { command: part })))}`;
}
