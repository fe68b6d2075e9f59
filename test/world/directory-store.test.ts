/** The versions of the directory in a table, beside those of the policy. */
import { randomBytes } from "node:crypto";
import { DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { toItem, valueIn } from "@tocsin/aws/alerts/items/items";
import { changedAccounts, createDirectoryStore } from "@tocsin/aws/world/directory-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { createWorldSource, type WorldProblem } from "@tocsin/aws/world/world-source";
import { type StatedEntry, unkeptKeys } from "@tocsin/core/directory/directory";
import { instant, shift } from "@tocsin/core/event/instant";
import { worldVersion } from "@tocsin/core/policy/world";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useEmptyTables } from "../support/world-table.ts";

const emptyTable = useEmptyTables();
const at = instant("2026-11-20T12:00:00Z");
const nobody = new Map<string, StatedEntry>();
const payments: StatedEntry = {
  name: "payments-prod",
  ou: "/Workloads/Prod",
  tags: { owner: "payments", env: "prod" },
};
const sandbox: StatedEntry = { name: "sandbox", ou: "/", tags: {} };

const someEntry: fc.Arbitrary<StatedEntry> = fc.record(
  {
    name: fc.string(),
    ou: fc.string(),
    tags: fc.dictionary(
      fc.oneof(
        fc.string({ minLength: 1 }).filter((key) => !unkeptKeys.includes(key)),
        fc.constantFrom("prototype", "valueOf"),
      ),
      fc.string(),
    ),
  },
  { requiredKeys: ["tags"] },
);
const someAccounts = fc
  .array(fc.tuple(fc.stringMatching(/^\d{12}$/), someEntry), { maxLength: 8 })
  .map((entries) => new Map(entries));

function source(table: Table) {
  const problems: WorldProblem[] = [];
  return {
    problems,
    ...createWorldSource({ table, now: () => at, report: (problem) => problems.push(problem) }),
  };
}

describe("a directory that is put in force", () => {
  test("is read again as it was", async () => {
    const store = createDirectoryStore(await emptyTable());
    let [before, replaces] = [nobody, 0];
    await fc.assert(
      fc.asyncProperty(someAccounts, async (after) => {
        expect(await store.put({ before, after, replaces, at })).toMatchObject({ outcome: "in-force" });
        [before, replaces] = [after, replaces + 1];
        const read = await store.version(replaces);
        expect(read && new Map(valueIn(read))).toEqual(new Map([...after].sort(([a], [b]) => (a < b ? -1 : 1))));
      }),
      { numRuns: 20 },
    );
  });

  test("is what alerts are evaluated by, with what the tags say", async () => {
    const table = await emptyTable();
    const accounts = new Map([["111122223333", payments]]);
    await createDirectoryStore(table).put({ before: nobody, after: accounts, replaces: 0, at });
    const { directory } = await source(table).world();
    expect(directory.version).toBe("1");
    expect(directory.of("111122223333")).toMatchObject({
      ou: "/Workloads/Prod",
      environment: "prod",
      owner: "payments",
    });
  });

  test("may be larger than an item", async () => {
    const table = await emptyTable();
    const store = createDirectoryStore(table);
    // What is random does not become smaller.
    const tags = () => ({ note: randomBytes(3000).toString("base64") });
    const large = new Map(Array.from({ length: 300 }, (_, i) => [String(10 ** 11 + i), { ...sandbox, tags: tags() }]));
    await store.put({ before: nobody, after: large, replaces: 0, at });
    const read = await store.version(1);
    expect(read && valueIn(read)).toEqual(large);
    expect(await Array.fromAsync(store.versions())).toEqual([1]);
    const Key = toItem({ pk: "DIRECTORY", sk: "V#00000001#01" });
    await table.client.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
    const { world, problems } = source(table);
    expect((await world()).directory.version).toBe("0");
    expect(problems).toMatchObject([
      { of: "directory", problem: expect.stringMatching(/only \d of \d parts are there/) },
    ]);
  });

  test("leaves the history of each account that changed, and of no other", async () => {
    const table = await emptyTable();
    const store = createDirectoryStore(table);
    const first = new Map([
      ["111122223333", payments],
      ["444455556666", sandbox],
    ]);
    await store.put({ before: nobody, after: first, replaces: 0, at });
    const second = new Map([["111122223333", { ...payments, ou: "/Closed" }], ...[...first].slice(1)]);
    await store.put({ before: first, after: second, replaces: 1, at: shift(at, 1000) });
    const history = async (account: string) => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.tableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: toItem({ ":pk": `DIR#${account}` }),
        }),
      );
      return Items.map(({ sk, entry }) => [sk?.S, entry?.M?.ou?.S]);
    };
    expect(await history("111122223333")).toEqual([
      [`V#${at}`, "/Workloads/Prod"],
      [`V#${shift(at, 1000)}`, "/Closed"],
    ]);
    expect(await history("444455556666")).toEqual([[`V#${at}`, "/"]]);
  });

  test("names as changed exactly the accounts that differ", () => {
    fc.assert(
      fc.property(someAccounts, someAccounts, (before, after) => {
        const changed = changedAccounts(before, after);
        const patched = new Map(before);
        for (const account of changed) {
          const entry = after.get(account);
          if (entry === undefined) patched.delete(account);
          else patched.set(account, entry);
        }
        expect(patched).toEqual(after);
        expect(changedAccounts(after, after)).toEqual([]);
      }),
    );
  });
});

test("of policies and directories put in force side by side, each world that ended is left to the timer, and no other", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("policy", "directory"), { minLength: 1, maxLength: 8 }),
      async (kinds) => {
        const table = await emptyTable();
        const [policies, directories] = [createPolicyStore(table), createDirectoryStore(table)];
        const push = async () => {
          for (let replaces = 0; ; replaces += 1) {
            const pushed = { written: {}, source: "", by: "local:ines", at, why: "because", replaces };
            if ((await policies.push(pushed)).outcome === "in-force") return;
          }
        };
        const put = async (): Promise<void> => {
          for (let replaces = 0; ; replaces += 1)
            if ((await directories.put({ before: nobody, after: nobody, replaces, at })).outcome === "in-force") return;
        };
        // One author of each at a time, who tries again; the two race with each other.
        const inTurn = async (kind: string, act: () => Promise<void>) => {
          for (const one of kinds) if (one === kind) await act();
        };
        await Promise.all([inTurn("policy", push), inTurn("directory", put)]);
        const { stale } = await readWorldPartition(table);
        const now = worldVersion(await source(table).world());
        const ended = stale.map((world) => world.worldVersion);
        expect(new Set(ended).size).toBe(kinds.length);
        expect(ended).not.toContain(now);
        const count = (kind: string) => kinds.filter((one) => one === kind).length;
        expect(now).toBe(`${count("policy")}.${count("directory")}`);
      },
    ),
    { numRuns: 15 },
  );
});
