import { instant, shift } from "@tocsin/core/event/instant";
import type { Circumstances } from "@tocsin/oncall/decide/circumstances";
import { countsOf, now as start } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import type { GroupPast, PastVerdict } from "./past.ts";
import { expectationsOf, hasOthers, outagesOf, pausesOf } from "./tellings.ts";

const at = (minutes: number) => shift(start, minutes * 60_000);

function verdictAt(
  minutes: number,
  {
    circumstances = {},
    ...changed
  }: Partial<Omit<PastVerdict, "circumstances">> & { circumstances?: Partial<Circumstances> } = {},
): PastVerdict {
  return {
    ...{ at: at(minutes), outcome: "tell", reason: "opened", kind: "opened", rings: true, sequence: 1 },
    ...{ counts: countsOf({ HIGH: 1 }), arrival: "arrived", policyVersion: 1, directoryVersion: "0" },
    subject: { destination: "desk", urgency: "now", grouping: {}, route: "all", waitSeconds: 0 },
    circumstances: {
      ...{ now: at(minutes), mode: "live", timezone: "UTC", destination: { showsState: false } },
      ...circumstances,
    },
    ...changed,
  };
}

const group = (...verdicts: readonly PastVerdict[]): GroupPast => ({ groupId: "a", verdicts });
const refused = { arrival: "not-taken" } as const;
const later = { outcome: "later", reason: "paused", kind: undefined, rings: undefined, arrival: undefined } as const;

describe("what is expected", () => {
  test("is what was told and arrived, of all groups in order of time", () => {
    const groups = [
      group(verdictAt(5), verdictAt(9, later)),
      group(
        verdictAt(1, refused),
        verdictAt(2, { arrival: "unknown" }),
        verdictAt(3, { reason: "all-over", kind: "over", rings: false, counts: countsOf({}) }),
      ),
    ];
    expect(expectationsOf(groups, { counts: false })).toEqual([
      { at: at(3), to: "desk", kind: "over", rings: false, why: "all-over" },
      { at: at(5), to: "desk", kind: "opened", rings: true, severity: "HIGH", why: "opened" },
    ]);
  });

  test("has the numbers that were open, where several alerts are recorded", () => {
    const groups = [group(verdictAt(1, { counts: countsOf({ LOW: 2, CRITICAL: 1 }) }))];
    expect(expectationsOf(groups, { counts: true })).toMatchObject([
      { severity: "CRITICAL", counts: { open: { LOW: 2, CRITICAL: 1 } } },
    ]);
  });
});

describe("a destination", () => {
  test.each<readonly [string, readonly PastVerdict[], readonly object[]]>([
    ["that takes all is never down", [verdictAt(0), verdictAt(10)], []],
    [
      "that takes nothing at first is down from the start",
      [verdictAt(0, refused)],
      [{ at: at(0), step: { down: "desk" } }],
    ],
    [
      "is down from the middle between what it took and what it did not, until the middle before what it takes again",
      [verdictAt(0), verdictAt(10, refused), verdictAt(20, refused), verdictAt(30)],
      [
        { at: at(5), step: { down: "desk" } },
        { at: at(25), step: { up: "desk" } },
      ],
    ],
    ["is not judged by what nobody knows the arrival of", [verdictAt(0), verdictAt(5, { arrival: "unknown" })], []],
  ])("%s", (_title, verdicts, steps) => {
    expect(outagesOf([group(...verdicts)], start)).toEqual(steps);
  });

  test("is down by itself", () => {
    const other = { subject: { ...verdictAt(0).subject, destination: "lead" } };
    const groups = [group(verdictAt(0, refused)), group(verdictAt(0, other), verdictAt(8, other))];
    expect(outagesOf(groups, start)).toEqual([{ at: at(0), step: { down: "desk" } }]);
  });
});

describe("a pause", () => {
  const until = (minutes: number) => ({ ...later, circumstances: { pausedUntil: at(minutes) } });

  test("is known by a verdict that was made in it, and ends by itself", () => {
    expect(pausesOf([group(verdictAt(0), verdictAt(10, until(65)), verdictAt(66))], start)).toEqual([
      { at: at(5), step: { pause: "1h" } },
    ]);
  });

  test("that was ended early is over before the verdict that knows of none", () => {
    expect(pausesOf([group(verdictAt(0), verdictAt(10, until(65)), verdictAt(30))], start)).toEqual([
      { at: at(5), step: { pause: "1h" } },
      { at: instant("2026-11-24T08:29:59.999Z"), step: { resume: true } },
    ]);
  });

  test("is no longer than one can be, however long before it nothing was decided", () => {
    const day = 24 * 60;
    expect(pausesOf([group(verdictAt(0), verdictAt(3 * day, until(3 * day + 60)))], start)).toEqual([
      { at: at(2 * day + 60), step: { pause: "1d" } },
    ]);
  });

  test("that takes the place of another is one of its own", () => {
    const steps = pausesOf([group(verdictAt(10, until(60)), verdictAt(20, until(120)))], start);
    expect(steps).toEqual([
      { at: at(5), step: { pause: "55m" } },
      { at: at(15), step: { pause: "1h 45m" } },
    ]);
  });

  test("that was over when the verdict was made was none of it", () => {
    expect(pausesOf([group(verdictAt(10, until(10)))], start)).toEqual([]);
  });
});

test.each([
  ["as many", 2, false],
  ["more", 1, true],
])("groups that hold %s alerts than are recorded are told apart", (_title, recorded, isSo) => {
  expect(hasOthers([group(verdictAt(0, { counts: countsOf({ HIGH: 1 }, { silenced: 1 }) }))], recorded)).toBe(isSo);
});
