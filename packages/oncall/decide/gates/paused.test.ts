import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { countsWith, sampleKey } from "../../testing/sample-group.ts";
import type { Circumstances } from "../circumstances.ts";
import { decide } from "../decide.ts";

const now = instant("2026-11-20T12:00:00Z");
const MINUTE = 60_000;

/** The verdict on a group of which there is something to tell. */
function verdictWhile(pausedUntil: Instant | undefined) {
  const subject = { ...sampleKey, route: "everything", waitSeconds: 0 };
  const destination = { showsState: false };
  const circumstances: Circumstances = { now, mode: "live", pausedUntil, timezone: "UTC", destination };
  return decide(undefined, subject, countsWith({ HIGH: 1 }, { HIGH: 1 }), circumstances);
}

describe("while on-call is paused", () => {
  test.each<readonly [string, Instant, Instant]>([
    ["at the end of the pause, where that is near", shift(now, MINUTE - 1), shift(now, MINUTE - 1)],
    ["within a minute, where it is far: somebody may end it early", shift(now, MINUTE + 1), shift(now, MINUTE)],
  ])("what there is to tell is looked at again %s", (_title, pausedUntil, nextAt) => {
    expect(verdictWhile(pausedUntil)).toEqual({ outcome: "later", reason: "paused", nextAt });
  });

  test.each([
    ["not paused", undefined],
    ["paused until now", now],
  ])("it is told where it is %s", (_title, pausedUntil) => {
    expect(verdictWhile(pausedUntil)).toMatchObject({ outcome: "tell" });
  });
});
