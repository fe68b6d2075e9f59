import { type DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { alertKey, HEAD, shardOf, worldPartition } from "@tocsin/aws/alerts/alerts-schema";
import { type AlertsWriter, createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { type ItemRead, valuesIn } from "@tocsin/aws/alerts/items/items";
import { CallError } from "@tocsin/aws/call";
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import { active, cleared, type Observation } from "@tocsin/core/alert/observation";
import type { ListedAlert } from "@tocsin/core/alert/view";
import { instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { defaultWorld, type World, worldVersion } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { brokenAt } from "@tocsin/core/transition/log-entry";
import { beforeEach, describe, expect, test } from "vitest";
import { countRequests } from "../support/counting.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const now = instant("2026-11-20T12:00:00Z");
let next = 0;

/** A certificate that no other test uses. */
function newCertificate(): Identity {
  next += 1;
  const suffix = String(next).padStart(12, "0");
  return {
    condition: "certificate-expiry",
    partition: "aws",
    account: "111122223333",
    region: "eu-west-1",
    resource: `arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-${suffix}`,
    discriminator: "",
  };
}

function sees(identity: Identity, at: string, id: string, days = 40): Observation {
  return active(
    { id, time: instant(at), "replay-name": undefined },
    {
      identity,
      reporter: "acm",
      title: "Certificate www.example.com expires",
      summary: "It expires.",
      resource: identity.resource,
      severity: "LOW",
      deadline: shift(now, days * MILLISECONDS_PER_DAY),
    },
  );
}

function renews(identity: Identity, at: string, id: string): Observation {
  return cleared(
    { id, time: instant(at), "replay-name": undefined },
    {
      identity,
      reporter: "acm",
      title: "Certificate www.example.com expires",
      summary: "It was renewed.",
      resource: identity.resource,
      scope: "condition",
      because: "renewed",
    },
  );
}

const apply = (observations: readonly Observation[], at = now) =>
  table.alerts.apply(changesOf(observations), defaultWorld, at);

/** A writer before whose first write another does all of its work. */
function writerOvertakenBy(work: () => Promise<unknown>): AlertsWriter {
  let isFirst = true;
  const client: DynamoDBClient = Object.assign(Object.create(table.client), {
    async send(command: Parameters<DynamoDBClient["send"]>[0]) {
      if (isFirst && command.constructor.name.includes("Write")) {
        isFirst = false;
        await work();
      }
      return table.client.send(command);
    },
  });
  return createAlertsWriter({ client, tableName: table.tableName });
}

async function reasons(observations: readonly Observation[], at = now): Promise<readonly string[]> {
  return (await apply(observations, at)).flatMap((result) =>
    result.ok ? [...result.outcomes] : [result.error.message],
  );
}

async function collect<T>(items: AsyncIterable<ItemRead<T>>): Promise<readonly T[]> {
  return Array.fromAsync(valuesIn(items));
}

describe("applying observations", () => {
  test("writes head, log entry and observation of a new alert", async () => {
    const certificate = newCertificate();
    expect(await reasons([sees(certificate, "2026-11-20T06:00:00Z", "e1")])).toEqual(["opened"]);
    const id = alertId(certificate);
    const head = await table.alerts.head(id);
    expect(head?.view).toMatchObject({ status: "OPEN", severity: "LOW", stepDays: 45, reporters: ["acm"] });
    expect(head?.version).toBe(1);
    expect((await collect(table.alerts.logOf(id))).map(({ reason }) => reason)).toEqual(["opened"]);
    expect((await collect(table.alerts.observationsOf(id))).map(({ eventId }) => eventId)).toEqual(["e1"]);
  });

  test("reads and writes nothing more for a duplicate than one BatchGet", async () => {
    const certificate = newCertificate();
    const observation = sees(certificate, "2026-11-20T06:00:00Z", "e1");
    await apply([observation]);
    const requests = countRequests(table.client);
    expect(await reasons([observation])).toEqual(["duplicate"]);
    expect([...requests.counts]).toEqual([["BatchGetItemCommand", 1]]);
    expect((await table.alerts.head(alertId(certificate)))?.version).toBe(1);
  });

  test("writes an older statement down without changing what is shown, and only once", async () => {
    const certificate = newCertificate();
    await apply([sees(certificate, "2026-11-19T06:00:00Z", "e0"), sees(certificate, "2026-11-20T06:00:00Z", "e2")]);
    expect(await reasons([sees(certificate, "2026-11-19T08:00:00Z", "e1")])).toEqual(["stale"]);
    const id = alertId(certificate);
    // Whoever folds at the same moment must read it, so it counts as a write.
    expect((await table.alerts.head(id))?.version).toBe(2);
    expect(await collect(table.alerts.logOf(id))).toHaveLength(1);
    expect((await collect(table.alerts.observationsOf(id))).map(({ eventId }) => eventId)).toEqual(["e0", "e1", "e2"]);
    const requests = countRequests(table.client);
    expect(await reasons([sees(certificate, "2026-11-19T08:00:00Z", "e1")])).toEqual(["stale"]);
    expect(requests.total()).toBe(1);
  });

  test("stores a clearing statement that comes first, silently, and so knows that the late failure is over", async () => {
    const certificate = newCertificate();
    expect(await reasons([renews(certificate, "2026-11-20T08:00:00Z", "e2")])).toEqual(["merged"]);
    expect(await reasons([sees(certificate, "2026-11-20T06:00:00Z", "e1")])).toEqual(["merged"]);
    const id = alertId(certificate);
    expect((await table.alerts.head(id))?.view.status).toBe("RESOLVED");
    const log = await collect(table.alerts.logOf(id));
    expect(log.map(({ reason, quiet }) => [reason, quiet])).toEqual([
      ["opened", true],
      ["already-over", false],
    ]);
  });

  test("folds the events of a batch that hit one alert into one write", async () => {
    const certificate = newCertificate();
    const requests = countRequests(table.client);
    const observations = Array.from({ length: 10 }, (_, i) => sees(certificate, `2026-11-20T06:0${i}:00Z`, `e${i}`));
    await apply(observations);
    expect([...requests.counts]).toEqual([
      ["BatchGetItemCommand", 1],
      ["TransactWriteItemsCommand", 1],
    ]);
    expect((await table.alerts.head(alertId(certificate)))?.view.lastSeenAt).toBe("2026-11-20T06:09:00.000Z");
  });

  test("takes a batch that holds the same event twice, be it news or known", async () => {
    const certificate = newCertificate();
    const observation = sees(certificate, "2026-11-20T06:00:00Z", "e1");
    expect(await reasons([observation, observation])).toEqual(["opened", "duplicate"]);
    expect(await reasons([observation, observation])).toEqual(["duplicate", "duplicate"]);
    const older = sees(certificate, "2026-11-19T06:00:00Z", "e0");
    expect(await reasons([older, older])).toEqual(["merged", "stale"]);
    expect((await collect(table.alerts.observationsOf(alertId(certificate)))).length).toBe(2);
  });

  test("loses nothing when many writers race for one alert", async () => {
    const certificate = newCertificate();
    const writers = Array.from({ length: 8 }, (_, i) => [sees(certificate, `2026-11-2${i % 2}T06:0${i}:00Z`, `w${i}`)]);
    let left = writers;
    // A writer that loses too often is delivered again by its queue.
    while (left.length > 0) {
      const results = await Promise.all(left.map((observations) => apply(observations)));
      left = left.filter((_, i) => !results[i]?.every(({ ok }) => ok));
    }
    const id = alertId(certificate);
    expect((await collect(table.alerts.observationsOf(id))).length).toBe(8);
    expect((await table.alerts.head(id))?.view).toMatchObject({
      firstSeenAt: "2026-11-20T06:00:00.000Z",
      lastSeenAt: "2026-11-21T06:07:00.000Z",
    });
    const log = await collect(table.alerts.logOf(id));
    expect(log.map(({ reason }) => reason)).toEqual(["opened"]);
  });

  test.each([
    ["what ends the other episode", "what begins it"],
    ["what begins it", "what ends the other episode"],
  ])(
    "tells of a short episode though %s is overtaken by %s, which changes nothing that is shown",
    async (overtaken) => {
      const certificate = newCertificate();
      const id = alertId(certificate);
      const at = (hour: number) => instant(`2026-11-19T${String(hour).padStart(2, "0")}:00:00Z`);
      const said = (reporter: string, hour: number) => ({
        identity: certificate,
        reporter,
        since: at(1),
        summary: "It says so.",
        resource: certificate.resource,
        at: at(hour),
      });
      const event = (hour: number) => ({ id: `event of ${hour}`, time: at(hour), "replay-name": undefined });
      const opens = (reporter: string, hour: number) =>
        active(event(hour), { ...said(reporter, hour), severity: "LOW" });
      const ends = (reporter: string, hour: number) =>
        cleared(event(hour), { ...said(reporter, hour), scope: "reporter", because: "fixed" });
      await apply([opens("config", 2), ends("acm", 10)]);
      const [began, ended] = [[opens("acm", 8)], [ends("config", 3)]];
      const [first, second] = overtaken === "what begins it" ? [began, ended] : [ended, began];
      await writerOvertakenBy(() => apply(second)).apply(changesOf(first), defaultWorld, now);
      const log = await collect(table.alerts.logOf(id));
      expect(log.map(({ kind, saidAt }) => `${kind} ${saidAt}`)).toContain(`resolved ${at(10)}`);
      expect((await collect(table.alerts.observationsOf(id))).length).toBe(4);
    },
  );

  test("keeps an open alert among those of the world that evaluated it last, and one that is over among none", async () => {
    const certificate = newCertificate();
    const id = alertId(certificate);
    const isAmong = async (world: World) => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.tableName,
          IndexName: "policy",
          KeyConditionExpression: "policyPk = :pk and policySk = :id",
          ExpressionAttributeValues: {
            ":pk": { S: worldPartition(worldVersion(world), shardOf(id)) },
            ":id": { S: id },
          },
        }),
      );
      return Items.length === 1;
    };
    const pushed: World = { ...defaultWorld, policy: { ...defaultWorld.policy, version: 1 } };
    await apply([sees(certificate, "2026-11-20T06:00:00Z", "e1")]);
    expect([await isAmong(defaultWorld), await isAmong(pushed)]).toEqual([true, false]);
    const nothing = [{ alertId: id, observations: [], decisions: [] }];
    await table.alerts.apply(nothing, pushed, now);
    expect([await isAmong(defaultWorld), await isAmong(pushed)]).toEqual([false, true]);
    expect((await collect(table.alerts.logOf(id))).length).toBe(1);
    await table.alerts.apply(changesOf([renews(certificate, "2026-11-20T07:00:00Z", "e2")]), pushed, now);
    expect([await isAmong(defaultWorld), await isAmong(pushed)]).toEqual([false, false]);
  });

  describe("meets an alert that was evaluated in another world", () => {
    const worldOf = (policy: number, directory = "0"): World => ({
      policy: { ...defaultWorld.policy, version: policy },
      directory: { ...defaultWorld.directory, version: directory },
    });

    /** Two certificates evaluated in `stored`, about which a writer that knows `known` hears something; then all is by `newest`. */
    async function folded(stored: World, known: World, newest: World) {
      const [one, other] = [newCertificate(), newCertificate()];
      const first = [one, other].map((certificate) => sees(certificate, "2026-11-20T06:00:00Z", "e1"));
      await table.alerts.apply(changesOf(first), stored, now);
      let reloads = 0;
      const reload = async () => {
        reloads += 1;
        return newest;
      };
      const second = [one, other].map((certificate) => sees(certificate, "2026-11-20T07:00:00Z", "e2", 39));
      await table.alerts.apply(changesOf(second), known, now, reload);
      const heads = await Promise.all([one, other].map((certificate) => table.alerts.head(alertId(certificate))));
      return { reloads, worlds: heads.map((head) => head?.worldVersion) };
    }

    test.each<[string, World, World, World, { reloads: number; worlds: readonly string[] }]>([
      ["of a newer policy", worldOf(2), worldOf(1), worldOf(3), { reloads: 1, worlds: ["3.0", "3.0"] }],
      [
        "of a newer directory",
        worldOf(1, "10"),
        worldOf(1, "9"),
        worldOf(1, "10"),
        { reloads: 1, worlds: ["1.10", "1.10"] },
      ],
      ["that it knows", worldOf(2), worldOf(2), worldOf(3), { reloads: 0, worlds: ["2.0", "2.0"] }],
      [
        "that was before the one that it knows",
        worldOf(1),
        worldOf(2),
        worldOf(3),
        { reloads: 0, worlds: ["2.0", "2.0"] },
      ],
    ])(
      "%s: it asks for what is in force once at most, and folds in that",
      async (_title, stored, known, newest, expected) => {
        expect(await folded(stored, known, newest)).toEqual(expected);
      },
    );

    test("that won a race for it: it folds in that one too", async () => {
      const certificate = newCertificate();
      const first = [sees(certificate, "2026-11-20T06:00:00Z", "e1")];
      const second = [sees(certificate, "2026-11-20T07:00:00Z", "e2", 39)];
      const overtaken = writerOvertakenBy(() => table.alerts.apply(changesOf(first), worldOf(2), now));
      await overtaken.apply(changesOf(second), worldOf(1), now, async () => worldOf(2));
      expect((await table.alerts.head(alertId(certificate)))?.worldVersion).toBe("2.0");
    });

    test("and cannot read which: it writes nothing, so that the event is tried again", async () => {
      const certificate = newCertificate();
      await table.alerts.apply(changesOf([sees(certificate, "2026-11-20T06:00:00Z", "e1")]), worldOf(2), now);
      const again = changesOf([sees(certificate, "2026-11-20T07:00:00Z", "e2", 39)]);
      const failure = new CallError("Query failed", true);
      const results = await table.alerts.apply(again, worldOf(1), now, () => Promise.reject(failure));
      expect(results).toEqual([{ ok: false, error: failure }]);
      expect((await table.alerts.head(alertId(certificate)))?.version).toBe(1);
    });
  });

  test("chains the log's entries by their hashes, and notices one that was changed", async () => {
    const certificate = newCertificate();
    await apply([sees(certificate, "2026-11-20T06:00:00Z", "e1")]);
    await apply([renews(certificate, "2026-11-20T07:00:00Z", "e2")]);
    await apply([sees(certificate, "2026-11-20T08:00:00Z", "e3", 10)]);
    const log = await collect(table.alerts.logOf(alertId(certificate)));
    expect(log.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
      "opened opened",
      "resolved cleared",
      "reopened seen-again",
    ]);
    expect(brokenAt(log)).toBeUndefined();
    const forged = log.map((entry) => (entry.version === 2 ? { ...entry, reason: "decided" as const } : entry));
    expect(brokenAt(forged)).toBe(2);
    expect(brokenAt(log.slice(1))).toBe(2);
  });

  test("lets observations expire after the policy's days, with heads that were never open; other heads and the log never", async () => {
    const certificate = newCertificate();
    const observation = sees(certificate, "2026-11-20T06:00:00Z", "e1");
    await apply([observation]);
    const key = (sk: string) => ({ pk: { S: alertKey(observation.alertId) }, sk: { S: sk } });
    const item = async (sk: string) => {
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key: key(sk) }));
      return unmarshall(Item ?? {});
    };
    const seen = await item("OBS#2026-11-20T06:00:00.000Z#acm#e1#active#2026-11-20T06:00:00.000Z");
    expect(seen.expiresAt).toBe(Date.parse("2026-11-20T06:00:00Z") / 1000 + 400 * 86_400);
    expect((await item(HEAD)).expiresAt).toBeUndefined();
    const healthy = renews(newCertificate(), "2026-11-20T06:00:00Z", "e1");
    await apply([healthy]);
    const { Item: silent } = await table.client.send(
      new GetItemCommand({
        TableName: table.tableName,
        Key: { pk: { S: alertKey(healthy.alertId) }, sk: { S: HEAD } },
      }),
    );
    expect(unmarshall(silent ?? {}).expiresAt).toBe(seen.expiresAt);
    expect((await item("LOG#00000001")).expiresAt).toBeUndefined();
  });
});

describe("the indexes", () => {
  const certificate = newCertificate();
  const view = async (items: AsyncIterable<ItemRead<ListedAlert>>) =>
    (await collect(items)).find(({ id }) => id === alertId(certificate));

  beforeEach(async () => {
    await apply([sees(certificate, "2026-11-20T06:00:00Z", "i1")]);
  });

  test("show an open alert by severity and by account, and its transition in its week", async () => {
    expect((await view(table.alerts.open()))?.severity).toBe("LOW");
    expect(await view(table.alerts.open({ severities: ["CRITICAL"] }))).toBeUndefined();
    expect((await view(table.alerts.ofAccount("111122223333")))?.status).toBe("OPEN");
    const entries = await collect(table.alerts.logOfWeek("2026-W47"));
    expect(entries.some(({ alertId: id }) => id === alertId(certificate))).toBe(true);
    expect(await collect(table.alerts.logOfWeek("2026-W46"))).toEqual([]);
  });

  test("name it as due at the instant of its next step, and no sooner", async () => {
    // A step counts as reached an hour before.
    const stepAt = shift(now, 10 * MILLISECONDS_PER_DAY - 3_600_000);
    const dueAt = async (at: string) =>
      (await table.alerts.due(instant(at), 100)).filter(({ alertId: id }) => id === alertId(certificate));
    expect(await dueAt(shift(stepAt, -1))).toEqual([]);
    expect(await dueAt(stepAt)).toEqual([{ alertId: alertId(certificate), reviewAt: stepAt }]);
  });

  test("drop it from the open ones and from what is due once it is resolved, and keep it under its account", async () => {
    await apply([renews(certificate, "2026-11-20T07:00:00Z", "i2")]);
    expect(await view(table.alerts.open())).toBeUndefined();
    expect((await view(table.alerts.ofAccount("111122223333")))?.status).toBe("RESOLVED");
    const due = await table.alerts.due(shift(now, 400 * MILLISECONDS_PER_DAY), 100);
    expect(due.some(({ alertId: id }) => id === alertId(certificate))).toBe(false);
  });
});
