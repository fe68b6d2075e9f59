/**
 * The report of one edition: the sum of its places. Its lists are filled from the top of the page down, so that no alert has two lines.
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { Quarter } from "./alert-quarter.ts";
import { controlsOf } from "./controls.ts";
import {
  DO_FIRST_LIMIT,
  type DueLine,
  type Lapse,
  LIST_LIMIT,
  type Listing,
  MEMBERS_LIMIT,
  REPORT_FORMAT,
  type Report,
} from "./format.ts";
import type { DigestInput, EditionWanted } from "./input.ts";
import { alertLine, changeOf, lateLine, problemLine, type Shown, wholeDays } from "./lines.ts";
import { comparedOf, rowsBy, rowsOf, weeksOf } from "./numbers.ts";
import { isIn } from "./place.ts";
import type { LapsingSilence, SilenceLine } from "./silences.ts";
import { addTally, emptyTally, lapsingFirst, ofName, type PlaceTally, sumOf } from "./tally/place-tally.ts";
import {
  addCell,
  compareUrgency,
  emptyCell,
  type ListKind,
  listsOf,
  type ProblemCell,
  severityRank,
} from "./tally/problem-cell.ts";
import { type Ranked, rankedFrom } from "./tally/ranked.ts";
import { addTo, shortlist } from "./tally/shortlist.ts";
import { type Bounds, compareText, type Due, dues, type StandingAlert } from "./tally/standing-alert.ts";
import { type Coverage, trustOf } from "./trust.ts";

/** The values that all editions of a week share. */
export interface WholeWeek {
  readonly input: Pick<DigestInput, "week" | "scope" | "place" | "directory" | "policy">;
  readonly quarter: Quarter;
  readonly bounds: Bounds & { readonly start: Instant };
  readonly tallies: readonly PlaceTally[];
  readonly coverage: Coverage;
  readonly unreadable: Ranked<string>;
  readonly silences: readonly LapsingSilence[];
  /** When anything was first heard; missing if nothing ever was. */
  readonly firstHeardAt?: Instant | undefined;
  /** The remedy of an alert, if its own view has one. */
  readonly remedies: ReadonlyMap<string, string>;
}

/** The problems of an edition, and which of them to do first. */
export interface EditionProblems {
  readonly wanted: EditionWanted;
  readonly tallies: readonly PlaceTally[];
  readonly all: ReadonlyMap<string, ProblemCell>;
  readonly first: readonly ProblemCell[];
  /** How many more problems have a reason to be done first. */
  readonly moreFirst: number;
}

export function problemsOf(wanted: EditionWanted, all: readonly PlaceTally[]): EditionProblems {
  const tallies = all.filter(({ place }) => isIn(wanted.edition, place));
  const problems = new Map<string, ProblemCell>();
  for (const tally of tallies)
    for (const [key, cell] of tally.problems)
      addCell(
        ofName(problems, key, () => emptyCell(cell.problem, key, cell.condition)),
        cell,
      );
  const urgent = [...problems.values()].filter(({ reason }) => reason !== undefined);
  const { lines: first, more } = rankedFrom(urgent, compareUrgency, DO_FIRST_LIMIT);
  return { wanted, tallies, all: problems, first, moreFirst: more };
}

export function reportOf({ wanted, tallies, all, first, moreFirst }: EditionProblems, week: WholeWeek): Report {
  const { input, quarter, bounds, coverage } = week;
  const { edition, timezone } = wanted;
  const sum = sumOfTallies(tallies, quarter.weeks.length);
  const { directory, policy } = input;
  const shown: Shown = { directory, policy, remedies: week.remedies, tallies };
  const lines = createLines(first, tallies);
  const isOwn = ({ place }: LapsingSilence) => edition.kind === "organization" || (place && isIn(edition, place));
  const decide = decideOf(
    lines,
    shown,
    week.silences.filter(isOwn).map(({ line }) => line),
  );
  const due = Object.fromEntries(dues.map((name) => [name, dueOf(name, lines, shown, bounds.asOf)])) as Report["due"];
  const problems = [...all.values()];
  const changed = changedOf(problems, lines, shown);
  const late = listed("late", lines, (alert) => lateLine(alert, shown));
  const trust = trustOf(edition, coverage, week.unreadable);
  const criticalProblems = problems.filter(({ isCritical }) => isCritical).length;
  const overdue = lines.count("overdue");
  return {
    format: REPORT_FORMAT,
    scope: input.scope,
    edition,
    week: input.week,
    from: quarter.start,
    to: quarter.end,
    asOf: bounds.asOf,
    timezone,
    place: input.place,
    verdict: {
      isCalm: overdue + criticalProblems + lines.count("late") + unheard(trust, edition) === 0,
      openBefore: sumOf(sum.before),
      opened: sum.row.opened,
      reopened: sum.row.reopened,
      resolved: sum.row.resolved,
      open: sumOf(sum.row.bySeverity),
      escalated: sum.escalated,
      baseline: sum.baseline,
      isFirstWeek: week.firstHeardAt === undefined || week.firstHeardAt >= quarter.start,
      overdue,
      overdueBefore: sum.overdueBefore,
      criticalProblems,
      criticalProblemsBefore: problems.filter(({ wasCritical }) => wasCritical).length,
      expiring: dues.filter((name) => name !== "overdue").reduce((all, name) => all + lines.count(name), 0),
      late: lines.count("late"),
    },
    trust,
    doFirst: { problems: first.map((cell) => problemLine(cell, shown)), more: moreFirst },
    decide,
    due,
    changed,
    open: {
      bySeverity: sum.row.bySeverity,
      bySeverityBefore: sum.before,
      byStatus: sum.byStatus,
      silenced: sum.silenced,
      byAgeInDays: sum.byAge,
      weeks: weeksOf(sum, quarter.weeks, week.firstHeardAt),
    },
    sla: {
      days: { ...bounds.slaDays },
      late,
      acknowledge: comparedOf(tallies, "acknowledge"),
      resolve: comparedOf(tallies, "resolve"),
    },
    byOwner: rowsOf(tallies, ({ place }) => ({ name: place.owner })),
    byOu: rowsOf(tallies, ({ place }) => ({ name: place.ou })),
    byAccount: rowsOf(tallies, ({ place: { account } }) => ({
      name: account,
      label: directory.of(account).name,
    })),
    byReporter: rowsBy([...sum.byReporter].map(([name, counts]) => ({ name, counts }))),
    controls: controlsOf(sum.byCondition),
  };
}

function sumOfTallies(tallies: readonly PlaceTally[], weeks: number): PlaceTally {
  const sum = emptyTally({ account: "" }, weeks);
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}

/** The number of accounts and cells without data, and of unreadable items: a week with such unknowns is not calm. */
function unheard({ cells, silent, never, unreadable }: Report["trust"], { kind }: Report["edition"]): number {
  const known = [silent, never, unreadable].reduce((sum, { lines, more }) => sum + lines.length + more, 0);
  return known > 0 || kind !== "organization" ? known : Number(cells.known === 0);
}

/** Which alerts have a line already. */
interface Lines {
  readonly has: (alert: StandingAlert) => boolean;
  readonly count: (kind: ListKind) => number;
  /** The alerts of a kind that have no line yet, in its order; at most as many as a list may need. */
  readonly candidates: (kind: ListKind) => readonly StandingAlert[];
  /** How many alerts of a kind have a line already. */
  readonly elsewhere: (kind: ListKind) => number;
  readonly show: (alerts: readonly StandingAlert[]) => void;
  readonly isFirst: (cell: ProblemCell) => boolean;
  /** How many alerts of a problem that moved in the week have a line of their own already. */
  readonly movedElsewhere: (cell: ProblemCell) => number;
}

function createLines(first: readonly ProblemCell[], tallies: readonly PlaceTally[]): Lines {
  const firstKeys = new Set(first.map(({ key }) => key));
  const shown = new Map<string, StandingAlert>();
  const has = (alert: StandingAlert) => firstKeys.has(alert.key) || shown.has(alert.facts.id);
  return {
    has,
    count: (kind) => tallies.reduce((sum, { lists }) => sum + lists[kind].count, 0),
    candidates(kind) {
      const [some] = tallies;
      if (some === undefined) return [];
      const { compare, elsewhereAtMost } = some.lists[kind].shortlist;
      const merged = shortlist(compare, elsewhereAtMost);
      for (const { lists } of tallies) for (const alert of lists[kind].shortlist.alerts) addTo(merged, alert);
      return merged.alerts.filter((alert) => !has(alert));
    },
    elsewhere: (kind) =>
      first.reduce((sum, { lists }) => sum + (lists[kind] ?? 0), 0) +
      [...shown.values()].filter((alert) => listsOf(alert).includes(kind)).length,
    show(alerts) {
      for (const alert of alerts) shown.set(alert.facts.id, alert);
    },
    isFirst: ({ key }) => firstKeys.has(key),
    movedElsewhere: (cell) => [...shown.values()].filter(({ key, hasMoved }) => hasMoved && key === cell.key).length,
  };
}

/** The first candidates become lines; every later list counts them as elsewhere. */
function listed<T>(kind: ListKind, lines: Lines, lineOf: (alert: StandingAlert) => T): Listing<T> {
  const elsewhere = lines.elsewhere(kind);
  const alerts = lines.candidates(kind).slice(0, LIST_LIMIT);
  lines.show(alerts);
  return { lines: alerts.map(lineOf), more: lines.count(kind) - elsewhere - alerts.length, elsewhere };
}

function decideOf(lines: Lines, shown: Shown, silences: readonly SilenceLine[]): Report["decide"] {
  const elsewhere = lines.elsewhere("decide");
  const candidates = [
    ...lines.candidates("decide").map((alert) => ({ until: alert.facts.decided?.until, alert })),
    ...silences.map((silence) => ({ until: silence.until, silence })),
  ].sort(soonestFirst);
  const chosen = candidates.slice(0, LIST_LIMIT);
  lines.show(chosen.flatMap((one) => ("alert" in one ? [one.alert] : [])));
  return {
    lines: chosen.flatMap((one) => ("alert" in one ? lapseOf(one.alert, shown) : [one.silence])),
    more: lines.count("decide") + silences.length - elsewhere - chosen.length,
    elsewhere,
  };
}

type Lapsing =
  | { readonly until: Instant | undefined; readonly alert: StandingAlert }
  | { readonly until: Instant; readonly silence: SilenceLine };

function soonestFirst(a: Lapsing, b: Lapsing): number {
  if ("alert" in a && "alert" in b) return lapsingFirst(a.alert, b.alert);
  if (a.until !== b.until)
    return a.until === undefined ? 1 : b.until === undefined ? -1 : compareText(a.until, b.until);
  if ("silence" in a && "silence" in b) return compareText(a.silence.id, b.silence.id);
  return "silence" in a ? -1 : 1;
}

function lapseOf(alert: StandingAlert, shown: Shown): readonly Lapse[] {
  const { status, facts } = alert;
  if (facts.decided === undefined || status === "OPEN") return [];
  const { by, why, until } = facts.decided;
  const line = alertLine(alert, shown);
  if (status === "SUPPRESSED" && until !== undefined) return [{ kind: "suppression", ...line, until, by, why }];
  return [{ kind: "acknowledgement", ...line, ...(until !== undefined && { until }), by, why }];
}

function dueOf(name: Due, lines: Lines, shown: Shown, asOf: Instant): Listing<DueLine> {
  return listed(name, lines, (alert) => {
    const deadline = alert.facts.deadline ?? asOf;
    return { ...alertLine(alert, shown), deadline, days: wholeDays(asOf, deadline) };
  });
}

function changedOf(problems: readonly ProblemCell[], lines: Lines, shown: Shown): Report["changed"] {
  const moved = problems.filter((cell) => sumOf(cell.moved) > 0);
  const left = moved.filter((cell) => !lines.isFirst(cell) && !isAllElsewhere(cell, lines));
  const { lines: chosen, more } = rankedFrom(left, worstChangeFirst);
  return {
    lines: chosen.map((cell) => {
      const members = cell.movedMembers.filter((alert) => !lines.has(alert)).slice(0, MEMBERS_LIMIT);
      const change = changeOf(cell, members, lines.movedElsewhere(cell), shown);
      lines.show(members);
      return change;
    }),
    more,
    elsewhere: moved.length - left.length,
  };
}

/** Nothing of the problem ended, and each of its alerts that moved has its line further up. */
function isAllElsewhere(cell: ProblemCell, lines: Lines): boolean {
  return cell.moved.resolved === 0 && cell.movedOpen === lines.movedElsewhere(cell);
}

/** The worst problem first; among equals, the one with most alerts that moved. */
function worstChangeFirst(a: ProblemCell, b: ProblemCell): number {
  return (
    severityRank(b.worst ?? b.worstMoved) - severityRank(a.worst ?? a.worstMoved) ||
    sumOf(b.moved) - sumOf(a.moved) ||
    compareText(a.key, b.key)
  );
}
