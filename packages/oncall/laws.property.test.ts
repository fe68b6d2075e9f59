/** What holds of on-call for every history: alerts in any order, duplicates, decisions, silences, outages, crashes and any passing of time. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Status } from "@tocsin/core/alert/view";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bySeverity, isWorse, plus, presentIn, total, worstOf, zero } from "./counts.ts";
import type { Subject } from "./decide/circumstances.ts";
import { isOverflow } from "./decide/look.ts";
import type { Counts, Membership } from "./group.ts";
import type { RoutingPolicy } from "./target/targets.ts";
import { createSimulation, type Delivery, type Simulation, start } from "./testing/simulation.ts";

const policy = (changed: Partial<RoutingPolicy["routes"][number]> = {}): RoutingPolicy => ({
  timezone: "Europe/Berlin",
  urgencyRules: [],
  routes: [{ name: "all", matches: () => true, channels: ["desk"], urgency: "now", steps: [], ...changed }],
});

type Step = (simulation: Simulation) => void;

const someAlert = fc.constantFrom("a", "b", "c", "d");
const someSeverity = fc.constantFrom<Severity>("MEDIUM", "HIGH", "CRITICAL");
const opens: fc.Arbitrary<Step> = fc.tuple(someAlert, someSeverity).map(
  ([alert, severity]) =>
    (simulation) =>
      simulation.say(alert, "OPEN", severity),
);
const ends: fc.Arbitrary<Step> = someAlert.map((alert) => (simulation) => simulation.say(alert, "RESOLVED", "LOW"));
const arrives: fc.Arbitrary<Step> = fc.tuple(fc.nat({ max: 9 }), fc.boolean()).map(
  ([index, isTwice]) =>
    (simulation) =>
      simulation.wake(index, isTwice),
);
const passes: fc.Arbitrary<Step> = fc
  .constantFrom(1, 20, 61, 240, 1300, 4000, 50_000)
  .map((seconds) => (simulation) => simulation.pass(seconds));
const delivers: fc.Arbitrary<Step> = fc
  .constantFrom<Delivery>("arrives", "arrives", "is refused", "is never sent", "arrives unrecorded")
  .map((delivery) => (simulation) => simulation.deliveriesFrom(delivery));
const decides: fc.Arbitrary<Step> = fc
  .tuple(someAlert, fc.constantFrom<Status>("ACKNOWLEDGED", "SUPPRESSED"))
  .map(([alert, status]) => (simulation) => {
    const before = simulation.alerts.get(alert)?.view;
    if (before !== undefined && before.status !== "RESOLVED") simulation.say(alert, status, before.severity);
  });
const silences: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(100, 3000, 20_000), fc.constantFrom<Severity>("HIGH", "CRITICAL"))
  .map(
    ([seconds, upTo]) =>
      (simulation) =>
        simulation.silence(seconds, upTo),
  );

const unmuted = fc.oneof(opens, opens, ends, arrives, arrives, passes, delivers);
const anything = fc.oneof(unmuted, unmuted, decides, silences);
const somePolicy = fc.constantFrom<Partial<RoutingPolicy["routes"][number]>>(
  {},
  { group: "alert" },
  { urgency: "morning" },
  { group: ["severity"] },
  { steps: [{ afterMinutes: 10, channels: ["lead"] }] },
);

function lived(steps: readonly Step[], route: Partial<RoutingPolicy["routes"][number]>, showsState: boolean) {
  const simulation = createSimulation(policy(route), showsState);
  for (const step of steps) step(simulation);
  return simulation;
}

/** Shows that `holds` after any history. */
function always(step: fc.Arbitrary<Step>, holds: (simulation: Simulation) => void): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), somePolicy, fc.boolean(), (steps, route, showsState) => {
      holds(lived(steps, route, showsState));
    }),
    { numRuns: 600 },
  );
}

function countsOf(memberships: readonly Membership[]): Counts {
  return memberships.map(countOf).reduce(plus, zero);
}

function countOf({ bucket, severity }: Membership): Counts {
  if (bucket === "over") return zero;
  return bucket === "open" ? { ...zero, open: bySeverity(severity, 1) } : { ...zero, [bucket]: 1 };
}

function isOverflowOf(group: Subject, { destination, urgency }: Subject): boolean {
  return isOverflow(group) && group.destination === destination && group.urgency === urgency;
}

function present({ open, acknowledged, suppressed, silenced }: Counts) {
  return { open, acknowledged, suppressed, silenced };
}

describe("whatever happened, when all is quiet", () => {
  test("there is nothing left to tell but reminders", () => {
    always(anything, (simulation) => {
      simulation.settle();
      for (const group of simulation.groups.values()) {
        const verdict = simulation.verdictOn(group);
        expect(verdict.outcome === "tell" ? verdict.kind : verdict.outcome).toMatch(/^(?:nothing|reminder)$/);
      }
    });
  });

  test("a destination believes that something is open where it is, at its worst, and nowhere else", () => {
    always(anything, (simulation) => {
      simulation.settle();
      for (const { told, counts } of simulation.groups.values()) {
        const isShownHere = told?.last?.kind !== undefined && told.last.kind !== "over";
        const isShown = isShownHere || told?.overflowed !== undefined;
        if (total(counts.open) > 0) expect(isShown).toBe(true);
        if (presentIn(counts) === 0) expect(isShown).toBe(false);
        expect(isWorse(worstOf(counts.open), worstOf(told?.last?.counts.open ?? zero.open))).toBe(false);
      }
    });
  });

  test("each destination has received that all of a group is over, or not, as the last message of it", () => {
    always(anything, (simulation) => {
      simulation.settle();
      for (const [groupId, { counts }] of simulation.groups) {
        const latest = simulation.received.filter((message) => message.groupId === groupId).at(-1);
        if (latest === undefined) continue;
        if (presentIn(counts) === 0 && counts.ended > 0 && presentIn(latest.counts) > 0) {
          // Only what moved elsewhere without an end is not said to be over.
          expect(counts.ended).toBe(latest.counts.ended);
        }
        if (total(counts.open) > 0 && counts.ended === latest.counts.ended) expect(latest.kind).not.toBe("over");
      }
    });
  });

  test("the numbers of each group are those of its members", () => {
    always(anything, (simulation) => {
      simulation.settle();
      const memberships = [...simulation.known.values()].flatMap((one) => one.memberships);
      for (const [groupId, { counts, subject }] of simulation.groups) {
        if (isOverflow(subject)) continue;
        const members = memberships.filter((membership) => membership.groupId === groupId);
        expect(present(counts)).toEqual(present(countsOf(members)));
      }
    });
  });

  test("the worst that ever began in a group was told, however short it was", () => {
    always(unmuted, (simulation) => {
      simulation.settle();
      for (const [groupId, { counts, subject }] of simulation.groups) {
        const worst = worstOf(counts.begun);
        if (worst === undefined) continue;
        // What moved before it could be told is told, or was worse, where it is now.
        const mayHaveMoved = total(counts.begun) > counts.ended + presentIn(counts);
        const told = simulation.received.filter(
          (message) => message.groupId === groupId || mayHaveMoved || isOverflowOf(message.subject, subject),
        );
        expect(told.some(({ counts: { begun } }) => !isWorse(worst, worstOf(begun)))).toBe(true);
      }
    });
  });
});

test("no notification is begun with a lower number than one before it, nor with an older state", () => {
  always(anything, ({ sent, received }) => {
    const highest = new Map<string, number>();
    for (const { groupId, sequence } of sent) {
      expect(sequence).toBeGreaterThan(highest.get(groupId) ?? 0);
      highest.set(groupId, sequence);
    }
    const begun = new Map<string, number>();
    for (const { groupId, counts } of received) {
      const sum = total(counts.begun) + counts.ended;
      expect(sum).toBeGreaterThanOrEqual(begun.get(groupId) ?? 0);
      begun.set(groupId, sum);
    }
  });
});

test("a rise is told within its wait, whatever the group was told of before", () => {
  fc.assert(
    fc.property(fc.array(unmuted, { maxLength: 30 }), fc.boolean(), (steps, showsState) => {
      const simulation = lived(steps, {}, showsState);
      simulation.deliveriesFrom("arrives");
      simulation.wakeAll();
      simulation.pass(3600);
      // Nothing of this severity has been seen, so that it is worse than all.
      const isNew = ![...simulation.groups.values()].some(({ counts }) => counts.begun.CRITICAL > 0);
      fc.pre(isNew);
      simulation.say("a", "OPEN", "CRITICAL");
      simulation.wakeAll();
      const last = simulation.received.at(-1);
      expect(last?.rings).toBe(true);
      expect(last?.counts.open.CRITICAL).toBe(1);
      expect(last?.at).toBe(simulation.now);
    }),
    { numRuns: 300 },
  );
});

test("a finding that comes and goes twenty times within an hour rings twice at most", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 179 }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(gaps, fc.boolean(), (seconds, showsState) => {
      const scale = 3600 / seconds.reduce((a, b) => a + b);
      const simulation = createSimulation(policy(), showsState);
      seconds.forEach((gap, index) => {
        simulation.say("a", index % 2 === 0 ? "OPEN" : "RESOLVED", "HIGH");
        simulation.wakeAll();
        simulation.pass(gap * scale);
      });
      const rings = simulation.received.filter(({ rings }) => rings);
      expect(rings.length).toBeLessThanOrEqual(2);
      expect(rings[0]?.at).toBe(start);
    }),
  );
});

describe("a storm", () => {
  test.each([
    ["a destination that shows no state", false, 3],
    ["a destination that shows a state", true, 12],
  ])("of 2,000 alerts of one group within ten minutes is a handful of messages for %s", (_title, showsState, most) => {
    const simulation = createSimulation(policy(), showsState);
    for (let i = 0; i < 2000; i++) {
      simulation.say(`alert-${i}`, "OPEN", "HIGH");
      simulation.wakeAll();
      if (i % 20 === 0) simulation.pass(6);
    }
    simulation.pass(60);
    expect(simulation.received.length).toBeLessThanOrEqual(most);
    const [group] = simulation.groups.values();
    expect(group?.counts.open.HIGH).toBe(2000);
    if (showsState) expect(simulation.received.at(-1)?.counts.open.HIGH).toBe(2000);
  });

  test("of 10,000 groups at once is fewer than 50 messages, with all of them counted", () => {
    const simulation = createSimulation(policy({ group: "alert" }));
    for (let i = 0; i < 10_000; i++) simulation.say(`alert-${i}`, "OPEN", "CRITICAL");
    simulation.wakeAll();
    simulation.pass(15 * 60);
    expect(simulation.received.length).toBeLessThan(50);
    expect(simulation.received[0]?.at).toBe(start);
    const overflow = simulation.received.findLast(({ subject }) => "overflow" in subject.grouping);
    const single = new Set(
      simulation.received.filter(({ subject }) => "alert" in subject.grouping).map(({ groupId }) => groupId),
    );
    expect((overflow?.counts.open.CRITICAL ?? 0) + single.size).toBe(10_000);
  });
});
