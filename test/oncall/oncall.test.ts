/** On-call on a real table: what is counted, told, and never told twice or too late, whatever comes twice, late, at once or not at all. */

import { randomUUID } from "node:crypto";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { alertKey, GROUPS } from "@tocsin/aws/alerts/alerts-schema";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { toItem, valueIn } from "@tocsin/aws/alerts/items/items";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { GroupsStore } from "@tocsin/aws/groups/groups-store";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { createTellings } from "@tocsin/aws/groups/tellings";
import { toldInWeek } from "@tocsin/aws/groups/told-in-week";
import type { Outgoing } from "@tocsin/aws/queues/send-messages";
import { DeliveryError } from "@tocsin/channels/channel";
import type { Channel } from "@tocsin/channels/kind";
import { active, type Observation } from "@tocsin/core/alert/observation";
import { severities } from "@tocsin/core/alert/severity";
import { createDirectory } from "@tocsin/core/directory/directory";
import { epochOf, type Instant, instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { Policy } from "@tocsin/core/policy/policy";
import { defaultWorld, type World } from "@tocsin/core/policy/world";
import { parseHanded } from "@tocsin/lambda/handlers/handover";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import type { Silence } from "@tocsin/oncall/silence";
import type { Wake } from "@tocsin/oncall/wake";
import { alertWakeText, groupWakeText, heartbeatWakeText } from "@tocsin/oncall/wake-message";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf, requestsOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";
import { later, newThreat, over } from "../support/threats.ts";

const table = useTable();
/** Stores what is said of an alert. */
async function stored(observation: Observation, world: World, at: Instant): Promise<Wake> {
  const { alertId } = observation;
  await createAlertsWriter(open).apply([{ alertId, observations: [observation], decisions: [] }], world, at);
  const head = await createAlertsReader(open).head(alertId);
  if (head === undefined) throw new Error("the alert is not stored");
  return wakeOf(head);
}

/** One desk that shows a page, and hears of everything. */
const desk = policyOf({
  channels: { desk: { type: "console" } },
  routes: [
    { name: "everything", match: { severity: [...severities] }, channels: ["desk"], group: "alert", urgency: "now" },
  ],
  unrouted: "ignore",
});
/** The same, in a message that is changed as the group changes. */
const slackDesk = {
  ...desk,
  channels: { desk: { type: "slack", token: "ssm:slack/token", channel: "C0123456789" } },
} as const;
/** A table that no other test uses. */
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});
const told = (run: { sent: readonly { kind: string; title: string }[] }) =>
  run.sent.map(({ kind, title }) => `${kind} ${title}`);

describe("an alert by itself", () => {
  test("is told when it opens and when it is over, with its view and its numbers", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    await run.wake(threat);
    await run.deliver();
    expect(run.sent).toMatchObject([
      {
        kind: "opened",
        rings: true,
        sequence: 1,
        more: 0,
        alerts: [{ id: threat.alertId }],
        counts: { open: { CRITICAL: 1 } },
      },
    ]);
    await run.wake(over(threat));
    await run.deliver();
    expect(told(run)).toEqual([`opened ${threat.view.title}`, `over ${threat.view.title}`]);
    expect(run.sent.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test("takes five requests until it is told, and one for a wake that was counted", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    const requests = await requestsOf(open, async () => {
      await run.wake(threat);
      await run.deliver();
    });
    // The query is for what is related, and the fifth the message from the one function to the other.
    expect(requests).toEqual(
      new Map([
        ["BatchGetItemCommand", 1],
        ["TransactWriteItemsCommand", 1],
        ["QueryCommand", 1],
        ["UpdateItemCommand", 1],
      ]),
    );
    const again = await requestsOf(open, () => run.wake(threat));
    expect(again).toEqual(new Map([["BatchGetItemCommand", 1]]));
  });
});

/** One group for each account and condition, as it is where a route says nothing. */
const together = policyOf({
  channels: { desk: { type: "console" } },
  routes: [{ name: "everything", match: { severity: [...severities] }, channels: ["desk"], urgency: "now" }],
  unrouted: "ignore",
});

describe("wakes that come again, late or out of order", () => {
  test("change nothing: what is newest was counted", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    const ended = over(threat);
    await run.wake(threat);
    await run.deliver();
    await run.wake(ended, threat, ended);
    await run.wake(threat);
    await run.deliver();
    expect(told(run)).toEqual([`opened ${threat.view.title}`, `over ${threat.view.title}`]);
  });

  test("tell once, as over, of what began and ended before on-call saw it", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    await run.wake(over(threat), threat);
    await run.deliver();
    expect(run.sent).toMatchObject([{ kind: "over", reason: "came-and-went", rings: true }]);
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 600));
    expect(run.sent).toHaveLength(1);
  });

  test("tell once, as over, of a worse episode that was over beside the one that goes on", async () => {
    const criticals = policyOf({
      channels: { desk: { type: "console" } },
      routes: [
        { name: "severe", match: { severity: ["CRITICAL"] }, channels: ["desk"], group: "alert", urgency: "now" },
      ],
      unrouted: "ignore",
    });
    const run = oncallOn(open, criticals);
    const mild = newThreat({ severity: "LOW" });
    const wasWorse = later(mild, { episodes: 2, worstOver: "CRITICAL" });
    await run.wake(mild, wasWorse, later(wasWorse, {}));
    await run.passUntil(minutesAfter(run.now(), 10));
    expect(run.sent).toMatchObject([
      {
        ...{ kind: "over", rings: true, reason: "came-and-went", title: mild.view.title },
        alerts: [{ id: mild.alertId, status: "RESOLVED" }],
        counts: { open: { CRITICAL: 0, LOW: 0 }, begun: { CRITICAL: 1 }, ended: 1 },
      },
    ]);
  });

  test("tell of a worse episode that was over before another began, where both come in one batch", async () => {
    const run = oncallOn(open, desk);
    const severe = newThreat({ severity: "CRITICAL" });
    const ended = over(severe);
    const mild = later(ended, { episodes: 2, worst: "MEDIUM" }, { status: "OPEN", severity: "MEDIUM" });
    await run.wake(severe, mild, ended);
    await run.deliver();
    expect(run.sent).toMatchObject([
      {
        ...{ kind: "opened", rings: true, alerts: [{ severity: "MEDIUM" }] },
        counts: { open: { MEDIUM: 1 }, begun: { CRITICAL: 1, MEDIUM: 1 }, ended: 1 },
      },
    ]);
  });

  test("tell of a worse episode that was over beside one that has ended since, where another began in the same batch", async () => {
    const run = oncallOn(open, desk);
    const mild = newThreat({ severity: "MEDIUM" });
    await run.wake(mild);
    await run.deliver();
    const beside = later(mild, { episodes: 2, worstOver: "CRITICAL" });
    const returned = later(beside, { version: 5, episodes: 3, worstOver: undefined });
    await run.wake(beside, returned);
    await run.deliver();
    expect(run.sent.at(-1)).toMatchObject({
      rings: true,
      counts: { open: { MEDIUM: 1 }, begun: { CRITICAL: 1, MEDIUM: 2 }, ended: 2 },
    });
  });

  test("count every episode between two that came, whichever wakes of it were lost", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    await run.wake(threat);
    await run.deliver();
    await run.wake(later(threat, { version: 9, episodes: 4 }));
    // The next reminder shows the numbers.
    await run.passUntil(minutesAfter(run.now(), 21));
    expect(run.sent.at(-1)?.counts).toMatchObject({ open: { CRITICAL: 1 }, begun: { CRITICAL: 4 }, ended: 3 });
  });

  test("are refused where they are malformed, and harm none beside them", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    const bodies = ["not JSON", '{"format":"tocsin.wake.v2"}', alertWakeText(threat), groupWakeText("f".repeat(32))];
    expect(await run.receive(bodies)).toEqual([]);
    expect(run.dead).toEqual(["0 is not JSON", expect.stringContaining("1 ")]);
    await run.deliver();
    expect(told(run)).toEqual([`opened ${threat.view.title}`]);
  });

  test("wait for whoever can read what is stored of their alert, and harm none beside them", async () => {
    const run = oncallOn(open, desk);
    const [damaged, threat] = [newThreat(), newThreat()];
    const Item = { pk: { S: alertKey(damaged.alertId) }, sk: { S: GROUPS }, format: { N: "999" } };
    await table.client.send(new PutItemCommand({ TableName: open.tableName, Item }));
    expect(await run.wake(threat, damaged)).toEqual([1]);
    await run.deliver();
    expect(told(run)).toEqual([`opened ${threat.view.title}`]);
  });
});

describe("a heartbeat", () => {
  const at = instant("2026-11-20T12:00:00Z");

  test("is handed over beside what is decided, and is no notification", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    expect(await run.receive([heartbeatWakeText(at), alertWakeText(threat)])).toEqual([]);
    const handed = run.begun.map(({ body }) => JSON.parse(body));
    expect(handed).toContainEqual({ format: "tocsin.heartbeat.v1", at });
    expect(handed).toContainEqual(expect.objectContaining({ format: "tocsin.handover.v1" }));
    expect(run.counted.filter((line) => line.startsWith("verdicts"))).toHaveLength(1);
  });

  test("is refused by a kind of channel that sends none", async () => {
    const run = oncallOn(open, desk);
    await run.receive([heartbeatWakeText(at)]);
    expect(await run.deliver()).toEqual([]);
    expect(run.dead).toEqual(["0 format: is a heartbeat's, which this kind of channel does not send"]);
  });
});

describe("what becomes urgent by the time alone", () => {
  const bySeverity = policyOf({
    channels: { desk: { type: "console" } },
    routes: [{ name: "everything", match: { severity: [...severities] }, channels: ["desk"] }],
    unrouted: "ignore",
  });
  const account = "111122223333";
  const directory = createDirectory("1", new Map([[account, { environment: "production", tags: {} }]]));
  const tuesday = instant("2026-11-24T10:00:00Z");
  const thursday = instant("2026-11-26T12:00:00Z");
  const fridayMorning = instant("2026-11-27T09:00:00Z");

  /** A certificate that expires on Sunday, as it is stored on Tuesday. */
  async function expiring(): Promise<Wake> {
    const resource = `arn:aws:acm:eu-west-1:${account}:certificate/1`;
    const identity = { condition: "certificate-expiry", partition: "aws", account, region: "eu-west-1" } as const;
    const said = { reporter: "acm", title: "Certificate expires", summary: "It expires.", resource } as const;
    const observation = active(
      { id: "1", time: tuesday, "replay-name": undefined },
      {
        ...said,
        identity: { ...identity, resource, discriminator: "" },
        severity: "LOW",
        deadline: instant("2026-11-29T15:00:00Z"),
      },
    );
    return stored(observation, { ...defaultWorld, directory }, tuesday);
  }

  test("is told in the morning until its last day begins, and rings then", async () => {
    const run = oncallOn(open, bySeverity, { start: tuesday });
    const certificate = await expiring();
    await run.wake(certificate);
    await run.passUntil(thursday);
    expect(run.sent.map(({ urgency, kind }) => `${urgency} ${kind}`)).toEqual(["morning opened", "morning reminder"]);
    await run.passUntil(minutesAfter(fridayMorning, 5));
    expect(run.sent.at(-1)).toMatchObject({
      ...{ urgency: "now", kind: "opened", rings: true, at: minutesAfter(fridayMorning, 5) },
      ...{ alerts: [{ id: certificate.alertId }], counts: { open: { [certificate.worst]: 1 } } },
    });
    // Nothing is left of the group of the mornings, nor to be looked at again for its own sake.
    await run.passUntil(minutesAfter(fridayMorning, 3 * 24 * 60));
    expect(run.sent.slice(-3).every(({ urgency }) => urgency === "now")).toBe(true);
    expect((await createDueWakes(open)(run.now(), 100)).filter(({ kind }) => kind === "alert")).toEqual([]);
  });

  test("is looked at then no more, once it is over", async () => {
    const run = oncallOn(open, bySeverity, { start: tuesday });
    const certificate = await expiring();
    const waiting = async () =>
      (await createDueWakes(open)(fridayMorning, 100)).map(({ kind, dueAt }) => [kind, dueAt]);
    await run.wake(certificate);
    expect(await waiting()).toContainEqual(["alert", fridayMorning]);
    await run.wake(over(certificate));
    expect(await waiting()).not.toContainEqual(["alert", fridayMorning]);
  });
});

test("what moves from one group to another while it waits, is told when its first wait is over, where it is by then", async () => {
  const byOwner = policyOf({
    channels: { desk: { type: "console" } },
    routes: [
      { name: "all", match: { severity: [...severities] }, channels: ["desk"], group: ["owner"], urgency: "now" },
    ],
    unrouted: "ignore",
  });
  const run = oncallOn(open, byOwner);
  const start = run.now();
  const vulnerability = newThreat({ condition: "vulnerability", owner: "first" });
  await run.wake(vulnerability);
  await run.passUntil(minutesAfter(start, 6));
  const moved = later(vulnerability, {}, { owner: "second" });
  await run.wake(moved);
  await run.passUntil(minutesAfter(start, 12));
  await run.wake(later(moved, {}, { owner: "third" }));
  await run.passUntil(minutesAfter(start, 14));
  expect(run.sent).toEqual([]);
  await run.passUntil(minutesAfter(start, 120));
  expect(run.sent[0]).toMatchObject({ at: minutesAfter(start, 15), rings: true, grouping: { owner: "third" } });
  expect(run.sent.every(({ grouping }) => grouping.owner === "third")).toBe(true);
});

describe("what a destination has not taken for five minutes", () => {
  const everything = { name: "everything", match: { severity: [...severities] }, group: "alert", urgency: "now" };
  const withFallback = (channels: readonly string[]) =>
    policyOf({
      channels: { desk: { type: "console" }, last: { type: "console" } },
      routes: [{ ...everything, channels }],
      fallback: "last",
    });
  const withOther = policyOf({
    channels: { desk: { type: "console" }, last: { type: "console" }, other: { type: "console" } },
    routes: [{ ...everything, channels: ["desk"] }],
    fallback: "other",
  });
  const heardBy = (run: { sent: readonly { destination: string; kind: string }[] }, name: string) =>
    run.sent.filter(({ destination, kind }) => destination === name && kind !== "reminder").map(({ kind }) => kind);

  test("is told to the fallback, once, until the destination answers", async () => {
    const run = oncallOn(open, withFallback(["desk"]));
    const threat = newThreat();
    run.silent.add("desk");
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 4));
    expect(run.sent).toEqual([]);
    await run.passUntil(minutesAfter(run.now(), 6));
    expect(run.sent).toMatchObject([
      { destination: "last", route: "fallback", kind: "opened", rings: true, title: threat.view.title },
    ]);
    run.silent.delete("desk");
    await run.passUntil(minutesAfter(run.now(), 60));
    await run.wake(over(threat));
    await run.passUntil(minutesAfter(run.now(), 1));
    expect(heardBy(run, "desk")).toEqual(["opened", "over"]);
    expect(heardBy(run, "last")).toEqual(["opened"]);
  });

  test("is told to the fallback that another policy names, and to the one before no more", async () => {
    const run = oncallOn(open, withFallback(["desk"]));
    const threat = newThreat();
    run.silent.add("desk");
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 10));
    expect(heardBy(run, "last")).toEqual(["opened"]);
    run.go({ policy: withOther });
    expect(await run.wake(later(threat, {}, { severity: "HIGH" }), newThreat())).toEqual([]);
    await run.passUntil(minutesAfter(run.now(), 60));
    // The other of two threats falls back as well.
    expect(heardBy(run, "other")).toEqual(["opened", "opened"]);
    expect(heardBy(run, "last")).toEqual(["opened"]);
    run.silent.clear();
    await run.passUntil(minutesAfter(run.now(), 60));
    expect(heardBy(run, "desk")).toEqual(["opened", "opened"]);
  });

  test("is taken back from who was the fallback before, also where that does not answer", async () => {
    const run = oncallOn(open, withFallback(["desk"]));
    const threat = newThreat();
    run.silent.add("desk").add("last");
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 60));
    await createTellings(open).recovered("desk");
    run.silent.delete("desk");
    run.go({ policy: withOther });
    const [telling] = await createGroupsReader(open).tellingsOf(threat.alertId);
    expect(await run.receive([groupWakeText(telling?.membership.groupId ?? "")])).toEqual([]);
    await run.passUntil(minutesAfter(run.now(), 60));
    expect(run.sent.map(({ destination }) => destination)).toContain("desk");
    expect(run.sent.map(({ destination }) => destination)).not.toContain("last");
  });

  describe("in a group of several", () => {
    const apart = { ...everything, group: ["condition"] };
    const policy = policyOf({
      channels: { desk: { type: "console" }, other: { type: "console" }, last: { type: "console" } },
      routes: [
        { ...apart, channels: ["desk"], match: { account: ["111122223333"] } },
        { ...apart, channels: ["other"], name: "others", match: { account: ["444455556666"] } },
      ],
      fallback: "last",
    });
    const inGroup = (account: string) => {
      const identity = { condition: "threat", partition: "aws", account, region: "eu-west-1" } as const;
      const discriminator = `finding ${randomUUID()}`;
      const said = { reporter: "guardduty", title: discriminator, summary: "Somebody is here.", resource: "" } as const;
      const event = { id: discriminator, time: instant("2026-11-20T11:00:00Z"), "replay-name": undefined };
      const finding = {
        ...said,
        identity: { ...identity, resource: "", discriminator },
        severity: "CRITICAL",
      } as const;
      return stored(active(event, finding), defaultWorld, event.time);
    };
    const lastTo = (run: { sent: readonly Notification[] }, name: string) =>
      run.sent.findLast(({ destination }) => destination === name);
    const idsIn = (notification: Notification | undefined) => notification?.alerts.map(({ id }) => id).sort();

    test("is shown with its alerts in each reminder to the fallback", async () => {
      const run = oncallOn(open, policy);
      const threats = [await inGroup("111122223333"), await inGroup("111122223333")];
      run.silent.add("desk");
      await run.wake(...threats);
      await run.passUntil(minutesAfter(run.now(), 35));
      const reminder = lastTo(run, "last");
      expect(reminder).toMatchObject({
        kind: "reminder",
        route: "fallback",
        counts: { open: { CRITICAL: 2 } },
        more: 0,
      });
      expect(idsIn(reminder)).toEqual(threats.map(({ alertId }) => alertId).sort());
    });

    test("is shown with those of each destination that does not answer, and of no other", async () => {
      const run = oncallOn(open, policy);
      const [one, two] = [await inGroup("111122223333"), await inGroup("444455556666")];
      run.silent.add("desk").add("other");
      await run.wake(one, two);
      await run.passUntil(minutesAfter(run.now(), 35));
      expect(idsIn(lastTo(run, "last"))).toEqual([one.alertId, two.alertId].sort());
      run.silent.delete("desk");
      await run.passUntil(minutesAfter(run.now(), 90));
      expect(heardBy(run, "desk")).toEqual(["opened"]);
      expect(lastTo(run, "last")).toMatchObject({ kind: "reminder", counts: { open: { CRITICAL: 1 } }, more: 0 });
      expect(idsIn(lastTo(run, "last"))).toEqual([two.alertId]);
    });
  });

  test("is told there to be over, where it ends meanwhile", async () => {
    const run = oncallOn(open, withFallback(["desk"]));
    const threat = newThreat();
    run.silent.add("desk");
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 10));
    await run.wake(over(threat));
    await run.passUntil(minutesAfter(run.now(), 10));
    expect(heardBy(run, "last")).toEqual(["opened", "over"]);
  });

  test("is not told there twice, where a route names the fallback too", async () => {
    const run = oncallOn(open, withFallback(["desk", "last"]));
    run.silent.add("desk");
    await run.wake(newThreat());
    await run.passUntil(minutesAfter(run.now(), 30));
    expect(heardBy(run, "last")).toEqual(["opened"]);
    expect(run.sent[0]).toMatchObject({ route: "everything", counts: { open: { CRITICAL: 1 } } });
    expect(run.sent.at(-1)?.counts.open.CRITICAL).toBe(1);
  });

  test("is told there after five minutes of its own failure, and not of one after which nothing more was to be told", async () => {
    const run = oncallOn(open, withFallback(["desk"]));
    const seenTo = newThreat();
    run.silent.add("desk");
    await run.wake(seenTo);
    await run.deliver();
    await run.wake(later(seenTo, {}, { status: "ACKNOWLEDGED" }));
    await run.passUntil(minutesAfter(run.now(), 24 * 60));
    await run.wake(newThreat());
    await run.passUntil(minutesAfter(run.now(), 4));
    expect(run.sent).toEqual([]);
    await run.passUntil(minutesAfter(run.now(), 4));
    expect(heardBy(run, "last")).toEqual(["opened"]);
  });

  test("is not told there, where it is milder than HIGH", async () => {
    const run = oncallOn(open, withFallback(["desk"]));
    run.silent.add("desk");
    await run.wake(newThreat({ severity: "MEDIUM" }));
    await run.passUntil(minutesAfter(run.now(), 30));
    expect(run.sent).toEqual([]);
  });
});

test("a deadline that moves is in the order of its group, though nothing else of the alert changes", async () => {
  const byAccount = policyOf({
    channels: { desk: { type: "console" } },
    routes: [
      { name: "all", match: { severity: [...severities] }, channels: ["desk"], group: ["account"], urgency: "now" },
    ],
    unrouted: "ignore",
  });
  const run = oncallOn(open, byAccount);
  const due = (deadline: string) => newThreat({ account: "111122223333", deadline: instant(deadline) });
  const [first, second] = [due("2026-12-04T00:00:00Z"), due("2026-12-05T00:00:00Z")];
  await run.wake(first, second);
  await run.wake(later(second, {}, { deadline: instant("2026-12-03T00:00:00Z") }));
  const [telling] = await createGroupsReader(open).tellingsOf(first.alertId);
  const worst = await createGroupsReader(open).worstMembers([telling?.membership.groupId ?? ""], 2);
  expect(worst.map(({ alertId }) => alertId)).toEqual([second.alertId, first.alertId]);
});

describe("invocations side by side on one group", () => {
  test("lose no count and tell once; whoever is late decides anew and waits for nobody", async () => {
    const run = oncallOn(open, together);
    const { account } = newThreat().view;
    const threats = Array.from({ length: 24 }, () => newThreat({ account }));
    await Promise.all(threats.map((threat) => run.wake(threat)));
    await run.passUntil(minutesAfter(run.now(), 1));
    const first = run.sent[0]?.counts.open.CRITICAL;
    expect(run.sent.filter(({ kind }) => kind === "opened")).toHaveLength(1);
    await run.wake(newThreat({ account, severity: "LOW" }));
    await Promise.all(threats.map((threat) => run.wake(over(threat))));
    await run.passUntil(minutesAfter(run.now(), 100));
    const last = run.sent.at(-1);
    expect(last?.counts).toMatchObject({ open: { CRITICAL: 0, LOW: 1 }, ended: 24, begun: { CRITICAL: 24 } });
    expect(first).toBeGreaterThan(0);
  });

  test("do not lose to each other where they only count", async () => {
    const { account } = newThreat().view;
    const threat = () => newThreat({ account });
    const first = oncallOn(open, together);
    await first.wake(threat());
    await first.deliver();
    // The shards of the group's numbers have marks to be looked at by now.
    for (let i = 0; i < 16; i += 1) await first.wake(threat());
    const threats = Array.from({ length: 8 }, threat);
    const allHaveRead = Promise.withResolvers<void>();
    let writes = 0;
    const meeting = (store: GroupsStore): GroupsStore => ({
      read: store.read,
      async write(change) {
        writes += 1;
        if (writes === threats.length) allHaveRead.resolve();
        await allHaveRead.promise;
        return store.write(change);
      },
    });
    const run = oncallOn(open, together, { store: meeting });
    await Promise.all(threats.map((one) => run.wake(one)));
    expect(writes).toBe(threats.length);
    await run.passUntil(minutesAfter(run.now(), 30));
    expect(run.sent.at(-1)).toMatchObject({ kind: "reminder", counts: { open: { CRITICAL: 25 } } });
  });

  test("that lose every race leave the group to be looked at at once, and nothing uncounted", async () => {
    const beaten = (store: GroupsStore): GroupsStore => ({
      read: store.read,
      write: async (change) => (change.told.length > 0 ? "lost" : store.write(change)),
    });
    const run = oncallOn(open, together, { store: beaten });
    const threat = newThreat();
    expect(await run.wake(threat)).toEqual([]);
    expect(run.sent).toEqual([]);
    expect(run.delayed).toHaveLength(1);
    const other = oncallOn(open, together);
    await other.passUntil(other.now());
    expect(other.sent).toMatchObject([{ kind: "opened", counts: { open: { CRITICAL: 1 } } }]);
  });

  test("take two requests for ten alerts of a group that waits", async () => {
    const waits = policyOf({
      channels: { desk: { type: "console" } },
      routes: [
        { name: "all", match: { severity: [...severities] }, channels: ["desk"], urgency: "now", group: ["owner"] },
      ],
      unrouted: "ignore",
    });
    const run = oncallOn(open, waits);
    const owner = "a team";
    const flaw = () => newThreat({ owner, condition: "vulnerability" });
    await run.wake(flaw());
    const requests = await requestsOf(open, () => run.wake(...Array.from({ length: 10 }, flaw)));
    expect(requests).toEqual(
      new Map([
        ["BatchGetItemCommand", 1],
        ["TransactWriteItemsCommand", 1],
      ]),
    );
    await run.passUntil(minutesAfter(run.now(), 20));
    expect(run.sent.map(({ kind, counts }) => [kind, counts.open.CRITICAL])).toEqual([["opened", 11]]);
  });
});

describe("a destination that does not answer", () => {
  test("is tried again with growing pauses, by messages that succeed, and hears in the end of what is", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    run.silent.add("desk");
    await run.wake(threat);
    expect(await run.deliver()).toEqual([]);
    const tries = () => run.counted.filter((line) => line === "notifications unreachable 1").length;
    await run.passUntil(minutesAfter(run.now(), 4));
    // After 30, 60 and 120 seconds.
    expect(tries()).toBe(4);
    await run.passUntil(minutesAfter(run.now(), 240));
    // Every quarter of an hour.
    expect(tries()).toBeGreaterThan(16);
    expect(tries()).toBeLessThan(24);
    run.silent.delete("desk");
    await run.wake(over(threat));
    await run.passUntil(minutesAfter(run.now(), 16));
    expect(told(run)).toEqual([`over ${threat.view.title}`]);
  });

  test("that answers that it takes but so many at a time is tried again each half minute", async () => {
    const send = async () => {
      throw new DeliveryError("too many", { reason: "rate-limited", retryable: true });
    };
    const run = oncallOn(open, desk, { channel: (name) => ({ name, send }) });
    await run.wake(newThreat());
    await run.passUntil(minutesAfter(run.now(), 4));
    expect(run.counted.filter((line) => line === "notifications rate-limited 1")).toHaveLength(9);
  });

  test.each([
    ["a page", desk],
    ["a message that is changed as the group changes", slackDesk],
  ])(
    "that takes one message a second, and shows %s, knows of twenty within two minutes, by one message more and no crowd of calls",
    async (_what, policy) => {
      const taken: Notification[] = [];
      let calls = 0;
      const send = async (notification: Notification) => {
        calls += 1;
        if (arrivedAt === run.now()) throw new DeliveryError("too many", { reason: "rate-limited", retryable: true });
        arrivedAt = run.now();
        taken.push(notification);
        return undefined;
      };
      let arrivedAt: Instant | undefined;
      const run = oncallOn(open, policy, { channel: (name) => ({ name, send }) });
      const threats = Array.from({ length: 20 }, () => newThreat());
      await run.wake(...threats);
      await run.passUntil(minutesAfter(run.now(), 2));
      expect(taken.map(({ grouping, counts }) => ["overflow" in grouping, counts.open.CRITICAL])).toEqual([
        [false, 1],
        [true, 19],
      ]);
      await run.passUntil(minutesAfter(run.now(), 15));
      expect(calls).toBe(21);
      await run.wake(...threats.map(over));
      await run.passUntil(minutesAfter(run.now(), 30));
      expect(taken.slice(-2).map(({ kind }) => kind)).toEqual(["over", "over"]);
    },
  );

  describe("that takes one a second, of fewer than are told together", () => {
    /** What it answered, and what it took. */
    async function runOf(retryAfterMilliseconds: number | undefined, policy: Policy = desk, takesOneAtATime = false) {
      const answers: ("took" | "refused")[] = [];
      let takes = Number.NEGATIVE_INFINITY;
      const send = async () => {
        if (epochOf(run.now()) < takes) {
          answers.push("refused");
          throw new DeliveryError("too many", { reason: "rate-limited", retryable: true, retryAfterMilliseconds });
        }
        answers.push("took");
        takes = epochOf(run.now()) + 1000;
        return undefined;
      };
      const run = oncallOn(open, policy, { takesOneAtATime, channel: (name) => ({ name, send }) });
      await run.wake(...Array.from({ length: 4 }, () => newThreat()));
      await run.deliver();
      return { run, answers: () => answers.splice(0) };
    }
    const times = (number: number, ...answers: readonly string[]) =>
      Array.from({ length: number }, () => answers).flat();

    test("is sent all, one after the other, once it is known to", async () => {
      const { run, answers } = await runOf(1000);
      expect(answers()).toEqual(["took", ...times(3, "refused")]);
      await run.passUntil(minutesAfter(run.now(), 1));
      expect(answers()).toEqual(["took", ...times(2, "refused", "took")]);
      expect(run.counted.filter((line) => line === "notifications sent 1")).toHaveLength(4);
    });

    test("is sent what it refused, one after the other, though it has taken another one since", async () => {
      const { run, answers } = await runOf(1000, slackDesk);
      const threats = Array.from({ length: 6 }, () => newThreat());
      for (const threat of threats) {
        await run.passUntil(minutesAfter(run.now(), 0.6));
        await run.wake(threat);
      }
      await run.passUntil(minutesAfter(run.now(), 2));
      await run.wake(...threats.map((threat) => later(threat, {}, { status: "ACKNOWLEDGED" })));
      await run.passUntil(minutesAfter(run.now(), 0.1));
      await run.wake(newThreat());
      await run.passUntil(minutesAfter(run.now(), 2));
      answers();
      await run.passUntil(minutesAfter(run.now(), 10));
      expect(answers()).toEqual(["took", ...times(4, "refused", "took")]);
    });

    test("is asked by the first two alone, where its kind documents that", async () => {
      const { run, answers } = await runOf(1000, slackDesk, true);
      expect(answers()).toEqual(["took", "refused"]);
      await run.passUntil(minutesAfter(run.now(), 1));
      expect(answers()).toEqual(["took", ...times(2, "refused", "took")]);
    });

    test.each([
      ["asks for no pause", undefined],
      ["asks for a longer one than there is time for", 15_000],
    ])("is asked by none of the others where it %s", async (_title, retryAfterMilliseconds) => {
      const { run, answers } = await runOf(retryAfterMilliseconds);
      answers();
      await run.passUntil(minutesAfter(run.now(), 0.5));
      expect(answers()).toEqual(["took", "refused"]);
      await run.passUntil(minutesAfter(run.now(), 0.5));
      expect(answers()).toEqual(["took", "refused"]);
    });

    test("is asked by none of the others where it does not answer any more, for which there is no time", async () => {
      const reasons = ["rate-limited", "timed-out"] as const;
      let asked = 0;
      const send = async () => {
        asked += 1;
        throw new DeliveryError("no", { reason: reasons[asked > 4 ? 1 : 0], retryable: true });
      };
      const run = oncallOn(open, desk, { channel: (name) => ({ name, send }) });
      await run.wake(...Array.from({ length: 4 }, () => newThreat()));
      await run.passUntil(minutesAfter(run.now(), 0.5));
      expect(asked).toBe(5);
      expect(run.counted.filter((line) => line === "notifications timed-out 1")).toHaveLength(4);
    });
  });

  test("is tried again with the pauses that it has come to, whichever of its alerts tries it", async () => {
    const run = oncallOn(open, desk);
    run.silent.add("desk");
    await run.wake(newThreat());
    await run.passUntil(minutesAfter(run.now(), 120));
    await run.wake(newThreat());
    const before = run.counted.length;
    await run.passUntil(minutesAfter(run.now(), 60));
    // Two alerts, each quarter of an hour.
    const tries = run.counted.slice(before).filter((line) => line === "notifications unreachable 1").length;
    expect(tries).toBeGreaterThanOrEqual(8);
    expect(tries).toBeLessThanOrEqual(10);
  });

  test("whose first contact asks for a long pause is told by the second after 30 seconds", async () => {
    const policy = policyOf({
      channels: { phone: { type: "console" }, mail: { type: "console" } },
      people: { ada: { contacts: ["phone", "mail"] } },
      schedules: [{ name: "primary", layers: [{ people: ["ada"], turnWeeks: 1, from: "2026-11-02T09:00" }] }],
      routes: [
        { name: "all", match: { severity: [...severities] }, channels: ["primary"], group: "alert", urgency: "now" },
      ],
      unrouted: "ignore",
    });
    const run = oncallOn(open, policy);
    run.silent.add("phone");
    run.pauses.set("phone", 10 * 60_000);
    const threat = newThreat();
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 0.5));
    expect(told(run)).toEqual([`opened ${threat.view.title}`]);
  });

  test.each([
    ["a pause that is longer than its own is kept", 10 * 60_000, 1, 9],
    ["the end of that pause is the next attempt", 10 * 60_000, 2, 10],
    ["a shorter one makes nothing quicker", 1_000, 2, 1],
    ["a day is too long for who waits to be told", 24 * 3_600_000, 2, 60],
  ])("asks for a pause: %s", async (_title, asked, tries, afterMinutes) => {
    const run = oncallOn(open, desk);
    run.silent.add("desk");
    run.pauses.set("desk", asked);
    await run.wake(newThreat());
    await run.passUntil(minutesAfter(run.now(), afterMinutes));
    expect(run.counted.filter((line) => line === "notifications unreachable 1")).toHaveLength(tries);
  });
});

describe("what the version before has left", () => {
  test("is refused where it lies in the queue, saying what to do, and stands in nobody's way in the table", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    const { alertId } = threat;
    const delivery = { pk: alertKey(alertId), sk: "DLV#00000001#desk", format: 1, state: "delivered", attempts: 1 };
    await open.client.send(new PutItemCommand({ TableName: open.tableName, Item: toItem(delivery) }));
    const announcement = JSON.stringify({ format: "tocsin.announcement.v1", kind: "opened", alertId, version: 1 });
    expect(await run.receive([announcement, alertWakeText(threat)])).toEqual([]);
    expect(run.dead).toEqual([expect.stringContaining("is another version's. Redriven, it wakes on-call")]);
    await run.deliver();
    expect(told(run)).toEqual([`opened ${threat.view.title}`]);
  });
});

describe("a crash", () => {
  test("between deciding and handing over loses nothing: it is begun anew, as a later notification", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    await run.wake(threat);
    run.begun.splice(0);
    await run.passUntil(minutesAfter(run.now(), 1));
    expect(run.sent).toMatchObject([{ kind: "opened", sequence: 2 }]);
  });

  test("between sending and writing it down sends again, as a later notification", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    await run.wake(threat);
    const copy = [...run.begun];
    await run.deliver();
    // As it was before the delivery was written down.
    await forget(threat, copy);
    await run.passUntil(minutesAfter(run.now(), 1));
    expect(run.sent.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test("of the second delivery of a message that was sent changes nothing", async () => {
    const run = oncallOn(open, desk);
    await run.wake(newThreat());
    const copy = [...run.begun];
    await run.deliver();
    run.begun.push(...copy);
    await run.deliver(2);
    expect(run.sent).toHaveLength(1);
    expect(run.counted.at(-1)).toBe("notifications already-sent 1");
  });

  test("after which a message comes too late begins nothing that is older than what was begun since", async () => {
    const run = oncallOn(open, desk);
    await run.wake(newThreat());
    const late = run.begun.splice(0);
    await run.passUntil(minutesAfter(run.now(), 1));
    run.begun.push(...late);
    await run.deliver();
    expect(run.sent.map(({ sequence }) => sequence)).toEqual([2]);
    expect(run.counted.at(-1)).toBe("notifications too-late 1");
  });
});

/** Puts back what was told of an alert's group to when its notification was on its way. */
async function forget({ alertId }: Wake, begun: readonly Outgoing[]): Promise<void> {
  const [telling] = await createGroupsReader(open).tellingsOf(alertId);
  const stored = telling?.told?.ok ? telling.told.value : undefined;
  const handover = parseHanded(begun[0]?.body ?? "");
  if (stored === undefined || !handover.ok || handover.value.format !== "tocsin.handover.v1")
    throw new Error("nothing was told");
  const { at, kind, rings, counts, groupId } = handover.value.notification;
  const until = minutesAfter(at, 0.5);
  const told = {
    ...stored.told,
    last: undefined,
    rung: undefined,
    sending: { at, kind, rings, counts, until },
    nextAt: until,
  };
  await createGroupsStore(open).write({
    ...{ at, alerts: [], members: [], held: [], counts: [], lookedAt: [], destinations: [] },
    told: [
      { groupId, before: stored.revision, stored: { ...stored, told, revision: stored.revision + 1 }, isOver: false },
    ],
  });
}

describe("what is silenced", () => {
  const silence: Silence = {
    id: "0a",
    of: { matches: compilePattern({ owner: ["lab"] }) },
    upTo: "CRITICAL",
    evenIfWorse: false,
    ...{ by: "ada", why: "rebuilt", madeAt: instant("2026-11-20T11:00:00Z") },
    ...{ from: instant("2026-11-20T11:00:00Z"), until: instant("2026-11-27T11:00:00Z") },
  };
  const to = (type: "console" | "webhook", group: string | readonly string[]) =>
    policyOf({
      channels: {
        desk:
          type === "console"
            ? { type }
            : { type, url: "https://soc.example.com", signingSecret: "env:TOCSIN_SECRET_A" },
      },
      routes: [{ name: "all", match: { severity: [...severities] }, channels: ["desk"], group, urgency: "now" }],
      unrouted: "ignore",
    });
  const run = (type: "console" | "webhook", group: string | readonly string[]) => {
    const started = oncallOn(open, to(type, group));
    started.go({ silences: [silence] });
    return started;
  };
  const idsIn = (notification: Notification | undefined) => notification?.alerts.map(({ id }) => id);

  test("is not among the alerts of a notification, nor among those it names no more of, but counted", async () => {
    const desk = run("console", ["condition"]);
    const [heard, quiet] = [newThreat({ severity: "HIGH" }), newThreat({ owner: "lab" })];
    await desk.wake(quiet, heard);
    await desk.deliver();
    expect(desk.sent).toMatchObject([{ kind: "opened", more: 0, counts: { open: { HIGH: 1 }, silenced: 1 } }]);
    expect(idsIn(desk.sent[0])).toEqual([heard.alertId]);
    expect(desk.sent[0]?.title).toBe(heard.view.title);
  });

  test("is named by no notification of a group in which all is, which says how many are", async () => {
    const desk = run("webhook", ["condition"]);
    const threats = [newThreat(), newThreat()];
    await desk.wake(...threats);
    await desk.deliver();
    await desk.passUntil(minutesAfter(desk.now(), 5));
    await desk.wake(...threats.map((threat) => later(threat, {}, { owner: "lab" })));
    await desk.passUntil(minutesAfter(desk.now(), 5));
    expect(desk.sent.at(-1)).toMatchObject({ alerts: [], more: 0, counts: { silenced: 2, open: { CRITICAL: 0 } } });
  });

  test("is told as such where it is a group by itself, to a destination that shows states", async () => {
    const desk = run("webhook", "alert");
    const threat = newThreat();
    await desk.wake(threat);
    await desk.passUntil(minutesAfter(desk.now(), 5));
    await desk.wake(later(threat, {}, { owner: "lab" }));
    await desk.passUntil(minutesAfter(desk.now(), 5));
    expect(idsIn(desk.sent.at(-1))).toEqual([threat.alertId]);
    expect(desk.sent.at(-1)).toMatchObject({ more: 0, counts: { silenced: 1 } });
  });
});

describe("the steps of an escalation", () => {
  const escalated = policyOf({
    channels: {
      desk: { type: "webhook", url: "https://soc.example.com", signingSecret: "env:TOCSIN_SECRET_A" },
      lead: { type: "console" },
    },
    routes: [
      {
        ...{
          name: "all",
          match: { severity: [...severities] },
          channels: ["desk"],
          group: ["account"],
          urgency: "now",
        },
        escalation: "up",
      },
    ],
    escalations: [{ name: "up", steps: [{ afterMinutes: 20, channels: ["lead"] }] }],
    unrouted: "ignore",
  });
  const announced = ({ sent }: { readonly sent: readonly Notification[] }) =>
    sent.flatMap(({ destination, kind, escalates = [] }) =>
      destination === "desk" ? [[kind, ...escalates.map(({ at }) => at)]] : [],
    );
  const leadHeardAt = ({ sent }: { readonly sent: readonly Notification[] }) =>
    sent.flatMap(({ destination, at }) => (destination === "lead" ? [at] : []));

  test("are announced for when they come, and by no message that does not know that", async () => {
    const run = oncallOn(open, escalated);
    const threat = newThreat({ severity: "HIGH" });
    const started = run.now();
    await run.wake(threat);
    await run.passUntil(minutesAfter(started, 5));
    await run.wake(newThreat({ severity: "HIGH", account: threat.view.account }));
    await run.passUntil(minutesAfter(started, 10));
    // The step waits since the first of them.
    await run.wake(newThreat({ account: threat.view.account }));
    await run.passUntil(minutesAfter(started, 25));
    expect(announced(run)).toEqual([["opened", minutesAfter(started, 20)], ["updated"], ["worse"]]);
    expect(leadHeardAt(run)).toEqual([minutesAfter(started, 20)]);
  });

  test("are announced anew where it becomes worse after they were taken", async () => {
    const run = oncallOn(open, escalated);
    const threat = newThreat({ severity: "HIGH" });
    const started = run.now();
    await run.wake(threat);
    await run.passUntil(minutesAfter(started, 25));
    await run.wake(later(threat, { worst: "CRITICAL" }, { severity: "CRITICAL" }));
    await run.passUntil(minutesAfter(started, 50));
    expect(announced(run).filter(([kind]) => kind !== "reminder")).toEqual([
      ["opened", minutesAfter(started, 20)],
      ["worse", minutesAfter(started, 45)],
    ]);
    expect(leadHeardAt(run)).toEqual(expect.arrayContaining([minutesAfter(started, 20), minutesAfter(started, 45)]));
  });
});

test("who is on call is told by what was shown to them before, and not by what was shown to somebody else, until when they are", async () => {
  const handed: (readonly [string, Handle | undefined, Instant | undefined])[] = [];
  const layer = { people: ["ada", "grace"], turnHours: 1, from: "2026-11-20T12:00" };
  // It turns while the one after it has somebody, and so changes nothing.
  const layers = [{ ...layer, from: "2026-11-20T12:30" }, layer];
  const policy = policyOf({
    channels: { "ada-chat": { type: "console" }, "grace-chat": { type: "console" }, desk: { type: "console" } },
    people: { ada: { contacts: ["ada-chat"] }, grace: { contacts: ["grace-chat"] } },
    schedules: [{ name: "primary", layers }],
    routes: [
      { name: "all", match: { severity: [...severities] }, channels: ["primary"], urgency: "now", group: "alert" },
    ],
    fallback: "desk",
  });
  const channel = (name: string): Channel => ({
    name,
    async send({ onCall }, handle) {
      handed.push([name, handle, onCall?.until]);
      return { ts: String(handed.length) };
    },
  });
  const run = oncallOn(open, policy, { channel });
  await run.wake(newThreat());
  await run.deliver();
  // Reminders come after 20, 40 and 60 minutes: the last of them in the next shift.
  const handOver = instant("2026-11-20T13:00:00Z");
  await run.passUntil(shift(run.now(), 61 * 60_000));
  expect(handed).toEqual([
    ["ada-chat", undefined, handOver],
    ["ada-chat", { ts: "1", by: "ada-chat", delivered: "1" }, handOver],
    ["ada-chat", { ts: "2", by: "ada-chat", delivered: "2" }, handOver],
    ["grace-chat", { delivered: "3" }, shift(handOver, 60 * 60_000)],
  ]);
});

describe("what began and was more of the same when it was counted", () => {
  const ofOne = { account: "111122223333" };

  test("rings within a minute, where what was known had ended meanwhile and nobody knew of both", async () => {
    const run = oncallOn(open, together);
    const [known, more] = [newThreat(ofOne), newThreat(ofOne)];
    await run.wake(known);
    await run.deliver();
    let isBetween = true;
    const beside = oncallOn(open, together, {
      store: (store) => ({
        ...store,
        async write(change) {
          if (isBetween) {
            isBetween = false;
            await run.wake(over(known));
            await run.deliver();
          }
          return store.write(change);
        },
      }),
    });
    await beside.wake(more);
    expect([isBetween, beside.sent]).toEqual([false, []]);
    await run.passUntil(shift(run.now(), 60_000));
    expect(run.sent.map(({ kind, rings, counts }) => [kind, rings, counts.open.CRITICAL])).toEqual([
      ["opened", true, 1],
      ["over", false, 0],
      ["opened", true, 1],
    ]);
  });

  test.each([
    ["after the first of it was told", 5],
    ["while the first of it was being told", Number.NaN],
  ])(
    "rings nobody while it is acknowledged, one batch after the other, where it came %s",
    async (_title, fromDelivery) => {
      const run = oncallOn(open, together);
      const threats = Array.from({ length: 25 }, () => newThreat(ofOne));
      // The last of them come while the first are being told.
      for (let i = 0; i < threats.length; i += 5) {
        if (i === fromDelivery) await run.deliver();
        await run.wake(...threats.slice(i, i + 5));
      }
      await run.deliver();
      // What comes within a few seconds, before anybody can acknowledge.
      await run.receive(
        run.delayed.splice(0).flatMap(({ body, delaySeconds = 0 }) => (delaySeconds <= 2 ? [body] : [])),
      );
      const acknowledged = threats.map((wake) => later(wake, {}, { status: "ACKNOWLEDGED" }));
      for (let i = 0; i < threats.length; i += 5) {
        await run.wake(...acknowledged.slice(i, i + 5));
        await run.passUntil(shift(run.now(), 1000));
      }
      await run.passUntil(shift(run.now(), 5 * 60_000));
      expect(run.sent.map(({ kind, rings }) => [kind, rings])).toEqual([["opened", true]]);
    },
  );
});

describe("a schedule in a route", () => {
  const hook = { type: "webhook", url: "https://hooks.example.com/ada", signingSecret: "ssm:hook" };
  const onCall = (people: readonly string[], route: object, escalations: readonly object[] = []) =>
    policyOf({
      channels: { desk: { type: "console" }, hook },
      people: { ada: { contacts: ["hook"] } },
      schedules: [{ name: "primary", layers: [{ people, turnWeeks: 1, from: "2026-11-16T09:00" }] }],
      routes: [{ name: "all", match: { severity: [...severities] }, urgency: "now", ...route }],
      escalations,
      fallback: "desk",
    });

  test("shows whoever is on call no state, by whatever channel: what needs no ear is not sent", async () => {
    const run = oncallOn(open, onCall(["ada"], { channels: ["primary"] }));
    const threat = newThreat();
    await run.wake(threat);
    await run.deliver();
    await run.wake(later(threat, {}, { status: "ACKNOWLEDGED" }));
    await run.deliver();
    await run.passUntil(shift(run.now(), 5 * 60_000));
    expect(told(run)).toEqual([`opened ${threat.view.title}`]);
    expect(run.sent[0]?.onCall).toMatchObject({ person: "ada", schedule: "primary" });
  });

  test("says of steps after a gap when they have their turn by then", async () => {
    const steps = [
      { afterMinutes: 10, channels: ["primary"] },
      { afterMinutes: 30, channels: ["hook"] },
    ];
    const policy = onCall(["nobody"], { channels: ["desk"], escalation: "up" }, [{ name: "up", steps }]);
    const run = oncallOn(open, policy);
    const at = run.now();
    await run.wake(newThreat());
    await run.deliver();
    const inTenMinutes = shift(at, 10 * 60_000);
    expect(run.sent[0]?.escalates).toEqual([
      { destination: "primary", at: inTenMinutes },
      { destination: "hook", at: inTenMinutes },
    ]);
  });

  test("tells a step who comes after it, and when", async () => {
    const steps = [
      { afterMinutes: 10, channels: ["primary"] },
      { afterMinutes: 30, channels: ["hook"] },
    ];
    const policy = onCall(["ada"], { channels: ["desk"], escalation: "up" }, [{ name: "up", steps }]);
    const run = oncallOn(open, policy);
    const at = run.now();
    await run.wake(newThreat());
    await run.deliver();
    await run.passUntil(shift(at, 11 * 60_000));
    expect(
      run.sent.map(({ destination, escalates }) => [destination, escalates?.map((one) => one.destination)]),
    ).toEqual([
      ["desk", ["primary", "hook"]],
      ["primary", ["hook"]],
    ]);
    expect(run.sent[1]?.escalates?.[0]?.at).toBe(shift(at, 30 * 60_000));
  });
});

describe("a week of what was told", () => {
  const inWeek = async () => Array.fromAsync(toldInWeek(open, "2026-W47"), valueIn);
  /** Of a policy by which all waits for the morning of a Saturday. */
  const morning = policyOf({
    channels: { desk: { type: "console" } },
    routes: [{ name: "all", match: { severity: [...severities] }, channels: ["desk"], urgency: "morning" }],
    unrouted: "ignore",
  });

  test("has what rang, with what it was about, and no further requests were made for it", async () => {
    const run = oncallOn(open, desk);
    const threat = newThreat();
    const requests = await requestsOf(open, () => run.wake(threat));
    expect([...requests]).toEqual([
      ["BatchGetItemCommand", 1],
      ["TransactWriteItemsCommand", 1],
      // For what is related to it, and none of the week.
      ["QueryCommand", 1],
    ]);
    await run.deliver();
    const { title } = threat.view;
    expect(await inWeek()).toEqual([
      {
        ...{ at: run.now(), destination: "desk", outcome: "told", rings: true, isDecided: false },
        ...{ title, condition: "threat" },
      },
    ]);
  });

  test("has what waits for the morning, and then what was told in it, without an alert to name its condition", async () => {
    const run = oncallOn(open, morning);
    await run.wake(newThreat());
    expect(await inWeek()).toMatchObject([{ outcome: "held-to-morning", rings: false, condition: "threat" }]);
    await run.passUntil(shift(run.now(), 24 * 3_600_000));
    expect(await inWeek()).toMatchObject([{ outcome: "held-to-morning" }, { outcome: "told", condition: "threat" }]);
  });

  test("lacks what nobody was told, and what another week has", async () => {
    const run = oncallOn(open, desk);
    await run.wake(newThreat({ status: "ACKNOWLEDGED" }));
    expect(await inWeek()).toEqual([]);
    const live = oncallOn(open, desk, { start: instant("2026-11-27T12:00:00Z") });
    await live.wake(newThreat());
    expect(await inWeek()).toEqual([]);
    expect(await Array.fromAsync(toldInWeek(open, "2026-W48"))).toHaveLength(1);
  });
});
