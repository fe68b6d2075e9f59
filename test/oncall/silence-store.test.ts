/** Silences and the mode in a table, as people write them and functions read them. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { toItem, valuesIn } from "@tocsin/aws/alerts/items/items";
import { silenceItem, type WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createTimerMarks } from "@tocsin/aws/world/timer-marks";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useEmptyTables } from "../support/world-table.ts";

const emptyTable = useEmptyTables();
const at = instant("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;

const silence = (changed: Partial<WrittenSilence> = {}): WrittenSilence => ({
  ...{ id: "5f3a", of: { match: { severity: ["HIGH"] } }, upTo: "HIGH", evenIfWorse: false },
  ...{ by: "local:ines", why: "maintenance", madeAt: at, from: at, until: shift(at, 4 * HOUR) },
  ...changed,
});

const listed = (table: Table) => Array.fromAsync(valuesIn(createSilenceStore(table).list()));

describe("a silence", () => {
  test("is read again as it was made, whatever its pattern holds", async () => {
    const table = await emptyTable();
    const { add } = createSilenceStore(table);
    const value = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.array(value)), async (pattern) => {
        n += 1;
        const made = silence({ id: `silence-${n}`, of: { match: JSON.parse(JSON.stringify(pattern)) } });
        expect(await add(made)).toBe(true);
        expect((await listed(table)).find(({ id }) => id === made.id)).toEqual(made);
      }),
      { numRuns: 25 },
    );
  });

  test("mutes by its pattern, or one alert by its id", async () => {
    const table = await emptyTable();
    const { add } = createSilenceStore(table);
    await add(silence());
    await add(silence({ id: "a1", of: { alertId: "fe93" }, ticket: "OPS-7" }));
    const { silences, problems } = await readWorldPartition(table);
    expect(problems).toEqual([]);
    const [byPattern, byId] = silences.map(({ of }) => of).sort((a) => ("matches" in a ? -1 : 1));
    expect(byPattern && "matches" in byPattern && byPattern.matches({ severity: "HIGH" })).toBe(true);
    expect(byPattern && "matches" in byPattern && byPattern.matches({ severity: "LOW" })).toBe(false);
    expect(byId).toEqual({ alertId: "fe93" });
  });

  test("is made once", async () => {
    const table = await emptyTable();
    const { add } = createSilenceStore(table);
    await add(silence());
    expect(await add(silence({ why: "another" }))).toBe(false);
    expect(await listed(table)).toEqual([silence()]);
  });

  test("is ended early by the first who does so", async () => {
    const table = await emptyTable();
    const { add, expire } = createSilenceStore(table);
    await add(silence());
    const authors = ["local:ines", "local:jonas", "local:ada"];
    const endings = authors.map((by) => expire("5f3a", { at: shift(at, HOUR), by, why: "done" }));
    const outcomes = await Promise.all(endings);
    expect(outcomes.toSorted()).toEqual(["expired", "over", "over"]);
    const [ended] = await listed(table);
    expect(ended).toMatchObject({ expiredAt: shift(at, HOUR), expiredBy: authors[outcomes.indexOf("expired")] });
  });

  test.each([
    ["a moment before its end", shift(at, 4 * HOUR - 1), "5f3a", "expired"],
    ["at its end", shift(at, 4 * HOUR), "5f3a", "over"],
    ["of another id", at, "5f3b", "unknown"],
  ])("can be ended %s: %s", async (_, when, id, outcome) => {
    const table = await emptyTable();
    const { add, expire } = createSilenceStore(table);
    await add(silence());
    expect(await expire(id, { at: when, by: "local:ines", why: "done" })).toBe(outcome);
    const [stored] = await listed(table);
    expect(stored?.expiredAt).toBe(outcome === "expired" ? when : undefined);
  });

  test("that cannot be used is reported, and the others mute all the same", async () => {
    const table = await emptyTable();
    const { add } = createSilenceStore(table);
    await add(silence());
    const unusable = silenceItem(silence({ id: "bad", of: { match: { severity: [{ "no-such-operator": 1 }] } } }));
    const unreadable = {
      ...silenceItem(silence({ id: "late" })),
      format: toItem({ format: 99 }).format ?? { N: "99" },
    };
    for (const Item of [unusable, unreadable])
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    const { silences, problems } = await readWorldPartition(table);
    expect(silences.map(({ id }) => id)).toEqual(["5f3a"]);
    expect(problems.map(({ key }) => key.sk)).toEqual(["SILENCE#bad", "SILENCE#late"]);
  });
});

describe("the mode", () => {
  const learning = { mode: "learning" } as const;

  test("is unsaid at first, and live when somebody says so, from then on", async () => {
    const table = await emptyTable();
    const mode = createModeStore(table, learning);
    expect(await mode.goLive(at)).toBeUndefined();
    expect(await mode.goLive(shift(at, HOUR))).toEqual({ mode: "live", since: at });
    expect((await readWorldPartition(table)).mode).toEqual({ mode: "live", since: at });
  });

  test("is paused and resumed without being changed otherwise", async () => {
    const table = await emptyTable();
    const mode = createModeStore(table, learning);
    const pause = { by: "local:ines", until: shift(at, HOUR), why: "migration" };
    expect(await mode.resume()).toBeUndefined();
    await mode.pause(pause);
    expect(await mode.current()).toEqual({ mode: "learning", paused: pause });
    await mode.goLive(at);
    await mode.pause({ ...pause, why: "longer" });
    expect(await mode.resume()).toEqual({ ...pause, why: "longer" });
    expect(await mode.current()).toEqual({ mode: "live", since: at });
  });
});

test("the timer's marks are where it comes back to", async () => {
  const table = await emptyTable();
  const marks = createTimerMarks(table);
  const pushed = { written: {}, source: "", by: "local:ines", at, why: "because" };
  for (const replaces of [0, 1]) await createPolicyStore(table).push({ ...pushed, replaces });
  await marks.looked(at);
  await marks.looked(shift(at, HOUR));
  await marks.left("0.0");
  const { lookedAt, stale, problems } = await readWorldPartition(table);
  expect([lookedAt, problems]).toEqual([shift(at, HOUR), []]);
  expect(stale).toEqual([{ worldVersion: "1.0", since: at }]);
});
