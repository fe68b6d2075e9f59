import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inLanes } from "./lanes.ts";

const somePauses = fc.array(fc.nat({ max: 5 }), { maxLength: 12 });

test("the results are the same, and in order, whatever the number of lanes and however long each takes", async () => {
  await fc.assert(
    fc.asyncProperty(somePauses, fc.integer({ min: 1, max: 5 }), async (pauses, lanes) => {
      const tasks = pauses.map((pause, place) => ({ pause, place }));
      const results = await inLanes(tasks, lanes, async ({ pause, place }) => {
        for (let i = 0; i < pause; i += 1) await setImmediate();
        return place;
      });
      expect(results).toEqual(tasks.map(({ place }) => place));
    }),
  );
});

test("as many are worked on at a time as there are lanes, each once", async () => {
  await fc.assert(
    fc.asyncProperty(somePauses, fc.integer({ min: 1, max: 5 }), async (pauses, lanes) => {
      let [now, most, begun] = [0, 0, 0];
      await inLanes(pauses, lanes, async (pause) => {
        begun += 1;
        now += 1;
        most = Math.max(most, now);
        for (let i = 0; i <= pause; i += 1) await setImmediate();
        now -= 1;
      });
      expect({ most, begun }).toEqual({ most: Math.min(lanes, pauses.length), begun: pauses.length });
    }),
  );
});
