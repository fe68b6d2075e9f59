/** Times as a scenario writes them: an instant, or so long after the scenario's start. */
import { epochOf, type Instant, parseInstant, shift } from "@tocsin/core/event/instant";
import { isKnownTime } from "@tocsin/local/clock";

const units = [
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** Each unit at most once, from the longest to the shortest. */
const LENGTH = new RegExp(`^${units.map(([unit]) => `(?:(\\d{1,5})${unit}(?: |$))?`).join("")}$`);

/** The milliseconds of a length such as `90s` or `1d 2h 5m`; nothing where it is none. */
export function lengthOf(text: string): number | undefined {
  if (text === "" || text.endsWith(" ")) return undefined;
  const found = LENGTH.exec(text);
  return found?.slice(1).reduce((sum, number = "0", i) => sum + Number(number) * (units[i]?.[1] ?? 0), 0);
}

/** As `lengthOf` reads it; what is shorter than a second is left out. */
export function lengthText(milliseconds: number): string {
  let rest = milliseconds;
  // Without weeks: people find a day of a timeline more easily by its number.
  const parts = units.slice(1).flatMap(([unit, length]) => {
    const number = Math.floor(rest / length);
    rest -= number * length;
    return number === 0 ? [] : [`${number}${unit}`];
  });
  return parts.length === 0 ? "0s" : parts.join(" ");
}

/** The instant of a text such as `2026-11-20T09:00:00+01:00` or `+1d 2h 5m`; nothing where it is neither. */
export function momentOf(text: string, start: Instant): Instant | undefined {
  if (text.startsWith("+")) {
    const length = lengthOf(text.slice(1));
    return length === undefined ? undefined : shift(start, length);
  }
  const at = parseInstant(text);
  return at !== undefined && isKnownTime(at) ? at : undefined;
}

/** `+1d 2h 5m`; what is before the start has no such text, and is written as it is. */
export function momentText(at: Instant, start: Instant): string {
  return at < start ? at : `+${lengthText(epochOf(at) - epochOf(start))}`;
}
