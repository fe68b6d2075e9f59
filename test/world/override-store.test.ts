/** Who takes over a schedule, as people write it and functions read it. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { toItem, valuesIn } from "@tocsin/aws/alerts/items/items";
import { overrideItem, type WrittenOverride } from "@tocsin/aws/world/items/override-item";
import { createOverrideStore, standing } from "@tocsin/aws/world/override-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { instant, shift } from "@tocsin/core/event/instant";
import { writtenPolicy } from "@tocsin/core/policy/parse-policy";
import type { Json } from "@tocsin/core/text/json";
import { onCallAt } from "@tocsin/oncall/schedule/shifts";
import { describe, expect, test } from "vitest";
import { useEmptyTables } from "../support/world-table.ts";

const emptyTable = useEmptyTables();
const at = instant("2026-11-24T12:00:00Z");
const HOUR = 3_600_000;

const override = (changed: Partial<WrittenOverride> = {}): WrittenOverride => ({
  ...{ id: "5f3a", schedule: "primary", person: "grace", from: at, until: shift(at, 4 * HOUR) },
  ...{ by: "local:ada", why: "on a train", madeAt: at },
  ...changed,
});

const listed = (table: Table) => Array.fromAsync(valuesIn(createOverrideStore(table).list()));

async function pushSchedule(table: Table): Promise<void> {
  const layers = [{ people: ["ada"], turnWeeks: 1, from: "2026-11-02T09:00" }];
  const written = writtenPolicy({
    channels: { phone: { type: "console" } },
    people: { ada: { contacts: ["phone"] }, grace: { contacts: ["phone"] } },
    schedules: [{ name: "primary", layers }],
  });
  if (!written.ok) throw new Error(written.refusal.problem);
  const body: Json = JSON.parse(JSON.stringify(written.value));
  await createPolicyStore(table).push({ written: body, source: "", replaces: 0, at, by: "ines", why: "new" });
}

async function worldOf(table: Table) {
  const problems: string[] = [];
  const source = createWorldSource({ table, now: () => at, report: ({ problem }) => problems.push(problem) });
  const { policy } = await source.world();
  const [primary] = policy.schedules;
  return { problems, onCall: primary && onCallAt(primary, policy, at).person };
}

describe("an override", () => {
  test("is read again as it was made, and made once", async () => {
    const table = await emptyTable();
    const { add } = createOverrideStore(table);
    expect(await add(override())).toBe(true);
    expect(await add(override({ why: "another" }))).toBe(false);
    expect(await listed(table)).toEqual([override()]);
  });

  test("puts somebody else on call for whoever reads the world, the last that was made before those before it", async () => {
    const table = await emptyTable();
    await pushSchedule(table);
    const { add } = createOverrideStore(table);
    expect(await worldOf(table)).toEqual({ problems: [], onCall: "ada" });
    await add(override({ id: "late", madeAt: shift(at, 2), person: "grace" }));
    await add(override({ id: "early", madeAt: shift(at, 1), person: undefined }));
    expect(await worldOf(table)).toEqual({ problems: [], onCall: "grace" });
  });

  test("holds no more from when it is cancelled on, which is done once, and says by whom", async () => {
    const table = await emptyTable();
    const { add, cancel } = createOverrideStore(table);
    await add(override());
    const cancelling = { at: shift(at, HOUR), by: "local:grace", why: "ada is back" };
    expect(await cancel(override(), cancelling)).toBe(true);
    expect(await cancel(override(), { ...cancelling, by: "local:joan" })).toBe(false);
    const [cancelled] = await listed(table);
    expect(cancelled).toMatchObject({ cancelledAt: shift(at, HOUR), cancelledBy: "local:grace" });
    expect(cancelled && standing(cancelled).until).toBe(shift(at, HOUR));
  });

  test("that cannot be read is said, and keeps none of the others from holding", async () => {
    const table = await emptyTable();
    await pushSchedule(table);
    await createOverrideStore(table).add(override());
    const damaged = { ...overrideItem(override({ id: "odd", madeAt: shift(at, 1) })), ...toItem({ until: "soon" }) };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: damaged }));
    const { problems, onCall } = await worldOf(table);
    expect([problems.length, onCall]).toEqual([1, "grace"]);
    expect(problems[0]).toContain("until");
  });
});
