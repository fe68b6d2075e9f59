/**
 * Times on the clocks of a report's readers. Only offsets come from the machine's time zone data: the words for days and months
 * are constants, since those of `Intl` differ between versions, and a report has the same bytes whenever it is rendered.
 */
import { type Instant, instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export interface Clock {
  /** `Berlin`, `UTC`. */
  readonly place: string;
  /** `Sat 21 Nov`. */
  readonly day: (at: Instant) => string;
  /** Days of the calendar since 1970. */
  readonly dayNumber: (at: Instant) => number;
  /** `21 November 2026` is too long for a table: `21 Nov 2026`. */
  readonly date: (at: Instant) => string;
  /** `Sat 21 Nov 05:52`. */
  readonly minute: (at: Instant) => string;
}

/** The clock of an IANA time zone. For one that this machine does not know it is UTC, and says so. */
export function clockOf(timezone: string): Clock {
  const format = formatOf(timezone);
  const parts = (at: Instant) => partsOf(format, at);
  const place = format === undefined ? "UTC" : placeOf(timezone);
  const dayNumber = (at: Instant) => {
    const { year, month, date } = parts(at);
    return Date.UTC(year, month - 1, date) / MILLISECONDS_PER_DAY;
  };
  const day = (at: Instant) => {
    const { month, date } = parts(at);
    return `${weekdays[new Date(dayNumber(at) * MILLISECONDS_PER_DAY).getUTCDay()]} ${date} ${months[month - 1]}`;
  };
  return {
    place,
    day,
    dayNumber,
    date: (at) => {
      const { year, month, date } = parts(at);
      return `${date} ${months[month - 1]} ${year}`;
    },
    minute: (at) => `${day(at)} ${parts(at).time}`,
  };
}

function placeOf(timezone: string): string {
  return timezone.slice(timezone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

function formatOf(timezone: string): Intl.DateTimeFormat | undefined {
  if (timezone === "UTC") return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      calendar: "gregory",
      numberingSystem: "latn",
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    });
  } catch {
    return undefined;
  }
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly time: string;
}

function partsOf(format: Intl.DateTimeFormat | undefined, at: Instant): Parts {
  if (format === undefined)
    return {
      ...{ year: Number(at.slice(0, 4)), month: Number(at.slice(5, 7)), date: Number(at.slice(8, 10)) },
      time: at.slice(11, 16),
    };
  const found = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return {
    ...{ year: Number(found.year), month: Number(found.month), date: Number(found.day) },
    time: `${found.hour}:${found.minute}`,
  };
}

/** The last instant before `at`: for a week that ends at midnight, it is on Sunday and not on Monday. */
export function justBefore(at: Instant): Instant {
  return instant(new Date(Date.parse(at) - 1).toISOString());
}

/** `35 min`, `7 h`, `1.8 days`. */
export function minutesText(minutes: number): string {
  if (minutes < 90) return `${Math.round(minutes)} min`;
  if (minutes < 36 * 60) return `${Math.round(minutes / 60)} h`;
  const days = minutes / (24 * 60);
  return `${days < 10 ? Math.round(days * 10) / 10 : Math.round(days)} days`;
}
