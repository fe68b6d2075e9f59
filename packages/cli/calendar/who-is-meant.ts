/** Whom of a policy an event of a calendar means. */
import { NOBODY } from "@tocsin/core/policy/schedule";
import { isObject } from "@tocsin/core/text/json";
import { plain } from "@tocsin/core/text/text";
import { type CalendarEvent, withoutAddresses } from "./calendar-events.ts";

/** What somebody is called, as titles are compared with it, and their name in the policy. */
export interface Calling {
  readonly called: string;
  readonly person: string;
}

/** The person, `nobody` where the event says so, or why it is not known. */
export type Meant = { readonly person: string } | { readonly problem: string };

/** @param policy as it was read, which may be ill-formed. */
export function callingsOf(policy: unknown): readonly Calling[] {
  const people = isObject(policy) && isObject(policy.people) ? policy.people : {};
  const callings = Object.entries(people).flatMap(([person, one]) => {
    const names: readonly unknown[] = isObject(one) && Array.isArray(one.calendarNames) ? one.calendarNames : [];
    const written = [person, ...names].filter((name) => typeof name === "string" && name.trim() !== "");
    return written.map((name) => ({ called: comparable(String(name)), person }));
  });
  return [...callings, { called: NOBODY, person: NOBODY }];
}

/**
 * Whom the title names, by whole words; where it names nobody or several, whom the attendees do, each as a whole. A longer name counts
 * before one that it holds. What is said twice in two ways is not guessed at.
 */
export function whoIsMeant(
  { title, attendees }: Pick<CalendarEvent, "title" | "attendees">,
  callings: readonly Calling[],
): Meant {
  const inTitle = namedIn(comparable(withoutAddresses(title)), callings);
  const there = attendees.map(comparable);
  const attending = [...new Set(callings.filter(({ called }) => there.includes(called)).map(({ person }) => person))];
  const [titled, attendee] = [only(inTitle), only(attending)];
  if (titled !== undefined) {
    if (attendee === undefined || attendee === titled) return { person: titled };
    return { problem: `names ${titled} in its title, and has ${attendee} for an attendee` };
  }
  if (attendee !== undefined && (inTitle.length === 0 || inTitle.includes(attendee))) return { person: attendee };
  const several = inTitle.length > 0 ? inTitle : attending;
  if (several.length > 0) return { problem: `may mean ${several.join(" or ")}` };
  return { problem: "names nobody of the policy's people; calendarNames says what calendars call somebody" };
}

const TITLE_LIMIT = 80;

/** An event's title, as it may be shown: an address in it is somebody's. */
export function titleText({ title }: Pick<CalendarEvent, "title">): string {
  return JSON.stringify(plain(withoutAddresses(title), TITLE_LIMIT));
}

function only(people: readonly string[]): string | undefined {
  return people.length === 1 ? people[0] : undefined;
}

function comparable(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

interface Found extends Calling {
  readonly from: number;
  readonly to: number;
}

/** Whom a text names, each once. */
function namedIn(text: string, callings: readonly Calling[]): readonly string[] {
  const found = callings.flatMap((calling) => placesOf(calling, text));
  const whole = found.filter(
    (one) => !found.some(({ from, to }) => from <= one.from && one.to <= to && to - from > one.to - one.from),
  );
  return [...new Set(whole.map(({ person }) => person))];
}

function placesOf(calling: Calling, text: string): readonly Found[] {
  const places: Found[] = [];
  const { length } = calling.called;
  for (let from = text.indexOf(calling.called); from !== -1; from = text.indexOf(calling.called, from + 1))
    if (isWhole(text, from, from + length)) places.push({ ...calling, from, to: from + length });
  return places;
}

/** Neither a part of a word nor of what is written as one: `ada` is not in `ada-lovelace`, nor in `ada.byron`. */
function isWhole(text: string, from: number, to: number): boolean {
  return (
    !/(?:[\p{L}\p{N}_-]|[\p{L}\p{N}]\.)$/u.test(text.slice(0, from)) &&
    !/^(?:[\p{L}\p{N}_-]|\.[\p{L}\p{N}])/u.test(text.slice(to))
  );
}
