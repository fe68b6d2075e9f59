import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { defaultLadder, type Ladder, nextStepAt, stepReached } from "./ladder.ts";

const deadline = instant("2026-12-31T12:00:00Z");
const left = (days: number, milliseconds = 0) => shift(deadline, -days * MILLISECONDS_PER_DAY + milliseconds);

describe("on the default ladder", () => {
  test.each([
    [45, "LOW", undefined],
    [30, "MEDIUM", 45],
    [14, "HIGH", 30],
    [7, "HIGH", 14],
    [3, "CRITICAL", 7],
    [1, "CRITICAL", 3],
    [0, "CRITICAL", 1],
  ])("the step of %d days is %s, reached to the millisecond", (days, severity, before) => {
    expect(stepReached(defaultLadder, deadline, left(days, -1))?.days).toBe(before);
    expect(nextStepAt(defaultLadder, deadline, left(days, -1))).toBe(left(days));
    expect(stepReached(defaultLadder, deadline, left(days))).toEqual({ days, severity });
    expect(nextStepAt(defaultLadder, deadline, left(days))).not.toBe(left(days));
    expect(stepReached(defaultLadder, deadline, left(days, 1))?.days).toBe(days);
  });

  test("after the deadline the last step holds, and no other follows", () => {
    expect(stepReached(defaultLadder, deadline, left(-400))?.days).toBe(0);
    expect(nextStepAt(defaultLadder, deadline, left(0))).toBeUndefined();
    expect(nextStepAt(defaultLadder, deadline, left(1))).toBe(deadline);
  });
});

test("a ladder without steps has none to reach", () => {
  expect(stepReached([], deadline, deadline)).toBeUndefined();
  expect(nextStepAt([], deadline, deadline)).toBeUndefined();
});

test("a step may be a part of a day", () => {
  const hours: Ladder = [{ days: 0.25, severity: "HIGH" }];
  const sixHours = shift(deadline, -6 * 3_600_000);
  expect(stepReached(hours, deadline, shift(sixHours, -1))).toBeUndefined();
  expect(nextStepAt(hours, deadline, shift(sixHours, -1))).toBe(sixHours);
  expect(stepReached(hours, deadline, sixHours)?.days).toBe(0.25);
});

test("a step farther away than 1970 is reached from the start", () => {
  const distant: Ladder = [{ days: 36_500, severity: "LOW" }];
  expect(stepReached(distant, deadline, instant("1970-01-01T00:00:00Z"))?.days).toBe(36_500);
});

test("whoever reviews at the instant of the next step finds it reached, and arrives at the last in as many steps", () => {
  const someLadder = fc
    .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 })
    .map((days): Ladder => days.sort((a, b) => b - a).map((days) => ({ days, severity: "LOW" })));
  fc.assert(
    fc.property(someLadder, fc.integer({ min: -500, max: 500 }), (ladder, days) => {
      let now: Instant = left(days);
      const reached = [stepReached(ladder, deadline, now)];
      for (let at = nextStepAt(ladder, deadline, now); at; at = nextStepAt(ladder, deadline, now)) {
        expect(at > now).toBe(true);
        now = at;
        reached.push(stepReached(ladder, deadline, now));
      }
      const steps = reached.filter((step) => step !== undefined);
      expect(steps).toEqual(ladder.slice(ladder.length - steps.length));
    }),
    { numRuns: 500 },
  );
});
