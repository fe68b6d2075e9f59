/** What holds of on-call for every history: alerts in any order, duplicates, decisions, silences, outages, crashes and any passing of time. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Law } from "./testing/laws.ts";
import { policies } from "./testing/policies.ts";
import { createSimulation, start } from "./testing/simulation.ts";
import { trials, tryLaws } from "./testing/try-laws.ts";

const { seed = 1 } = fc.readConfigureGlobal();
/** `npm run lab -- oncall` has 100,000 of them. */
const HISTORIES = 500;

describe(`whatever happens (seed ${seed})`, () => {
  describe.each(trials.map((together) => ({ together })))("on histories of one kind (%#)", ({ together }) => {
    let broken: ReadonlyMap<Law, string>;
    beforeAll(() => {
      broken = tryLaws(together, HISTORIES, seed);
    }, 300_000);

    test.each(together)("$sentence", (law) => {
      expect(broken.get(law)).toBeUndefined();
    });
  });
});

test("a finding that comes and goes twenty times within an hour rings twice at most", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 179 }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(gaps, fc.boolean(), (seconds, showsState) => {
      const scale = 3600 / seconds.reduce((a, b) => a + b);
      const simulation = createSimulation({ policy: policies.now, showsState });
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
    const simulation = createSimulation({ policy: policies.now, showsState });
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
    const simulation = createSimulation({ policy: policies["now, by alert"] });
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
