/**
 * Instants are ISO 8601 UTC strings with milliseconds (`2026-11-24T08:00:00.000Z`), so that comparing strings compares times, and people
 * can read what is stored.
 */

declare const instantBrand: unique symbol;
/** `YYYY-MM-DDThh:mm:ss.sssZ`, years 1970 to 9999. */
export type Instant = string & { readonly [instantBrand]: true };

export const MILLISECONDS_PER_DAY = 86_400_000;

/** Canonical except for the fraction, and certain to exist: nearly every service writes this, and it needs no check of the calendar. */
const CERTAIN =
  /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ISO =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:Z|UTC|([+-](?:[01]\d|2[0-3]):?[0-5]\d)(?::00)?)?$/;
// Inspector: "Wed Sep 04 16:59:44.356 UTC 2024"
const WEEKDAY_FIRST = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? (?:UTC|GMT) (\d{4})$/;
// Inspector and CloudTrail: "Jan 19, 2023, 10:46:15 PM", "May 3, 2018 5:51:02 PM", and the odd "Apr 12, 2021 18:58:30 PM"
const MONTH_FIRST = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s([AP]M)$/;
// Health and HTTP: "Fri, 27 Jan 2023 06:02:51 GMT"
const RFC_1123 = /^[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?:GMT|UTC)$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Reads an instant in any format that AWS services have been seen to write: ISO 8601 with or without fraction, zone or `T`, Inspector's and
 * CloudTrail's English dates, RFC 1123, and epoch seconds or milliseconds as a number. A time without a zone is UTC. Gives `undefined` for
 * anything else, and for dates that do not exist.
 */
export function parseInstant(value: unknown): Instant | undefined {
  if (typeof value === "number") return fromEpoch(value);
  if (typeof value !== "string" || value.length > 64) return undefined;
  if (CERTAIN.test(value)) return (value.length === 24 ? value : `${value.slice(0, 19)}.000Z`) as Instant;
  if (CANONICAL.test(value)) return existing(value);
  const iso = ISO.exec(value);
  if (iso) return fromIso(iso);
  return fromEnglish(value.replaceAll("\u202f", " "));
}

/** The instant that `text` writes. @throws RangeError when it writes none; for literals of our own. */
export function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new RangeError(`not an instant: ${JSON.stringify(text)}`);
  return parsed;
}

/** @throws RangeError outside the years 1970 to 9999. */
export function instantOfEpoch(milliseconds: number): Instant {
  const parsed = fromMilliseconds(milliseconds);
  if (parsed === undefined) throw new RangeError(`not an epoch time in milliseconds: ${milliseconds}`);
  return parsed;
}

export function epochOf(at: Instant): number {
  return Date.parse(at);
}

/** `at` moved by `milliseconds`, held within the years 1970 to 9999. */
export function shift(at: Instant, milliseconds: number): Instant {
  return instantOfEpoch(Math.min(Math.max(epochOf(at) + milliseconds, 0), LAST_MILLISECOND));
}

export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}

export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}

const LAST_MILLISECOND = Date.parse("9999-12-31T23:59:59.999Z");
/** Below this a number can only be seconds: as milliseconds it would be in the first days of 1970. */
const FIRST_PLAUSIBLE_MILLISECOND = 100_000_000_000;

function fromEpoch(value: number): Instant | undefined {
  // Rounded, since the product of 1.001 and 1000 falls short of 1001.
  return fromMilliseconds(value < FIRST_PLAUSIBLE_MILLISECOND ? Math.round(value * 1000) : value);
}

function fromMilliseconds(milliseconds: number): Instant | undefined {
  if (!(milliseconds >= 0 && milliseconds <= LAST_MILLISECOND)) return undefined;
  return new Date(milliseconds).toISOString() as Instant;
}

/** JavaScript reads February 30 as March 1; a date that does not survive the round trip does not exist. */
function existing(canonical: string): Instant | undefined {
  const milliseconds = Date.parse(canonical);
  if (Number.isNaN(milliseconds)) return undefined;
  const written = fromMilliseconds(milliseconds);
  return written === canonical ? written : undefined;
}

function fromIso([, date, minute, second = "00", fraction, zone]: RegExpExecArray): Instant | undefined {
  const local = existing(`${date}T${minute}:${second}.${millisecondsOf(fraction)}Z`);
  if (local === undefined || zone === undefined) return local;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return fromMilliseconds(epochOf(local) - (zone.startsWith("-") ? -minutes : minutes) * 60_000);
}

function fromEnglish(text: string): Instant | undefined {
  const weekday = WEEKDAY_FIRST.exec(text);
  if (weekday) {
    const [, month, day, time, fraction, year] = weekday;
    return fromParts(year, month, day, `${time}.${millisecondsOf(fraction)}`);
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) {
    const [, month, day, year, hour, minute, second, half] = monthFirst;
    const hours = hour24(Number(hour), half);
    return hours === undefined ? undefined : fromParts(year, month, day, `${hours}:${minute}:${second}.000`);
  }
  const rfc = RFC_1123.exec(text);
  if (rfc) return fromParts(rfc[3], rfc[2], rfc[1], `${rfc[4]}.000`);
  return undefined;
}

/** AWS writes "18:58:30 PM" too: an hour past twelve needs no AM or PM, but must not have the wrong one. */
function hour24(hour: number, half: string | undefined): string | undefined {
  const isOutside = half === "PM" ? hour === 0 : hour > 12;
  if (isOutside) return undefined;
  const hours = hour > 12 ? hour : (hour % 12) + (half === "PM" ? 12 : 0);
  return String(hours).padStart(2, "0");
}

function fromParts(year?: string, month?: string, day?: string, time?: string): Instant | undefined {
  const number = MONTHS.indexOf(month ?? "") + 1;
  return existing(`${year}-${String(number).padStart(2, "0")}-${day?.padStart(2, "0")}T${time}Z`);
}

function millisecondsOf(fraction: string | undefined): string {
  return (fraction ?? "").slice(0, 3).padEnd(3, "0");
}
