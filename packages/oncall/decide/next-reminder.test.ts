/** When a destination is reminded next, as the verdict says with which it was told; and from when on a group counts as grown. */
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import type { Counts, Told } from "../group.ts";
import { countsWith, sampleKey, toldWith } from "../testing/sample-group.ts";
import type { Subject } from "./circumstances.ts";
import { decide } from "./decide.ts";

/** A Tuesday. */
const now = instant("2026-11-24T10:00:00Z");
const ago = (minutes: number) => shift(now, -minutes * 60_000);
const open = (HIGH: number, begun = HIGH): Counts => countsWith({ HIGH }, { HIGH: begun });
const over = countsWith({}, { HIGH: 1 }, { ended: 1 });

/** The destination was rung `minutes` ago for as many as were open. */
function rung(minutes: number, of: number, changed: Partial<NonNullable<Told["rung"]>> = {}): Told {
  const at = ago(minutes);
  return toldWith({
    sequence: 1,
    last: { at, kind: "opened", rings: true, counts: open(of) },
    rung: { at, kind: "opened", open: of, begun: of, worst: "HIGH", reminders: 0, ...changed },
  });
}

function verdictOn(told: Told | undefined, counts: Counts, subject: Partial<Subject> = {}, showsState = false) {
  return decide(told, { ...sampleKey, route: "r", waitSeconds: 0, ...subject }, counts, {
    ...{ now, mode: "live", timezone: "UTC" },
    destination: { showsState },
  });
}

/** Minutes from now until the next reminder. */
function minutesUntil(nextAt: Instant | undefined): number | undefined {
  return nextAt === undefined ? undefined : (Date.parse(nextAt) - Date.parse(now)) / 60_000;
}

const TOMORROW = 23 * 60;

describe("the next reminder of what is told now", () => {
  test.each<[title: string, told: Told | undefined, kind: string, minutes: number]>([
    ["comes 20 minutes after the first message", undefined, "opened", 20],
    ["comes 20 minutes after the first reminder", rung(20, 1), "reminder", 20],
    ["comes 20 minutes after the second", rung(40, 1, { reminders: 1, remindedAt: ago(20) }), "reminder", 20],
    ["comes an hour after the third", rung(60, 1, { reminders: 2, remindedAt: ago(20) }), "reminder", 60],
    ["comes an hour after the 26th", rung(1500, 1, { reminders: 25, remindedAt: ago(60) }), "reminder", 60],
    [
      "comes the next morning after the 27th",
      rung(1560, 1, { reminders: 26, remindedAt: ago(60) }),
      "reminder",
      TOMORROW,
    ],
  ])("%s", (_title, told, kind, minutes) => {
    const verdict = verdictOn(told, open(1));
    expect(verdict).toMatchObject({ outcome: "tell", kind, rings: true });
    expect(minutesUntil("nextAt" in verdict ? verdict.nextAt : undefined)).toBe(minutes);
  });

  test("is put off by no message that rings nobody", () => {
    const verdict = verdictOn(rung(5, 2), countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1 }), {}, true);
    expect(verdict).toMatchObject({ outcome: "tell", kind: "updated", rings: false });
    expect(minutesUntil("nextAt" in verdict ? verdict.nextAt : undefined)).toBe(15);
  });

  test("does not come of what is over", () => {
    const verdict = verdictOn(rung(5, 1), over);
    expect(verdict).toMatchObject({ outcome: "tell", kind: "over" });
    expect("nextAt" in verdict ? verdict.nextAt : undefined).toBeUndefined();
  });

  test("is due only where somebody has been told, and something is open", () => {
    expect(verdictOn(rung(20, 1), open(1))).toMatchObject({ kind: "reminder" });
    expect(verdictOn(rung(20, 1), countsWith({}, { HIGH: 1 }, { acknowledged: 1 }))).toMatchObject({
      outcome: "nothing",
    });
  });
});

describe("a group has grown", () => {
  test.each<[title: string, of: number, begun: number, counts: Counts, isGrown: boolean]>([
    ["by ten times as many, all of which began", 1, 1, open(10), true],
    ["not by nine times as many", 1, 1, open(9), false],
    ["by ten times two, of which eighteen began", 2, 2, open(20), true],
    ["not by ten times two, of which seventeen began and one moved here", 2, 3, open(20), false],
    ["by ten times one, where more have begun before than are open", 1, 41, open(10, 50), true],
  ])("%s", (_title, of, begun, counts, isGrown) => {
    const verdict = verdictOn(rung(240, of, { begun, reminders: 6, remindedAt: ago(10) }), counts);
    expect("kind" in verdict && verdict.kind === "grew").toBe(isGrown);
  });
});
