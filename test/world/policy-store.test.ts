/** The versions of the policy in a table. */
import { randomBytes } from "node:crypto";
import { valueIn, valuesIn } from "@tocsin/aws/alerts/items/items";
import { createPolicyStore, POLICY_LIMIT_BYTES, type PushedPolicy } from "@tocsin/aws/world/policy-store";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useEmptyTables } from "../support/world-table.ts";

const emptyTable = useEmptyTables();
const at = instant("2026-11-20T12:00:00Z");

const pushed = (changed: Partial<PushedPolicy> = {}): PushedPolicy => ({
  ...{ written: {}, source: "{}\n", by: "local:ines", at, why: "because", replaces: 0 },
  ...changed,
});

describe("a policy that is pushed", () => {
  test("is read again as it was, whatever it says", async () => {
    const store = createPolicyStore(await emptyTable());
    let replaces = 0;
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string({ unit: "binary" }), async (json, source) => {
        const written = JSON.parse(JSON.stringify(json));
        const given = pushed({ written, source, replaces });
        expect(await store.push(given)).toEqual({ outcome: "in-force", version: replaces + 1 });
        replaces += 1;
        const read = await store.version(replaces);
        const { replaces: _replaces, ...kept } = given;
        expect(read && valueIn(read)).toEqual({ ...kept, version: replaces });
      }),
      { numRuns: 40 },
    );
  });

  test("is in force, and what it replaced is kept", async () => {
    const store = createPolicyStore(await emptyTable());
    expect(await store.current()).toBe(0);
    await store.push(pushed({ why: "first" }));
    await store.push(pushed({ why: "second", at: shift(at, 1000), replaces: 1, repeats: 1 }));
    expect(await store.current()).toBe(2);
    expect(await Array.fromAsync(valuesIn(store.history()))).toEqual([
      { version: 2, by: "local:ines", at: shift(at, 1000), why: "second", repeats: 1 },
      { version: 1, by: "local:ines", at, why: "first" },
    ]);
    expect(await store.version(3)).toBeUndefined();
  });

  test("keeps since when its rules are in dry run, from one version to the next", async () => {
    const store = createPolicyStore(await emptyTable());
    const tried = { name: "tried", match: {}, severity: "LOW", mode: "dry-run" };
    const changed = { ...tried, match: { severity: ["HIGH"] } };
    const versions = [
      { severity: [tried] },
      { severity: [tried], timezone: "Europe/Berlin" },
      { severity: [changed] },
      {},
      { severity: [changed] },
    ];
    for (const [i, written] of versions.entries())
      await store.push(pushed({ written, replaces: i, at: shift(at, i * 1000) }));
    const since = (await Array.fromAsync(valuesIn(store.history()))).map(({ dryRuns = [] }) => dryRuns).reverse();
    const from = (n: number) => [{ part: "severity", name: "tried", since: shift(at, n * 1000) }];
    expect(since).toEqual([from(0), from(0), from(2), [], from(4)]);
  });

  test("leaves to the timer the world that it ends", async () => {
    const table = await emptyTable();
    const store = createPolicyStore(table);
    await store.push(pushed());
    await store.push(pushed({ replaces: 1, at: shift(at, 1000) }));
    const { stale, policy, problems } = await readWorldPartition(table);
    expect([policy, problems]).toEqual([{ ok: true, value: 2 }, []]);
    expect(stale).toEqual([
      { worldVersion: "0.0", since: at },
      { worldVersion: "1.0", since: shift(at, 1000) },
    ]);
  });

  test.each([
    ["lower than what is in force", 0],
    ["that was never written", 2],
  ])("changes nothing when it replaces a version %s", async (_, replaces) => {
    const table = await emptyTable();
    const store = createPolicyStore(table);
    await store.push(pushed());
    expect(await store.push(pushed({ replaces }))).toEqual({ outcome: "overtaken", by: 1 });
    expect(await Array.fromAsync(store.history())).toHaveLength(1);
    expect((await readWorldPartition(table)).stale).toHaveLength(1);
  });

  test("wins over all others that replace the same version at the same moment", async () => {
    const table = await emptyTable();
    const authors = Array.from({ length: 6 }, (_, i) => `local:author-${i}`);
    const results = await Promise.all(authors.map((by) => createPolicyStore(table).push(pushed({ by }))));
    expect(results.filter(({ outcome }) => outcome === "in-force")).toHaveLength(1);
    const winner = authors[results.findIndex(({ outcome }) => outcome === "in-force")];
    expect(await Array.fromAsync(valuesIn(createPolicyStore(table).history()))).toMatchObject([
      { version: 1, by: winner },
    ]);
  });

  test("is refused beyond its limit with its size, and nothing is written", async () => {
    const store = createPolicyStore(await emptyTable());
    // What is random does not become smaller.
    const source = (length: number) => randomBytes(length).toString("latin1");
    const largest = randomBytes(POLICY_LIMIT_BYTES).toString("base64");
    const refused = await store.push(pushed({ source: source(POLICY_LIMIT_BYTES) }));
    expect(refused).toEqual({ outcome: "too-large", bytes: expect.any(Number) });
    expect(refused.outcome === "too-large" && refused.bytes).toBeGreaterThan(POLICY_LIMIT_BYTES);
    expect(await store.current()).toBe(0);
    // Base64 of so many bytes is packed to a little more than they are.
    expect(await store.push(pushed({ source: largest.slice(0, 460_000) }))).toMatchObject({ outcome: "in-force" });
  });
});
