import { epochOf, instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Schedule } from "@tocsin/core/policy/schedule";
import fc from "fast-check";
import { expect, test } from "vitest";
import { movedShifts } from "./moved-shifts.ts";
import { onCallAt } from "./shifts.ts";

const from = instant("2026-03-20T00:00:00Z");
const to = shift(from, 20 * MILLISECONDS_PER_DAY);

const someSchedule: fc.Arbitrary<Schedule> = fc
  .record({
    people: fc.array(fc.constantFrom("ada", "grace", undefined), { minLength: 1, maxLength: 3 }),
    each: fc.record({ unit: fc.constantFrom("hours", "days"), number: fc.constantFrom(1, 8, 24) }),
    from: fc.constantFrom("2026-03-01T09:00", "2026-03-28T02:30"),
  })
  .map((rotation) => ({
    name: "primary",
    timezone: "Europe/Berlin",
    layers: [{ ...rotation, hours: [], except: [] }],
  }));
const someScheduling = fc
  .array(someSchedule, { maxLength: 1 })
  .map((schedules) => ({ schedules, overrides: [], people: {} }));

test("at each instant somebody else is on call exactly where a shift moves, and those whom it names", () => {
  fc.assert(
    fc.property(
      someScheduling,
      someScheduling,
      fc.integer({ min: epochOf(from), max: epochOf(to) - 1 }),
      (before, after, epoch) => {
        const at = instantOfEpoch(epoch);
        const moved = movedShifts(before, after, from, to);
        const [one, other] = [before, after].map(
          ({ schedules: [schedule] }) => schedule && onCallAt(schedule, { overrides: [], people: {} }, at).person,
        );
        const found = moved.filter((shift) => shift.from <= at && at < shift.until);
        expect(found.map((shift) => [shift.before, shift.after])).toEqual(one === other ? [] : [[one, other]]);
        for (const [i, { from: begin, until }] of moved.entries()) {
          const next = moved[i + 1];
          expect(begin < until && (next === undefined || until <= next.from)).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("the shift moves of somebody who has taken over and whom the other policy has not", () => {
  const layers = [
    { people: ["ada"], each: { unit: "weeks", number: 1 }, from: "2026-03-01T09:00", hours: [], except: [] } as const,
  ];
  const schedules = [{ name: "primary", timezone: "UTC", layers }];
  const taken = { from: shift(from, 1000), until: shift(from, 2000) };
  const overrides = [{ id: "o", schedule: "primary", person: "grace", ...taken }];
  const people = { ada: { contacts: ["phone"] }, grace: { contacts: ["phone"] } };
  const before = { schedules, overrides, people };
  expect(movedShifts(before, { ...before, people: { ada: people.ada } }, from, to)).toEqual([
    { schedule: "primary", ...taken, before: "grace", after: "ada" },
  ]);
});

test("nothing moves between a policy and itself", () => {
  fc.assert(
    fc.property(someScheduling, (scheduling) => {
      expect(movedShifts(scheduling, scheduling, from, to)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
