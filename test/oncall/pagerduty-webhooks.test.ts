/** What people do in PagerDuty, and what comes of it here: on a real table, by the handlers. Whoever is not meant to decide is here too. */
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { inChunks } from "@tocsin/aws/alerts/paging";
import { memberItem } from "@tocsin/aws/groups/items/member-item";
import type { Happened } from "@tocsin/channels/testing/pagerduty-service";
import { type SentWebhook, signedJson } from "@tocsin/channels/testing/pagerduty-webhooks";
import { useReceivers } from "@tocsin/channels/testing/receiver";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, requestsOf } from "../support/oncall.ts";
import { pagerdutyStageOn, policyBy, webhookSecrets } from "../support/pagerduty-stage.ts";
import { decidedOn, saidOf } from "../support/said-threats.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const receivers = useReceivers();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const { soc: SECRET, other: OTHER } = webhookSecrets;
const HOUR = 3_600_000;

const stageOn = (policy = policyBy("alert")) => pagerdutyStageOn(open, receivers, policy);

/** An alert of which the service was told at HIGH, and its incident's key. */
async function toldOfOne() {
  const stage = await stageOn();
  const [id = ""] = await stage.tell(["one", "HIGH"]);
  const key = stage.service.open()[0]?.key ?? "";
  return { ...stage, id, key };
}

describe("whoever acknowledges an incident in PagerDuty", () => {
  test("acknowledges its alert, as the command does without an end, by the name of the channel", async () => {
    const { service, key, id, sendAll, headOf, now, telemetry } = await toldOfOne();
    service.byPerson("acknowledged", key);
    expect(await sendAll()).toEqual([202, 202]);
    const { view, alert } = await headOf(id);
    expect(view.status).toBe("ACKNOWLEDGED");
    expect(alert.decisions.acknowledgement).toMatchObject({
      ...{ by: "pagerduty:soc", why: "its incident was acknowledged in PagerDuty", at: now() },
      ...{ until: "2026-11-23T10:00:00.000Z", seen: { severity: "HIGH" } },
    });
    expect(telemetry.counted).toEqual(["callbacks other 1", "callbacks acknowledged 1"]);
  });

  test("is not written down, nor in a log: only that somebody did", async () => {
    const { service, key, id, sendAll, headOf, telemetry } = await toldOfOne();
    service.byPerson("acknowledged", key);
    await sendAll();
    const all = `${JSON.stringify(await headOf(id))}${telemetry.logged.join()}`;
    expect(all).toContain("pagerduty:soc");
    expect(all).not.toMatch(/C4n4ry|PLH1HKV|c4n4ry/);
  });

  test("starts no loop: what comes of it leaves the incident as it is, and what comes of that decides nothing", async () => {
    const { service, key, id, sendAll, headOf, heard, states, run } = await toldOfOne();
    service.byPerson("acknowledged", key);
    await sendAll();
    const before = await headOf(id);
    for (let round = 0; round < 3; round += 1) {
      await heard(id);
      await sendAll();
    }
    expect(await headOf(id)).toEqual(before);
    expect(states()).toEqual(["acknowledged"]);
    expect(run.sent.map(({ kind }) => kind)).toEqual(["opened", "updated"]);
  });

  test.each([
    ["before it is acknowledged here", true],
    ["after it was acknowledged here", false],
  ])("%s, it ends as if one of them had done it", async (_title, isFirst) => {
    const { service, key, id, run, sendAll, heard, headOf, states, now } = await toldOfOne();
    const until = shift(run.now(), 4 * HOUR);
    const byCommand = () => decidedOn(open, id, { kind: "acknowledge", at: now(), by: "ada", why: "on it", until });
    service.byPerson("acknowledged", key);
    if (isFirst) await sendAll();
    await byCommand();
    if (!isFirst) await sendAll();
    await heard(id);
    await sendAll();
    expect([(await headOf(id)).view.status, ...states()]).toEqual(["ACKNOWLEDGED", "acknowledged"]);
    expect(service.incidents).toHaveLength(1);
  });

  test("at the very same time as somebody here, it ends as if one of them had done it", async () => {
    const { service, key, id, run, webhook, send, heard, headOf, sendAll, states, now } = await toldOfOne();
    const webhooks = webhook(service.byPerson("acknowledged", key));
    const until = shift(run.now(), 4 * HOUR);
    const decision = { kind: "acknowledge", at: now(), by: "ada", why: "on it", until } as const;
    const change = { alertId: id, observations: [], decisions: [decision] };
    await Promise.all([send(webhooks), createAlertsWriter(open).apply([change], defaultWorld, now()), send(webhooks)]);
    await heard(id);
    await sendAll();
    expect([(await headOf(id)).view.status, ...states()]).toEqual(["ACKNOWLEDGED", "acknowledged"]);
  });

  test("acknowledges of a group what the incident showed, and nothing worse or newer", async () => {
    const { service, tell, run, sendAll, statusesOf } = await stageOn(policyBy(["account"]));
    const ids = await tell(["one", "HIGH"], ["two", "HIGH"], ["three", "MEDIUM"], ["four", "HIGH"]);
    // Milder, so that PagerDuty is not told of it.
    await run.passUntil(minutesAfter(run.now(), 4));
    const [five = ""] = await tell(["five", "LOW"]);
    service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    await saidOf(open, "two", "CRITICAL", run.now());
    await saidOf(open, "four", "over", run.now());
    await sendAll();
    expect(await statusesOf([...ids, five])).toEqual(["ACKNOWLEDGED", "OPEN", "ACKNOWLEDGED", "RESOLVED", "OPEN"]);
  });

  test("acknowledges of a group all of them, more than a link does at once", async () => {
    const { service, tell, sendAll, statusesOf } = await stageOn(policyBy(["account"]));
    const ids = await tell(...Array.from({ length: 103 }, (_, n) => [`threat ${n}`, "HIGH"] as const));
    service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    await sendAll();
    expect(new Set(await statusesOf(ids))).toEqual(new Set(["ACKNOWLEDGED"]));
  });

  test("acknowledges what a reminder has shown since", async () => {
    const { service, tell, run, sendAll, statusesOf } = await stageOn(policyBy(["account"]));
    const ids = await tell(["one", "HIGH"]);
    await run.passUntil(minutesAfter(run.now(), 4));
    ids.push(...(await tell(["two", "LOW"])));
    await run.passUntil(minutesAfter(run.now(), 30));
    expect(run.sent.map(({ kind }) => kind)).toContain("reminder");
    service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    await sendAll();
    expect(await statusesOf(ids)).toEqual(["ACKNOWLEDGED", "ACKNOWLEDGED"]);
  });

  test("acknowledges nothing that a reminder has shown since, where PagerDuty tells of it late", async () => {
    const { service, tell, run, webhook, send, statusesOf } = await stageOn(policyBy(["account"]));
    const ids = await tell(["one", "HIGH"]);
    const late = webhook(service.byPerson("acknowledged", service.open()[0]?.key ?? ""));
    await run.passUntil(minutesAfter(run.now(), 4));
    ids.push(...(await tell(["two", "LOW"])));
    await run.passUntil(minutesAfter(run.now(), 30));
    expect(run.sent.map(({ kind }) => kind)).toContain("reminder");
    await send(late);
    expect(await statusesOf(ids)).toEqual(["ACKNOWLEDGED", "OPEN"]);
  });

  test("acknowledges the incident of what got worse, and not by the one before", async () => {
    const { service, key, id, tell, sendAll, headOf, run, send, webhook } = await toldOfOne();
    const old = service.byPerson("acknowledged", key);
    await tell(["one", "CRITICAL"]);
    expect(await send(webhook(old))).toMatchObject({ statusCode: 202 });
    expect((await headOf(id)).view.status).toBe("OPEN");
    await run.passUntil(minutesAfter(run.now(), 1));
    service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    await sendAll();
    expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
  });

  test("before it is written down that the incident is there, is asked to say so again, and heard then", async () => {
    const { service, run, lost, webhook, send, headOf, telemetry } = await stageOn();
    lost.answers = 1;
    const wake = await saidOf(open, "one", "HIGH", run.now());
    await run.wake(wake);
    await run.deliver();
    const [incident] = service.open();
    const told = service.byPerson("acknowledged", incident?.key ?? "");
    expect(await send(webhook(told))).toMatchObject({ statusCode: 503 });
    await run.passUntil(minutesAfter(run.now(), 2));
    expect(await send(webhook(told))).toMatchObject({ statusCode: 202 });
    expect((await headOf(wake.alertId)).view.status).toBe("ACKNOWLEDGED");
    expect(telemetry.counted).toEqual(["callbacks not-yet 1", "callbacks acknowledged 1"]);
  });
});

test("whoever acknowledges before PagerDuty has answered to the event is asked to say so again", async () => {
  const { service, run, between, webhook, send, telemetry } = await stageOn();
  const statuses: number[] = [];
  between.act = async () => {
    const told = service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    statuses.push((await send(webhook(told))).statusCode);
  };
  await run.wake(await saidOf(open, "one", "HIGH", run.now()));
  await run.deliver();
  expect([statuses, telemetry.counted]).toEqual([[503], ["callbacks not-yet 1"]]);
});

test("of a group that has more than are acknowledged at once, PagerDuty is asked to say so again", async () => {
  const { service, tell, sendAll, telemetry, statusesOf } = await stageOn(policyBy(["account"]));
  const ids = await tell(["one", "HIGH"], ["two", "HIGH"]);
  const [incident] = service.open();
  const member = { since: "2026-11-20T13:00:00.000Z" as Instant, problem: "", account: "", environment: "", owner: "" };
  // The others are milder, and so come last.
  const others = Array.from({ length: 500 }, (_, n) => n.toString(16).padStart(4, "0").padEnd(32, "0"));
  for await (const chunk of inChunks(others, 25)) {
    const items = chunk.map((id) =>
      memberItem(incident?.key ?? "", id, { ...member, severity: "LOW", bucket: "open" }),
    );
    const puts = items.map((Item) => ({ PutRequest: { Item } }));
    await open.client.send(new BatchWriteItemCommand({ RequestItems: { [open.tableName]: puts } }));
  }
  service.byPerson("acknowledged", incident?.key ?? "");
  expect(await sendAll()).toEqual([202, 503]);
  expect(telemetry.counted.at(-1)).toBe("callbacks more 1");
  expect(await statusesOf(ids)).toEqual(["ACKNOWLEDGED", "ACKNOWLEDGED"]);
});

describe("whoever resolves an incident in PagerDuty", () => {
  test("acknowledges its alert, which is over when its reporters say so", async () => {
    const { service, key, id, sendAll, heard, headOf, run } = await toldOfOne();
    service.byPerson("resolved", key);
    await sendAll();
    const { view, alert } = await headOf(id);
    expect(view.status).toBe("ACKNOWLEDGED");
    expect(alert.decisions.acknowledgement?.why).toBe("its incident was resolved in PagerDuty");
    await heard(id);
    // Nobody is rung again within the hour.
    await run.passUntil(minutesAfter(run.now(), 60));
    expect(run.sent.filter(({ rings }) => rings)).toHaveLength(1);
  });
});

type Stage = Awaited<ReturnType<typeof toldOfOne>>;

describe("nothing is decided, and no datum is in the log, by", () => {
  const byPerson = ({ key }: Stage): Happened => ({ type: "incident.acknowledged", key, isByPerson: true });
  const genuine = (stage: Stage) => stage.webhook(byPerson(stage));
  const withHeader = (signature: string) => (stage: Stage) => {
    const sent = genuine(stage);
    return { ...sent, headers: { ...sent.headers, "x-pagerduty-signature": signature } };
  };
  const withEvent = (change: (event: Record<string, unknown>) => unknown) => (stage: Stage) =>
    signedJson(JSON.stringify({ event: change(JSON.parse(genuine(stage).body).event) }), [SECRET]);
  const withKey = (incident_key: unknown) =>
    withEvent((event) => ({ ...event, data: { ...(event.data as object), incident_key } }));
  const body = (text: string) => () => signedJson(text, [SECRET]);

  test.each<readonly [string, number, string, (stage: Stage) => SentWebhook]>([
    [
      "one that is signed with another secret",
      503,
      "forged",
      (stage) => stage.webhook(byPerson(stage), stage.now(), ["x"]),
    ],
    ["one without a signature", 401, "forged", withHeader("")],
    ["one with a signature of another version", 401, "forged", withHeader(`v2=${"0".repeat(64)}`)],
    ["one with a signature of another length", 401, "forged", withHeader("v1=00")],
    [
      "one with a thousand signatures",
      503,
      "forged",
      withHeader(
        Array(1000)
          .fill(`v1=${"0".repeat(64)}`)
          .join(","),
      ),
    ],
    ["one whose body was changed", 503, "forged", (stage) => ({ ...genuine(stage), body: `${genuine(stage).body} ` })],
    [
      "one of another service, by its secret",
      202,
      "foreign",
      (stage) => stage.webhook(byPerson(stage), stage.now(), [OTHER]),
    ],
    ["one of an incident that is not Tocsin's", 202, "foreign", withKey("d3640fbd41094207a1c11e58e46b1662")],
    ["one of an incident that was made by hand", 202, "foreign", withKey("srv01/HTTP")],
    ["one of an incident without a key", 202, "malformed", withKey(null)],
    [
      "one of an incident of the group that there never was",
      202,
      "superseded",
      (stage) => withKey(`${stage.key}:7`)(stage),
    ],
    [
      "one that Tocsin's own event has caused",
      202,
      "by-a-machine",
      (stage) => stage.webhook({ ...byPerson(stage), isByPerson: false }),
    ],
    ["one that an automation has caused", 202, "by-a-machine", withEvent((event) => ({ ...event, agent: null }))],
    [
      "one that was on its way for days",
      202,
      "late",
      (stage) => stage.webhook(byPerson(stage), shift(stage.now(), -96 * HOUR)),
    ],
    [
      "one of an acknowledgement that was taken back",
      202,
      "other",
      withEvent((event) => ({ ...event, event_type: "incident.unacknowledged" })),
    ],
    [
      "one of another kind of event",
      202,
      "other",
      withEvent((event) => ({ ...event, event_type: "pagey.ping", data: { type: "ping" } })),
    ],
    [
      "one of a kind that objects have by themselves",
      202,
      "other",
      withEvent((event) => ({ ...event, event_type: "toString" })),
    ],
    ["one without a time", 202, "malformed", withEvent(({ occurred_at: _, ...event }) => event)],
    ["JSON that is cut off", 202, "malformed", body('{"event":{"event_type":"incident.ack')],
    ["JSON of another form", 202, "malformed", body('[{"messages":[]}]')],
    ["a body that is empty", 202, "malformed", body("")],
    ["a body that is too large", 413, "too-large", body(`"${"x".repeat(256 * 1024)}"`)],
    [
      "a form",
      415,
      "wrong-type",
      (stage) => {
        const sent = genuine(stage);
        return { ...sent, headers: { ...sent.headers, "content-type": "application/x-www-form-urlencoded" } };
      },
    ],
  ])("%s", async (_title, statusCode, reason, attack) => {
    const stage = await toldOfOne();
    const before = await stage.headOf(stage.id);
    const sent = attack(stage);
    const requests = await requestsOf(open, async () => {
      expect(await stage.send(sent)).toMatchObject({ statusCode, body: "" });
    });
    expect([...requests.keys()].filter((operation) => !/Query|Get/.test(operation))).toEqual([]);
    if (reason === "forged") expect([...requests.keys()]).toEqual([]);
    expect(stage.telemetry.counted).toEqual([`callbacks ${reason} 1`]);
    expect(stage.telemetry.logged).toEqual([]);
    expect(await stage.headOf(stage.id)).toEqual(before);
  });

  test("one that is sent again, also when the acknowledgement has ended or was taken back", async () => {
    const { id, headOf, run, send, clock, ...stage } = await toldOfOne();
    const sent = genuine({ id, headOf, run, send, clock, ...stage });
    await send(sent);
    const once = await headOf(id);
    await send(sent);
    expect(await headOf(id)).toEqual(once);
    clock.ahead = HOUR;
    await decidedOn(open, id, { kind: "reopen", at: stage.now(), by: "ada", why: "not yet" });
    const reopened = await headOf(id);
    expect(await send(sent)).toMatchObject({ statusCode: 202 });
    clock.ahead = 96 * HOUR;
    expect(await send(sent)).toMatchObject({ statusCode: 202 });
    expect(await headOf(id)).toEqual(reopened);
  });
});

test("while a secret is changed, one of two signatures is enough", async () => {
  const { service, key, id, webhook, send, now, headOf } = await toldOfOne();
  const told = service.byPerson("acknowledged", key);
  expect(await send(webhook(told, now(), ["the next one", SECRET]))).toMatchObject({ statusCode: 202 });
  expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
});

test("what a silence mutes, and Tocsin therefore acknowledges in PagerDuty, is not acknowledged here", async () => {
  const { run, id, key, service, heard, sendAll, headOf, states } = await toldOfOne();
  const until = shift(run.now(), 4 * HOUR);
  const made = { by: "ada", why: "known", madeAt: run.now(), from: run.now(), until };
  run.go({ silences: [{ id: "5f3a1b9c0d2e", of: { alertId: id }, upTo: "HIGH", evenIfWorse: false, ...made }] });
  await heard(id);
  expect(states()).toEqual(["acknowledged"]);
  expect(service.happened.at(-1)).toMatchObject({ type: "incident.acknowledged", isByPerson: false });
  await sendAll();
  expect((await headOf(id)).view.status).toBe("OPEN");
  // A person may still decide on it there.
  service.byPerson("resolved", key);
  await sendAll();
  expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
});
