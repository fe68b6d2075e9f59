import {
  epochOf,
  type Instant,
  instant,
  instantOfEpoch,
  MILLISECONDS_PER_DAY,
  shift,
} from "@tocsin/core/event/instant";
import { weekdays } from "@tocsin/core/policy/policy";
import type { CalendarLayer, Override, Rotation, Schedule, TurnsLayer } from "@tocsin/core/policy/schedule";
import fc from "fast-check";
import * as PlainDateTime from "temporal-polyfill/fns/PlainDateTime";
import { expect, test } from "vitest";
import { windowsBetween } from "../silence-window.ts";
import { layerAt } from "./layer.ts";
import { onCallAt, shiftEnd, shiftsBetween } from "./shifts.ts";
import { turnAt } from "./turns.ts";

/** With summer time in either half of the year, of half an hour, at midnight, and none. */
const timezones = [
  ...["UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/Santiago"],
  ...["Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney", "Africa/Cairo", "Pacific/Auckland"],
];
const begin = instant("2026-01-01T00:00:00Z");
const end = shift(begin, 3 * 366 * MILLISECONDS_PER_DAY);

const someTimezone = fc.constantFrom(...timezones);
const somePeople = fc.array(fc.constantFrom("ada", "grace", "joan", undefined), { minLength: 1, maxLength: 5 });
const someTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const someDate = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2027-03-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const someLocal = fc.tuple(someDate, someTime).map((parts) => parts.join("T"));
const someRotation: fc.Arbitrary<Rotation> = fc.record({
  people: somePeople,
  each: fc.record({
    unit: fc.constantFrom("hours", "hours", "days", "weeks"),
    number: fc.constantFrom(1, 2, 7, 8, 12, 13, 24),
  }),
  from: someLocal,
});
const someInstant = fc.integer({ min: epochOf(begin), max: epochOf(end) }).map(instantOfEpoch);

/** Turns of hours are many: a year has both changes of the clocks. */
const endOf = ({ unit }: Rotation["each"]) => (unit === "hours" ? shift(begin, 366 * MILLISECONDS_PER_DAY) : end);

/** The hand-overs of three years, each a step from the one before by the clocks on the wall. */
function* walked({ people, each: { unit, number }, from }: Rotation, timezone: string) {
  const step = { hours: PlainDateTime.addHours, days: PlainDateTime.addDays, weeks: PlainDateTime.addWeeks }[unit];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = from.split(/\D/).map(Number);
  let local = PlainDateTime.create(year, month, day, hour, minute);
  for (let n = 0; ; n += 1) {
    const at = instantOfEpoch(PlainDateTime.toZonedDateTime(local, timezone).epochMilliseconds);
    if (at > endOf({ unit, number })) return;
    yield { at, person: people[n % people.length] };
    local = step(local, number);
  }
}

test("a turn is that of a walk from hand-over to hand-over, to the millisecond", () => {
  fc.assert(
    fc.property(someRotation, someTimezone, (rotation, timezone) => {
      let before: { readonly at: Instant; readonly person: string | undefined } | undefined;
      for (const handOver of walked(rotation, timezone)) {
        const { at, person } = handOver;
        // In an hour that the clocks skip, turns have no length.
        if (before !== undefined && before.at < at) {
          const last = turnAt(rotation, timezone, shift(at, -1));
          expect([last?.person, last?.until], `before ${at}`).toEqual([before.person, at]);
          expect(turnAt(rotation, timezone, before.at)?.person, `at ${before.at}`).toBe(before.person);
        }
        if (before === undefined) expect(turnAt(rotation, timezone, shift(at, -1))).toBeUndefined();
        before = { at, person };
      }
    }),
    { numRuns: 24 },
  );
});

const someHours = fc
  .record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    from: someTime,
    to: fc.oneof(someTime, fc.constant("24:00")),
  })
  .filter(({ from, to }) => from !== to);
const someLayer: fc.Arbitrary<TurnsLayer> = fc
  .tuple(
    someRotation,
    fc.record({
      until: fc.option(someLocal, { nil: undefined }),
      hours: fc.array(someHours, { maxLength: 2 }),
      except: fc.array(someDate, { maxLength: 3 }),
    }),
  )
  .map(([rotation, more]) => ({ ...rotation, ...more }));
/** Of each two instants that follow, the first begins a shift, which ends at the second or before. */
const someCalendar: fc.Arbitrary<CalendarLayer> = fc
  .tuple(fc.uniqueArray(someInstant, { maxLength: 40 }), fc.infiniteStream(fc.constantFrom("ada", "grace", undefined)))
  .map(([instants, people]) => ({
    shifts: instants.sort().flatMap((from, i, all) => {
      const [until, person] = [all[i + 1], people.next().value];
      return until === undefined || person === undefined ? [] : [{ person, from, until }];
    }),
  }));
const someSchedule: fc.Arbitrary<Schedule> = fc.record({
  name: fc.constant("primary"),
  timezone: someTimezone,
  layers: fc.array(fc.oneof({ arbitrary: someLayer, weight: 3 }, { arbitrary: someCalendar, weight: 1 }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const someOverride: fc.Arbitrary<Override> = fc
  .record({
    id: fc.constant("o"),
    schedule: fc.constantFrom("primary", "primary", "other"),
    person: fc.constantFrom("ada", "marie", undefined),
    from: someInstant,
    seconds: fc.integer({ min: 1, max: 3_000_000 }),
  })
  .map(({ seconds, ...override }) => ({ ...override, until: shift(override.from, seconds * 1000) }));

/** As the clocks of a time zone show it, by what has them of its own: `2026-11-02`, `mon` and `09:00`. */
function clocksAt(at: Instant, timeZone: string) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, weekday: "short", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "longOffset" },
  }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    weekday: part("weekday").toLowerCase(),
    time: `${part("hour")}:${part("minute")}`,
    offset: part("timeZoneName"),
  };
}

/** Whether a layer holds, as one reads it off a clock and a calendar on the wall. */
function isHolding({ hours, except, from, until = "9999" }: TurnsLayer, timezone: string, at: Instant): boolean {
  const { date, weekday, time } = clocksAt(at, timezone);
  const yesterday = weekdays.at(weekdays.findIndex((one) => one === weekday) - 1);
  const isIn = (window: TurnsLayer["hours"][number]) => {
    const begins = (day: string | undefined) => window.days.some((one) => one === day);
    if (window.from < window.to) return begins(weekday) && window.from <= time && time < window.to;
    return (begins(weekday) && window.from <= time) || (begins(yesterday) && time < window.to);
  };
  const now = `${date}T${time}`;
  return from <= now && now < until && !except.includes(date) && (hours.length === 0 || hours.some(isIn));
}

/** Whoever it is by a clock on the wall: the last override, else the last layer that holds and has somebody. */
function onCallByWall({ name, layers, timezone }: Schedule, overrides: readonly Override[], at: Instant) {
  const override = overrides.findLast((one) => one.schedule === name && one.from <= at && at < one.until);
  if (override !== undefined) return override.person;
  const people = layers.map((layer) => {
    if ("shifts" in layer) return layer.shifts.find((one) => one.from <= at && at < one.until)?.person;
    return isHolding(layer, timezone, at) ? turnAt(layer, timezone, at)?.person : undefined;
  });
  return people.findLast((person) => person !== undefined);
}

test("who is on call is as one reads it off a clock on the wall, but for days on which the clocks change", () => {
  let compared = 0;
  fc.assert(
    fc.property(someSchedule, fc.array(someOverride, { maxLength: 3 }), someInstant, (schedule, all, at) => {
      const overrides = all.filter(({ person }) => person !== "marie");
      const [before, after] = [-2, 2].map(
        (days) => clocksAt(shift(at, days * MILLISECONDS_PER_DAY), schedule.timezone).offset,
      );
      if (before !== after) return;
      compared += 1;
      expect(onCallAt(schedule, policyWith(overrides), at).person).toBe(onCallByWall(schedule, overrides, at));
    }),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(250);
});

/** Marie has left the policy. */
const policyWith = (overrides: readonly Override[]) => ({
  overrides,
  people: Object.fromEntries(["ada", "grace", "joan"].map((name) => [name, { contacts: ["phone"] }])),
});

test("an override of somebody whom the policy has not changes nothing", () => {
  fc.assert(
    fc.property(someSchedule, fc.array(someOverride, { maxLength: 3 }), fc.nat(), (schedule, overrides, seed) => {
      const { from = begin, until = end } = overrides[seed % Math.max(overrides.length, 1)] ?? {};
      const at = instantOfEpoch(epochOf(from) + (seed % (epochOf(until) - epochOf(from))));
      const ofKnown = overrides.filter(({ person }) => person !== "marie");
      expect(onCallAt(schedule, policyWith(overrides), at)).toEqual(onCallAt(schedule, policyWith(ofKnown), at));
    }),
    { numRuns: 200 },
  );
});

test("the end of a shift is that of the first shift from then on, and none where it goes on for 35 days", () => {
  fc.assert(
    fc.property(someSchedule, fc.array(someOverride, { maxLength: 3 }), someInstant, (schedule, overrides, at) => {
      const latest = shift(at, 35 * MILLISECONDS_PER_DAY);
      const [first] = shiftsBetween(schedule, policyWith(overrides), at, shift(latest, 1));
      const expected = first && first.until <= latest ? first.until : undefined;
      expect(shiftEnd(schedule, policyWith(overrides), at)).toBe(expected);
    }),
    { numRuns: 100 },
  );
});

test("a calendar has whoever the shift is of that it is, and nobody between two of them", () => {
  fc.assert(
    fc.property(someCalendar, someInstant, fc.nat(), (layer, anywhere, seed) => {
      const edges = layer.shifts.flatMap(({ from, until }) => [from, until, shift(from, -1), shift(until, -1)]);
      for (const at of [anywhere, edges[seed % Math.max(edges.length, 1)] ?? anywhere]) {
        const { person, until } = layerAt(layer, "UTC", at);
        expect(person).toBe(layer.shifts.find((one) => one.from <= at && at < one.until)?.person);
        const edge = layer.shifts.flatMap((one) => [one.from, one.until]).sort();
        expect(until).toBe(edge.find((one) => one > at));
      }
    }),
    { numRuns: 300 },
  );
});

type Asked = readonly [layer: TurnsLayer, timezone: string, at: Instant];

const someMinute = fc.constantFrom("00", "15", "30", "59");
/** Nine days before clocks skip an hour on a Sunday, of a layer that holds on Sundays about that hour. */
const askedNearSkippedHour: fc.Arbitrary<Asked> = fc
  .record({
    rotation: someRotation,
    change: fc.constantFrom(
      ["Europe/Berlin", "2027-03-28T01:00:00Z"],
      ["America/New_York", "2027-03-14T07:00:00Z"],
      ["Australia/Sydney", "2026-10-03T16:00:00Z"],
    ),
    before: fc.integer({ min: 0, max: 9 * MILLISECONDS_PER_DAY }),
    from: someMinute,
    to: fc.tuple(fc.constantFrom("02", "03"), someMinute).map((parts) => parts.join(":")),
  })
  .filter(({ from, to }) => `02:${from}` < to)
  .map(({ rotation, change: [timezone = "", change = ""], before, from, to }) => [
    { ...rotation, hours: [{ days: ["sun"], from: `02:${from}`, to }], except: [] },
    timezone,
    shift(instant(change), -before),
  ]);
const someAsked = fc.oneof(
  { arbitrary: fc.tuple(someLayer, someTimezone, someInstant), weight: 3 },
  { arbitrary: askedNearSkippedHour, weight: 1 },
);

test("nothing changes before the time that is said, at the begin of no window either", () => {
  fc.assert(
    fc.property(someAsked, fc.double({ min: 0, max: 1, noNaN: true }), ([layer, timezone, at], part) => {
      const { person, until = shift(end, 1) } = layerAt(layer, timezone, at);
      expect(until > at).toBe(true);
      const between = instantOfEpoch(epochOf(at) + Math.floor((epochOf(until) - epochOf(at) - 1) * part));
      const windows = layer.hours.flatMap((hours) =>
        windowsBetween({ ...hours, timezone }, at, shift(at, 20 * MILLISECONDS_PER_DAY)),
      );
      const begins = windows.map(({ from }) => from).filter((from) => at < from && from < until);
      for (const then of [between, ...begins]) expect(layerAt(layer, timezone, then).person).toBe(person);
    }),
    { numRuns: 2000 },
  );
});

test("shifts leave no time between them, and say of each instant who is on call then", () => {
  fc.assert(
    fc.property(
      someSchedule,
      fc.array(someOverride, { maxLength: 3 }),
      someInstant,
      fc.array(fc.nat({ max: 40 * 24 * 60 })),
      (schedule, overrides, from, minutes) => {
        const to = shift(from, 40 * MILLISECONDS_PER_DAY);
        const shifts = shiftsBetween(schedule, policyWith(overrides), from, to);
        expect([shifts[0]?.from, shifts.at(-1)?.until]).toEqual([from, to]);
        for (const [i, { until, person }] of shifts.entries()) {
          const next = shifts[i + 1];
          if (next !== undefined) expect([next.from, next.person === person]).toEqual([until, false]);
        }
        for (const minute of minutes) {
          const at = shift(from, minute * 60_000);
          const one = shifts.find((shift) => shift.from <= at && at < shift.until);
          if (at < to) expect(one?.person).toBe(onCallAt(schedule, policyWith(overrides), at).person);
        }
      },
    ),
    { numRuns: 100 },
  );
});
