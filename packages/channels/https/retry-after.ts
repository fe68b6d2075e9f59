/** The pause that a receiver asks for. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
import { epochOf, type Instant, parseInstant } from "@tocsin/core/event/instant";

/** In milliseconds, however long; nothing if the header is missing, or is neither a number of seconds nor an HTTP date. */
export function pauseAskedFor(retryAfter: string | undefined, now: Instant): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = parseHttpDate(retryAfter, now);
  return at && Math.max(epochOf(at) - epochOf(now), 0);
}

const CURRENT = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/;
const RFC_850 = /^[A-Z][a-z]+day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;

/** All three formats must be accepted. https://www.rfc-editor.org/rfc/rfc9110#http.date */
function parseHttpDate(text: string, now: Instant): Instant | undefined {
  if (CURRENT.test(text)) return parseInstant(text);
  const older = RFC_850.exec(text);
  if (older) {
    const [, day, month, year, time] = older;
    const inCentury = (century: number) => parseInstant(`Day, ${day} ${month} ${century}${year} ${time} GMT`);
    const century = Number(now.slice(0, 2));
    const at = inCentury(century);
    return at && at > fiftyYearsAfter(now) ? inCentury(century - 1) : at;
  }
  const oldest = ASCTIME.exec(text);
  if (oldest) {
    const [, month, day, time, year] = oldest;
    return parseInstant(`Day, ${day?.trim()} ${month} ${year} ${time} GMT`);
  }
  return undefined;
}

/** A two-digit year that seems to be later than this is in the past. Only for comparison, never shown: February 29 may not exist then. */
function fiftyYearsAfter(now: Instant): string {
  return `${Number(now.slice(0, 4)) + 50}${now.slice(4)}`;
}
