/** When the windows of the policy's recurring silences are, in their time zones. */
import type { Instant } from "@tocsin/core/event/instant";
import { type RecurringSilence, weekdays } from "@tocsin/core/policy/policy";
import { type Day, dayOf, daysAfter, instantAt, isAfter, weekdayOf } from "./local-time.ts";

export interface Span {
  readonly from: Instant;
  /** The first instant that is no longer in it. */
  readonly until: Instant;
}

type Window = Pick<RecurringSilence, "days" | "from" | "to" | "timezone">;

/** The window at `at`; if two of them meet, the one that began last. */
export function windowAt(window: Window, at: Instant): Span | undefined {
  return windowsBetween(window, at, at).findLast(({ from, until }) => from <= at && at < until);
}

/**
 * All windows that begin, end or lie between two instants, in order. A window without a length, in a time that the clocks skip, is left
 * out.
 */
export function windowsBetween(window: Window, from: Instant, to: Instant): readonly Span[] {
  const spans: Span[] = [];
  const last = dayOf(to, window.timezone);
  // A window of the day before may continue past midnight.
  for (let day = daysAfter(dayOf(from, window.timezone), -1); !isAfter(day, last); day = daysAfter(day, 1)) {
    const span = spanOn(day, window);
    if (span !== undefined && span.until >= from && span.from <= to) spans.push(span);
  }
  return spans;
}

function spanOn(day: Day, { days, from, to, timezone }: Window): Span | undefined {
  const weekday = weekdays[weekdayOf(day) - 1];
  if (weekday === undefined || !days.includes(weekday)) return undefined;
  const span = {
    from: instantAt(day, from, timezone),
    until: instantAt(to > from ? day : daysAfter(day, 1), to, timezone),
  };
  return span.from < span.until ? span : undefined;
}
