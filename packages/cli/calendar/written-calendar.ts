/** Who is on call, as a calendar that others import: iCalendar (RFC 5545). */
import { createHash } from "node:crypto";
import type { Instant } from "@tocsin/core/event/instant";

export interface CalendarShift {
  readonly schedule: string;
  readonly person: string;
  readonly from: Instant;
  /** The first instant that is no longer in it. */
  readonly until: Instant;
  /** The ids of the overrides by which it is so. */
  readonly overrides: readonly string[];
  /** It began longer ago than anybody looked: `from` is where the calendar begins, and another day it is another. */
  readonly goesOn: boolean;
}

/**
 * The text of a calendar with an event for each shift. Instants are UTC, in whole seconds, which is all that the format has. An event has
 * the same `UID` whenever it is written, so that importing it again moves it. No address of anybody is in it.
 * @param now when it is written.
 */
export function writtenCalendar(name: string, shifts: readonly CalendarShift[], now: Instant): string {
  const schedules = new Set(shifts.map(({ schedule }) => schedule));
  const events = shifts.filter(({ from, until }) => utc(from) < utc(until));
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Tocsin//On-call//EN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapedText(name)}`,
    ...events.flatMap((shift) => eventLines(shift, schedules.size > 1, now)),
    "END:VCALENDAR",
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join("");
}

/** The name of the schedule stands in a title only where another could be meant: it might hold the name of somebody else. */
function eventLines(shift: CalendarShift, isOfSeveral: boolean, now: Instant): readonly string[] {
  const { schedule, person, from, until, overrides } = shift;
  const title = isOfSeveral ? `${person} on call: ${schedule}` : `${person} on call`;
  return [
    "BEGIN:VEVENT",
    `UID:${uidOf(shift)}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(from)}`,
    `DTEND:${utc(until)}`,
    `SUMMARY:${escapedText(title)}`,
    `CATEGORIES:${escapedText(schedule)}`,
    ...(overrides.length === 0 ? [] : [`DESCRIPTION:${escapedText(`By override ${overrides.join(", ")}.`)}`]),
    // Nobody who is on call is busy for a week.
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

const UID_DIGITS = 32;

/** Not of the person: where somebody takes over, the event that is there becomes theirs. */
function uidOf({ schedule, from, goesOn }: CalendarShift): string {
  const key = JSON.stringify([schedule, goesOn ? "goes on" : from]);
  return `${createHash("sha256").update(key).digest("hex").slice(0, UID_DIGITS)}@tocsin`;
}

/** `20261130T083000Z` */
function utc(at: Instant): string {
  return `${at.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** RFC 5545, 3.3.11. A line break would begin a property. */
function escapedText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\\;,]/g, "\\$&")
    .replaceAll(/\r\n|[\r\n]/g, "\\n");
}

/** RFC 5545, 3.1: no line is longer, its break left out. */
const LINE_OCTETS = 75;

/** A line that is too long goes on in the next, after a space, which counts; no character is torn apart. */
function folded(line: string): string {
  const lines: string[] = [];
  let [current, octets] = ["", 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      lines.push(current);
      [current, octets] = [" ", 1];
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}
