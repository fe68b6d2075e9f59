import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import type { Counts, Told } from "../group.ts";
import { countsWith, sampleKey, toldWith } from "../testing/sample-group.ts";
import type { Verdict } from "../verdict.ts";
import type { SendingWindow } from "./circumstances.ts";
import { lookAt } from "./look.ts";
import { windowAfter, windowEnd } from "./sending-window.ts";

const since = instant("2026-11-24T10:00:00Z");
const end = instant("2026-11-24T10:10:00Z");
const tell: Verdict = { outcome: "tell", kind: "opened", rings: true, reason: "opened" };
const high = countsWith({ HIGH: 1 }, { HIGH: 1 });

interface Case {
  readonly now?: Instant;
  readonly window?: SendingWindow | undefined;
  readonly counts?: Counts;
  readonly told?: Told;
  readonly verdict?: Verdict;
}

function after({ now = shift(since, 1000), window, counts = high, told, verdict = tell }: Case) {
  const circumstances = { now, mode: "live", timezone: "UTC", destination: { showsState: false, window } } as const;
  return windowAfter(lookAt(told, { ...sampleKey, route: "r", waitSeconds: 0 }, counts, circumstances), verdict);
}

test("a window lasts ten minutes", () => {
  expect(windowEnd({ since, sent: 1 })).toBe(end);
});

describe("what was sent to a destination", () => {
  const two: SendingWindow = { since, sent: 2, worst: "MEDIUM" };
  const sending = { at: since, kind: "opened", rings: true, counts: high, until: shift(since, 30_000) } as const;
  test.each<[string, Case, SendingWindow | undefined]>([
    ["is one with the first", { now: since }, { since, sent: 1, worst: "HIGH" }],
    ["is one more with each, and as bad as the worst", { window: two }, { since, sent: 3, worst: "HIGH" }],
    [
      "stays as bad as it was with what is milder",
      { window: two, counts: countsWith({ LOW: 1 }, { LOW: 1 }) },
      { ...two, sent: 3 },
    ],
    [
      "counts what is over by how bad it was",
      { window: two, counts: countsWith({}, { CRITICAL: 1 }, { ended: 1 }) },
      { since, sent: 3, worst: "CRITICAL" },
    ],
    [
      "is no worse for what is shown without a ring",
      { window: two, verdict: { outcome: "tell", kind: "updated", rings: false, reason: "updated" } },
      { ...two, sent: 3 },
    ],
    [
      "is counted to the last moment of a window",
      { window: two, now: shift(end, -1) },
      { since, sent: 3, worst: "HIGH" },
    ],
    ["is counted anew from its end on", { window: two, now: end }, { since: end, sent: 1, worst: "HIGH" }],
    [
      "is no more with what was refused and is tried again",
      { window: two, told: toldWith({ failing: { since, times: 1 } }) },
      two,
    ],
    ["is no more with what was lost and is sent again", { window: two, told: toldWith({ sending }) }, two],
    [
      "is no more with what is not sent",
      { window: two, verdict: { outcome: "later", reason: "paused", nextAt: end } },
      two,
    ],
  ])("%s", (_title, given, expected) => {
    expect(after(given)).toEqual(expected);
  });
});
