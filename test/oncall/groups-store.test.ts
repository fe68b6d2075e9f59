import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { toItem } from "@tocsin/aws/alerts/items/items";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createGroupsStore, type GroupsChange } from "@tocsin/aws/groups/groups-store";
import { countsItemKey } from "@tocsin/aws/groups/items/counts-item";
import type { StoredTold } from "@tocsin/aws/groups/items/told-item";
import { createTellings } from "@tocsin/aws/groups/tellings";
import type { Severity } from "@tocsin/core/alert/severity";
import { instant, shift } from "@tocsin/core/event/instant";
import type { Memberships, Recent } from "@tocsin/oncall/group";
import { countsWith, membershipWith, sampleKey, toldWith } from "@tocsin/oncall/testing/sample-group";
import { beforeEach, describe, expect, test } from "vitest";
import { useTable } from "../support/table.ts";

const table = useTable();
const now = instant("2026-11-20T12:00:00Z");
const at = (seconds: number) => shift(now, seconds * 1000);
let next = 0;
let groupId = "";
let alertId = "";

/** A group and an alert that no other test uses. */
beforeEach(() => {
  next += 1;
  groupId = next.toString(16).padStart(4, "0").padEnd(32, "0");
  alertId = `a${next.toString(16).padStart(31, "0")}`;
});

const store = () => createGroupsStore({ client: table.client, tableName: table.tableName });
const tellings = () => createTellings({ client: table.client, tableName: table.tableName });
const due = async (until = at(100_000)) =>
  (await createDueWakes({ client: table.client, tableName: table.tableName })(until, 100)).filter(
    ({ id }) => id === groupId || id === alertId,
  );

const subject = { ...sampleKey, route: "everything", waitSeconds: 0, isStep: undefined };

const nothing: GroupsChange = {
  at: now,
  alerts: [],
  members: [],
  held: [],
  counts: [],
  lookedAt: [],
  told: [],
  destinations: [],
};
const write = (change: Partial<GroupsChange>) => store().write({ ...nothing, ...change });
const read = () =>
  store().read({ alertIds: [alertId], groups: [{ groupId, shards: 8 }], destinations: [`desk-${next}`] });
const counted = (version: number, revision = 1): Memberships => ({
  version,
  revision,
  episodes: 1,
  worst: "HIGH",
  memberships: [membershipWith({ groupId })],
});
const opened = countsWith({ HIGH: 1 }, { HIGH: 1 });

describe("the numbers of a group", () => {
  const unmarked = { subject, recent: [], dueAt: undefined, decidedBy: [] };

  test("are what all writers have added, each to the shard that it chose", async () => {
    await write({ counts: [{ groupId, subject, shard: 2, delta: opened }] });
    await write({ counts: [{ groupId, subject, shard: 5, delta: opened }] });
    await write({ counts: [{ groupId, subject, shard: 2, delta: countsWith({ HIGH: -1 }, {}, { acknowledged: 1 }) }] });
    expect((await read()).counts({ groupId, shards: 8 })).toEqual(
      new Map([
        [2, { ...unmarked, counts: countsWith({}, { HIGH: 1 }, { acknowledged: 1 }), sequence: 2 }],
        [5, { ...unmarked, counts: opened, sequence: 1 }],
      ]),
    );
  });

  test("hold of each severity what was news last, in its shard", async () => {
    const recent = (alertId: string, severity: Severity, seconds: number) => ({ alertId, severity, at: at(seconds) });
    const write2 = (...news: readonly Recent[]) =>
      write({ counts: [{ groupId, subject, shard: 2, delta: opened, recent: news }] });
    await write2(recent("a", "HIGH", 0), recent("b", "HIGH", 1), recent("a", "LOW", 1));
    await write2(recent("c", "CRITICAL", 2));
    await write2();
    const shard = (await read()).counts({ groupId, shards: 8 }).get(2);
    expect(shard?.recent).toEqual([recent("a", "LOW", 1), recent("b", "HIGH", 1), recent("c", "CRITICAL", 2)]);
  });

  test("lose nothing to writers who add at the same moment", async () => {
    const writers = Array.from({ length: 20 }, (_, n) =>
      (async () => {
        for (;;)
          if ((await write({ counts: [{ groupId, subject, shard: n % 2, delta: opened }] })) === "written") return;
      })(),
    );
    await Promise.all(writers);
    const counts = [...(await read()).counts({ groupId, shards: 8 }).values()];
    expect(counts.reduce((sum, shard) => sum + shard.counts.open.HIGH, 0)).toBe(20);
  });

  test("wait for a look from the first change that nobody decided on", async () => {
    await write({ counts: [{ groupId, subject, shard: 1, delta: opened, dueAt: at(60) }] });
    await write({ counts: [{ groupId, subject, shard: 1, delta: opened, dueAt: at(90) }] });
    expect(await due()).toEqual([{ kind: "group", id: groupId, dueAt: at(60) }]);
    expect(await due(at(59))).toEqual([]);
  });

  test("keep by which revisions of what was told their changes were decided on, until they are looked at", async () => {
    const shard = async () => (await read()).counts({ groupId, shards: 8 }).get(1);
    const add = (decidedBy?: number) =>
      write({ counts: [{ groupId, subject, shard: 1, delta: opened, dueAt: at(60), decidedBy }] });
    await add(7);
    await add(8);
    await add(7);
    expect(new Set((await shard())?.decidedBy)).toEqual(new Set([7, 8]));
    await add();
    expect(new Set((await shard())?.decidedBy)).toEqual(new Set([0, 7, 8]));
    await write({ counts: [{ groupId, subject, shard: 1, delta: opened }] });
    expect((await shard())?.decidedBy).toHaveLength(3);
    await write({ lookedAt: [{ groupId, shard: 1, sequence: 5 }] });
    expect((await shard())?.decidedBy).toEqual([]);
  });

  test("of a version before, which has no revisions, were decided on by nobody", async () => {
    const Item = toItem({ ...countsItemKey(groupId, 1), format: 1, subject, seq: 1, "begun:HIGH": 1, dueSk: at(60) });
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    expect((await read()).counts({ groupId, shards: 8 }).get(1)?.decidedBy).toEqual([0]);
  });

  test("wait no more when they were looked at, unless they have changed since", async () => {
    await write({ counts: [{ groupId, subject, shard: 1, delta: opened, dueAt: at(60) }] });
    await write({ counts: [{ groupId, subject, shard: 1, delta: opened, dueAt: at(60) }] });
    expect(await write({ lookedAt: [{ groupId, shard: 1, sequence: 1 }] })).toBe("lost");
    expect(await due()).toHaveLength(1);
    expect(await write({ lookedAt: [{ groupId, shard: 1, sequence: 2 }] })).toBe("written");
    expect(await due()).toEqual([]);
  });
});

describe("an alert's memberships", () => {
  test("are counted once, whoever else has the same version", async () => {
    const change = {
      alerts: [{ alertId, counted: counted(3) }],
      counts: [{ groupId, subject, shard: 0, delta: opened }],
    };
    expect(await write(change)).toBe("written");
    expect(await write(change)).toBe("lost");
    expect((await read()).memberships(alertId)).toEqual(counted(3));
    expect((await read()).counts({ groupId, shards: 8 }).get(0)?.counts).toEqual(opened);
  });

  test("are changed on condition of the revision that was read", async () => {
    await write({ alerts: [{ alertId, counted: counted(3) }] });
    expect(await write({ alerts: [{ alertId, counted: counted(4, 1) }] })).toBe("lost");
    expect(await write({ alerts: [{ alertId, counted: counted(5, 2) }] })).toBe("written");
    expect((await read()).memberships(alertId)?.version).toBe(5);
  });
});

const last = { at: now, kind: "opened", rings: true, counts: opened } as const;
const sending: StoredTold = {
  told: toldWith({ sequence: 4, owedSince: now, sending: { ...last, until: at(30) }, nextAt: at(30) }),
  revision: 7,
  verdict: { outcome: "tell", reason: "opened" },
};
const handle = { by: "desk", delivered: "4" };
const begun = () => ({ groupId, destination: `desk-${next}`, sequence: 4, revision: 7 });
const toldNow = async () => (await read()).told(groupId);

describe("a notification on its way", () => {
  beforeEach(async () => {
    await write({ told: [{ groupId, before: undefined, stored: sending, isOver: false }] });
  });

  test("is awaited until it was sent", async () => {
    expect(await tellings().isAwaited(begun())).toBe(true);
    expect(await tellings().isAwaited({ ...begun(), sequence: 3 })).toBe(false);
    await tellings().delivered(begun(), {
      now: at(1),
      last,
      title: "Threat",
      rung: undefined,
      handle,
      nextAt: undefined,
    });
    expect(await tellings().isAwaited(begun())).toBe(false);
  });

  test("is what was told last when it arrived, and the group is due when its verdict said", async () => {
    const rung = { at: now, kind: "opened", open: 1, worst: "HIGH", reminders: 0 } as const;
    await tellings().delivered(begun(), { now: at(1), last, title: "Threat", rung, handle, nextAt: at(1200) });
    expect(await toldNow()).toEqual({
      ...sending,
      told: toldWith({ sequence: 4, last, rung, handle, nextAt: at(1200) }),
      revision: 8,
    });
    expect(await due()).toEqual([{ kind: "group", id: groupId, dueAt: at(1200) }]);
  });

  test("keeps what its channel gave for it, until the next gives another", async () => {
    const delivery = { now: at(1), last, title: "Threat", rung: undefined, nextAt: undefined };
    const handles = [
      { channel: "C1", ts: "1700000000.000100" },
      { channel: "C1", ts: "1700000009.000200" },
    ];
    let before = sending.revision;
    for (const handle of handles) {
      await tellings().delivered(begun(), { ...delivery, handle });
      const told = await toldNow();
      expect(told?.told.handle).toEqual(handle);
      before = told?.revision ?? 0;
      const again = { ...sending, told: { ...sending.told, handle }, revision: before + 1 };
      await write({ told: [{ groupId, before, stored: again, isOver: false }] });
    }
  });

  test("that fails leaves what the channel has shown where it was", async () => {
    const handle = { ts: "1700000000.000100" };
    const shown = { ...sending, told: { ...sending.told, handle }, revision: 8 };
    await write({ told: [{ groupId, before: 7, stored: shown, isOver: false }] });
    const failing = { since: now, times: 1 };
    await tellings().failed(begun(), { failing, tries: 1, nextTryAt: at(30), isLimited: false, doubt: "opened" });
    expect((await toldNow())?.told.handle).toEqual(handle);
  });

  test("leaves nothing to look at where its verdict asks for no time", async () => {
    await tellings().delivered(begun(), {
      now: at(1),
      last,
      title: "Threat",
      rung: undefined,
      handle,
      nextAt: undefined,
    });
    expect(await due()).toEqual([]);
  });

  test("is followed by a look at once where something else was decided meanwhile", async () => {
    const meanwhile: StoredTold = { ...sending, revision: 8, verdict: { outcome: "later", reason: "being-told" } };
    await write({ told: [{ groupId, before: 7, stored: meanwhile, isOver: false }] });
    await tellings().delivered(begun(), {
      now: at(1),
      last,
      title: "Threat",
      rung: undefined,
      handle,
      nextAt: at(1200),
    });
    expect((await toldNow())?.told).toEqual(toldWith({ sequence: 4, handle, owedSince: now, last, nextAt: at(1) }));
  });

  test("changes nothing when a later one was begun", async () => {
    const later: StoredTold = { ...sending, told: { ...sending.told, sequence: 5 }, revision: 8 };
    await write({ told: [{ groupId, before: 7, stored: later, isOver: false }] });
    await tellings().delivered(begun(), {
      now: at(1),
      last,
      title: "Threat",
      rung: undefined,
      handle,
      nextAt: undefined,
    });
    expect(await toldNow()).toEqual(later);
  });

  test("that fails is due again, and its destination is known to fail until one arrives", async () => {
    await tellings().failed(begun(), {
      failing: { since: now, times: 1 },
      tries: 1,
      nextTryAt: at(30),
      isLimited: true,
      doubt: "opened",
    });
    expect((await toldNow())?.told).toEqual(
      toldWith({ sequence: 4, owedSince: now, doubt: "opened", failing: { since: now, times: 1 }, nextAt: at(30) }),
    );
    const destination = async () => (await read()).destination(`desk-${next}`)?.failing;
    expect(await destination()).toEqual({ since: now, times: 1, nextTryAt: at(30), isLimited: true });
    await tellings().failed(begun(), {
      failing: { since: at(30), times: 1 },
      tries: 2,
      nextTryAt: at(60),
      isLimited: false,
      doubt: "opened",
    });
    expect(await destination()).toEqual({ since: now, times: 2, nextTryAt: at(60), isLimited: false });
    await tellings().recovered(`desk-${next}`);
    expect(await destination()).toBeUndefined();
  });
});

const circumstances = {
  now,
  mode: "live",
  pausedUntil: undefined,
  timezone: "UTC",
  destination: {
    showsState: false,
    window: { since: now, sent: 3, worst: "HIGH" },
    failing: { since: now, nextTryAt: now },
  },
} as const;

describe("a group is shown", () => {
  const reader = () => createGroupsReader({ client: table.client, tableName: table.tableName });
  const member = (n: number, severity: "LOW" | "CRITICAL", seconds: number, problem = "CVE-2026-1") =>
    ({
      groupId,
      alertId: `${n}`.padStart(32, "0"),
      member: {
        severity,
        since: at(seconds),
        bucket: "open",
        problem,
        account: "111122223333",
        environment: "prod",
        owner: "payments",
      },
    }) as const;

  test("by its worst members, of them the oldest first, and by none that is over", async () => {
    await write({ members: [member(1, "LOW", 0), member(2, "CRITICAL", 9), member(3, "CRITICAL", 5)] });
    await write({ members: [member(4, "CRITICAL", 1)] });
    await write({ members: [{ groupId, alertId: member(4, "CRITICAL", 1).alertId, member: undefined }] });
    const worst = [3, 2].map((n) => ({ alertId: member(n, "LOW", 0).alertId, alike: 0 }));
    expect(await reader().worstMembers([groupId], 2)).toEqual(worst);
  });

  test("by its worst members, wherever among thousands they are", async () => {
    const many = Array.from({ length: 2000 }, (_, i) => member(i + 1, "LOW", i));
    const last = member(2001, "CRITICAL", 0);
    for (let i = 0; i < many.length; i += 50) await write({ members: many.slice(i, i + 50) });
    await write({ members: [last] });
    const [worst, second] = await reader().worstMembers([groupId], 2, { severity: "CRITICAL", number: 1 });
    expect(worst?.alertId).toBe(last.alertId);
    expect(second?.alertId).toBe(member(1, "LOW", 0).alertId);
  });

  test("by the worst of each problem, where there are several", async () => {
    await write({ members: [member(1, "LOW", 0), member(2, "CRITICAL", 9), member(3, "LOW", 5, "CVE-2026-2")] });
    const worst = [
      { alertId: member(2, "LOW", 0).alertId, alike: 1 },
      { alertId: member(3, "LOW", 0).alertId, alike: 0 },
    ];
    expect(await reader().worstMembers([groupId], 2)).toEqual(worst);
  });

  test("by none that is silenced, and by those that somebody has decided on after those that are open", async () => {
    const as = (n: number, bucket: "acknowledged" | "silenced", problem?: string) => {
      const one = member(n, "CRITICAL", 0, problem);
      return { ...one, member: { ...one.member, bucket } };
    };
    await write({
      members: [as(1, "silenced"), as(2, "acknowledged"), member(3, "LOW", 0), as(4, "silenced", "CVE-2026-2")],
    });
    const alone = [3, 2].map((n) => ({ alertId: member(n, "LOW", 0).alertId, alike: 0 }));
    expect(await reader().worstMembers([groupId], 9)).toEqual(alone);
    await write({ members: [member(5, "LOW", 9), member(6, "LOW", 1, "CVE-2026-2")] });
    expect((await reader().worstMembers([groupId], 9)).map(({ alertId, alike }) => [Number(alertId), alike])).toEqual([
      [3, 1],
      [6, 0],
      [2, 0],
    ]);
  });

  test("of equals by that with the nearer deadline first", async () => {
    const due = (n: number, deadline: number) => {
      const one = member(n, "CRITICAL", n);
      return { ...one, member: { ...one.member, deadline: at(deadline) } };
    };
    await write({ members: [member(1, "CRITICAL", 1), due(2, 90), due(3, 60)] });
    expect((await reader().worstMembers([groupId], 9)).map(({ alertId }) => Number(alertId))).toEqual([3, 2, 1]);
  });

  test("with its alert, by what its destination was told and by each verdict, the oldest first", async () => {
    const verdict = (outcome: "tell" | "later", second: number) =>
      ({
        ...{ at: at(second), outcome, reason: outcome, counts: opened, policyVersion: 3, directoryVersion: "1" },
        ...{ kind: undefined, rings: undefined, sequence: undefined, nextAt: undefined, told: undefined },
        ...{ subject, circumstances },
      }) as const;
    await write({ alerts: [{ alertId, counted: counted(3) }] });
    for (const [revision, outcome] of (["later", "tell"] as const).entries())
      await write({
        told: [
          {
            groupId,
            before: revision === 0 ? undefined : revision,
            stored: { ...sending, revision: revision + 1 },
            isOver: false,
            verdict: verdict(outcome, revision),
          },
        ],
      });
    const membership = membershipWith({ groupId });
    expect(await reader().tellingsOf(alertId)).toEqual([
      {
        membership,
        from: membership.since,
        told: { ok: true, value: { ...sending, revision: 2 } },
        verdicts: [verdict("later", 0), verdict("tell", 1)].map((value) => ({ ok: true, value })),
      },
    ]);
  });

  test("as nothing where the alert was never counted", async () => {
    expect(await reader().tellingsOf(alertId)).toEqual([]);
  });
});

test("what was told is written on condition of the revision that was read", async () => {
  await write({ told: [{ groupId, before: undefined, stored: sending, isOver: false }] });
  const change = { told: [{ groupId, before: 6, stored: { ...sending, revision: 8 }, isOver: false }] };
  expect(await write({ ...change, counts: [{ groupId, subject, shard: 0, delta: opened }] })).toBe("lost");
  expect((await read()).counts({ groupId, shards: 8 })).toEqual(new Map());
});

test("more than a transaction holds is not written", async () => {
  const counts = Array.from({ length: 101 }, (_, n) => ({
    groupId: `${n}${groupId}`,
    subject,
    shard: 0,
    delta: opened,
  }));
  expect(await write({ counts })).toBe("too-large");
});
