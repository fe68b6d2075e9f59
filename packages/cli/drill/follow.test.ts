import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { followDrill } from "./follow.ts";
import type { DrillTrace } from "./hop.ts";

const start = instant("2026-11-20T12:00:00Z");
const at = (seconds: number): Instant => shift(start, seconds * 1000);
const accepted: DrillTrace = { sentAt: start, acceptedAt: start, isRefused: false };

/** Follows a drill of which each second shows more, by a clock that the waiting moves; gives what was shown and said. */
async function followed(traces: readonly DrillTrace[], { isInterruptedAfter = Number.POSITIVE_INFINITY } = {}) {
  let second = 0;
  const said: string[] = [];
  const result = await followDrill({
    trace: async () => traces[Math.min(second, traces.length - 1)] ?? accepted,
    now: () => at(second),
    deadline: at(10),
    wait: async () => {
      second += 1;
      return second <= isInterruptedAfter;
    },
    reached: ({ hop }) => said.push(hop),
    waits: ({ waitsFor }) => said.push(`waits for ${waitsFor}`),
  });
  return { result, said, seconds: second };
}

test("each hop is said once, as soon as it is known, and then what is waited for", async () => {
  const stored = { ...accepted, storedAt: at(1) };
  const arrived: DrillTrace = {
    ...stored,
    ...{ wokenAt: at(1), verdict: { at: at(2), outcome: "tell", reason: "opened" } },
    ...{ handedOverAt: at(2), arrivedAt: at(2) },
  };
  const { result, said } = await followed([accepted, stored, arrived]);
  expect(result?.state).toEqual({ kind: "delivered" });
  expect(said).toEqual([
    ...["accepted", "waits for stored", "stored", "waits for decided"],
    ...["woken", "decided", "handed over", "delivered"],
  ]);
});

test("a drill that goes no further is given up at the deadline, with its last hop", async () => {
  const { result, seconds } = await followed([accepted]);
  expect(result?.state).toMatchObject({ kind: "ended", after: "accepted", waitsFor: "stored" });
  expect(seconds).toBe(10);
});

test("whoever interrupts it is not kept waiting", async () => {
  expect((await followed([accepted], { isInterruptedAfter: 2 })).result).toBeUndefined();
});
