/**
 * One alert's part in the weeks that a report covers: how it stood when each week ended, what happened to it in the last one, and how long
 * people took. It is computed by walking back from now, so a week can be reported at any later time from the open alerts and the log.
 *
 * The log has every change of status or severity, so which alerts were open, and how severe, is exact. A change of a text, an owner or a
 * deadline alone is not logged: such a field is taken from the alert's last entry before the report's end or, without one, from the next entry
 * or the present view. A resolved alert shows no deadline: if it was resolved later and has no other entry in these weeks, its deadline is unknown.
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
 * - `opened`: the alert was never open before, and is no `baseline`, which was there before Tocsin first heard of it, or was read in.
 * - `reopened`: it returned from resolved. When an acknowledgement or a suppression ends, it does not return: it was open all along.
 * - `resolved`: it was open.
 * - `escalated`: it was open and got more severe.
 */
export const movements = ["opened", "reopened", "resolved", "escalated"] as const;
export type Movement = (typeof movements)[number];

/** The fields of a view that a report needs. The others are not kept: the log of a storm is large. */
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

/** The alert's severity at the end of each week of the quarter, as its place in `severities` counted from 1; 0 where it was not open. */
export type WeekEnds = Uint8Array;

export interface AlertQuarter {
  readonly id: string;
  readonly place: Place;
  /** The facts as last known at the end; none are kept of an alert that was resolved before the last week. */
  readonly facts?: Facts | undefined;
  /** Absent when the alert did not exist yet. */
  readonly atStart?: Standing | undefined;
  readonly atEnd?: Standing | undefined;
  /** The deadline as it was known when the last week began. */
  readonly deadlineBefore?: Instant | undefined;
  /** How often each movement happened in the last week. */
  readonly moved: Readonly<Record<Movement, number>>;
  /** How many log entries the alert has in the last week. */
  readonly entries: number;
  /** Other titles than the one in `facts` that the alert had in the last week: people were notified under these. */
  readonly otherTitles: readonly string[];
  /** Somebody has acknowledged, suppressed, resolved or reopened it in the last week. */
  readonly isDecided: boolean;
  /** How often it opened in the last week as a baseline: it had been there before, or was read in. */
  readonly baseline: number;
  /** Its highest severity while it was open in the last week. */
  readonly worst: Severity;
  /** When it opened, if it is open at the end. */
  readonly openedAt?: Instant | undefined;
  readonly weekEnds: WeekEnds;
  readonly durations: readonly Duration[];
  /** The first week of the quarter from which it has an entry, or at whose start it was open; a later number than any week, if there is none. */
  readonly firstWeek: number;
}

export interface Duration {
  readonly of: "acknowledge" | "resolve";
  /** The week of the quarter in which it ended, counted from 0. */
  readonly week: number;
  readonly minutes: number;
}

export interface Quarter {
  /** The weeks in order; the last one is reported. */
  readonly weeks: readonly Week[];
  /** The first instant of the last week. */
  readonly start: Instant;
  /** The first instant after the last week. */
  readonly end: Instant;
  /** The present instant; the quarter ends here if its last week is not over yet. */
  readonly now: Instant;
}

/** Every alert that is not resolved is open: an acknowledgement or a suppression fixes nothing. */
export function isOpen(standing: Standing | undefined): standing is Standing {
  return standing !== undefined && standing.status !== "RESOLVED";
}

/** The part of a log entry that a report needs. */
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
  /** The entry that was read before it. Most alerts have two or three entries, and an array would reserve room for seventeen. */
  readonly previous: Move | undefined;
}

/** What was read about one alert. */
interface Trace {
  readonly id: string;
  place: Place;
  readonly present?: Seen | undefined;
  /** The entry that was read last. */
  move?: Move | undefined;
  /** The last entry of the quarter, kept while it is needed. */
  last?: { readonly version: number; readonly facts: Facts | undefined } | undefined;
  /** The first entry after the quarter. */
  next?: { readonly version: number; readonly from: Standing | undefined; readonly facts: Facts } | undefined;
  firstSeenAt?: Instant | undefined;
  /** The deadline that the last entry showed while the alert was open, and the deadline before the last week. */
  deadline?: Instant | undefined;
  deadlineBefore?: { readonly deadline: Instant | undefined } | undefined;
  /** Other titles than the one in `last` that the alert had in the week; most alerts keep their title. */
  otherTitles?: readonly string[] | undefined;
}

interface Seen {
  readonly standing: Standing | undefined;
  readonly facts: Facts | undefined;
}

/**
 * Every alert of a part of the table that is open now or has an entry since the quarter began. Reads the log from the quarter's first week to
 * the present one; memory grows with the part's open alerts and its entries of the quarter, and with one entry per alert after it. Items that cannot
 * be read are left out and passed to `onUnreadable`.
 */
export async function readAlertQuarters(
  quarter: Quarter,
  { open, log }: Part,
  places: PlaceBook,
  onUnreadable: (error: Error) => void,
): Promise<Iterable<AlertQuarter>> {
  const traces = new Map<string, Trace>();
  // The open alerts are read first. An alert that opens, is resolved or rises meanwhile has an entry later than now, from
  // which the walk goes back; in the other order it would be missed.
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
    // An alert that was passed on needs no trace any more.
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
  // An alert that ended before the week counts only in numbers.
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
  // A resolved alert has no deadline any more: its last deadline is used.
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

/** The present title may be in no entry. */
function titlesOf({ otherTitles = [], last }: Trace): readonly string[] {
  return last?.facts === undefined ? otherTitles : [...otherTitles, last.facts.title];
}

function movesOf({ move }: Trace): Move[] {
  const moves: Move[] = [];
  for (let one = move; one !== undefined; one = one.previous) moves.push(one);
  return moves;
}

function seenAtEnd({ present, next, last }: Trace, lastMove: Move | undefined): Seen | undefined {
  // The `from` of an entry is how the alert stood since the entry before it, whichever week asks.
  if (next) return { standing: next.from, facts: last?.facts ?? next.facts };
  // The index of open alerts follows the log within moments; where they disagree the log is ahead.
  if (lastMove && present?.standing?.status !== lastMove.to.status)
    return { standing: lastMove.to, facts: last?.facts };
  return present;
}

/** The movement that an entry is, if any: an acknowledgement moves nothing. */
function movementOf(move: Move): Movement | undefined {
  const { kind, from, to } = move;
  if (!isOpen(to)) return isOpen(from) ? "resolved" : undefined;
  if (isBaseline(move)) return undefined;
  // An acknowledgement of a resolved alert that is still reported reopens it, and its entry is of the kind `acknowledged`.
  if (!isOpen(from)) return kind === "opened" ? "opened" : "reopened";
  return compareSeverity(to.severity, from.severity) > 0 ? "escalated" : undefined;
}

/** The alert is open for the first time, but that is no news. */
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
 * How long people took, from the entry with which an episode began, or, if that is before the quarter, from when the alert was first seen.
 * An alert that was there before Tocsin, or that ended before anybody could hear of it, has no duration.
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
  // Most entries show the same as the alert does now, and are half as large without it.
  return known !== undefined && sameJson(known, facts) ? known : facts;
}

/** One object for all equal standings: a quarter's log has a million of them. */
const standings = Object.fromEntries(
  statuses.flatMap((status) =>
    severities.map((severity) => [`${status} ${severity}`, standingOf({ status, severity })]),
  ),
) as Readonly<Record<`${Status} ${Severity}`, Standing>>;

function compactStanding({ status, severity }: Standing): Standing {
  return standings[`${status} ${severity}`];
}
