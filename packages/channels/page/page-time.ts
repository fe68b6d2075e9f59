/** Times as a page shows them: how long ago, how long until. */
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";

const MILLISECONDS_PER_HOUR = 3_600_000;
const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * How far `deadline` is from `now`, in the two largest units and rounded down, so that nobody believes they have more time
 * than they do: `13 days 23 hours left`, `today, 5 hours left`, `passed 2 days ago`. Today is the day in `zone`.
 */
export function timeLeft(deadline: Instant, now: Instant, zone = "UTC"): string {
  const left = epochOf(deadline) - epochOf(now);
  if (left <= 0) return left > -MILLISECONDS_PER_MINUTE ? "passed just now" : `passed ${duration(-left)} ago`;
  const isToday = dayIn(zone, deadline) === dayIn(zone, now);
  return `${isToday ? "today, " : ""}${duration(left)} left`;
}

/**
 * How far `deadline` is, as the first words of a headline: `3 DAYS LEFT`, `5 HOURS LEFT`, `DEADLINE PASSED`. Rounded down, like
 * `timeLeft`.
 */
export function unitLeft(deadline: Instant, now: Instant): string {
  const left = epochOf(deadline) - epochOf(now);
  if (left <= 0) return "DEADLINE PASSED";
  const [largest] = left < MILLISECONDS_PER_MINUTE ? ["less than a minute"] : unitsOf(left);
  return `${largest} left`.toUpperCase();
}

/** How long it is from `start` to `end`, as `2 days 3 hours`. */
export function timeBetween(start: Instant, end: Instant): string {
  return duration(Math.max(epochOf(end) - epochOf(start), 0));
}

/** How long before `now` an instant was, as `2 days 3 hours ago`. */
export function timeSince(at: Instant, now: Instant): string {
  const passed = epochOf(now) - epochOf(at);
  // Reporters have clocks of their own, which may be ahead of ours.
  return passed < MILLISECONDS_PER_MINUTE ? "just now" : `${duration(passed)} ago`;
}

/** `2026-11-24 08:00 UTC`: to the minute, as people arrange things. */
export function minuteOf(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/**
 * `Sat 21 Nov 2026 05:52 Berlin (04:52 UTC)`: as the people of `zone` have it, and as the records of AWS do. In UTC, and in a zone
 * that this machine does not know, it is as `minuteOf` has it.
 */
export function timeIn(zone: string | undefined, at: Instant): string {
  const local = zone === undefined || zone === "UTC" ? undefined : partsIn(zone, at);
  if (zone === undefined || local === undefined) return minuteOf(at);
  const place = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  const isSameDay = Number(local.day) === Number(at.slice(8, 10));
  const inUtc = isSameDay ? `${at.slice(11, 16)} UTC` : minuteOf(at);
  const { weekday, day, month, year, hour, minute } = local;
  return `${weekday} ${day} ${month} ${year} ${hour}:${minute} ${place} (${inUtc})`;
}

function dayIn(zone: string, at: Instant): string {
  const local = zone === "UTC" ? undefined : partsIn(zone, at);
  return local === undefined ? at.slice(0, 10) : `${local.day} ${local.month} ${local.year}`;
}

/** None where the zone, or the instant, is none that this machine knows. */
function partsIn(zone: string, at: Instant): Partial<Record<Intl.DateTimeFormatPartTypes, string>> | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      ...{ weekday: "short", day: "numeric", month: "short", year: "numeric" },
      ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    });
    return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  } catch {
    return undefined;
  }
}

function duration(milliseconds: number): string {
  return milliseconds < MILLISECONDS_PER_MINUTE ? "less than a minute" : unitsOf(milliseconds).join(" ");
}

/** The two largest, of what is at least a minute. */
function unitsOf(milliseconds: number): readonly string[] {
  const days = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
  const hours = Math.floor((milliseconds % MILLISECONDS_PER_DAY) / MILLISECONDS_PER_HOUR);
  const minutes = Math.floor((milliseconds % MILLISECONDS_PER_HOUR) / MILLISECONDS_PER_MINUTE);
  const units =
    days > 0 ? [amount(days, "day"), amount(hours, "hour")] : [amount(hours, "hour"), amount(minutes, "minute")];
  return units.filter((unit) => unit !== undefined);
}

function amount(number: number, unit: string): string | undefined {
  if (number === 0) return undefined;
  return number === 1 ? `1 ${unit}` : `${number} ${unit}s`;
}
