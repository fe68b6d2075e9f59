/** What people do in PagerDuty, and what comes of it here: on a real table, by the handlers. Whoever is not meant to decide is here too. */
import { text } from "node:stream/consumers";
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { inChunks } from "@tocsin/aws/alerts/paging";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { memberItem } from "@tocsin/aws/groups/items/member-item";
import { worldStateOf } from "@tocsin/aws/testing/world-state";
import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { type Happened, pagerdutyService } from "@tocsin/channels/testing/pagerduty-service";
import { type SentWebhook, signedJson, webhookOf } from "@tocsin/channels/testing/pagerduty-webhooks";
import { useReceivers } from "@tocsin/channels/testing/receiver";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import type { Head } from "@tocsin/core/transition/fold";
import { pagerdutyCallbackHandler } from "@tocsin/lambda/handlers/callback/pagerduty";
import { recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { beforeEach, describe, expect, test } from "vitest";
import { request } from "../support/browser.ts";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf, requestsOf } from "../support/oncall.ts";
import { decidedOn, saidOf } from "../support/said-threats.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const receivers = useReceivers();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const SECRET = "c4n4ry-whsec-8f742231b10e8888";
const OTHER = "c4n4ry-whsec-of-another-service";
const HOUR = 3_600_000;

const channel = (noun: string) =>
  ({
    ...({ type: "pagerduty", region: "us" } as const),
    ...{ routingKey: `ssm:pagerduty/${noun}`, webhookSecret: `ssm:callback-pagerduty/${noun}` },
  }) as const;

const policyBy = (group: "alert" | readonly string[]) =>
  policyOf({
    channels: { soc: channel("soc"), other: channel("other") },
    routes: [{ name: "all", match: { severity: [...severities] }, channels: ["soc"], urgency: "now", group }],
    unrouted: "ignore",
  });

/** On-call, a service on this machine, and what takes what it sends back. */
async function stageOn(policy = policyBy("alert")) {
  const service = pagerdutyService();
  const lost = { answers: 0 };
  /** What happens between an event and its answer. */
  const between: { act?: () => Promise<unknown> } = {};
  const url = await receivers.listening(async (incoming, response) => {
    const answer = service.take(await text(incoming));
    await between.act?.();
    lost.answers -= 1;
    // It has the event, and its answer is lost.
    if (lost.answers >= 0) return void response.writeHead(502).end();
    response.writeHead(answer.status).end(answer.body);
  });
  const key = "0123456789abcdef0123456789abcdef";
  const secrets = secretsWith({
    ...{ "ssm:pagerduty/soc": key, "ssm:pagerduty/other": key },
    ...{ "ssm:callback-pagerduty/soc": `${SECRET}\n`, "ssm:callback-pagerduty/other": OTHER },
  });
  const run = oncallOn(open, policy, {
    channel: (name) =>
      pagerdutyChannel({
        ...{ name, settings: channel("soc"), secrets, now: () => run.now() },
        address: { url, allowPrivateAddresses: true },
      }),
  });
  const clock = { ahead: 0 };
  const now = (): Instant => shift(run.now(), clock.ahead);
  const telemetry = recordingTelemetry();
  const alerts = createAlertsReader(open);
  const handler = pagerdutyCallbackHandler({
    ...{ alerts, groups: createGroupsReader(open), writer: createAlertsWriter(open) },
    world: async () => worldStateOf(policy),
    reload: async () => worldStateOf(policy),
    ...{ secrets, now, telemetry },
  });
  const headOf = async (alertId: string): Promise<Head> => {
    const head = await alerts.head(alertId);
    if (head === undefined) throw new Error("the alert is not stored");
    return head;
  };
  const stage = {
    ...{ run, handler, telemetry, service, clock, lost, between, now, headOf },
    async tell(...said: readonly (readonly [name: string, severity: (typeof severities)[number] | "over"])[]) {
      const wakes = [];
      for (const [name, severity] of said) wakes.push(await saidOf(open, name, severity, run.now()));
      await run.wake(...wakes);
      await run.passUntil(minutesAfter(run.now(), 1));
      return wakes.map(({ alertId }) => alertId);
    },
    /** Has on-call hear of what was decided. */
    async heard(...ids: readonly string[]) {
      for (const id of ids) await run.wake(wakeOf(await headOf(id)));
      await run.passUntil(minutesAfter(run.now(), 5));
    },
    webhook: (of: Happened, at = now(), used: readonly string[] = [SECRET]) => webhookOf(of, { at, secrets: used }),
    send: ({ headers, body }: SentWebhook) =>
      request(handler, "/callback/pagerduty", { method: "POST", headers, body }),
    /** Sends back all that has happened at the service and was not sent yet. */
    async sendAll() {
      const statuses = [];
      for (const one of service.happened.slice(sent)) statuses.push((await stage.send(stage.webhook(one))).statusCode);
      sent = service.happened.length;
      return statuses;
    },
    states: () => service.incidents.map(({ status }) => status),
    statusesOf: async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await headOf(id)).view.status)),
  };
  let sent = 0;
  return stage;
}

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
