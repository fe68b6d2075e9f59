import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { DueAlert } from "@tocsin/aws/alerts/due-alerts";
import { ItemError } from "@tocsin/aws/alerts/items/items";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { CallError } from "@tocsin/aws/call";
import type { DueWake } from "@tocsin/aws/groups/due-wakes";
import type { StoredDestination } from "@tocsin/aws/groups/items/destination-item";
import type { StoredTold } from "@tocsin/aws/groups/items/told-item";
import { worldStateOf } from "@tocsin/aws/testing/world-state";
import { active } from "@tocsin/core/alert/observation";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { type Change, fold } from "@tocsin/core/transition/fold";
import type { Sending } from "@tocsin/oncall/group";
import { countsWith, toldWith } from "@tocsin/oncall/testing/sample-group";
import { alertWakeText, groupWakeText } from "@tocsin/oncall/wake-message";
import { describe, expect, test } from "vitest";
import { context, recordingTelemetry } from "../testing/sample-batch.ts";
import { reviewHandler } from "./review.ts";

const seenAt = instant("2026-11-20T12:00:00Z");
const now = shift(seenAt, 20 * MILLISECONDS_PER_DAY);

/** An alert that was seen 40 days before its deadline, as it was written then. */
function stored(n: number) {
  const identity = {
    condition: "certificate-expiry" as const,
    partition: "aws",
    account: "111122223333",
    region: "eu-west-1",
    resource: `arn:aws:acm:eu-west-1:111122223333:certificate/${n}`,
    discriminator: "",
  };
  const observation = active(
    { id: `event-${n}`, time: seenAt, "replay-name": undefined },
    {
      identity,
      reporter: "acm",
      title: "Certificate expires",
      summary: "It expires.",
      resource: identity.resource,
      severity: "LOW",
      deadline: shift(seenAt, 40 * MILLISECONDS_PER_DAY),
    },
  );
  const { alertId } = observation;
  return fold(undefined, { alertId, observations: [observation], decisions: [] }, defaultWorld, seenAt).head;
}

const begun: Sending = {
  ...{ at: now, kind: "opened", rings: true, counts: countsWith({ HIGH: 1 }) },
  until: shift(now, 30_000),
};

const reloaded: Policy = { ...defaultPolicy, version: 7 };

/** A table of `count` alerts that are due; its index may show an alert for longer than it is. */
function tableOf(
  count: number,
  {
    failing = [],
    lag = 0,
    policy = defaultPolicy,
    tellOperators = async () => {},
    isUnwritable = false,
    isNewer = false,
  }: {
    readonly failing?: readonly number[];
    readonly lag?: number;
    readonly policy?: Policy;
    readonly tellOperators?: () => Promise<void>;
    readonly isUnwritable?: boolean;
    /** Whether the alerts were written under a world that the function does not know. */
    readonly isNewer?: boolean;
  } = {},
) {
  const beats: Instant[] = [];
  const heads = new Map(Array.from({ length: count }, (_, n) => stored(n)).map((head) => [head.alert.id, head]));
  const broken = new Set([...heads.keys()].filter((_, n) => failing.includes(n)));
  const applied: Change[] = [];
  let stale = lag;
  const alerts: AlertsWriter = {
    async apply(changes, given, at, reload) {
      applied.push(...changes);
      const world = isNewer ? ((await reload?.()) ?? given) : given;
      return changes.map((change) => {
        if (broken.has(change.alertId)) return { ok: false, error: new CallError("it failed", true) };
        const folded = fold(heads.get(change.alertId), change, world, at);
        heads.set(change.alertId, folded.head);
        return { ok: true, ...folded };
      });
    },
  };
  const dueAlerts = async (at: Instant, limit: number): Promise<readonly DueAlert[]> => {
    const isLagging = stale > 0;
    if (applied.length > 0) stale -= 1;
    return [...heads.values()]
      .flatMap(({ alert, reviewAt }) => (reviewAt ? [{ alertId: alert.id, reviewAt }] : []))
      .filter(({ alertId, reviewAt }) => reviewAt <= at || (isLagging && heads.has(alertId)))
      .slice(0, limit);
  };
  const telemetry = recordingTelemetry();
  const woken: string[] = [];
  const groups: {
    due: DueWake[];
    failing: Record<string, number>;
    unreadable: string[];
    /** Those of the failing ones whose notification is on its way, or was lost. */
    untried: string[];
    destinations: Record<string, StoredDestination>;
    refused: number[];
  } = { due: [], failing: {}, unreadable: [], untried: [], destinations: {}, refused: [] };
  const told = (groupId: string): StoredTold | undefined => {
    if (groups.unreadable.includes(groupId)) throw new ItemError({ pk: groupId, sk: "TOLD" }, "is damaged");
    const seconds = groups.failing[groupId];
    if (seconds === undefined) return undefined;
    const failing = { since: shift(now, -seconds * 1000), times: 2 };
    const sending = groups.untried.includes(groupId) ? begun : undefined;
    const told = toldWith({ failing, sending });
    return { told, revision: 1, verdict: { outcome: "later", reason: "destination-fails" } };
  };
  const review = reviewHandler({
    alerts,
    dueAlerts,
    reader: {
      async *heads(alertIds) {
        for await (const id of alertIds) {
          const head = heads.get(id);
          if (head !== undefined) yield { ok: true, value: head };
        }
      },
    },
    dueWakes: async (at) => groups.due.filter(({ dueAt }) => dueAt <= at),
    groups: {
      read: async () => ({
        memberships: () => undefined,
        told,
        counts: () => new Map(),
        destination: (name) => groups.destinations[name],
      }),
    },
    async wake(messages) {
      woken.push(...messages.map(({ body }) => body));
      return messages.map((_, n) => (groups.refused.includes(n) ? new CallError("did not take it", true) : undefined));
    },
    world: async () => ({ ...defaultWorld, policy }),
    reload: async () => worldStateOf(reloaded),
    worldChanges: async () => {},
    tellOperators,
    remindOfSilences: async () => {},
    async beat(at) {
      if (isUnwritable) throw new CallError("PutItem failed", true);
      beats.push(at);
    },
    now: () => now,
    telemetry,
  });
  return { heads, applied, telemetry, groups, woken, beats, review: () => review({}, context) };
}

describe("a review", () => {
  test("evaluates what is due again, and counts why it changed", async () => {
    const { review, heads, telemetry } = tableOf(1);
    expect(await review()).toEqual({ reviewed: 1, woken: 0 });
    expect([...heads.values()].map(({ view }) => view.severity)).toEqual(["MEDIUM"]);
    expect(telemetry.counted).toEqual(["reviews deadline-step 1"]);
  });

  test("evaluates what another function has evaluated under a later policy by that policy", async () => {
    const versions = async (isNewer: boolean) => {
      const { review, heads } = tableOf(1, { isNewer });
      await review();
      return [...heads.values()].map(({ worldVersion }) => worldVersion);
    };
    expect(await versions(false)).toEqual(["0.0"]);
    expect(await versions(true)).toEqual(["7.0"]);
  });

  test("does nothing when nothing is due", async () => {
    const { review, applied } = tableOf(0);
    expect(await review()).toEqual({ reviewed: 0, woken: 0 });
    expect(applied).toEqual([]);
  });

  test("goes through more alerts than a page holds, each once", async () => {
    const { review, applied } = tableOf(60);
    expect(await review()).toEqual({ reviewed: 60, woken: 0 });
    expect(new Set(applied.map(({ alertId }) => alertId)).size).toBe(60);
    expect(applied.length).toBe(60);
  });

  test("takes an alert once even when the index still shows it as due", async () => {
    const { review, applied } = tableOf(3, { lag: 2 });
    expect(await review()).toEqual({ reviewed: 3, woken: 0 });
    expect(applied.length).toBe(3);
  });

  test("fails after the other alerts were written, so that the next one finds what failed", async () => {
    const { review, heads, telemetry } = tableOf(30, { failing: [0, 7] });
    await expect(review()).rejects.toThrow("it failed");
    expect([...heads.values()].filter(({ view }) => view.severity === "MEDIUM").length).toBe(28);
    expect(telemetry.counted.filter((line) => line === "reviews failed 1").length).toBe(2);
  });

  test("counts an alert that time has not changed as unchanged", async () => {
    const { review, heads, telemetry } = tableOf(1);
    for (const [id, head] of heads) heads.set(id, { ...head, reviewAt: shift(now, -1) });
    await review();
    const { counted } = telemetry;
    expect(counted).toEqual(["reviews deadline-step 1"]);
    for (const [id, head] of heads) heads.set(id, { ...head, reviewAt: shift(now, -1) });
    await review();
    expect(counted.at(-1)).toBe("reviews unchanged 1");
  });
});

describe("on-call is woken", () => {
  const groupId = (n: number) => String(n).padStart(32, "0");
  const dueIn = (n: number, seconds: number): DueWake => ({
    ...{ kind: "group", id: groupId(n) },
    dueAt: shift(now, seconds * 1000),
  });
  const due = (n: number) => dueIn(n, -90);

  test("for each group that is due, and it is counted for how long the first has been", async () => {
    const { review, groups, woken, telemetry } = tableOf(0);
    groups.due = [due(1), due(2)];
    expect(await review()).toEqual({ reviewed: 0, woken: 2 });
    expect(woken).toEqual(groups.due.map(({ id }) => groupWakeText(id)));
    expect(telemetry.counted).toEqual(["overdue owed 90"]);
  });

  test("for each alert that is due, with all that is looked at of it as it is stored", async () => {
    const { review, groups, woken, heads } = tableOf(1);
    const [head] = heads.values();
    if (head === undefined) throw new Error("the table is empty");
    heads.set(head.alert.id, { ...head, reviewAt: undefined });
    groups.due = [{ kind: "alert", id: head.alert.id, dueAt: now }];
    await review();
    expect(woken).toEqual([alertWakeText(wakeOf(head))]);
  });

  test("also where an alert cannot be evaluated", async () => {
    const { review, groups, woken } = tableOf(1, { failing: [0] });
    groups.due = [due(1)];
    await expect(review()).rejects.toThrow("it failed");
    expect(woken).toHaveLength(1);
  });

  test("again the next minute where the queue does not take it", async () => {
    const { review, groups, woken } = tableOf(1);
    groups.due = [due(1), due(2)];
    groups.refused = [1];
    await expect(review()).rejects.toThrow("did not take it");
    expect(woken).toHaveLength(2);
  });

  test.each<
    [
      string,
      readonly DueWake[],
      { readonly failing?: Record<string, number>; readonly unreadable?: string[] },
      string[],
    ]
  >([
    ["what is due within the hour owes nobody anything", [dueIn(1, 600)], {}, []],
    [
      "what has failed and is tried again soon, is owed since it failed",
      [dueIn(1, 600)],
      { failing: { [groupId(1)]: 400 } },
      ["overdue owed 400"],
    ],
    [
      "what is due goes by when it was due, where that was before",
      [dueIn(1, 600), dueIn(2, -500)],
      { failing: { [groupId(1)]: 400 } },
      ["overdue owed 500"],
    ],
    [
      "what cannot be read is owed since it was due",
      [dueIn(1, -500)],
      { unreadable: [groupId(1)] },
      ["overdue owed 500"],
    ],
    ["what has just become due is not overdue", [dueIn(1, 0)], {}, []],
  ])(
    "and of what is owed the longest is counted: %s",
    async (_title, due, { failing = {}, unreadable = [] }, counted) => {
      const { review, groups, telemetry } = tableOf(0);
      Object.assign(groups, { due, failing, unreadable });
      await review();
      expect(telemetry.counted).toEqual(counted);
    },
  );

  test("of those alone that are due by now", async () => {
    const { review, groups, woken } = tableOf(0);
    groups.due = [dueIn(1, 0), dueIn(2, 1)];
    await review();
    expect(woken).toEqual([groupWakeText(groupId(1))]);
  });

  test("and it is counted for how long the destination that has failed longest has", async () => {
    const { review, groups, telemetry } = tableOf(0);
    const failing = (seconds: number) => ({ since: shift(now, -seconds * 1000), nextTryAt: now, times: 3 });
    groups.destinations = {
      console: { revision: 1, failing: failing(400) },
      gone: { revision: 1, failing: failing(900) },
    };
    await review();
    // Nobody waits for a channel that the policy has no more.
    expect(telemetry.counted).toEqual(["overdue destination-fails 400"]);
  });
});

describe("a heartbeat is asked for", () => {
  const heartbeat = { url: "https://ping.example.com/", allowPrivateAddresses: false };
  const policy: Policy = { ...defaultPolicy, channels: { desk: { type: "console" } }, heartbeat };
  const id = "1".repeat(32);
  const since = (seconds: number) => shift(now, -seconds * 1000);
  const due = (seconds: number): DueWake => ({ kind: "group", id, dueAt: since(seconds) });

  test("once the work of a minute is done", async () => {
    const { review, beats } = tableOf(3, { policy });
    await review();
    expect(beats).toEqual([now]);
  });

  test("of a policy alone that has one", async () => {
    const { review, beats, telemetry } = tableOf(0);
    await review();
    expect([beats, telemetry.counted]).toEqual([[], []]);
  });

  test.each([
    ["an alert cannot be evaluated", tableOf(1, { policy, failing: [0] }), "it failed"],
    [
      "those who run Tocsin cannot be told",
      tableOf(0, { policy, tellOperators: () => Promise.reject(new CallError("Publish failed", true)) }),
      "Publish failed",
    ],
  ])("not where %s", async (_title, { review, beats }, problem) => {
    await expect(review()).rejects.toThrow(problem);
    expect(beats).toEqual([]);
  });

  test("not where on-call's queue takes nothing", async () => {
    const { review, beats, groups } = tableOf(0, { policy });
    Object.assign(groups, { due: [due(0)], refused: [0] });
    await expect(review()).rejects.toThrow("did not take it");
    expect(beats).toEqual([]);
  });

  const failing = (seconds: number) => ({ [id]: seconds });
  const fails = { desk: { revision: 1, failing: { since: since(400), nextTryAt: shift(now, 60_000), times: 3 } } };

  test.each<[string, object, boolean]>([
    ["what has been due for less than five minutes", { due: [due(299)] }, true],
    ["what has been due for five minutes, and nobody has looked at", { due: [due(300)] }, false],
    ["what cannot be read", { due: [due(300)], unreadable: [id] }, false],
    ["what a destination refuses, which is tried again", { due: [due(-60)], failing: failing(400) }, true],
    [
      "what a destination refuses, while it is tried again",
      { due: [due(-30)], failing: failing(400), untried: [id], destinations: fails },
      true,
    ],
    [
      "what a destination refuses, and nobody has tried again for five minutes after the time to",
      { due: [due(300)], failing: failing(900), destinations: fails },
      false,
    ],
    [
      "what was begun again and again for less than five minutes, and never tried",
      { due: [due(-30)], failing: failing(299), untried: [id] },
      true,
    ],
    [
      "what was begun again and again for five minutes, and never tried",
      { due: [due(-30)], failing: failing(300), untried: [id] },
      false,
    ],
  ])("or held back, by whose doing it is that somebody is owed %s", async (_title, owed, isAsked) => {
    const { review, groups, beats, telemetry } = tableOf(0, { policy });
    Object.assign(groups, owed);
    await review();
    expect(beats).toEqual(isAsked ? [now] : []);
    expect(telemetry.counted.filter((line) => line.startsWith("beats"))).toEqual(isAsked ? [] : ["beats withheld 1"]);
  });

  test("and the minute has not failed where it cannot be", async () => {
    const { review, telemetry } = tableOf(0, { policy, isUnwritable: true });
    expect(await review()).toEqual({ reviewed: 0, woken: 0 });
    expect(telemetry.counted).toEqual(["beats lost 1"]);
  });
});
