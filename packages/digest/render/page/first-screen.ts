/** What a reader sees first: the verdict, how far it can be trusted, and what to do first. */
import { counted } from "@tocsin/core/text/counted";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { Problem, Report } from "../../report/format.ts";
import { deadlineText, listCommand, ownersOf, placeOf, sizeOf, statusNote, stepsOf } from "../words/lines.ts";
import {
  because,
  callOf,
  doFirstHeading,
  firstFacts,
  nothingFirst,
  periodOf,
  reasonsOf,
  titleOf,
  unfinished,
} from "../words/wording.ts";
import { dueMarkup, linked, note, prose, reach, severityLabel } from "./pieces.ts";
import { sparkline } from "./sparkline.ts";

export function opening(report: Report): Markup {
  const warning = unfinished(report);
  return html`<header>
<h1>${titleOf(report)}</h1>
<p class="soft">${periodOf(report)}</p>
${warning === undefined ? nothing : html`<p class="warning">${warning}</p>`}<p class="verdict${report.verdict.isCalm ? " calm" : ""}"><strong>${callOf(report)}</strong> ${reasonsOf(report)}</p>
</header>
<dl class="facts">
${firstFacts(report).map(({ name, text }) =>
  fact(name, name === "Open" ? html`${severeLine(report)} ${text}` : html`${text}`),
)}</dl>
`;
}

function fact(name: string, value: Markup): Markup {
  return html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>
`;
}

function severeLine({ open: { weeks } }: Report): Markup {
  const values = weeks.map(({ bySeverity }) => bySeverity.CRITICAL + bySeverity.HIGH);
  return sparkline("Critical or high alerts open", "high", values);
}

export function doFirst(report: Report): Markup {
  const { problems, more } = report.doFirst;
  return html`<section>
<h2>${doFirstHeading(report)}</h2>
${
  problems.length === 0
    ? html`<p>${nothingFirst}</p>`
    : html`<ol class="first">
${problems.map((problem, i) => problemItem(problem, i + 1, report))}</ol>
${more === 0 ? nothing : html`<p class="soft">and ${counted(more, "more problem")} after these: <code>${listCommand(report)}</code></p>`}`
}
</section>
`;
}

function problemItem(problem: Problem, rank: number, report: Report): Markup {
  const due = problem.deadline && deadlineText(problem.deadline, report);
  const isOver = problem.deadline !== undefined && problem.deadline <= report.asOf;
  const [only] = problem.open <= 1 ? problem.members.lines : [];
  const about = [sizeOf(problem), namedOf(problem), `here because ${because[problem.because]}`].filter(
    (part) => part !== undefined,
  );
  return html`<li><span class="rank">${rank}</span><div>
<h3>${severityLabel(problem.severity)} ${linked(problem.title, only?.link)}${note(only && statusNote(only))}</h3>
${remedy(problem)}
${membersOf(problem, report)}</div><div><p class="who">${ownersOf(problem)}</p>
${
  due === undefined
    ? nothing
    : html`<p>${dueMarkup(due, isOver)}</p>
`
}<p class="soft">${about.join("; ")}</p></div></li>
`;
}

function namedOf({ open, members: { lines } }: Problem): string | undefined {
  return lines.length === 0 || lines.length >= open ? undefined : `${lines.length} of them named here`;
}

function remedy(problem: Problem): Markup {
  const steps = stepsOf(problem);
  const [first] = steps;
  const done = html`<p class="soft">Done when: ${prose(problem.doneWhen)}</p>`;
  if (first === undefined) return done;
  if (steps.length === 1)
    return html`<p>${prose(first)}</p>
${done}`;
  return html`<ol class="steps">${steps.map((step) => html`<li>${prose(step)}</li>`)}</ol>
${done}`;
}

function membersOf(problem: Problem, report: Report): Markup {
  if (problem.members.lines.length === 0) return nothing;
  const isOne = problem.open <= 1;
  const members = problem.members.lines.map((line) => {
    const name = isOne ? nothing : html`${linked(line.title, line.link)}${note(statusNote(line))}, `;
    return html`<li>${name}<span class="soft">${placeOf(line)}</span> ${reach(line, report)}</li>
`;
  });
  return html`<ul class="members">
${members}</ul>
`;
}
