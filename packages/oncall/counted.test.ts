import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { type Counting, counted, runningIn } from "./counted.ts";
import { bySeverity, plus, zero } from "./counts.ts";
import type { Counts, Memberships, Target } from "./group.ts";
import { groupIdOf } from "./group-id.ts";
import { countsWith } from "./testing/sample-group.ts";
import { certificateAlert } from "./testing/sample-notification.ts";
import type { Wake } from "./wake.ts";

const now = instant("2026-11-24T10:00:00Z");
const counting: Counting = { now, mode: "live", isSilenced: false, isOwed: () => false };

const target = (name: string, changed: Partial<Target> = {}): Target => {
  const key = { destination: "desk", urgency: "now", grouping: { name }, ...changed } as const;
  return { ...key, groupId: groupIdOf(key), route: "r", waitSeconds: 0 };
};
const here = target("here");
const there = target("there");
const elsewhere = target("elsewhere", { destination: "other" });

const wake = (
  version: number,
  status: Status,
  severity: Severity,
  changed: Partial<Wake> = {},
  view: Partial<AlertView> = {},
): Wake => ({
  alertId: certificateAlert.id,
  version,
  notified: true,
  episodes: 1,
  worst: severity,
  view: { ...certificateAlert, ...view, status, severity: status === "RESOLVED" ? "INFORMATIONAL" : severity },
  ...changed,
});

interface Step {
  readonly wake: Wake;
  readonly targets?: readonly Target[];
  readonly counting?: Partial<Counting>;
}

const inMinutes = (minutes: number) => ({ now: shift(now, minutes * 60_000) });

/** What the steps add to each group, one after the other. */
function lived(steps: readonly Step[]): { known: Memberships | undefined; counts: ReadonlyMap<string, Counts> } {
  let known: Memberships | undefined;
  const counts = new Map<string, Counts>();
  for (const step of steps) {
    const result = counted(known, step.wake, step.targets ?? [here], { ...counting, ...step.counting });
    if (result === undefined) continue;
    known = result.memberships;
    for (const { target: group, delta } of result.changes)
      counts.set(group.groupId, plus(counts.get(group.groupId) ?? zero, delta));
  }
  return { known, counts };
}

const opened = wake(1, "OPEN", "HIGH");
const over = (version: number, changed: Partial<Wake> = {}) => wake(version, "RESOLVED", "HIGH", changed);
const none = {};

describe("a group counts", () => {
  test.each<[string, readonly Step[], Counts]>([
    ["an alert that opens", [{ wake: opened }], countsWith({ HIGH: 1 }, { HIGH: 1 })],
    ["the same wake once", [{ wake: opened }, { wake: opened }], countsWith({ HIGH: 1 }, { HIGH: 1 })],
    ["no older wake", [{ wake: over(2) }, { wake: opened }], countsWith(none, { HIGH: 1 }, { ended: 1 })],
    ["its end", [{ wake: opened }, { wake: over(2) }], countsWith(none, { HIGH: 1 }, { ended: 1 })],
    ["an episode that nobody saw", [{ wake: over(3) }], countsWith(none, { HIGH: 1 }, { ended: 1 })],
    [
      "that it came back and was over again unseen",
      [{ wake: opened }, { wake: over(4, { episodes: 2 }) }],
      countsWith(none, { HIGH: 2 }, { ended: 2, again: bySeverity("HIGH", 1) }),
    ],
    [
      "that it was over and is back",
      [{ wake: opened }, { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }) }],
      countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1, again: bySeverity("HIGH", 1) }),
    ],
    [
      "as back what is back within the hour",
      [
        { wake: opened },
        { wake: over(2) },
        { wake: over(2), counting: inMinutes(30) },
        { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }), counting: inMinutes(59) },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1, again: bySeverity("HIGH", 1) }),
    ],
    [
      "as new what is back after an hour",
      [
        { wake: opened },
        { wake: over(2) },
        { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }), counting: inMinutes(60) },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1 }),
    ],
    [
      "as new what is back and worse",
      [{ wake: opened }, { wake: over(2) }, { wake: wake(3, "OPEN", "CRITICAL", { episodes: 2 }) }],
      countsWith({ CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 }, { ended: 1 }),
    ],
    [
      "a rise",
      [{ wake: opened }, { wake: wake(2, "OPEN", "CRITICAL") }],
      countsWith({ CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 }),
    ],
    [
      "a rise that was over unseen",
      [{ wake: opened }, { wake: wake(3, "OPEN", "HIGH", { worst: "CRITICAL" }) }],
      countsWith({ HIGH: 1 }, { HIGH: 1, CRITICAL: 1 }),
    ],
    [
      "a rise that ended with it",
      [{ wake: opened }, { wake: over(3, { worst: "CRITICAL" }) }],
      countsWith(none, { HIGH: 1, CRITICAL: 1 }, { ended: 1 }),
    ],
    [
      "no fall as news",
      [{ wake: opened }, { wake: wake(2, "OPEN", "MEDIUM", { worst: "HIGH" }) }],
      countsWith({ MEDIUM: 1 }, { HIGH: 1 }),
    ],
    [
      "no return to what it was as news",
      [{ wake: opened }, { wake: wake(2, "OPEN", "LOW", { worst: "HIGH" }) }, { wake: wake(3, "OPEN", "HIGH") }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
    ],
    [
      "what is acknowledged apart",
      [{ wake: opened }, { wake: wake(2, "ACKNOWLEDGED", "HIGH") }],
      countsWith(none, { HIGH: 1 }, { acknowledged: 1 }),
    ],
    [
      "a rise under an acknowledgement",
      [{ wake: opened }, { wake: wake(2, "ACKNOWLEDGED", "HIGH", { worst: "CRITICAL" }) }],
      countsWith(none, { HIGH: 1, CRITICAL: 1 }, { acknowledged: 1 }),
    ],
    [
      "what is suppressed apart, and no rise of it",
      [{ wake: opened }, { wake: wake(2, "SUPPRESSED", "CRITICAL") }],
      countsWith(none, { HIGH: 1 }, { suppressed: 1 }),
    ],
    [
      "what is silenced apart, and not as begun",
      [{ wake: opened, counting: { isSilenced: true } }],
      countsWith(none, none, { silenced: 1 }),
    ],
    [
      "as begun what no silence mutes any more",
      [{ wake: opened, counting: { isSilenced: true } }, { wake: opened }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
    ],
    [
      "as begun again what is open after a silence",
      [{ wake: opened }, { wake: opened, counting: { isSilenced: true } }, { wake: opened }],
      countsWith({ HIGH: 1 }, { HIGH: 2 }),
    ],
    [
      "as begun again what is open after an acknowledgement",
      [{ wake: opened }, { wake: wake(2, "ACKNOWLEDGED", "HIGH") }, { wake: wake(3, "OPEN", "HIGH") }],
      countsWith({ HIGH: 1 }, { HIGH: 2 }),
    ],
    [
      "a rise that ends an acknowledgement once",
      [{ wake: opened }, { wake: wake(2, "ACKNOWLEDGED", "HIGH") }, { wake: wake(3, "OPEN", "CRITICAL") }],
      countsWith({ CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 }),
    ],
    [
      "nothing as begun that is muted in another way",
      [{ wake: opened }, { wake: wake(2, "SUPPRESSED", "HIGH") }, { wake: wake(3, "ACKNOWLEDGED", "HIGH") }],
      countsWith(none, { HIGH: 1 }, { acknowledged: 1 }),
    ],
    [
      "what is muted no more as bad as it is by now, and not as it was while nobody wanted to hear of it",
      [
        { wake: opened },
        { wake: opened, counting: { isSilenced: true } },
        { wake: wake(2, "OPEN", "HIGH", { worst: "CRITICAL" }) },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 2 }),
    ],
    [
      "the end of what was silenced all along",
      [
        { wake: opened, counting: { isSilenced: true } },
        { wake: over(2), counting: { isSilenced: true } },
      ],
      countsWith(none, none, { ended: 1 }),
    ],
    ["no short episode that a silence muted", [{ wake: over(2), counting: { isSilenced: true } }], zero],
    ["nothing of which nobody is to hear", [{ wake: wake(1, "OPEN", "HIGH", { notified: false }) }], zero],
    [
      "what opens while the stack learns as open, and not as begun",
      [{ wake: opened, counting: { mode: "learning" } }],
      countsWith({ HIGH: 1 }),
    ],
    [
      "a threat as begun though the stack learns",
      [{ wake: wake(1, "OPEN", "HIGH", {}, { condition: "threat" }), counting: { mode: "learning" } }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
    ],
    [
      "a drill as begun though the stack learns",
      [{ wake: wake(1, "OPEN", "LOW", {}, { condition: "drill" }), counting: { mode: "learning" } }],
      countsWith({ LOW: 1 }, { LOW: 1 }),
    ],
  ])("%s", (_title, steps, expected) => {
    expect(lived(steps).counts.get(here.groupId) ?? zero).toEqual(expected);
  });
});

describe("an alert that moves from one group to another", () => {
  const moved = wake(2, "OPEN", "HIGH");
  test.each<[string, readonly Step[], Counts, Target]>([
    [
      "is no news at the same destination",
      [{ wake: opened }, { wake: moved, targets: [there] }],
      countsWith({ HIGH: 1 }),
      there,
    ],
    [
      "is news where it was not yet told",
      [{ wake: opened }, { wake: moved, targets: [there], counting: { isOwed: () => true } }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
      there,
    ],
    [
      "is news at its worst where that was not yet told",
      [
        { wake: opened },
        { wake: wake(2, "OPEN", "LOW", { worst: "HIGH" }), targets: [there], counting: { isOwed: () => true } },
      ],
      countsWith({ LOW: 1 }, { HIGH: 1 }),
      there,
    ],
    [
      "is news at another destination",
      [{ wake: opened }, { wake: moved, targets: [target("x", { destination: "other" })] }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
      target("x", { destination: "other" }),
    ],
    [
      "is no news at the same destination by another name",
      [
        { wake: opened },
        { wake: moved, targets: [target("x", { destination: "other" })], counting: { isRenamed: () => true } },
      ],
      countsWith({ HIGH: 1 }),
      target("x", { destination: "other" }),
    ],
    [
      "is news to a step of an escalation that others had so far",
      [
        { wake: opened },
        { wake: moved, targets: [{ ...elsewhere, isStep: true }], counting: { isRenamed: () => true } },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
      elsewhere,
    ],
    [
      "is news where it becomes more urgent",
      [{ wake: opened, targets: [target("x", { urgency: "morning" })] }, { wake: moved }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
      here,
    ],
    [
      "is news where it rises",
      [{ wake: opened }, { wake: wake(2, "OPEN", "CRITICAL"), targets: [there] }],
      countsWith({ CRITICAL: 1 }, { CRITICAL: 1 }),
      there,
    ],
    [
      "has not ended where it was",
      [{ wake: opened }, { wake: moved, targets: [there] }],
      countsWith(none, { HIGH: 1 }),
      here,
    ],
    [
      "has ended where its episode has",
      [{ wake: opened }, { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }), targets: [there] }],
      countsWith(none, { HIGH: 1 }, { ended: 1 }),
      here,
    ],
    [
      "has begun where its next episode has",
      [{ wake: opened }, { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }), targets: [there] }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }, { again: bySeverity("HIGH", 1) }),
      there,
    ],
    [
      "is no news where it was before, and was told: it is back from another destination",
      [{ wake: opened }, { wake: moved, targets: [elsewhere] }, { wake: moved }],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
      here,
    ],
    [
      "is none where a policy has told it nowhere meanwhile",
      [{ wake: opened }, { wake: moved, targets: [] }, { wake: moved, targets: [there] }],
      countsWith({ HIGH: 1 }),
      there,
    ],
    [
      "is news where it was before, and not told yet",
      [{ wake: opened }, { wake: moved, targets: [elsewhere], counting: { isOwed: () => true } }, { wake: moved }],
      countsWith({ HIGH: 1 }, { HIGH: 2 }),
      here,
    ],
    [
      "is news where it was before, and muted",
      [
        { wake: opened },
        { wake: wake(2, "OPEN", "HIGH"), counting: { isSilenced: true } },
        { wake: wake(3, "OPEN", "HIGH"), targets: [elsewhere] },
        { wake: wake(3, "OPEN", "HIGH") },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 2 }),
      here,
    ],
    [
      "is news where it was before, and comes back worse",
      [{ wake: opened }, { wake: moved, targets: [elsewhere] }, { wake: wake(3, "OPEN", "CRITICAL") }],
      countsWith({ CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 }),
      here,
    ],
    [
      "is news where it was before, and its next episode has begun elsewhere",
      [
        { wake: opened },
        { wake: moved, targets: [elsewhere] },
        { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }), targets: [elsewhere] },
        { wake: wake(3, "OPEN", "HIGH", { episodes: 2 }) },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 2 }),
      here,
    ],
    [
      "is news where it was before, and has become more urgent",
      [
        { wake: opened, targets: [target("x", { urgency: "morning" })] },
        { wake: moved, targets: [elsewhere] },
        { wake: moved },
      ],
      countsWith({ HIGH: 1 }, { HIGH: 1 }),
      here,
    ],
    [
      "is in no group that no route brings it to",
      [{ wake: opened }, { wake: moved, targets: [] }],
      countsWith(none, { HIGH: 1 }),
      here,
    ],
    [
      "ends where it is",
      [{ wake: opened }, { wake: moved, targets: [there] }, { wake: over(3), targets: [here] }],
      countsWith(none, none, { ended: 1 }),
      there,
    ],
    [
      "has ended where it was at its worst, when nobody saw it move",
      [{ wake: opened }, { wake: over(2, { worst: "CRITICAL" }), targets: [there] }],
      countsWith(none, { CRITICAL: 1 }, { ended: 1 }),
      there,
    ],
    [
      "has not ended a second time where it was seen",
      [{ wake: opened }, { wake: over(2, { worst: "CRITICAL" }), targets: [there] }],
      countsWith(none, { HIGH: 1 }),
      here,
    ],
  ])("%s", (_title, steps, expected, group) => {
    expect(lived(steps).counts.get(group.groupId) ?? zero).toEqual(expected);
  });

  test("is no news for what it was before its route came, and is for what it rises to", () => {
    const fallen = wake(2, "OPEN", "MEDIUM", { worst: "CRITICAL" });
    const steps = [
      { wake: wake(1, "OPEN", "CRITICAL"), targets: [] },
      { wake: fallen },
      { wake: { ...fallen, version: 3 } },
    ];
    expect(lived(steps).counts.get(here.groupId)).toEqual(countsWith({ MEDIUM: 1 }, { MEDIUM: 1 }));
    const risen = [...steps, { wake: wake(4, "OPEN", "CRITICAL") }];
    expect(lived(risen).counts.get(here.groupId)).toEqual(countsWith({ CRITICAL: 1 }, { MEDIUM: 1, CRITICAL: 1 }));
    const ended = [...steps, { wake: over(4, { worst: "CRITICAL" }) }];
    expect(lived(ended).counts.get(here.groupId)).toEqual(countsWith(none, { MEDIUM: 1 }, { ended: 1 }));
  });

  test("hears nothing of old episodes by a route that comes later", () => {
    const steps = [{ wake: over(3, { episodes: 3 }), targets: [] }, { wake: over(3, { episodes: 3 }) }];
    expect(lived(steps).counts).toEqual(new Map());
  });
});

describe("an episode that was worse, and over, beside the one that goes on", () => {
  const low = wake(1, "OPEN", "LOW");
  const beside = wake(2, "OPEN", "LOW", { episodes: 2, worstOver: "CRITICAL" });
  const toThere = { besideTargets: [there] };
  test.each<[string, readonly Step[], Counts, Target]>([
    [
      "leaves the alert where it is",
      [{ wake: low }, { wake: beside, counting: toThere }],
      countsWith({ LOW: 1 }, { LOW: 1 }),
      here,
    ],
    [
      "has begun and ended where it would have been told",
      [{ wake: low }, { wake: beside, counting: toThere }],
      countsWith(none, { CRITICAL: 1 }, { ended: 1 }),
      there,
    ],
    [
      "has done so in the same group, where that is one",
      [{ wake: low }, { wake: beside, counting: { besideTargets: [here] } }],
      countsWith({ LOW: 1 }, { LOW: 1, CRITICAL: 1 }, { ended: 1 }),
      here,
    ],
    [
      "is counted once, however often the alert is looked at",
      [{ wake: low }, ...[beside, { ...beside, version: 3 }].map((one) => ({ wake: one, counting: toThere }))],
      countsWith(none, { CRITICAL: 1 }, { ended: 1 }),
      there,
    ],
    [
      "is counted where the alert itself is told of nowhere",
      [{ wake: beside, targets: [], counting: toThere }],
      countsWith(none, { CRITICAL: 1 }, { ended: 1 }),
      there,
    ],
    [
      "is counted with the end of the alert, where both are seen at once",
      [{ wake: low }, { wake: over(3, { episodes: 2, worst: "CRITICAL", worstOver: "CRITICAL" }), targets: [there] }],
      countsWith(none, { CRITICAL: 1 }, { ended: 1 }),
      there,
    ],
    [
      "is not counted again with the end of the alert",
      [
        { wake: low },
        { wake: beside, counting: toThere },
        { wake: over(3, { episodes: 2, worst: "CRITICAL", worstOver: "CRITICAL" }), targets: [there] },
      ],
      countsWith(none, { CRITICAL: 1 }, { ended: 1 }),
      there,
    ],
    [
      "tells nobody while the stack learns",
      [{ wake: beside, counting: { ...toThere, mode: "learning" } }],
      zero,
      there,
    ],
  ])("%s", (_title, steps, expected, group) => {
    expect(lived(steps).counts.get(group.groupId) ?? zero).toEqual(expected);
  });
});

test("an alert's running memberships are those of its episode that are not over", () => {
  const { known } = lived([{ wake: opened }]);
  expect(runningIn(known, opened)).toEqual(known?.memberships);
  expect(runningIn(known, { ...opened, episodes: 2 })).toEqual([]);
  expect(runningIn(lived([{ wake: opened }, { wake: over(2) }]).known, opened)).toEqual([]);
  expect(runningIn(undefined, opened)).toEqual([]);
});
