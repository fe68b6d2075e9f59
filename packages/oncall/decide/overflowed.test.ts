import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { minus, zero } from "../counts.ts";
import type { Counts, Told } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import { countsWith, sampleKey, toldWith } from "../testing/sample-group.ts";
import type { Verdict } from "../verdict.ts";
import { lookAt } from "./look.ts";
import { overflowChange, overflowedAfter, overflowTarget } from "./overflowed.ts";

const now = instant("2026-11-24T10:00:00Z");
const subject = { ...sampleKey, route: "r", waitSeconds: 0 };
const tooMuch: Verdict = { outcome: "nothing", reason: "overflow", isTold: true };
const tell: Verdict = { outcome: "tell", kind: "opened", rings: true, reason: "opened" };
const waits: Verdict = { outcome: "later", reason: "flaps", nextAt: now };
const beingTold: Verdict = { outcome: "later", reason: "being-told", nextAt: now };
const nothing: Verdict = { outcome: "nothing", reason: "nothing-open", isTold: true };

const one = countsWith({ HIGH: 1 }, { HIGH: 1 });
const two = countsWith({ HIGH: 2 }, { HIGH: 2 });
const over = countsWith({}, { HIGH: 1 }, { ended: 1 });
const holding = (overflowed: Counts) => toldWith({ overflowed });
/** It was told of an episode that is over, and it is back. */
const toldBefore = toldWith({ last: { at: now, kind: "over", rings: false, counts: over } });
const back = countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1 });

describe("the overflow group of a destination", () => {
  test.each<[string, Told | undefined, Counts, Verdict, Counts | undefined, Counts | undefined]>([
    ["holds what is too much", undefined, one, tooMuch, one, one],
    ["has not begun what was told before", toldBefore, back, tooMuch, one, back],
    ["holds as many as there are of what it holds", holding(one), two, waits, one, two],
    ["changes by nothing where nothing has changed", holding(one), one, waits, undefined, one],
    ["holds no more what is told by itself", holding(one), two, tell, minus(zero, countsWith({ HIGH: 1 })), undefined],
    ["counts the end of what it holds", holding(one), over, nothing, minus(over, one), undefined],
    ["holds nothing of what is told", undefined, one, tell, undefined, undefined],
    ["holds nothing of what waits", undefined, one, waits, undefined, undefined],
    ["holds what it did while that is being told", holding(one), two, beingTold, undefined, one],
  ])("%s", (_title, told, counts, verdict, change, held) => {
    const circumstances = { now, mode: "live", timezone: "UTC", destination: { showsState: false } } as const;
    const look = lookAt(told, subject, counts, circumstances);
    expect(overflowChange(look, verdict)).toEqual(change);
    expect(overflowedAfter(look, verdict)).toEqual(held);
  });

  test("is one for each destination and urgency, whatever overflows", () => {
    const target = overflowTarget(subject);
    expect(target).toMatchObject({
      destination: "desk",
      urgency: "now",
      grouping: { overflow: "desk" },
      waitSeconds: 60,
    });
    expect(target.groupId).toBe(groupIdOf(target));
    expect(overflowTarget({ ...subject, grouping: { alert: "x" }, route: "other" }).groupId).toBe(target.groupId);
    expect(overflowTarget({ ...subject, urgency: "morning" }).groupId).not.toBe(target.groupId);
  });
});
