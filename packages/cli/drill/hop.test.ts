import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adviceOn, type DrillTrace, hopNames, hopsOf, stateOf } from "./hop.ts";

const at = (seconds: number): Instant => shift(instant("2026-11-20T12:00:00Z"), seconds * 1000);
const deadline = at(180);
const accepted: DrillTrace = { sentAt: at(0), acceptedAt: at(0.1), isRefused: false };
const stored: DrillTrace = { ...accepted, storedAt: at(1) };
const decided: DrillTrace = {
  ...stored,
  wokenAt: at(1.5),
  verdict: { at: at(2), outcome: "tell", reason: "opened" },
};
const delivered: DrillTrace = { ...decided, handedOverAt: at(2.2), arrivedAt: at(2.6) };
const later = (reason: string, nextAt: Instant): DrillTrace => ({
  ...stored,
  wokenAt: at(1.5),
  verdict: { at: at(2), outcome: "later", reason, nextAt },
});

describe("before the deadline", () => {
  test.each<readonly [string, DrillTrace, object]>([
    ["that the bus has taken waits to be stored", accepted, { kind: "waits", waitsFor: "stored" }],
    ["that is stored waits for on-call's decision", stored, { kind: "waits", waitsFor: "decided" }],
    ["that is decided on waits to be delivered", decided, { kind: "waits", waitsFor: "delivered" }],
    ["that has arrived is delivered", delivered, { kind: "delivered" }],
    [
      "that its destination does not take ends",
      { ...decided, isRefused: true },
      { kind: "ended", after: "decided", waitsFor: "delivered", why: expect.stringContaining("did not accept it") },
    ],
    [
      "of which nobody is told ends",
      { ...stored, verdict: { at: at(2), outcome: "nothing", reason: "no-channel" } },
      { kind: "ended", after: "decided", waitsFor: "delivered", why: expect.stringContaining("no such channel") },
    ],
    [
      "that waits no longer than the command goes on",
      later("destination-fails", deadline),
      { kind: "waits", waitsFor: "decided" },
    ],
    [
      "that waits longer than the command ends at once",
      later("destination-fails", shift(deadline, 1)),
      { kind: "ended", after: "woken", why: expect.stringContaining(shift(deadline, 1)) },
    ],
  ])("a drill %s", (_title, trace, state) => {
    expect(stateOf(trace, shift(deadline, -1), deadline)).toMatchObject(state);
  });
});

test.each<readonly [string, DrillTrace, object]>([
  ["the last hop that it reached and the one it waits for", stored, { after: "stored", waitsFor: "decided" }],
  ["why on-call waits", later("paused", deadline), { after: "woken", why: expect.stringContaining("paused") }],
])("a drill that is not there at the deadline ends with %s", (_title, trace, state) => {
  expect(stateOf(trace, deadline, deadline)).toMatchObject({ kind: "ended", ...state });
});

test("a drill that has arrived by the deadline has arrived", () => {
  expect(stateOf(delivered, deadline, deadline)).toEqual({ kind: "delivered" });
});

test("the hops of a drill that has arrived are all that there are, in order, by their own clocks", () => {
  expect(hopsOf(delivered)).toEqual([
    { hop: "accepted", at: at(0.1) },
    { hop: "stored", at: at(1) },
    { hop: "woken", at: at(1.5) },
    { hop: "decided", at: at(2) },
    { hop: "handed over", at: at(2.2) },
    { hop: "delivered", at: at(2.6) },
  ]);
});

test("each hop has something to look at, which names what is deployed", () => {
  for (const hop of hopNames) {
    const advice = adviceOn(hop, { prefix: "tocsin-prod" }, "--stage prod", "webhook");
    expect(advice).toContain("tocsin-prod-");
    if (hop !== "accepted") expect(advice).toContain("--stage prod`");
  }
});

test("each hop has something to look at on a laptop, where no function has a log of its own", () => {
  for (const hop of hopNames) {
    const advice = adviceOn(hop, { log: "/data/log.jsonl" }, "", "webhook");
    expect(advice).not.toContain("function");
    if (hop === "accepted") expect(advice).toContain("tocsin run --serve");
    else expect(advice).toMatch(/in \/data\/log\.jsonl.*`tocsin dlq list [a-z-]+`/);
  }
});

test("whatever is known, a drill ends by its deadline, and never waits for a hop that it has reached", () => {
  const someInstant = fc.integer({ min: 0, max: 400 }).map(at);
  const trace: fc.Arbitrary<DrillTrace> = fc.record({
    sentAt: fc.constant(at(0)),
    acceptedAt: someInstant,
    storedAt: fc.option(someInstant, { nil: undefined }),
    wokenAt: fc.option(someInstant, { nil: undefined }),
    verdict: fc.option(
      fc.record({
        at: someInstant,
        outcome: fc.constantFrom("tell", "later", "nothing"),
        reason: fc.constantFrom("opened", "paused", "no-channel"),
        nextAt: fc.option(someInstant, { nil: undefined }),
      }),
      { nil: undefined },
    ),
    handedOverAt: fc.option(someInstant, { nil: undefined }),
    arrivedAt: fc.option(someInstant, { nil: undefined }),
    isRefused: fc.boolean(),
  });
  fc.assert(
    fc.property(trace, someInstant, (known, now) => {
      const state = stateOf(known, now, deadline);
      if (now >= deadline) expect(state.kind).not.toBe("waits");
      if (state.kind !== "delivered") expect(hopsOf(known).map(({ hop }) => hop)).not.toContain(state.waitsFor);
      expect(state.kind === "delivered").toBe(known.arrivedAt !== undefined);
    }),
  );
});
