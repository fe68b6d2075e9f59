/** Times as a page shows them: how long ago, how long until. */
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";

const MILLISECONDS_PER_HOUR = 3_600_000;
const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * How far `deadline` is from `now`, in the two largest units and rounded down, so that nobody believes they have more time
 * than they do: `13 days 23 hours left`, `today, 5 hours left`, `passed 2 days ago`. Today is the day in UTC.
 */
export function timeLeft(deadline: Instant, now: Instant): string {
  const left = epochOf(deadline) - epochOf(now);
  if (left <= 0) return left > -MILLISECONDS_PER_MINUTE ? "passed just now" : `passed ${duration(-left)} ago`;
  const isToday = deadline.slice(0, 10) === now.slice(0, 10);
  return `${isToday ? "today, " : ""}${duration(left)} left`;
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

function duration(milliseconds: number): string {
  if (milliseconds < MILLISECONDS_PER_MINUTE) return "less than a minute";
  const days = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
  const hours = Math.floor((milliseconds % MILLISECONDS_PER_DAY) / MILLISECONDS_PER_HOUR);
  const minutes = Math.floor((milliseconds % MILLISECONDS_PER_HOUR) / MILLISECONDS_PER_MINUTE);
  const units =
    days > 0 ? [amount(days, "day"), amount(hours, "hour")] : [amount(hours, "hour"), amount(minutes, "minute")];
  return units.filter((unit) => unit !== undefined).join(" ");
}

function amount(number: number, unit: string): string | undefined {
  if (number === 0) return undefined;
  return number === 1 ? `1 ${unit}` : `${number} ${unit}s`;
}
