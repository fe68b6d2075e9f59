/**
 * One alert's part in a week: how it stood when the week began and ended, and what happened to it in between. Both are
 * found by walking back from now, so a week can be told at any later time, from the open alerts and the log alone.
 *
 * Every change of status or severity is in the log, so what was open, and how severe it was, is exact. A text that changes
 * is not: it dates from the alert's next entry or, where there is none, from its present view.
 */
import type { AlertView } from "@tocsin/core/alert/view";
import { type Standing, standingOf } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weeksFrom } from "@tocsin/core/event/week";
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

/** Open is whatever is not resolved: an acknowledgement or a suppression mends nothing. */
export function isOpen(standing: Standing | undefined): standing is Standing {
  return standing !== undefined && standing.status !== "RESOLVED";
}

/**
 * Every alert that is open now or has an entry since the period began. Reads the log from the period's first week to
 * now's; memory grows with the open alerts and the period's entries, and with one entry per alert after it.
 */
export async function readAlertWeeks(
  period: Period,
  open: AsyncIterable<AlertView>,
  log: (week: Week) => AsyncIterable<LogEntry>,
): Promise<readonly AlertWeek[]> {
  const traces = new Map<string, Trace>();
  // The open alerts come first. What opens, resolves or climbs while they are read has an entry later than now, from
  // which it is walked back; read the other way round, it would be missed.
  for await (const view of open)
    traceOf(traces, view.id).present = { standing: standingOf(view), facts: factsOf(view) };
  for (const week of weeksFrom(period.start, period.now))
    for await (const entry of log(week)) note(traceOf(traces, entry.alertId), entry, period);
  return [...traces.values()].flatMap(alertWeekOf);
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

function note(trace: Trace, entry: LogEntry, { end, now }: Period): void {
  const { version, at, kind, reason, from, to } = entry;
  const moment: Moment = { version, at, kind, reason, from, to, facts: factsOf(entry.view) };
  if (at < end && at <= now) trace.moments.push(moment);
  else if (trace.next === undefined || version < trace.next.version) trace.next = moment;
}

function alertWeekOf(trace: Trace): readonly AlertWeek[] {
  // Versions order an alert's entries; clocks may disagree by milliseconds.
  const moments = trace.moments.toSorted((a, b) => a.version - b.version);
  const end = seenAtEnd(trace, moments.at(-1));
  if (end === undefined) return [];
  const [first] = moments;
  return [{ facts: end.facts, atStart: first ? first.from : end.standing, atEnd: end.standing, moments }];
}

function seenAtEnd({ present, next }: Trace, last: Moment | undefined): Seen | undefined {
  // What an entry started from is how the alert stood ever since the entry before, and the same whichever week asks.
  if (next) return { standing: next.from, facts: (last ?? next).facts };
  // The index of open alerts follows the log within moments; where they disagree the log is ahead.
  if (last && present?.standing?.status !== last.to.status) return { standing: last.to, facts: last.facts };
  return present;
}

function factsOf(view: AlertView): Facts {
  const { id, condition, title, account, region, resource, deadline, firstSeenAt, reporters } = view;
  return { id, condition, title, account, region, resource, deadline, firstSeenAt, reporters };
}
