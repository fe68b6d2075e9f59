/** Times as calendars write them: in UTC, by the clocks of a time zone, or as a day. */
import { epochOf, type Instant, instantOfEpoch, parseInstant, shift } from "@tocsin/core/event/instant";
import { isTimezone } from "@tocsin/core/policy/schema/fields";
import { plain } from "@tocsin/core/text/text";
import { localInstant } from "@tocsin/oncall/schedule/turns";
import ICAL from "ical.js";

/** When the clocks of some place show a time. That is given as if they were those of UTC, so that it can be counted with. */
export type InstantOf = (shown: Instant) => Instant;

export interface Moment {
  /** As the clocks show it; midnight, where it is a day. */
  readonly shown: Instant;
  readonly isDay: boolean;
  /** The name of the clocks: an IANA name, or one of the file's own. */
  readonly clocks: string;
  readonly instantOf: InstantOf;
}

export function instantOfMoment({ shown, instantOf }: Moment): Instant {
  return instantOf(shown);
}

/** What of a calendar's file cannot be used; the message is a sentence about what it says. */
export class CalendarProblem extends Error {
  override readonly name = "CalendarProblem";
}

/** By which clocks the times of a file are. */
export interface Clocks {
  /** Of its own time zones, by their names. */
  readonly zones: ReadonlyMap<string, ICAL.Component>;
  /** Of what names none: an IANA name. */
  readonly timezone: string;
}

/** The moments that a property such as `DTSTART` holds. @throws CalendarProblem */
export function momentsOf(property: ICAL.Property, clocks: Clocks): readonly Moment[] {
  const tzid = property.getFirstParameter("tzid");
  const name = property.name.toUpperCase();
  return property.jCal.slice(3).map((value: unknown) => {
    const moment = typeof value === "string" ? momentIn(value, tzid, clocks) : undefined;
    if (moment !== undefined) return moment;
    throw new CalendarProblem(`has a ${name} that is no day and no time: ${JSON.stringify(plain(String(value), 40))}`);
  });
}

/** @param text as `2026-11-30`, `2026-11-30T09:00:00` or `2026-11-30T08:00:00Z`. Nothing for what is none of these. */
export function momentIn(text: string, tzid: string | undefined, clocks: Clocks): Moment | undefined {
  const [, date, time, utc] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(Z)?)?$/.exec(text) ?? [];
  const shown = date === undefined ? undefined : parseInstant(`${date}T${time ?? "00:00:00"}Z`);
  if (shown === undefined) return undefined;
  const isDay = time === undefined;
  const name = utc !== undefined ? "UTC" : ((isDay ? undefined : tzid) ?? clocks.timezone);
  return { shown, isDay, clocks: name, instantOf: instantsBy(name, clocks.zones) };
}

/** The time zones of the IANA database are better known than what a file says of them. @throws CalendarProblem for one that is neither. */
function instantsBy(tzid: string, zones: Clocks["zones"]): InstantOf {
  if (isTimezone(tzid)) return byIana(tzid);
  const zone = zones.get(tzid);
  if (zone !== undefined) return byFile(zone);
  throw new CalendarProblem(
    `has a time in the time zone ${JSON.stringify(plain(tzid, 60))}, which is none of the IANA database, and which the file does not describe`,
  );
}

function byIana(timezone: string): InstantOf {
  if (timezone === "UTC") return (shown) => shown;
  return (shown) => shift(localInstant(shown.slice(0, 16), timezone), epochOf(shown) % 60_000);
}

function byFile(component: ICAL.Component): InstantOf {
  const zone = new ICAL.Timezone(component);
  return (shown) => {
    const [year, month, day, hour, minute, second] = shown.split(/\D/).map(Number);
    const offsetSeconds = zone.utcOffset(ICAL.Time.fromData({ year, month, day, hour, minute, second }));
    return instantOfEpoch(Math.max(0, epochOf(shown) - offsetSeconds * 1000));
  };
}

/** The file's own time zones. @throws CalendarProblem for one whose changes would have to be counted for ever. */
export function zonesIn(calendar: ICAL.Component): ReadonlyMap<string, ICAL.Component> {
  return new Map(
    calendar.getAllSubcomponents("vtimezone").map((zone) => {
      const rules = zone.getAllSubcomponents().flatMap((part) => part.getAllProperties("rrule"));
      const frequencies = rules.map((rule) => rule.jCal[3]?.freq);
      const name = String(zone.getFirstPropertyValue("tzid"));
      if (frequencies.every((frequency) => frequency === "YEARLY")) return [name, zone];
      throw new CalendarProblem(
        `describes the time zone ${JSON.stringify(plain(name, 60))} by changes that do not come once a year`,
      );
    }),
  );
}
