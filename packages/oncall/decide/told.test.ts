import { instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import type { Told } from "../group.ts";
import { countsWith, sampleKey, toldWith } from "../testing/sample-group.ts";
import { decide } from "./decide.ts";
import { lookAt } from "./look.ts";
import { delivered, nextTryAt, toldAfter } from "./told.ts";

const now = instant("2026-11-24T10:00:00Z");
const seconds = (number: number) => shift(now, number * 1000);
const one = countsWith({ HIGH: 1 }, { HIGH: 1 });
const subject = { ...sampleKey, route: "r", waitSeconds: 0 };

/** What is stored once it was decided on at `at`. */
function toldAt(told: Told | undefined, at: typeof now): Told {
  const circumstances = { now: at, mode: "live", timezone: "UTC", destination: { showsState: false } } as const;
  const look = lookAt(told, subject, one, circumstances);
  return toldAfter(look, decide(told, subject, one, circumstances), "title");
}

test("what nobody knows to have arrived has failed since it was begun, each further time once more", () => {
  const first = toldAt(undefined, now);
  expect(first.failing).toBeUndefined();
  expect(toldAt(first, seconds(29)).failing).toBeUndefined();
  const second = toldAt(first, seconds(30));
  expect(second.failing).toEqual({ since: now, times: 1 });
  const third = toldAt(second, seconds(60));
  expect(third.failing).toEqual({ since: now, times: 2 });
  expect(delivered(third).failing).toBeUndefined();
});

test("what was refused goes on to have failed since then", () => {
  const failing = { since: seconds(-600), times: 4 };
  const first = toldAt(toldWith({ owedSince: seconds(-700), failing }), now);
  expect(first.failing).toEqual(failing);
  expect(toldAt(first, seconds(30)).failing).toEqual({ since: failing.since, times: 5 });
});

test.each([
  ["the first pause", 1, undefined, 30],
  ["twice as long each time", 3, undefined, 120],
  ["a quarter of an hour at most", 20, undefined, 900],
  ["what the receiver asks for, where it is longer", 1, 31_000, 31],
  ["its own, where that is longer", 1, 29_000, 30],
  ["an hour at most of what is asked for", 20, 86_400_000, 3600],
  ["the whole second after what is asked for", 1, 40_001, 41],
])("pauses: %s", (_title, times, asked, wanted) => {
  expect(nextTryAt(times, now, asked)).toBe(seconds(wanted));
});
