import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { alertKey, HEAD, logKey } from "@tocsin/aws/alerts/alerts-schema";
import { type ItemRead, valuesIn } from "@tocsin/aws/alerts/items/items";
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import { active, cleared, type Observation } from "@tocsin/core/alert/observation";
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import type { ListedAlert } from "@tocsin/core/alert/view";
import { instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { beforeAll, describe, expect, test } from "vitest";
import { countRequests } from "../support/counting.ts";
import { useTable } from "../support/table.ts";

const now = instant("2026-11-20T12:00:00Z");

interface Threat {
  readonly n: number;
  readonly severity?: Severity | undefined;
  readonly minutesBefore?: number;
  readonly account?: string;
}

function identityOf({ n, account = "111122223333" }: Threat): Identity {
  return { condition: "threat", partition: "aws", account, region: "eu-west-1", resource: "", discriminator: `${n}` };
}

const said = (threat: Threat) => ({
  identity: identityOf(threat),
  reporter: "guardduty",
  title: "Threat",
  summary: "Somebody is here.",
  resource: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${threat.n % 3}`,
});

function sees(threat: Threat): Observation {
  const { n, severity = "HIGH", minutesBefore = 0 } = threat;
  const time = shift(now, -minutesBefore * 60_000);
  return active({ id: `event ${n}`, time, "replay-name": undefined }, { ...said(threat), severity });
}

function clears(threat: Threat): Observation {
  const event = { id: `end of ${threat.n}`, time: shift(now, 1), "replay-name": undefined };
  return cleared(event, { ...said(threat), scope: "condition", because: "archived" });
}

const inOrder = (alerts: readonly ListedAlert[]) =>
  alerts.toSorted(
    (a, b) =>
      compareSeverity(b.severity, a.severity) ||
      (a.firstSeenAt ?? "").localeCompare(b.firstSeenAt ?? "") ||
      a.id.localeCompare(b.id),
  );

describe("the alerts of a table", () => {
  const table = useTable();
  const collect = <T>(reads: AsyncIterable<ItemRead<T>>) => Array.fromAsync(valuesIn(reads));
  const threats = Array.from({ length: 60 }, (_, n) => ({
    n,
    severity: severities[n % 5],
    minutesBefore: (n * 7) % 11,
    account: n % 4 === 0 ? "444455556666" : "111122223333",
  }));
  const ended = threats.slice(0, 10);

  beforeAll(async () => {
    for (const observations of [threats.map(sees), ended.map(clears)])
      await table.alerts.apply(changesOf(observations), defaultWorld, now);
  });

  test("come from the most severe down, the oldest first, without the resolved ones", async () => {
    const open = await collect(table.alerts.open());
    expect(open.length).toBe(50);
    expect(open).toEqual(inOrder(open));
    expect(open.every(({ status }) => status === "OPEN")).toBe(true);
    expect(await collect(table.alerts.open({ severities: ["HIGH", "LOW"], pageSize: 2 }))).toEqual(
      open.filter(({ severity }) => severity === "HIGH" || severity === "LOW"),
    );
  });

  test("come in that order for one account, resolved ones last or not at all", async () => {
    const found = await collect(table.alerts.ofAccount("444455556666"));
    expect(found.length).toBe(15);
    const open = found.filter(({ status }) => status !== "RESOLVED");
    expect(open.length).toBe(12);
    expect(found.slice(0, 12)).toEqual(inOrder(open));
    expect(await collect(table.alerts.ofAccount("444455556666", { onlyOpen: true, pageSize: 1 }))).toEqual(open);
  });

  test("are asked for no further than they are wanted", async () => {
    const requests = countRequests(table.client);
    for await (const _ of table.alerts.open({ severities: ["HIGH"], pageSize: 1 })) break;
    // A first page of each shard, and a second of each that is fetched ahead.
    expect(requests.total()).toBeLessThanOrEqual(16);
  });

  test.each([2, 4, 31, 32])("are found by the first %d digits of an id, without a scan", async (digits) => {
    const id = alertId(identityOf({ n: 5 }));
    const expected = threats
      .map((threat) => alertId(identityOf(threat)))
      .filter((other) => other.startsWith(id.slice(0, digits)));
    const requests = countRequests(table.client);
    expect(await Array.fromAsync(table.alerts.idsFrom(id.slice(0, digits)))).toEqual(expected.toSorted());
    expect([...requests.counts]).toEqual([["QueryCommand", 1]]);
  });

  test("are all read, once each, as their heads hold them", async () => {
    const all = await collect(table.alerts.all());
    expect(all.length).toBe(60);
    expect(new Set(all.map(({ id }) => id)).size).toBe(60);
    for (const view of all.slice(0, 5)) expect(view).toEqual((await table.alerts.head(view.id))?.view);
  });

  test("are in one part each, with their log", async () => {
    const parts = await Promise.all(
      table.alerts.parts().map(async ({ open, log }) => ({
        open: (await collect(open)).map(({ id }) => id),
        logged: (await collect(log("2026-W47"))).map((entry) => entry.alertId),
      })),
    );
    expect(parts.flatMap(({ open }) => open).length).toBe(50);
    expect(parts.flatMap(({ logged }) => logged).length).toBe(70);
    for (const [i, { open, logged }] of parts.entries()) {
      const others = parts.filter((_, j) => j !== i).flatMap((part) => [...part.open, ...part.logged]);
      expect([...open, ...logged].filter((id) => others.includes(id))).toEqual([]);
    }
  });

  test("have their views in the order in which these are asked for, and none for an alert that is not there", async () => {
    const ids = threats.map((threat) => alertId(identityOf(threat)));
    const views = await collect(table.alerts.views(["f".repeat(32), ...ids]));
    expect(views.map(({ id }) => id)).toEqual(ids);
  });
});

describe("an item that cannot be read", () => {
  const table = useTable();
  const [bad, good] = [{ n: 100 }, { n: 101 }];
  const id = alertId(identityOf(bad));

  beforeAll(async () => {
    await table.alerts.apply(changesOf([sees(bad), sees(good)]), defaultWorld, now);
    for (const sk of [HEAD, logKey(1)]) await setFormat(sk, 2);
  });

  async function setFormat(sk: string, format: number): Promise<void> {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.tableName,
        Key: { pk: { S: alertKey(id) }, sk: { S: sk } },
        UpdateExpression: "SET #format = :format",
        ExpressionAttributeNames: { "#format": "format" },
        ExpressionAttributeValues: { ":format": { N: String(format) } },
      }),
    );
  }

  const oneOfTwo = (reads: readonly ItemRead<unknown>[]) => {
    expect(reads.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    const [error] = reads.flatMap((read) => (read.ok ? [] : [read.error]));
    return error?.message;
  };

  test("is reported with its key wherever it is listed, and harms no other", async () => {
    const { open, ofAccount, all, views, logOfWeek, logBetween } = table.alerts;
    const head = expect.stringContaining(`item ALERT#${id} / HEAD cannot be read: its format is not 1`);
    expect(oneOfTwo(await Array.fromAsync(open()))).toEqual(head);
    expect(oneOfTwo(await Array.fromAsync(ofAccount("111122223333")))).toEqual(head);
    expect(oneOfTwo(await Array.fromAsync(all()))).toEqual(head);
    expect(oneOfTwo(await Array.fromAsync(views([id, alertId(identityOf(good))])))).toEqual(head);
    const entry = expect.stringContaining(`item ALERT#${id} / LOG#00000001`);
    expect(oneOfTwo(await Array.fromAsync(logOfWeek("2026-W47")))).toEqual(entry);
    expect(oneOfTwo(await Array.fromAsync(logBetween(now, now)))).toEqual(entry);
  });

  test("is an error where it alone is asked for", async () => {
    const later = expect.objectContaining({ name: "ItemError", retryable: true });
    await expect(table.alerts.head(id)).rejects.toEqual(later);
    await expect(table.alerts.entry(id, 1)).rejects.toEqual(later);
  });

  test("fails what is to be folded into its alert, and nothing else of the batch", async () => {
    const again = [sees({ ...bad, minutesBefore: -1 }), sees({ ...good, minutesBefore: -1 })];
    const results = await table.alerts.apply(changesOf(again), defaultWorld, now);
    expect(results).toMatchObject([{ ok: false, error: { name: "ItemError", retryable: true } }, { ok: true }]);
    const observations = await Array.fromAsync(valuesIn(table.alerts.observationsOf(id)));
    expect(observations.length).toBe(1);
  });

  test("does not keep its alert from being found by its id", async () => {
    expect(await Array.fromAsync(table.alerts.idsFrom(id))).toEqual([id]);
  });
});
