import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareSeverity } from "../alert/severity.ts";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { defaultLadder, type Ladder, nextStepAt, scaled, stepReached } from "./ladder.ts";

const deadline = instant("2026-12-31T12:00:00Z");
const HOUR = 3_600_000;
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
  ])(
    "the step of %d days is %s, reached to the millisecond: an hour early, but for the deadline itself",
    (days, severity, before) => {
      const reachedAt = left(days, days > 0 ? -HOUR : 0);
      const justBefore = shift(reachedAt, -1);
      expect(stepReached(defaultLadder, deadline, justBefore)?.days).toBe(before);
      expect(nextStepAt(defaultLadder, deadline, justBefore)).toBe(reachedAt);
      expect(stepReached(defaultLadder, deadline, reachedAt)).toEqual({ days, severity });
      expect(nextStepAt(defaultLadder, deadline, reachedAt)).not.toBe(reachedAt);
      expect(stepReached(defaultLadder, deadline, shift(reachedAt, 1))?.days).toBe(days);
    },
  );

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
  const reachedAt = shift(deadline, -7 * HOUR);
  expect(stepReached(hours, deadline, shift(reachedAt, -1))).toBeUndefined();
  expect(nextStepAt(hours, deadline, shift(reachedAt, -1))).toBe(reachedAt);
  expect(stepReached(hours, deadline, reachedAt)?.days).toBe(0.25);
});

describe("the default ladder", () => {
  test.each([
    ["a certificate of 47 days", 47, [15.7, 10.4, 4.9, 2.4, 1, 0]],
    ["a certificate of 90 days", 90, [30, 20, 9.3, 4.7, 2, 1, 0]],
    ["a secret's deletion in 7 days", 7, [2.3, 1.6, 1, 0]],
    ["a secret's deletion in 30 days", 30, [10, 6.7, 3.1, 1.6, 1, 0]],
    ["a life of one day", 1, [1, 0]],
    ["a life just too short for it", 134, [44.7, 29.8, 13.9, 6.9, 3, 1, 0]],
    ["a life just long enough for it", 135, [45, 30, 14, 7, 3, 1, 0]],
    ["a public certificate of 198 days", 198, [45, 30, 14, 7, 3, 1, 0]],
    ["a certificate of 395 days", 395, [45, 30, 14, 7, 3, 1, 0]],
    ["a certificate of ten years", 3650, [45, 30, 14, 7, 3, 1, 0]],
    ["a life that is none", 0, [45, 30, 14, 7, 3, 1, 0]],
    ["a life that ends before it begins", -10, [45, 30, 14, 7, 3, 1, 0]],
  ])("of %s has no step further from its end than a third of it", (_title, lifeDays, steps) => {
    expect(scaled(defaultLadder, lifeDays).map(({ days }) => days)).toEqual(steps);
  });

  test("keeps the order of its severities and a step at the end, whatever the life", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 5000, noNaN: true }), (lifeDays) => {
        const ladder = scaled(defaultLadder, lifeDays);
        expect(ladder.at(-1)).toEqual({ days: 0, severity: "CRITICAL" });
        // Steps are rounded to a tenth of a day, and none comes nearer than a day.
        for (const { days } of ladder) expect(days).toBeLessThanOrEqual(Math.max(lifeDays / 3 + 0.05, 1));
        for (const [i, { days, severity }] of ladder.entries()) {
          expect(days).toBeLessThan(ladder[i - 1]?.days ?? Number.POSITIVE_INFINITY);
          expect(compareSeverity(severity, ladder[i - 1]?.severity ?? "INFORMATIONAL")).toBeGreaterThanOrEqual(0);
        }
        // Where two steps meet, the more severe one stays.
        for (const { days, severity } of defaultLadder) {
          const reached = ladder.findLast((step) => step.days >= Math.min(days, 1));
          if (days <= 1)
            expect(compareSeverity(reached?.severity ?? "INFORMATIONAL", severity)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
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
