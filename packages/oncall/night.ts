import type { Instant } from "@tocsin/core/event/instant";

const FIRST_HOUR = 7;
const LAST_HOUR = 21;

/** Whether people sleep: from ten in the evening to seven in the morning, in `timezone`, an IANA name. */
export function isNight(at: Instant, timezone = "UTC"): boolean {
  const hour = hourOf(at, timezone);
  return hour < FIRST_HOUR || hour > LAST_HOUR;
}

/** The local hour in `timezone`, from 0 to 23. */
export function hourOf(at: Instant, timezone: string): number {
  const clock = new Intl.DateTimeFormat("en", { timeZone: timezone, hour: "numeric", hourCycle: "h23" });
  return Number(clock.format(new Date(at)));
}
