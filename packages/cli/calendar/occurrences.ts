/** When the events of a calendar are: each of a series, with what was moved, added or taken out. */
import { epochOf, type Instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { plain } from "@tocsin/core/text/text";
import { RRuleTemporal } from "rrule-temporal";
import type { CalendarEvent, FileProblem, RecurrenceRule } from "./calendar-events.ts";
import { CalendarProblem, instantOfMoment, type Moment } from "./calendar-time.ts";

export interface Occurrence {
  readonly event: CalendarEvent;
  readonly from: Instant;
  /** The first instant that is no longer in it. */
  readonly until: Instant;
}

export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** Of which a part lies in `span`. Cancelled ones are left out. */
export function occurrencesIn(
  events: readonly CalendarEvent[],
  span: Span,
): { readonly occurrences: readonly Occurrence[]; readonly problems: readonly FileProblem[] } {
  const occurrences: Occurrence[] = [];
  const problems: FileProblem[] = [];
  const replacements = Map.groupBy(
    events.filter(({ replaces }) => replaces !== undefined),
    ({ uid }) => uid,
  );
  for (const event of events) {
    try {
      const replacing = (replacements.get(event.uid) ?? []).flatMap(({ replaces }) => replaces ?? []);
      occurrences.push(...(event.isCancelled ? [] : ofEvent(event, replacing, span)));
    } catch (error) {
      if (!(error instanceof CalendarProblem)) throw error;
      problems.push({ line: event.line, problem: `has an event that ${error.message}` });
    }
  }
  return { occurrences, problems };
}

/** Whatever stands in the place of one of a series is an event of its own, and so is one whose series is not in the file. */
function ofEvent(event: CalendarEvent, replacing: readonly Moment[], span: Span): readonly Occurrence[] {
  const { start, rules, added, excluded, replaces } = event;
  const first = occurrenceAt(event, start);
  if (first.from >= first.until) throw new CalendarProblem("ends no later than it begins");
  if (replaces !== undefined) return isIn(first, span) ? [first] : [];
  const ruled = rules.flatMap((rule) => begunBy(rule, event, span).map((shown) => ({ ...start, shown })));
  const left = [...excluded, ...replacing];
  const begins = [...(rules.length === 0 ? [start] : ruled), ...added];
  const all = begins
    .filter((begin) => !left.some((moment) => isAt(moment, begin)))
    .map((begin) => occurrenceAt(event, begin))
    .filter((one) => one.from < one.until && isIn(one, span));
  return [...new Map(all.map((one) => [one.from, one])).values()];
}

function isIn({ from, until }: Span, span: Span): boolean {
  return until > span.from && from < span.until;
}

/**
 * The occurrence of an event that begins at `begin`. It ends when the clocks show as much later as the event does: a shift to nine ends at
 * nine, also in the week in which the clocks change. By other clocks than those of the event it is as long as that.
 */
function occurrenceAt(event: CalendarEvent, begin: Moment): Occurrence {
  const { start } = event;
  const from = instantOfMoment(begin);
  if (begin.clocks === start.clocks) return { event, from, until: endOf(event, begin.shown) };
  const lengthMilliseconds = epochOf(endOf(event, start.shown)) - epochOf(instantOfMoment(start));
  return { event, from, until: shift(from, lengthMilliseconds) };
}

function endOf({ start, length }: CalendarEvent, shown: Instant): Instant {
  if ("end" in length) return length.end.instantOf(shift(length.end.shown, epochOf(shown) - epochOf(start.shown)));
  return shift(start.instantOf(shift(shown, length.days * MILLISECONDS_PER_DAY)), length.seconds * 1000);
}

/** Whether `moment` means what begins at `begin`: a day stands for whatever begins on it. */
function isAt(moment: Moment, begin: Moment): boolean {
  if (moment.isDay) return moment.shown.slice(0, 10) === begin.shown.slice(0, 10);
  return instantOfMoment(moment) === instantOfMoment(begin);
}

/** So many periods of a rule are looked at, whatever it says. */
const MOST_PERIODS = 50_000;

function begunBy({ rule, until }: RecurrenceRule, { start, length }: CalendarEvent, span: Span): readonly Instant[] {
  const lengthDays = "end" in length ? 0 : length.days;
  const lengthMilliseconds = "end" in length ? epochOf(length.end.shown) - epochOf(start.shown) : 0;
  // Clocks differ from UTC by less than a day and a half.
  const margin = 2 * MILLISECONDS_PER_DAY + Math.max(lengthMilliseconds, 0) + lengthDays * MILLISECONDS_PER_DAY;
  const [from, to] = [shift(span.from, -margin), shift(span.until, 2 * MILLISECONDS_PER_DAY)];
  return shownBy(rule, start.shown, from, to).filter((shown) => until === undefined || isUpTo(shown, until, start));
}

function shownBy(rule: string, start: Instant, from: Instant, to: Instant): readonly Instant[] {
  const compact = start.slice(0, 19).replaceAll(/[-:]/g, "");
  try {
    const series = new RRuleTemporal({
      ...{ rruleString: `DTSTART:${compact}Z\nRRULE:${rule}`, maxIterations: MOST_PERIODS },
    });
    return series
      .between(new Date(from), new Date(to), true)
      .map(({ epochMilliseconds }) => instantOfEpoch(epochMilliseconds));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CalendarProblem(`recurs by a rule that cannot be followed (${plain(error.message, 100)})`);
  }
}

function isUpTo(shown: Instant, until: Moment, start: Moment): boolean {
  if (until.isDay) return shown.slice(0, 10) <= until.shown.slice(0, 10);
  return until.clocks === start.clocks ? shown <= until.shown : start.instantOf(shown) <= instantOfMoment(until);
}
