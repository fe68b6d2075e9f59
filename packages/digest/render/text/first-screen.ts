/** The beginning of the text, at most a screen: what to do, who does it, and whether the numbers can be trusted. */
import { counted } from "@tocsin/core/text/counted";
import { plain } from "@tocsin/core/text/text";
import type { Problem, Report } from "../../report/format.ts";
import { listCommand, ownersOf, shortDue, stepsOf } from "../words/lines.ts";
import {
  callOf,
  factNames,
  factsOf,
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
/** The facts that stand before the problems: how far the numbers can be trusted. */
const TRUST_FACTS = 2;

export function firstScreen(report: Report): readonly (readonly string[])[] {
  const warning = unfinished(report);
  const facts = factsOf(report);
  const [trust, rest] = [factNames.slice(0, TRUST_FACTS), factNames.slice(TRUST_FACTS)];
  const lines = (names: readonly (typeof factNames)[number][]) => names.flatMap((name) => fact(name, facts[name]));
  return [
    [
      ...wrapped("", `${titleOf(report)}: ${callOf(report)} - ${reasonsOf(report)}`),
      ...wrapped("", periodOf(report)),
      ...(warning === undefined ? [] : wrapped("", warning)),
      ...lines(trust),
    ],
    doFirst(report),
    [...lines(rest), ...fact("Nights", report.house && nightsText(report.house.nights))],
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
