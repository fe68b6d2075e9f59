/**
 * One alert's part in the weeks that a report looks back on: how it stood when each ended, what happened to it in the last, and how long
 * people took. All of it is found by walking back from now, so a week can be reported at any later time, from the open alerts and the log.
 *
 * Every change of status or severity is in the log, so what was open, and how severe it was, is exact. A text, an owner or a deadline that
 * changes is not: it dates from the alert's last entry before the report's end or, where there is none, from the next or from its present
 * view. What has ended shows no deadline, so that of an alert that has ended since and has no other entry in these weeks is not known.
 */
import { compareSeverity, moreSevere, type Severity, severities } from "@tocsin/core/alert/severity";
import { type ListedAlert, type Standing, type Status, standingOf, statuses } from "@tocsin/core/alert/view";
import { epochOf, type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { boundsOf, type Week, weekOf, weeksFrom } from "@tocsin/core/event/week";
import { sameJson } from "@tocsin/core/text/json";
import type { TransitionKind, TransitionReason } from "@tocsin/core/transition/transition";
import type { Part, WeekEntry } from "./input.ts";
import type { Place, PlaceBook } from "./place.ts";

/**
 * - `opened`: was never open before, and was no `baseline`: what was there before Tocsin first heard of it, or was read in.
 * - `reopened`: returned from resolved. The end of an acknowledgement or a suppression is no return: it was open all along.
 * - `resolved`: was open.
 * - `escalated`: was open and got more severe.
 */
export const movements = ["opened", "reopened", "resolved", "escalated"] as const;
export type Movement = (typeof movements)[number];

/** What a report needs of a view. The rest is let go: a storm's log is large. */
export type Facts = Pick<
  ListedAlert,
  | "id"
  | "condition"
  | "title"
  | "account"
  | "region"
  | "resource"
  | "deadline"
  | "firstSeenAt"
  | "reporters"
  | "owner"
  | "directory"
  | "cve"
  | "link"
  | "decided"
>;

/** Its severity at the end of each week of the quarter, counted from 1 as `severities` has them; 0 where it was not open. */
export type WeekEnds = Uint8Array;

export interface AlertQuarter {
  readonly id: string;
  readonly place: Place;
  /** As last known at the end; of what ended before the last week, nothing is kept. */
  readonly facts?: Facts | undefined;
  /** Absent when the alert did not exist yet. */
  readonly atStart?: Standing | undefined;
  readonly atEnd?: Standing | undefined;
  /** As it was known when the last week began. */
  readonly deadlineBefore?: Instant | undefined;
  /** How often each happened in the last week. */
  readonly moved: Readonly<Record<Movement, number>>;
  /** How many entries of the last week it has. */
  readonly entries: number;
  /** What it was called in the last week beside its title in `facts`: people were notified by it. */
  readonly otherTitles: readonly string[];
  /** Somebody has acknowledged, suppressed, resolved or reopened it in the last week. */
  readonly isDecided: boolean;
  /** How often it opened in the last week as something that was there before, or was read in. */
  readonly baseline: number;
  /** The highest that it had while it was open in the last week. */
  readonly worst: Severity;
  /** When the stretch began in which it is open at the end. */
  readonly openedAt?: Instant | undefined;
  readonly weekEnds: WeekEnds;
  readonly durations: readonly Duration[];
  /** The first week of the quarter from which it has an entry, or was open when it began; later than all, where there is none. */
  readonly firstWeek: number;
}

export interface Duration {
  readonly of: "acknowledge" | "resolve";
  /** It ended in this week of the quarter, counted from 0. */
  readonly week: number;
  readonly minutes: number;
}

export interface Quarter {
  /** In order; the last is the one that is reported. */
  readonly weeks: readonly Week[];
  /** The first instant of the last week. */
  readonly start: Instant;
  /** The first instant after the last week. */
  readonly end: Instant;
  /** Where time stands; the quarter ends here if it is not over yet. */
  readonly now: Instant;
}

/** Open is whatever is not resolved: an acknowledgement or a suppression fixes nothing. */
export function isOpen(standing: Standing | undefined): standing is Standing {
  return standing !== undefined && standing.status !== "RESOLVED";
}

/** What a report needs of a log entry. */
interface Move {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly week: number;
  readonly kind: TransitionKind;
  readonly reason: TransitionReason;
  readonly quiet: boolean;
  readonly from: Standing | undefined;
  readonly to: Standing;
  /** The one that was read before it: most alerts have two or three, for which an array has room for seventeen. */
  readonly previous: Move | undefined;
}

/** What was read of one alert. */
interface Trace {
  readonly id: string;
  place: Place;
  readonly present?: Seen | undefined;
  /** The last that was read. */
  move?: Move | undefined;
  /** Of the last entry of the quarter, while they are needed. */
  last?: { readonly version: number; readonly facts: Facts | undefined } | undefined;
  /** The first entry after the quarter. */
  next?: { readonly version: number; readonly from: Standing | undefined; readonly facts: Facts } | undefined;
  firstSeenAt?: Instant | undefined;
  /** The deadline that the last entry showed while the alert was open, and that before the last week. */
  deadline?: Instant | undefined;
  deadlineBefore?: { readonly deadline: Instant | undefined } | undefined;
  /** What it was called in the week beside its title in `last`; most alerts keep theirs. */
  otherTitles?: readonly string[] | undefined;
}

interface Seen {
  readonly standing: Standing | undefined;
  readonly facts: Facts | undefined;
}

/**
 * Every alert of a part that is open now or has an entry since the quarter began. Reads the log from the quarter's first week to now's;
 * memory grows with the part's open alerts and its entries of the quarter, and with one entry an alert after it. What cannot be read is left
 * out, and passed to `onUnreadable`.
 */
export async function readAlertQuarters(
  quarter: Quarter,
  { open, log }: Part,
  places: PlaceBook,
  onUnreadable: (error: Error) => void,
): Promise<Iterable<AlertQuarter>> {
  const traces = new Map<string, Trace>();
  // The open alerts come first. What opens, resolves or climbs while they are read has an entry later than now, from
  // which it is walked back; read the other way round, it would be missed.
  for await (const read of open) {
    if (!read.ok) onUnreadable(read.error);
    else notePresent(traces, read.value, places);
  }
  const weekIndex = new Map(quarter.weeks.map((week, i) => [week, i]));
  const from = boundsOf(quarter.weeks[0] ?? weekOf(quarter.start))?.start ?? quarter.start;
  for (const week of weeksFrom(from, quarter.now)) {
    for await (const read of log(week)) {
      if (!read.ok) onUnreadable(read.error);
      else note(traces, read.value, weekIndex, quarter, places);
    }
  }
  return alertQuartersOf(traces, quarter, places);
}

function* alertQuartersOf(traces: Map<string, Trace>, quarter: Quarter, places: PlaceBook): Iterable<AlertQuarter> {
  for (const [id, trace] of traces) {
    const alert = alertQuarterOf(trace, quarter, places);
    // What was told of needs no trace any more.
    traces.delete(id);
    if (alert !== undefined) yield alert;
  }
}

function notePresent(traces: Map<string, Trace>, view: ListedAlert, places: PlaceBook): void {
  const facts = factsOf(view, places);
  const present = { standing: compactStanding(view), facts };
  traces.set(view.id, {
    id: view.id,
    place: places.of(view),
    present,
    firstSeenAt: view.firstSeenAt,
    deadline: view.deadline,
  });
}

function note(
  traces: Map<string, Trace>,
  entry: WeekEntry,
  weekIndex: ReadonlyMap<Week, number>,
  { start, end, now }: Quarter,
  places: PlaceBook,
): void {
  const { alertId: id, version, at, kind, reason, quiet, from, to, view } = entry;
  const trace: Trace = traces.get(id) ?? { id, place: places.of(view) };
  traces.set(id, trace);
  const facts = factsOf(view, places, trace.present?.facts);
  if (at >= end || at > now) {
    const isNext = trace.next === undefined || version < trace.next.version;
    if (isNext) trace.next = { version, from: from && compactStanding(from), facts };
    return;
  }
  const week = weekIndex.get(weekOf(at)) ?? 0;
  const standings = { from: from && compactStanding(from), to: compactStanding(to) };
  trace.move = { version, at: epochOf(at), week, kind, reason, quiet, ...standings, previous: trace.move };
  trace.firstSeenAt ??= view.firstSeenAt;
  const isInWeek = at >= start;
  if (!isInWeek) trace.deadlineBefore = { deadline: view.deadline };
  else trace.deadlineBefore ??= { deadline: view.deadline };
  if (isOpen(to)) trace.deadline = view.deadline;
  const titleBefore = trace.last?.facts?.title;
  const isOlder = trace.last !== undefined && trace.last.version > version;
  if (isInWeek && titleBefore !== undefined && titleBefore !== facts.title)
    trace.otherTitles = [...(trace.otherTitles ?? []), isOlder ? facts.title : titleBefore];
  if (isOlder) return;
  // What ended before the week is told of by numbers alone.
  const isShown = isInWeek || isOpen(to);
  trace.last = { version, facts: isShown ? facts : undefined };
  if (!isShown) trace.place = places.of(view);
}

function alertQuarterOf(trace: Trace, quarter: Quarter, places: PlaceBook): AlertQuarter | undefined {
  // Versions order an alert's entries; clocks may disagree by milliseconds.
  const moves = movesOf(trace).sort((a, b) => a.version - b.version);
  const end = seenAtEnd(trace, moves.at(-1));
  if (end === undefined) return undefined;
  const lastWeek = quarter.weeks.length - 1;
  const ofWeek = moves.filter(({ week }) => week === lastWeek);
  const { since, durations } = episodesOf(moves, trace.firstSeenAt);
  // What has ended has no deadline any more: what it was about, its last one says.
  const facts = end.facts && !isOpen(end.standing) ? { ...end.facts, deadline: trace.deadline } : end.facts;
  const first = ofWeek[0];
  return {
    id: trace.id,
    place: facts ? places.of(facts) : trace.place,
    facts,
    atStart: first ? first.from : end.standing,
    atEnd: end.standing,
    deadlineBefore: trace.deadlineBefore ? trace.deadlineBefore.deadline : facts?.deadline,
    moved: movedIn(ofWeek),
    entries: ofWeek.length,
    otherTitles: titlesOf(trace),
    isDecided: ofWeek.some(({ reason }) => reason === "decided"),
    baseline: ofWeek.filter(isBaseline).length,
    worst: worstOf(ofWeek, end.standing),
    openedAt: since,
    weekEnds: weekEndsOf(moves, end.standing, quarter.weeks.length),
    durations,
    firstWeek: isOpen(moves[0] ? moves[0].from : end.standing) ? 0 : (moves[0]?.week ?? quarter.weeks.length),
  };
}

/** What it is called now may be in no entry. */
function titlesOf({ otherTitles = [], last }: Trace): readonly string[] {
  return last?.facts === undefined ? otherTitles : [...otherTitles, last.facts.title];
}

function movesOf({ move }: Trace): Move[] {
  const moves: Move[] = [];
  for (let one = move; one !== undefined; one = one.previous) moves.push(one);
  return moves;
}

function seenAtEnd({ present, next, last }: Trace, lastMove: Move | undefined): Seen | undefined {
  // What an entry started from is how the alert stood ever since the entry before, and the same whichever week asks.
  if (next) return { standing: next.from, facts: last?.facts ?? next.facts };
  // The index of open alerts follows the log within moments; where they disagree the log is ahead.
  if (lastMove && present?.standing?.status !== lastMove.to.status)
    return { standing: lastMove.to, facts: last?.facts };
  return present;
}

/** Which movement an entry is, if any: an acknowledgement moves nothing. */
function movementOf(move: Move): Movement | undefined {
  const { kind, from, to } = move;
  if (!isOpen(to)) return isOpen(from) ? "resolved" : undefined;
  if (isBaseline(move)) return undefined;
  // An acknowledgement of a resolved alert that is still reported brings it back, under the name of acknowledged.
  if (!isOpen(from)) return kind === "opened" ? "opened" : "reopened";
  return compareSeverity(to.severity, from.severity) > 0 ? "escalated" : undefined;
}

/** It is open for the first time, and that is no news. */
function isBaseline({ kind, quiet, from, to }: Move): boolean {
  return quiet && kind === "opened" && isOpen(to) && !isOpen(from);
}

const unmoved: Readonly<Record<Movement, number>> = { opened: 0, reopened: 0, resolved: 0, escalated: 0 };

function movedIn(moves: readonly Move[]): Readonly<Record<Movement, number>> {
  if (moves.length === 0) return unmoved;
  const moved = { ...unmoved };
  for (const move of moves) {
    const movement = movementOf(move);
    if (movement !== undefined) moved[movement] += 1;
  }
  return moved;
}

function worstOf(moves: readonly Move[], atEnd: Standing | undefined): Severity {
  const standings = [atEnd, ...moves.flatMap(({ from, to }) => [from, to])].filter(isOpen);
  return standings.map(({ severity }) => severity).reduce<Severity>(moreSevere, "INFORMATIONAL");
}

function weekEndsOf(moves: readonly Move[], atEnd: Standing | undefined, weeks: number): WeekEnds {
  const ends = new Uint8Array(weeks);
  let week = 0;
  for (const move of moves) {
    ends.fill(codeOf(move.from), week, Math.max(week, move.week));
    week = Math.max(week, move.week);
  }
  return ends.fill(codeOf(atEnd), week);
}

function codeOf(standing: Standing | undefined): number {
  return isOpen(standing) ? severities.indexOf(standing.severity) + 1 : 0;
}

const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * How long people took, from the entry with which an episode began; where that lies before the quarter, from when the alert was first seen.
 * Of what was there before Tocsin was, and of what was over before anybody could hear of it, no duration says anything.
 */
function episodesOf(moves: readonly Move[], firstSeenAt: Instant | undefined) {
  const durations: Duration[] = [];
  const seen = firstSeenAt === undefined ? undefined : epochOf(firstSeenAt);
  let since = seen;
  let isCounted = true;
  let isAcknowledged = false;
  for (const move of moves) {
    const { at, week, from, to } = move;
    const minutes = Math.max(0, Math.floor((at - (since ?? at)) / MILLISECONDS_PER_MINUTE));
    if (isOpen(from)) {
      isAcknowledged ||= from.status === "ACKNOWLEDGED";
      const isMeasured = isCounted && since !== undefined && move.reason !== "already-over";
      if (isMeasured && !isAcknowledged && to.status === "ACKNOWLEDGED")
        durations.push({ of: "acknowledge", week, minutes });
      if (isMeasured && !isOpen(to)) durations.push({ of: "resolve", week, minutes });
      isAcknowledged ||= to.status === "ACKNOWLEDGED";
    } else if (isOpen(to)) {
      since = at;
      isCounted = !isBaseline(move);
      isAcknowledged = to.status === "ACKNOWLEDGED";
    }
  }
  return { since: since === undefined ? undefined : instantOfEpoch(since), durations };
}

function factsOf(view: ListedAlert, places: PlaceBook, known?: Facts): Facts {
  const { id, title, resource, deadline, firstSeenAt, link, decided } = view;
  const { condition, account, region, reporters, owner, directory, cve } = view;
  const facts = {
    ...{ id, title, resource, deadline, firstSeenAt, link, decided },
    ...places.shared({ condition, account, region, reporters, owner, directory, cve }),
  };
  // Most entries show what the alert still shows, and are half as large without it.
  return known !== undefined && sameJson(known, facts) ? known : facts;
}

/** One object for all that stand alike: a quarter's log has a million of them. */
const standings = Object.fromEntries(
  statuses.flatMap((status) =>
    severities.map((severity) => [`${status} ${severity}`, standingOf({ status, severity })]),
  ),
) as Readonly<Record<`${Status} ${Severity}`, Standing>>;

function compactStanding({ status, severity }: Standing): Standing {
  return standings[`${status} ${severity}`];
}
