import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { minus, zero } from "../counts.ts";
import type { Counts, InPlaceOf, Told } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import { countsWith, sampleKey, toldWith } from "../testing/sample-group.ts";
import type { Verdict } from "../verdict.ts";
import { failsForLong } from "./failing.ts";
import { fallbackTarget, fallenAfter, fallenChanges, inPlaceOfAfter } from "./fallen.ts";
import { lookAt } from "./look.ts";

const now = instant("2026-11-24T10:00:00Z");
const minutesAgo = (minutes: number) => shift(now, -minutes * 60_000);
const subject = { ...sampleKey, route: "r", waitSeconds: 300, isStep: true } as const;
const fails: Verdict = { outcome: "later", reason: "destination-fails", nextAt: now };
const again: Verdict = { outcome: "tell", kind: "opened", rings: true, reason: "opened" };
const beingTold: Verdict = { outcome: "later", reason: "being-told", nextAt: now };
const waits: Verdict = { outcome: "later", reason: "group-waits", nextAt: now };

const one = countsWith({ HIGH: 1 }, { HIGH: 1 });
const two = countsWith({ HIGH: 2 }, { HIGH: 2 });
const mild = countsWith({ MEDIUM: 1 }, { MEDIUM: 1 });
const over = countsWith({}, { HIGH: 1 }, { ended: 1 });
const holding = (fallen: Counts) => toldWith({ fallen: { to: "last", counts: fallen } });
/** It was told of one, and is to hear of another. */
const toldOfOne = toldWith({ last: { at: now, kind: "opened", rings: true, counts: one } });

interface Case {
  readonly told?: Told;
  readonly counts?: Counts;
  readonly verdict?: Verdict;
  /** For how many minutes its destination has failed; it does not without. */
  readonly failing?: number | undefined;
  readonly fallback?: string | undefined;
}

function lookedAt({ told, counts = one, ...given }: Case) {
  const { failing, fallback } = { failing: 5, fallback: "last", ...given };
  const failure = failing === undefined ? undefined : { since: minutesAgo(failing), nextTryAt: now };
  const destination = { showsState: false, failing: failure };
  return lookAt(told, subject, counts, { now, mode: "live", timezone: "UTC", fallback, destination });
}

describe("the fallback's group", () => {
  test.each<[string, Case, Counts | undefined, Counts | undefined]>([
    ["has what its destination has not taken for five minutes", {}, one, one],
    ["has it too when it is tried again", { verdict: again }, one, one],
    ["has nothing before", { failing: 4.99 }, undefined, undefined],
    ["has nothing of a destination that answers", { failing: undefined, verdict: again }, undefined, undefined],
    ["has nothing where there is no fallback", { fallback: undefined }, undefined, undefined],
    ["has nothing that is milder than HIGH", { counts: mild }, undefined, undefined],
    ["has nothing that waits anyway", { verdict: waits }, undefined, undefined],
    [
      "has not begun what was told before",
      { told: toldOfOne, counts: two },
      minus(two, countsWith({}, { HIGH: 1 })),
      two,
    ],
    ["has as many as there are, be they milder", { told: holding(one), counts: mild }, minus(mild, one), mild],
    ["does not change where nothing has", { told: holding(one) }, undefined, one],
    ["does not change while it is being told", { told: holding(one), counts: two, verdict: beingTold }, undefined, one],
    [
      "has it still where the policy has no fallback any more",
      { told: holding(one), counts: two, fallback: undefined },
      minus(two, one),
      two,
    ],
    ["hears that it is over", { told: holding(one), counts: over }, minus(over, one), undefined],
    [
      "has it no more once its destination answers",
      { told: holding(one), failing: undefined },
      minus(zero, countsWith({ HIGH: 1 })),
      undefined,
    ],
  ])("%s", (_title, given, change, held) => {
    const { verdict = fails } = given;
    const changes = fallenChanges(lookedAt(given), verdict);
    expect(changes).toEqual(change === undefined ? [] : [{ target: fallbackTarget(subject, "last"), change }]);
    expect(fallenAfter(lookedAt(given), verdict)).toEqual(held && { to: "last", counts: held });
  });

  test("is that of another, as new there, once the policy has another fallback", () => {
    const given = { told: holding(one), counts: two, fallback: "other" };
    expect(fallenChanges(lookedAt(given), fails)).toEqual([
      { target: fallbackTarget(subject, "last"), change: minus(countsWith({}, { HIGH: 2 }), one) },
      { target: fallbackTarget(subject, "other"), change: two },
    ]);
    expect(fallenAfter(lookedAt(given), fails)).toEqual({ to: "other", counts: two });
  });

  test("is the one in which it would be by a route, and waits for nothing", () => {
    const target = fallbackTarget(subject, "last");
    expect(target).toEqual({
      ...{ destination: "last", urgency: "now", grouping: subject.grouping, route: "fallback", waitSeconds: 0 },
      groupId: groupIdOf({ ...subject, destination: "last" }),
    });
  });
});

describe("the groups that the fallback is told in the place of", () => {
  const [desk, other] = [
    { groupId: "desk", present: 2 },
    { groupId: "other", present: 1 },
  ];
  test.each<[string, Told["inPlaceOf"], readonly InPlaceOf[], Told["inPlaceOf"]]>([
    ["are none at first", undefined, [], undefined],
    ["are those that it has alerts of", undefined, [desk, other], [desk, other]],
    ["stay while nothing is decided on them", [desk, other], [], [desk, other]],
    ["have as many as were decided last", [desk], [{ groupId: "desk", present: 3 }], [{ groupId: "desk", present: 3 }]],
    ["are not those that it has no alerts of any more", [desk, other], [{ groupId: "desk", present: 0 }], [other]],
    ["are none once the last has left", [desk], [{ groupId: "desk", present: 0 }], undefined],
  ])("%s", (_title, inPlaceOf, decided, expected) => {
    expect(inPlaceOfAfter({ inPlaceOf }, decided)).toEqual(expected);
  });
});

test("a destination fails for long from five minutes on", () => {
  const failing = (minutes: number) => ({ failing: { since: minutesAgo(minutes), nextTryAt: now } });
  expect(failsForLong(failing(5), now)).toBe(true);
  expect(failsForLong(failing(4.999), now)).toBe(false);
  expect(failsForLong({}, now)).toBe(false);
});

test("what was too much to be told one by one falls back as one", () => {
  const look = lookedAt({});
  const overflow = { ...look, subject: { ...subject, grouping: { overflow: "desk" } } };
  expect(fallenAfter(overflow, fails)).toEqual({ to: "last", counts: one });
});
