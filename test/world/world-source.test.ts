/** What a function goes by that reads the world from a table. */
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { type Key, toItem } from "@tocsin/aws/alerts/items/items";
import { pointerKey } from "@tocsin/aws/world/items/pointer-item";
import { policyKey } from "@tocsin/aws/world/items/policy-item";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createWorldSource, type WorldProblem } from "@tocsin/aws/world/world-source";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { instant, shift } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import type { Json } from "@tocsin/core/text/json";
import { virtualClock } from "@tocsin/local/clock";
import { describe, expect, test } from "vitest";
import { countRequests } from "../support/counting.ts";
import { useEmptyTables } from "../support/world-table.ts";

const emptyTable = useEmptyTables();
const at = instant("2026-11-20T12:00:00Z");

/** A policy that is told from others by the name of its only channel. */
const naming = (channel: string): Json => ({ channels: { [channel]: { type: "console" } } });

async function push(table: Table, written: Json): Promise<void> {
  const store = createPolicyStore(table);
  const replaces = await store.current();
  const pushed = await store.push({ written, source: "", by: "local:ines", at, why: "because", replaces });
  expect(pushed.outcome).toBe("in-force");
}

/** As a function is that has just started. */
function started(table: Table) {
  const clock = virtualClock(at);
  const problems: WorldProblem[] = [];
  const source = createWorldSource({
    table,
    now: clock.now,
    report: (problem) => problems.push(problem),
  });
  const channels = async (state = source.world()) => Object.keys((await state).policy.channels);
  return {
    ...source,
    channels,
    problems,
    wait: (seconds: number) => clock.advanceTo(shift(clock.now(), seconds * 1000)),
  };
}

describe("what a function goes by", () => {
  test("is the default policy, before one was pushed", async () => {
    const { world, problems } = started(await emptyTable());
    expect(await world()).toMatchObject({
      ...{ policy: defaultPolicy, directory: emptyDirectory },
      ...{ silences: [], mode: { mode: "learning" } },
    });
    expect(problems).toEqual([]);
  });

  test("is a pushed policy a minute after the push, and not before", async () => {
    const table = await emptyTable();
    const { channels, wait } = started(table);
    await channels();
    await push(table, naming("soc"));
    wait(59.999);
    expect(await channels()).toEqual(["console"]);
    wait(0.001);
    expect(await channels()).toEqual(["soc"]);
  });

  test("is a pushed policy at once for a function that reads anew, also while an older reading is under way", async () => {
    const table = await emptyTable();
    const { channels, world, reload } = started(table);
    await channels();
    await push(table, naming("soc"));
    const [before, after] = [channels(), channels(reload())];
    expect([await before, await after, await channels(world())]).toEqual([["console"], ["soc"], ["soc"]]);
  });

  test("costs one query a minute while nothing is pushed, however many ask", async () => {
    const table = await emptyTable();
    await push(table, naming("soc"));
    const { channels, world, wait } = started(table);
    await channels();
    const requests = countRequests(table.client);
    wait(60);
    await Promise.all(Array.from({ length: 20 }, () => world()));
    await world();
    expect([...requests.counts]).toEqual([["QueryCommand", 1]]);
  });

  test("is read again after a reading that failed", async () => {
    const table = await emptyTable();
    const nowhere = { ...table, tableName: `${table.tableName}-not` };
    const { world } = started(nowhere);
    await expect(world()).rejects.toThrow(/^Query failed/);
    await expect(world()).rejects.toThrow(/^Query failed/);
  });
});

describe("the last good policy stays in use", () => {
  const replace = async (table: Table, key: Key, attribute: string, value: unknown) => {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.tableName,
        Key: toItem(key),
        UpdateExpression: "SET #a = :a",
        ExpressionAttributeNames: { "#a": attribute },
        ExpressionAttributeValues: toItem({ ":a": value }),
      }),
    );
  };

  const spoilt: readonly [string, RegExp, (table: Table) => Promise<void>][] = [
    [
      "its body is damaged",
      /its body is damaged/,
      (table) => replace(table, policyKey(2), "body", Buffer.from("no gzip")),
    ],
    [
      "it is of a later format",
      /written by a later version of Tocsin/,
      (table) => replace(table, policyKey(2), "format", 99),
    ],
    [
      "its item is gone",
      /version 2 of the policy is in force, and is not there/,
      async ({ client, tableName }) => {
        await client.send(new DeleteItemCommand({ TableName: tableName, Key: toItem(policyKey(2)) }));
      },
    ],
    [
      "this code refuses it",
      /version 3 of the policy is refused: routez: is not a known field/,
      (table) => push(table, { routez: [] }),
    ],
    [
      "which version is in force cannot be read",
      /WORLD \/ POLICY cannot be read/,
      (table) => replace(table, pointerKey("POLICY"), "format", 99),
    ],
  ];

  test.each(spoilt)("when %s, and it is reported as long as it lasts", async (_, problem, spoil) => {
    const table = await emptyTable();
    const { channels, problems, wait } = started(table);
    await push(table, naming("first"));
    expect(await channels()).toEqual(["first"]);
    await push(table, naming("second"));
    await spoil(table);
    for (const reported of [1, 2]) {
      wait(60);
      expect(await channels()).toEqual(["first"]);
      expect(problems).toHaveLength(reported);
    }
    expect(problems).toMatchObject([
      { of: "policy", problem: expect.stringMatching(problem) },
      { of: "policy", problem: expect.stringMatching(problem) },
    ]);
  });

  test.each(spoilt.slice(0, 3))("in a function that has just started, when %s", async (_, problem, spoil) => {
    const table = await emptyTable();
    await push(table, naming("first"));
    await push(table, naming("second"));
    await spoil(table);
    const { channels, problems } = started(table);
    expect(await channels()).toEqual(["first"]);
    expect(problems[0]?.problem).toMatch(problem);
  });

  test("until the next is pushed that can be read", async () => {
    const table = await emptyTable();
    const { channels, wait } = started(table);
    await push(table, { routez: [] });
    expect(await channels()).toEqual(["console"]);
    await push(table, naming("soc"));
    wait(60);
    expect(await channels()).toEqual(["soc"]);
  });

  test("and an item that nobody knows is reported, and harms nothing", async () => {
    const table = await emptyTable();
    await push(table, naming("soc"));
    const Item = toItem({ pk: "WORLD", sk: "MOON", format: 1 });
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    const { channels, problems } = started(table);
    expect(await channels()).toEqual(["soc"]);
    expect(problems).toMatchObject([{ of: "item", problem: expect.stringContaining("WORLD / MOON") }]);
  });
});
