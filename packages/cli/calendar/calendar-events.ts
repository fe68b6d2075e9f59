/** The events of a calendar's file, before anything is made of them. */
import { plain } from "@tocsin/core/text/text";
import ICAL from "ical.js";
import { CalendarProblem, type Clocks, type Moment, momentIn, momentsOf, zonesIn } from "./calendar-time.ts";

export interface CalendarEvent {
  /** Where it begins in the file, counted from 1. */
  readonly line: number;
  readonly uid: string;
  readonly title: string;
  /** What attendees are called, and what stands before the @ of their addresses. */
  readonly attendees: readonly string[];
  readonly isCancelled: boolean;
  readonly start: Moment;
  readonly length: EventLength;
  /** As RFC 5545 writes them, but for `UNTIL`. */
  readonly rules: readonly RecurrenceRule[];
  readonly added: readonly Moment[];
  readonly excluded: readonly Moment[];
  /** The occurrence of a series in whose place it is. */
  readonly replaces?: Moment | undefined;
}

/** To a time on the clocks, or so long after the start: days by the clocks, and the rest as time passes. */
export type EventLength = { readonly end: Moment } | { readonly days: number; readonly seconds: number };

export interface RecurrenceRule {
  readonly rule: string;
  readonly until?: Moment | undefined;
}

export interface FileProblem {
  readonly line?: number | undefined;
  readonly problem: string;
}

export interface ReadEvents {
  readonly events: readonly CalendarEvent[];
  readonly problems: readonly FileProblem[];
}

/** @param timezone of times that name no time zone, and of days: an IANA name. */
export function eventsIn(text: string, timezone: string): ReadEvents {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const malformed = problemOfLines(lines);
  if (malformed !== undefined) return { events: [], problems: [malformed] };
  try {
    const begins = lines.flatMap((line, i) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [i + 1] : []));
    const found = calendarsIn(lines.join("\r\n")).flatMap((calendar) => {
      const clocks = { zones: zonesIn(calendar), timezone };
      return calendar.getAllSubcomponents("vevent").map((component) => ({ component, clocks }));
    });
    const read = found.map(({ component, clocks }, i) => readEvent(component, clocks, begins[i] ?? 1));
    return {
      events: read.flatMap((one) => ("problem" in one ? [] : [one])),
      problems: read.filter((one) => "problem" in one),
    };
  } catch (error) {
    return { events: [], problems: [{ line: lineOf(error, lines), problem: sentenceOf(error) }] };
  }
}

const CONTENT_LINE = /^[A-Za-z0-9-]+[;:]/;

/** What is no iCalendar at all, such as the page on which one is to log in, is said plainly. */
function problemOfLines(lines: readonly string[]): FileProblem | undefined {
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined || !/^BEGIN:VCALENDAR\s*$/i.test(first))
    return { problem: "is no iCalendar: it does not begin with BEGIN:VCALENDAR" };
  const at = lines.findIndex((line) => line.trim() !== "" && !/^[ \t]/.test(line) && !CONTENT_LINE.test(line));
  return at === -1 ? undefined : { line: at + 1, problem: "is no line of iCalendar" };
}

function calendarsIn(text: string): readonly ICAL.Component[] {
  const parsed: unknown = ICAL.parse(text);
  if (!Array.isArray(parsed)) return [];
  const calendars: readonly unknown[] = Array.isArray(parsed[0]) ? parsed : [parsed];
  return calendars.flatMap((calendar) =>
    Array.isArray(calendar) && calendar[0] === "vcalendar" ? [new ICAL.Component(calendar)] : [],
  );
}

function readEvent(component: ICAL.Component, clocks: Clocks, line: number): CalendarEvent | FileProblem {
  try {
    return { line, ...eventIn(component, clocks) };
  } catch (error) {
    return { line, problem: `has an event that ${sentenceOf(error)}` };
  }
}

/** What a parser says of a line quotes it, with whatever addresses it holds. */
function sentenceOf(error: unknown): string {
  if (error instanceof CalendarProblem) return error.message;
  if (!(error instanceof Error)) throw error;
  const cause = error.message.replace(/:?\s*(?:in )?["'].*$/s, "");
  return `cannot be read as iCalendar${error instanceof TypeError ? "" : ` (${cause})`}`;
}

/** Of a parser's error, which quotes the line, or what of it could not be read. */
function lineOf(error: unknown, lines: readonly string[]): number | undefined {
  const message = error instanceof Error ? error.message : "";
  const quotes = [/["'](.{4,})["']/s, /["'](.{4,}?)["']/s].flatMap((quoted) => quoted.exec(message)?.[1] ?? []);
  const at = lines.findIndex((line) => quotes.some((quote) => line.includes(quote)));
  return at === -1 ? undefined : at + 1;
}

function eventIn(component: ICAL.Component, clocks: Clocks): Omit<CalendarEvent, "line"> {
  const moments = (name: string) => component.getAllProperties(name).flatMap((property) => momentsOf(property, clocks));
  const [start] = moments("dtstart");
  if (start === undefined) throw new CalendarProblem("has no DTSTART");
  if (component.hasProperty("exrule")) throw new CalendarProblem("has an EXRULE, which is not understood");
  const replaced = component.getFirstProperty("recurrence-id");
  if (replaced?.getFirstParameter("range") !== undefined)
    throw new CalendarProblem(
      "changes all that comes after it (RANGE), which is not understood: end the series there, and begin another",
    );
  return {
    uid: textIn(component, "uid"),
    title: textIn(component, "summary"),
    attendees: component.getAllProperties("attendee").flatMap(attendeeNames),
    isCancelled: textIn(component, "status").toUpperCase() === "CANCELLED",
    start,
    length: lengthOf(component, start, clocks),
    rules: component.getAllProperties("rrule").map((property) => ruleIn(property, clocks)),
    added: moments("rdate"),
    excluded: moments("exdate"),
    replaces: replaced === null ? undefined : momentsOf(replaced, clocks)[0],
  };
}

function textIn(component: ICAL.Component, name: string): string {
  const value: unknown = component.getFirstPropertyValue(name);
  return typeof value === "string" ? value : "";
}

/** Who has declined is not there, nor is a room. */
function attendeeNames(property: ICAL.Property): readonly string[] {
  const isThere = property.getFirstParameter("partstat")?.toUpperCase() !== "DECLINED";
  const isPerson = !["ROOM", "RESOURCE"].includes(property.getFirstParameter("cutype")?.toUpperCase() ?? "");
  if (!isThere || !isPerson) return [];
  const called = [property.getFirstParameter("cn"), property.jCal[3]];
  return called.flatMap((name) => (typeof name === "string" ? [withoutAddresses(name.replace(/^mailto:/i, ""))] : []));
}

/** `text` with what stands before the @ in the place of each address. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/([^\s@<>()",;:]{1,100})@[^\s@<>()",;:]+/g, "$1");
}

function lengthOf(component: ICAL.Component, start: Moment, clocks: Clocks): EventLength {
  const end = component.getFirstProperty("dtend");
  const [moment] = end === null ? [] : momentsOf(end, clocks);
  if (moment !== undefined) return { end: moment };
  const duration: unknown = component.getFirstPropertyValue("duration");
  if (!(duration instanceof ICAL.Duration)) {
    if (start.isDay) return { days: 1, seconds: 0 };
    throw new CalendarProblem("has no end");
  }
  const { weeks, days, hours, minutes, seconds, isNegative } = duration;
  if (isNegative) throw new CalendarProblem("ends before it begins");
  return { days: weeks * 7 + days, seconds: (hours * 60 + minutes) * 60 + seconds };
}

/** RFC 5545, 3.3.10. */
const RULE_PARTS =
  /^(?:freq|until|count|interval|by(?:second|minute|hour|day|monthday|yearday|weekno|month|setpos)|wkst)$/;

/** The parser drops what it does not know, and a count of nothing: a series without it would have somebody on call at other times. @throws CalendarProblem */
function refuseWhatIsLost(property: ICAL.Property): void {
  const parts: Readonly<Record<string, unknown>> = property.jCal[3];
  const unknown = Object.keys(parts).find((name) => !RULE_PARTS.test(name));
  if (unknown !== undefined)
    throw new CalendarProblem(`has an RRULE with ${plain(unknown.toUpperCase(), 40)}, which is not understood`);
  if (parts.count === 0) throw new CalendarProblem("has an RRULE with a COUNT of 0");
}

/** `UNTIL` is taken out of the rule: it may be in UTC, where the rule goes by the clocks. */
function ruleIn(property: ICAL.Property, clocks: Clocks): RecurrenceRule {
  const recur: unknown = property.getFirstValue();
  if (!(recur instanceof ICAL.Recur)) throw new CalendarProblem("has an RRULE that is none");
  refuseWhatIsLost(property);
  const tzid = property.parent?.getFirstProperty("dtstart")?.getFirstParameter("tzid");
  const until = recur.until === null ? undefined : momentIn(recur.until.toString(), tzid, clocks);
  if (recur.until !== null && until === undefined) throw new CalendarProblem("has an RRULE whose UNTIL is no time");
  recur.until = null;
  return { rule: recur.toString(), until };
}
