import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { virtualClock } from "./clock.ts";
import { createScenario } from "./scenario.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = instant("2026-11-20T12:00:00Z");
const latest = instant("2026-11-24T12:00:00Z");
const at = (milliseconds: number) => shift(start, milliseconds);

/** A stack that writes down what it is told and when; an alert is due from its instant until it is reviewed. */
function setUp(dueAt: readonly Instant[] = [], clock = virtualClock(start)) {
  const happened: string[] = [];
  const reviewed: Instant[] = [];
  const taken: number[] = [];
  let due = dueAt.toSorted();
  const tell = (what: string) => void happened.push(`${clock.now().slice(8, 16)} ${what}`);
  const scenario = createScenario({
    clock,
    latest,
    onTaken: (_, outcomes) => taken.push(...outcomes.map(({ rules }) => rules)),
    stack: {
      bus: {
        async put(events) {
          tell(`took ${events.map((event) => ("id" in event ? event.id : "?")).join(" ")}`);
          return events.map(() => ({ rules: 1 }));
        },
      },
      drain: async () => tell("drained"),
      async review() {
        reviewed.push(clock.now());
        due = due.filter((instant) => instant > clock.now());
      },
      nextReview: async (at) => due.find((instant) => instant <= at),
    },
  });
  return { clock, scenario, happened, reviewed, taken, becomesDue: (instant: Instant) => due.push(instant) };
}

const event = (id: string, time: Instant | string) => ({ id, time });

describe("the clock of a scenario", () => {
  test("moves to each event as it comes, when what came before is done", async () => {
    const { clock, scenario, happened } = setUp();
    await scenario.deliver(event("a", at(2 * MINUTE)));
    expect(clock.now()).toBe(at(2 * MINUTE));
    await scenario.deliver(event("b", at(10 * MINUTE)));
    await scenario.runUntil(at(HOUR));
    expect(happened.filter((line) => line.includes("took"))).toEqual(["20T12:02 took a", "20T12:10 took b"]);
    expect(happened.indexOf("20T12:02 drained")).toBeGreaterThan(happened.indexOf("20T12:02 took a"));
    expect(clock.now()).toBe(at(HOUR));
  });

  test("stands still for events within a minute, which share a delivery as they would share a batch", async () => {
    const { clock, scenario, happened } = setUp();
    await scenario.deliver(event("a", at(MINUTE)));
    await scenario.deliver(event("b", at(MINUTE)));
    expect(clock.now()).toBe(start);
    await scenario.deliver(event("c", at(MINUTE + 1)));
    expect(clock.now()).toBe(at(MINUTE + 1));
    expect(happened.filter((line) => line.includes("took"))).toEqual(["20T12:00 took a b"]);
  });

  test("is moved back by no late event, which is delivered at once", async () => {
    const { clock, scenario, happened } = setUp();
    await scenario.deliver(event("a", at(HOUR)));
    await scenario.deliver(event("late", at(-24 * HOUR)));
    await scenario.runUntil(at(HOUR));
    expect(clock.now()).toBe(at(HOUR));
    expect(happened.filter((line) => line.includes("took"))).toEqual(["20T13:00 took a late"]);
  });

  test("is moved beyond the latest by no event that claims to come from the future, which is delivered too", async () => {
    const { clock, scenario, happened } = setUp();
    await scenario.deliver(event("latest", latest));
    expect(clock.now()).toBe(latest);
    await scenario.deliver(event("future", shift(latest, 1)));
    await scenario.deliver(event("far future", "2199-01-01T00:00:00Z"));
    await scenario.runUntil(latest);
    expect(clock.now()).toBe(latest);
    expect(happened.filter((line) => line.includes("took"))).toEqual(["24T12:00 took latest future far future"]);
  });

  test("is moved by no event without a time, nor with one that nobody can read", async () => {
    const { clock, scenario, taken } = setUp();
    await scenario.deliver({ id: "a" });
    await scenario.deliver(event("b", "tomorrow"));
    await scenario.runUntil(start);
    expect(clock.now()).toBe(start);
    expect(taken).toEqual([1, 1]);
  });

  test("does not let held events pile up", async () => {
    const { scenario, taken } = setUp();
    for (let n = 0; n < 450; n += 1) await scenario.deliver(event(`${n}`, start));
    expect(taken.length).toBe(400);
    await scenario.runUntil(start);
    expect(taken.length).toBe(450);
  });
});

describe("a clock that nobody has set", () => {
  const unset = instant("1970-01-01T00:00:00Z");
  const placeholders = ["1970-01-01T00:00:00Z", "1970-01-01T00:05:00Z", "1970-12-31T23:59:59Z"];

  test.each(placeholders)("is moved by no event that says %s for want of a time", async (time) => {
    const { clock, scenario, happened } = setUp([], virtualClock(unset));
    await scenario.deliver(event("a", time));
    await scenario.deliver(event("b", time));
    expect([clock.now(), happened]).toEqual([unset, []]);
  });

  test("is set by the first event that has a time, and what came before it without one is delivered then", async () => {
    const { clock, scenario, happened } = setUp([], virtualClock(unset));
    for (const time of placeholders) await scenario.deliver(event("timeless", time));
    await scenario.deliver(event("a", at(HOUR)));
    await scenario.runUntil(at(HOUR));
    expect(clock.now()).toBe(at(HOUR));
    expect(happened[0]).toBe("20T13:00 took timeless timeless timeless a");
  });

  test("is set by the end of the run when no event has a time", async () => {
    const { scenario, happened } = setUp([], virtualClock(unset));
    for (const time of placeholders) await scenario.deliver(event("timeless", time));
    await scenario.runUntil(at(HOUR));
    expect(happened[0]).toBe("20T13:00 took timeless timeless timeless");
  });

  test("stops all the same where something falls due on its way", async () => {
    const { scenario, reviewed } = setUp([at(HOUR)], virtualClock(unset));
    await scenario.deliver(event("a", at(2 * HOUR)));
    expect(reviewed).toEqual([at(HOUR)]);
  });
});

describe("what falls due", () => {
  test("is reviewed at its own instant, in order, however far the next event is", async () => {
    const dues = [at(26 * HOUR), at(2 * HOUR), at(3 * HOUR)];
    const { scenario, reviewed } = setUp(dues);
    await scenario.deliver(event("a", at(48 * HOUR)));
    expect(reviewed).toEqual(dues.toSorted());
  });

  test("is reviewed at its own instant between events that follow each other closely", async () => {
    const dues = [at(10 * MINUTE), at(45 * MINUTE), at(70 * MINUTE)];
    const { scenario, reviewed } = setUp(dues);
    for (let minutes = 5; minutes <= 90; minutes += 5)
      await scenario.deliver(event(`${minutes}`, at(minutes * MINUTE)));
    expect(reviewed).toEqual(dues);
  });

  test("is reviewed at its own instant when an event brought it just before", async () => {
    const { scenario, reviewed, becomesDue } = setUp();
    await scenario.deliver(event("a", at(5 * MINUTE)));
    becomesDue(at(8 * MINUTE));
    await scenario.deliver(event("b", at(12 * MINUTE)));
    expect(reviewed).toEqual([at(8 * MINUTE)]);
  });

  test("is reviewed up to the end of the run, and not beyond", async () => {
    const { scenario, reviewed } = setUp([at(HOUR), at(HOUR + 1)]);
    await scenario.runUntil(at(HOUR));
    expect(reviewed).toEqual([at(HOUR)]);
  });
});
