/** The beginning of the text, at most a screen: what to do, who does it, and whether the numbers can be trusted. */
import { counted } from "@tocsin/core/text/counted";
import { plain } from "@tocsin/core/text/text";
import type { Problem, Report } from "../../report/format.ts";
import { listCommand, ownersOf, shortDue, stepsOf } from "../words/lines.ts";
import {
  callOf,
  type Fact,
  firstFacts,
  headings,
  nightsText,
  nothingFirst,
  periodOf,
  reasonsOf,
  titleOf,
  unfinished,
} from "../words/wording.ts";
import { moreLine } from "./entries.ts";
import { COLUMNS, section, wrapped } from "./layout.ts";

const OWNER_COLUMNS = 16;
const DUE_COLUMNS = 11;
const NAME_COLUMNS = 15;
/** How far the numbers can be trusted stands before the problems, the rest after them. */
const trustFacts: ReadonlySet<Fact["name"]> = new Set(["Coverage", "Unknown"]);

export function firstScreen(report: Report): readonly (readonly string[])[] {
  const warning = unfinished(report);
  const facts = firstFacts(report);
  const lines = (isTrust: boolean) =>
    facts.filter(({ name }) => trustFacts.has(name) === isTrust).flatMap(({ name, text }) => fact(name, text));
  return [
    [
      ...wrapped("", `${titleOf(report)}: ${callOf(report)} - ${reasonsOf(report)}`),
      ...wrapped("", periodOf(report)),
      ...(warning === undefined ? [] : wrapped("", warning)),
      ...lines(true),
    ],
    doFirst(report),
    [...lines(false), ...fact("Nights", report.house && nightsText(report.house.nights))],
  ];
}

function fact(name: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : wrapped(name.toUpperCase().padEnd(NAME_COLUMNS), text);
}

function doFirst(report: Report): readonly string[] {
  const { problems, more } = report.doFirst;
  if (problems.length === 0) return section(headings.doFirst, wrapped("  ", nothingFirst));
  const head = `${headings.doFirst.toUpperCase().padEnd(COLUMNS - OWNER_COLUMNS - DUE_COLUMNS)}${"owner".padEnd(OWNER_COLUMNS)}due`;
  return [
    head,
    ...problems.flatMap((problem, i) => line(problem, i + 1, report)),
    ...moreLine({ more, elsewhere: 0 }),
    ...(more === 0 ? [] : wrapped("  ", listCommand(report))),
  ];
}

/** The problem and what to do about it, beside its owner and its deadline. */
function line(problem: Problem, rank: number, report: Report): readonly string[] {
  const room = COLUMNS - OWNER_COLUMNS - DUE_COLUMNS - 1;
  const [step] = stepsOf(problem);
  const { owners, unowned } = problem;
  const count = owners.lines.length + owners.more + (unowned > 0 ? 1 : 0);
  const owner = count > 1 ? counted(count, "owner") : ownersOf(problem);
  const what = plain(`${rank} ${problem.title}`, room).padEnd(room + 1);
  const due = plain(shortDue(problem.deadline, report), DUE_COLUMNS);
  const first = `${what}${plain(owner, OWNER_COLUMNS - 1).padEnd(OWNER_COLUMNS)}${due}`.trimEnd();
  return [first, ...(step === undefined ? [] : wrapped("  ", step))];
}
