/** Who is on call by a calendar is who was by the schedule that it was written from. */
import { epochOf, instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Schedule, TurnsLayer } from "@tocsin/core/policy/schedule";
import { type Shift, shiftsBetween } from "@tocsin/oncall/schedule/shifts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shiftsIn } from "./snapshot.ts";
import { callingsOf } from "./who-is-meant.ts";
import { writtenCalendar } from "./written-calendar.ts";

/** Summer time in either half of the year, of half an hour, at midnight, and none. */
const someTimezone = fc.constantFrom(
  ...["UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata"],
);
const names = ["ada", "grace", "joan"];
const callings = callingsOf({ people: Object.fromEntries(names.map((name) => [name, {}])) });
const now = instant("2026-02-10T12:00:00Z");
const end = shift(now, 280 * MILLISECONDS_PER_DAY);
const nobodyElse = { overrides: [], people: Object.fromEntries(names.map((name) => [name, { contacts: ["phone"] }])) };

const someTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const someLocal = fc
  .tuple(fc.date({ min: new Date("2026-01-01"), max: new Date("2026-03-31"), noInvalidDate: true }), someTime)
  .map(([date, time]) => `${date.toISOString().slice(0, 10)}T${time}`);
const someInstant = fc.integer({ min: epochOf(now), max: epochOf(end) - 1 }).map(instantOfEpoch);

/** The schedule whose only layer is what `text` says. */
function imported(text: string, timezone: string): Schedule {
  const { shifts, errors, warnings } = shiftsIn(text, { timezone, callings, now, timeText: String });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  return { name: "primary", timezone, layers: [{ shifts }] };
}

test("a schedule that is exported and imported has the same person at each instant", () => {
  const someLayer: fc.Arbitrary<TurnsLayer> = fc.record({
    people: fc.array(fc.constantFrom("ada", "grace", "joan", undefined), { minLength: 1, maxLength: 4 }),
    each: fc.record({ unit: fc.constantFrom("days", "weeks"), number: fc.constantFrom(1, 2, 7) }),
    from: someLocal,
    hours: fc.constantFrom([], [{ days: ["mon", "tue", "sun"] as const, from: "22:00", to: "06:30" }]),
    except: fc.constantFrom([], ["2026-03-29", "2026-10-25"]),
  });
  const someSchedule: fc.Arbitrary<Schedule> = fc.record({
    name: fc.constant("primary"),
    timezone: someTimezone,
    layers: fc.array(someLayer, { minLength: 1, maxLength: 2 }),
  });
  const someOverride = fc
    .record({
      from: someInstant,
      person: fc.constantFrom("ada", undefined),
      seconds: fc.integer({ min: 1, max: 900_000 }),
    })
    .map(({ seconds, from, person }) => {
      const begin = instant(`${from.slice(0, 19)}Z`);
      return { id: "5f3a1b9c", schedule: "primary", person, from: begin, until: shift(begin, seconds * 1000) };
    });
  fc.assert(
    fc.property(someSchedule, fc.array(someOverride, { maxLength: 3 }), (schedule, overrides) => {
      const shifts = shiftsBetween(schedule, { ...nobodyElse, overrides }, now, end);
      const exported = shifts.flatMap(({ person, ...one }) =>
        person === undefined ? [] : [{ ...one, person, schedule: "primary", goesOn: false }],
      );
      const again = imported(writtenCalendar("x", exported, now), schedule.timezone);
      // They leave no time between them: who is on call at any instant is in them.
      expect(spansOf(shiftsBetween(again, nobodyElse, now, end))).toEqual(spansOf(shifts));
    }),
    { numRuns: 24 },
  );
});

function spansOf(shifts: readonly Shift[]) {
  return shifts.map(({ person, from, until }) => [person, from, until]);
}

test("turns that a calendar repeats by the clocks of a place are those of a rotation there, over each change of them", () => {
  fc.assert(
    fc.property(
      ...([someTimezone, someLocal, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })] as const),
      (timezone, from, weeks, number) => {
        const people = names.slice(0, number);
        const layer = { people, each: { unit: "weeks", number: weeks } as const, from, hours: [], except: [] };
        const schedule: Schedule = { name: "primary", timezone, layers: [layer] };
        const stamp = (n: number) =>
          shift(instant(`${from}:00Z`), n * weeks * 7 * MILLISECONDS_PER_DAY)
            .slice(0, 19)
            .replaceAll(/[-:]/g, "");
        const events = people.map(
          (person, i) =>
            `BEGIN:VEVENT\nUID:${person}\nDTSTART;TZID=${timezone}:${stamp(i)}\nDTEND;TZID=${timezone}:${stamp(i + 1)}\nRRULE:FREQ=WEEKLY;INTERVAL=${weeks * number}\nSUMMARY:${person}\nEND:VEVENT\n`,
        );
        // Of a reader whose own clocks are others.
        const again = imported(`BEGIN:VCALENDAR\n${events.join("")}END:VCALENDAR\n`, "Asia/Tokyo");
        const [expected, shifts] = [schedule, again].map((one) => spansOf(shiftsBetween(one, nobodyElse, now, end)));
        expect(shifts).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});
