/**
 * One alert's part in a week: how it stood when the week began and ended, and what happened to it in between. Both are
 * found by walking back from now, so a week can be reported at any later time, from the open alerts and the log alone.
 *
 * Every change of status or severity is in the log, so what was open, and how severe it was, is exact. A text that changes
 * is not: it dates from the alert's next entry or, where there is none, from its present view.
 */
import type { AlertView } from "@tocsin/core/alert/view";
import { type Standing, standingOf } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weeksFrom } from "@tocsin/core/event/week";
import { sameJson } from "@tocsin/core/text/json";
import type { LogEntry } from "@tocsin/core/transition/log-entry";

export interface AlertWeek {
  /** The alert as last known at the end of the week. */
  readonly facts: Facts;
  /** Absent when the alert did not exist yet. */
  readonly atStart?: Standing | undefined;
  readonly atEnd?: Standing | undefined;
  /** The week's entries, in the order in which they were written. */
  readonly moments: readonly Moment[];
}

/** What a report needs of a view. The rest is let go: a storm's log is large. */
export type Facts = Pick<
  AlertView,
  "id" | "condition" | "title" | "account" | "region" | "resource" | "deadline" | "firstSeenAt" | "reporters"
>;

/** What a report needs of a log entry. */
export interface Moment extends Pick<LogEntry, "version" | "at" | "kind" | "reason" | "from" | "to"> {
  readonly facts: Facts;
}

export interface Period {
  readonly start: Instant;
  /** The first instant after the period. */
  readonly end: Instant;
  /** Where time stands; the period ends here if it is not over yet. */
  readonly now: Instant;
}

/** Open is whatever is not resolved: an acknowledgement or a suppression fixes nothing. */
export function isOpen(standing: Standing | undefined): standing is Standing {
  return standing !== undefined && standing.status !== "RESOLVED";
}

/** An item of the table as read: its value, or why it cannot be read. */
export type Readable<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error };

/** A view as a report needs it. */
export type OpenView = Facts & Standing;

/** A log entry as a report needs it. */
export interface WeekEntry extends Omit<Moment, "facts"> {
  readonly alertId: string;
  readonly view: Facts;
}

/** A part of the table: alerts that are open now, and the log of these and other alerts. No alert is in two parts. */
export interface Part {
  readonly open: AsyncIterable<Readable<OpenView>>;
  readonly log: (week: Week) => AsyncIterable<Readable<WeekEntry>>;
}

/**
 * Every alert of a part that is open now or has an entry since the period began. Reads the log from the period's first week to
 * now's; memory grows with the open alerts and the period's entries, and with one entry per alert after it. What cannot be read
 * is left out, and passed to `onUnreadable`.
 */
export async function readAlertWeeks(
  period: Period,
  { open, log }: Part,
  onUnreadable: (error: Error) => void,
): Promise<Iterable<AlertWeek>> {
  const traces = new Map<string, Trace>();
  // The open alerts come first. What opens, resolves or climbs while they are read has an entry later than now, from
  // which it is walked back; read the other way round, it would be missed.
  for await (const read of open) {
    if (!read.ok) onUnreadable(read.error);
    else traceOf(traces, read.value.id).present = { standing: standingOf(read.value), facts: factsOf(read.value) };
  }
  for (const week of weeksFrom(period.start, period.now)) {
    for await (const read of log(week)) {
      if (!read.ok) onUnreadable(read.error);
      else note(traceOf(traces, read.value.alertId), read.value, period);
    }
  }
  return alertWeeksOf(traces);
}

function* alertWeeksOf(traces: ReadonlyMap<string, Trace>): Iterable<AlertWeek> {
  for (const trace of traces.values()) {
    const week = alertWeekOf(trace);
    if (week !== undefined) yield week;
  }
}

/** What was read of one alert. */
interface Trace {
  present?: Seen | undefined;
  readonly moments: Moment[];
  /** The first entry after the period. */
  next?: Moment | undefined;
}

interface Seen {
  readonly standing: Standing | undefined;
  readonly facts: Facts;
}

function traceOf(traces: Map<string, Trace>, id: string): Trace {
  const known = traces.get(id);
  if (known) return known;
  const trace: Trace = { moments: [] };
  traces.set(id, trace);
  return trace;
}

function note(trace: Trace, entry: WeekEntry, { end, now }: Period): void {
  const { version, at, kind, reason, from, to } = entry;
  const moment: Moment = { version, at, kind, reason, from, to, facts: factsOf(entry.view, trace.present?.facts) };
  if (at < end && at <= now) trace.moments.push(moment);
  else if (trace.next === undefined || version < trace.next.version) trace.next = moment;
}

function alertWeekOf(trace: Trace): AlertWeek | undefined {
  // Versions order an alert's entries; clocks may disagree by milliseconds.
  const moments = trace.moments.toSorted((a, b) => a.version - b.version);
  const end = seenAtEnd(trace, moments.at(-1));
  if (end === undefined) return undefined;
  const [first] = moments;
  return { facts: end.facts, atStart: first ? first.from : end.standing, atEnd: end.standing, moments };
}

function seenAtEnd({ present, next }: Trace, last: Moment | undefined): Seen | undefined {
  // What an entry started from is how the alert stood ever since the entry before, and the same whichever week asks.
  if (next) return { standing: next.from, facts: (last ?? next).facts };
  // The index of open alerts follows the log within moments; where they disagree the log is ahead.
  if (last && present?.standing?.status !== last.to.status) return { standing: last.to, facts: last.facts };
  return present;
}

/** Gives `known` where it says the same: most entries show what the alert still shows, and are half as large without it. */
function factsOf(view: Facts, known?: Facts): Facts {
  const { id, condition, title, account, region, resource, deadline, firstSeenAt, reporters } = view;
  const facts = { id, condition, title, account, region, resource, deadline, firstSeenAt, reporters };
  return known !== undefined && sameJson(known, facts) ? known : facts;
}
