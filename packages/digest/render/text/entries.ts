/** Entries of the text that have several lines: a problem, a decision that ends, an alert with its deadline. */

import { counted } from "@tocsin/core/text/counted";
import type { AlertLine, Change, DueLine, Lapse, Problem, Report } from "../../report/format.ts";
import {
  addressOf,
  commandOf,
  deadlineText,
  lapseNote,
  lapseTitle,
  lapseUntil,
  movesOf,
  ownerOf,
  ownersOf,
  placeOf,
  resourceOf,
  silenceCommand,
  sizeOf,
  statusNote,
  stepsOf,
} from "../words/lines.ts";
import { because, moreText } from "../words/wording.ts";
import { COLUMNS, fitted, fittedAtEnd, wrapped } from "./layout.ts";

const HANGING = "      ";

export function problemLines(problem: Problem, rank: number, report: Report): readonly string[] {
  const facts = [
    ownersOf(problem),
    problem.deadline && deadlineText(problem.deadline, report),
    sizeOf(problem),
    `here because ${because[problem.because]}`,
  ];
  const steps = stepsOf(problem);
  const [member] = problem.members.lines;
  return [
    ...wrapped(`${rank}  `, `${problem.severity} ${problem.title}`),
    ...wrapped("   ", present(facts).join("; ")),
    ...steps.flatMap((step, i) =>
      wrapped(i === 0 ? "   Do: " : "       ", steps.length === 1 ? step : `${i + 1}. ${step}`),
    ),
    ...wrapped("   Done when: ", problem.doneWhen),
    ...(member === undefined ? [] : reachLines("   ", member, report)),
  ];
}

export function lapseLines(lapse: Lapse, report: Report): readonly string[] {
  return [
    ...wrapped("  ", `${lapseTitle(lapse)}: ${lapseUntil(lapse, report)}`),
    ...wrapped(HANGING, lapseNote(lapse)),
    ...(lapse.kind === "silence" ? [fitted(HANGING, silenceCommand(report))] : reachLines(HANGING, lapse, report)),
  ];
}

export function dueLines(line: DueLine, report: Report): readonly string[] {
  return alertLines(line, deadlineText(line.deadline, report), report);
}

export function lateLines(line: AlertLine & { readonly overDays: number }, report: Report): readonly string[] {
  return alertLines(line, `${counted(line.overDays, "day")} over`, report);
}

export function alertLines(line: AlertLine, about: string, report: Report): readonly string[] {
  return [
    ...wrapped("  ", present([`${line.severity} ${line.title}`, statusNote(line)]).join(", ")),
    ...wrapped(HANGING, present([about, ownerOf(line), placeOf(line)]).join("; ")),
    ...(line.resource === "" ? [] : [fittedAtEnd(HANGING, resourceOf(line))]),
    ...reachLines(HANGING, line, report),
  ].filter((text) => text.trim() !== "");
}

export function changeLines(change: Change, report: Report): readonly string[] {
  const named = change.members.lines[0] ?? change.ended;
  return [
    ...wrapped("  ", `${change.severity} ${change.title}: ${movesOf(change)}; ${change.open} open`),
    ...wrapped(HANGING, ownersOf(change)),
    ...(named === undefined ? [] : reachLines(HANGING, named, report)),
  ];
}

/** Gives nothing for an alert without an id. */
function commandLines(start: string, line: Pick<AlertLine, "id">, report: Report): readonly string[] {
  const command = fitted(start, commandOf(line, report));
  return command.trim() === "" ? [] : [command];
}

/** An address that is wider than a line is left to the page: half of an address leads nowhere. */
export function reachLines(
  start: string,
  line: Pick<AlertLine, "id" | "link" | "runbook">,
  report: Report,
): readonly string[] {
  const address = (name: string, link: string | undefined) => {
    const found = addressOf(link);
    const text = `${start}${name} ${found}`;
    return found === undefined || text.length > COLUMNS ? [] : [text];
  };
  return [
    ...commandLines(start, line, report),
    ...address("Runbook:", line.runbook),
    ...address("Console:", line.link),
  ];
}

export function moreLine(listing: Parameters<typeof moreText>[0]): readonly string[] {
  const text = moreText(listing);
  return text === undefined ? [] : [`  ${text}`];
}

function present(texts: readonly (string | undefined)[]): readonly string[] {
  return texts.filter((text) => text !== undefined && text !== "").map(String);
}
