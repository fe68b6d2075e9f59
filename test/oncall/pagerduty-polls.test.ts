/** What people do in PagerDuty, and what comes of it here where PagerDuty is asked: on a real table, by the handlers, of its API on this machine. */
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createPollMarks } from "@tocsin/aws/world/poll-marks";
import { pagerdutyApi, rateLimited, type ShownIncident } from "@tocsin/channels/testing/pagerduty-api";
import { type ScriptedResponse, useReceivers } from "@tocsin/channels/testing/receiver";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { type PagerdutyPollDependencies, pagerdutyPollHandler } from "@tocsin/lambda/handlers/callback/poll-pagerduty";
import { context } from "@tocsin/lambda/testing/sample-batch";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, policyOf, requestsOf } from "../support/oncall.ts";
import { apiKeys, channelAt, pagerdutyStageOn, policyBy, services } from "../support/pagerduty-stage.ts";
import { decidedOn, saidOf } from "../support/said-threats.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const receivers = useReceivers();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const HOUR = 3_600_000;
const ACCOUNT = "pagerduty#us#ssm:poll-pagerduty/key";

/** A stage whose PagerDuty is asked each minute, and was before. */
async function polledStage(policy = policyBy("alert"), more: Partial<PagerdutyPollDependencies> = {}) {
  const stage = await pagerdutyStageOn(open, receivers, policy);
  const api = pagerdutyApi(stage.service, apiKeys.us, services.soc);
  const url = `${await receivers.listening(api.listener)}/incidents`;
  const marks = createPollMarks(open);
  const handler = pagerdutyPollHandler({
    ...{ ...stage.deps, marks, address: { url, allowPrivateAddresses: true }, timeoutMilliseconds: 500 },
    ...more,
  });
  const polled = {
    ...{ ...stage, api, url },
    poll: () => handler({}, context),
    /** Asks a minute later. */
    async pollLater(minutes = 1) {
      stage.clock.ahead += minutes * 60_000;
      await polled.poll();
    },
    readTo: () => marks.polledTo(ACCOUNT),
    statusOf: async (id: string) => (await stage.headOf(id)).view.status,
  };
  await polled.poll();
  return polled;
}

/** An alert of which the service was told at HIGH, and its incident's key. */
async function toldOfOne(more: Partial<PagerdutyPollDependencies> = {}) {
  const stage = await polledStage(undefined, more);
  const [id = ""] = await stage.tell(["one", "HIGH"]);
  const key = stage.service.open()[0]?.key ?? "";
  return { ...stage, id, key };
}

type Stage = Awaited<ReturnType<typeof toldOfOne>>;

/** An incident that was acknowledged by a person a moment ago. */
const acknowledgedAt = (at: Instant, more: object = {}): ShownIncident => ({
  ...{ id: "QOTHER", status: "acknowledged", created_at: "2026-11-20T11:00:00Z", incident_key: "srv01/HTTP" },
  service: { id: services.soc },
  acknowledgements: [{ at, acknowledger: { id: "PXPGF42", type: "user_reference" } }],
  ...more,
});

describe("whoever acknowledges an incident in PagerDuty", () => {
  test("acknowledges its alert within a minute, as if PagerDuty had sent it", async () => {
    const { service, key, id, poll, headOf, now, telemetry } = await toldOfOne();
    service.byPerson("acknowledged", key);
    await poll();
    const { view, alert } = await headOf(id);
    expect(view.status).toBe("ACKNOWLEDGED");
    expect(alert.decisions.acknowledgement).toMatchObject({
      ...{ by: "pagerduty:soc", why: "its incident was acknowledged in PagerDuty", at: now() },
      ...{ until: "2026-11-23T10:00:00.000Z", seen: { severity: "HIGH" } },
    });
    expect(telemetry.counted).toEqual(["callbacks acknowledged 1"]);
    expect(`${JSON.stringify(await headOf(id))}${telemetry.logged.join()}`).not.toMatch(/C4n4ry|PXPGF42|c4n4ry/);
  });

  test("who resolves it acknowledges its alert too, which is over when its reporters say so", async () => {
    const { service, key, id, poll, headOf } = await toldOfOne();
    service.byPerson("resolved", key);
    await poll();
    const { view, alert } = await headOf(id);
    expect(view.status).toBe("ACKNOWLEDGED");
    expect(alert.decisions.acknowledgement?.why).toBe("its incident was resolved in PagerDuty");
  });

  test("starts no loop, and is decided once, however often it is asked", async () => {
    const { service, key, id, poll, pollLater, headOf, heard, states, run } = await toldOfOne();
    service.byPerson("acknowledged", key);
    await poll();
    const before = await headOf(id);
    for (let round = 0; round < 3; round += 1) {
      await heard(id);
      await pollLater();
    }
    expect(await headOf(id)).toEqual(before);
    expect(states()).toEqual(["acknowledged"]);
    expect(run.sent.map(({ kind }) => kind)).toEqual(["opened", "updated"]);
  });

  test("is not acknowledged anew when somebody has opened the alert again here", async () => {
    const { service, key, id, poll, pollLater, headOf, clock, now } = await toldOfOne();
    service.byPerson("acknowledged", key);
    await poll();
    clock.ahead += 2 * 60_000;
    await decidedOn(open, id, { kind: "reopen", at: now(), by: "ada", why: "not yet" });
    const reopened = await headOf(id);
    await pollLater();
    await pollLater(96 * 60);
    expect(await headOf(id)).toEqual(reopened);
  });

  test("is decided once where PagerDuty sends it and is asked at the same time, and by two runs at once", async () => {
    const { service, key, id, poll, webhook, send, headOf, states, heard } = await toldOfOne();
    const sent = webhook(service.byPerson("acknowledged", key));
    await Promise.all([poll(), send(sent), poll(), send(sent)]);
    const { view, alert } = await headOf(id);
    expect([view.status, alert.decisions.acknowledgement?.by]).toEqual(["ACKNOWLEDGED", "pagerduty:soc"]);
    await heard(id);
    await poll();
    expect(states()).toEqual(["acknowledged"]);
  });

  test("at the very same time as somebody here, it ends as if one of them had done it", async () => {
    const { service, key, id, poll, headOf, now, heard, states } = await toldOfOne();
    service.byPerson("acknowledged", key);
    const until = shift(now(), 4 * HOUR);
    const decision = { kind: "acknowledge", at: now(), by: "ada", why: "on it", until } as const;
    const change = { alertId: id, observations: [], decisions: [decision] };
    await Promise.all([poll(), createAlertsWriter(open).apply([change], defaultWorld, now())]);
    await heard(id);
    await poll();
    expect([(await headOf(id)).view.status, ...states()]).toEqual(["ACKNOWLEDGED", "acknowledged"]);
  });

  test("is heard of when an outage of hours is over, and of what a reminder has shown since nothing is decided", async () => {
    const { service, run, tell, poll, api, statusesOf, readTo } = await polledStage(policyBy(["account"]));
    const ids = await tell(["one", "HIGH"]);
    await poll();
    const before = await readTo();
    service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    api.instead.push(...Array.from({ length: 4 }, () => rateLimited));
    await run.passUntil(minutesAfter(run.now(), 4));
    await poll();
    ids.push(...(await tell(["two", "LOW"])));
    await run.passUntil(minutesAfter(run.now(), 180));
    expect(run.sent.map(({ kind }) => kind)).toContain("reminder");
    for (let n = 0; n < 3; n += 1) await poll();
    expect([await readTo(), await statusesOf(ids)]).toEqual([before, ["OPEN", "OPEN"]]);
    await poll();
    expect([await readTo(), await statusesOf(ids)]).toEqual([run.now(), ["ACKNOWLEDGED", "OPEN"]]);
  });

  test("so long ago that it would have ended by now is left alone", async () => {
    const { service, key, id, api, poll, pollLater, statusOf, telemetry } = await toldOfOne();
    service.byPerson("acknowledged", key);
    api.instead.push(rateLimited);
    await poll();
    await pollLater(96 * 60);
    expect([await statusOf(id), telemetry.counted.at(-1)]).toEqual(["OPEN", "callbacks late 1"]);
  });

  test("before it is written down that the incident is there, is heard of by a later run", async () => {
    const { service, run, lost, clock, poll, statusOf, readTo, now, telemetry } = await polledStage();
    lost.answers = 1;
    const { alertId, ...wake } = await saidOf(open, "one", "HIGH", run.now());
    await run.wake({ alertId, ...wake });
    await run.deliver();
    const { at } = service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    clock.ahead = 60_000;
    await poll();
    expect([await readTo(), telemetry.counted]).toEqual([at, ["callbacks not-yet 1", "overdue unread 60"]]);
    await run.passUntil(minutesAfter(run.now(), 2));
    await poll();
    expect([await statusOf(alertId), await readTo()]).toEqual(["ACKNOWLEDGED", now()]);
  });
});

test("what cannot be decided holds back how far it is read, until it can", async () => {
  const writer = createAlertsWriter(open);
  const broken = { is: true };
  const stage = await toldOfOne({
    writer: {
      ...writer,
      apply: async (...args) => {
        if (broken.is) throw new Error("the table is away");
        return writer.apply(...args);
      },
    },
  });
  const { service, key, id, pollLater, statusOf, readTo, telemetry } = stage;
  await stage.poll();
  const { at } = service.byPerson("acknowledged", key);
  for (let minute = 0; minute < 7; minute += 1) await pollLater();
  expect(await readTo()).toBe(at);
  expect(telemetry.counted).toEqual(expect.arrayContaining(["callbacks failed 1", "overdue unread 420"]));
  broken.is = false;
  await pollLater();
  expect([await statusOf(id), await readTo()]).toEqual(["ACKNOWLEDGED", stage.now()]);
});

describe("nothing is decided, and no alert is written, by", () => {
  test.each<readonly [string, readonly string[], (stage: Stage) => unknown]>([
    [
      "an incident of another service",
      ["callbacks foreign 1"],
      ({ api, now, key }) =>
        api.others.push(acknowledgedAt(now(), { incident_key: key, service: { id: services.other } })),
    ],
    [
      "an incident of a service that nobody asked about",
      ["callbacks foreign 1"],
      ({ api, now, key }) => {
        const others = [acknowledgedAt(now(), { incident_key: key, service: { id: "PUNKNWN" } })];
        api.instead.push({ status: 200, body: JSON.stringify({ incidents: others, more: false }) });
      },
    ],
    [
      "an incident that is not Tocsin's",
      ["callbacks foreign 1"],
      ({ api, now }) => api.others.push(acknowledgedAt(now(), { incident_key: "d3640fbd41094207a1c11e58e46b1662" })),
    ],
    [
      "an incident that was made by hand",
      ["callbacks foreign 1"],
      ({ api, now }) => api.others.push(acknowledgedAt(now())),
    ],
    [
      "an incident of the group that there never was",
      ["callbacks superseded 1"],
      ({ api, now, key }) => api.others.push(acknowledgedAt(now(), { incident_key: `${key}:7` })),
    ],
    [
      "keys that mean something elsewhere",
      Array(4).fill("callbacks foreign 1"),
      ({ api, now, key }) =>
        api.others.push(
          ...["__proto__", `${key}\n`, `../${key}`, `${key}#HEAD`].map((incident_key, i) =>
            acknowledgedAt(now(), { id: `Q${i}x`, incident_key }),
          ),
        ),
    ],
    [
      "an incident without a key, one that cannot be read, and what is none",
      [],
      ({ api, now, key }) =>
        api.others.push(
          acknowledgedAt(now(), { incident_key: null }),
          acknowledgedAt(now(), { id: "QX", incident_key: key, acknowledgements: "all" }),
          acknowledgedAt(now(), {
            id: "QY",
            incident_key: key,
            acknowledgements: [{ at: "soon", acknowledger: null }],
          }),
          { ...acknowledgedAt(now()), id: undefined as unknown as string, incident_key: key },
        ),
    ],
    [
      "an acknowledgement by an event",
      [],
      ({ service, key }) => service.take(JSON.stringify({ dedup_key: key, event_action: "acknowledge" })),
    ],
    [
      "an acknowledgement by nobody, or by what is no user",
      [],
      ({ api, now, key }) =>
        api.others.push(
          acknowledgedAt(now(), { incident_key: key, acknowledgements: [{ at: now(), acknowledger: null }] }),
          acknowledgedAt(now(), {
            ...{ id: "QZ", incident_key: key },
            acknowledgements: [{ at: now(), acknowledger: { id: "PX", type: "service_reference" } }],
          }),
        ),
    ],
    [
      "a resolve by an event",
      [],
      ({ service, key }) => service.take(JSON.stringify({ dedup_key: key, event_action: "resolve" })),
    ],
    [
      "a state that PagerDuty has not had so far",
      [],
      ({ api, now, key }) => {
        const others = [acknowledgedAt(now(), { incident_key: key, status: "toString" })];
        api.instead.push({ status: 200, body: JSON.stringify({ incidents: others, more: false }) });
      },
    ],
  ])("%s", async (_title, counted, attack) => {
    const stage = await toldOfOne();
    const before = await stage.headOf(stage.id);
    attack(stage);
    await stage.poll();
    expect(stage.telemetry.counted).toEqual(counted);
    expect(stage.telemetry.logged).toEqual([]);
    expect(await stage.headOf(stage.id)).toEqual(before);
  });

  test("what was done before anybody asked", async () => {
    const stage = await pagerdutyStageOn(open, receivers, policyBy("alert"));
    const [id = ""] = await stage.tell(["one", "HIGH"]);
    stage.service.byPerson("acknowledged", stage.service.open()[0]?.key ?? "");
    stage.clock.ahead = HOUR;
    const api = pagerdutyApi(stage.service, apiKeys.us, services.soc);
    const url = `${await receivers.listening(api.listener)}/incidents`;
    const address = { url, allowPrivateAddresses: true };
    await pagerdutyPollHandler({ ...stage.deps, marks: createPollMarks(open), address })({}, context);
    expect([(await stage.headOf(id)).view.status, stage.telemetry.counted]).toEqual(["OPEN", []]);
  });
});

describe("PagerDuty is asked", () => {
  test("by two calls, as its documentation says, for the services of the channels alone", async () => {
    const { api, poll, now } = await polledStage();
    api.asked.length = 0;
    await poll();
    const common = [
      ["time_zone", "UTC"],
      ["limit", "100"],
      ["offset", "0"],
      ["service_ids[]", services.soc],
      ["service_ids[]", services.other],
    ];
    expect(api.asked.map((query) => [...query])).toEqual([
      [["statuses[]", "acknowledged"], ["date_range", "all"], ["sort_by", "created_at:desc"], ...common],
      [
        ["statuses[]", "resolved"],
        ["since", shift(now(), -180 * 24 * HOUR)],
        ["sort_by", "resolved_at:desc"],
        ...common,
      ],
    ]);
  });

  test("page by page, for no more than it has, and for what was resolved since alone", async () => {
    const { service, key, id, api, poll, now, statusOf } = await toldOfOne();
    service.byPerson("acknowledged", key);
    // Of these our own is the oldest, and so the last.
    const newer = Array.from({ length: 230 }, (_, n) =>
      acknowledgedAt(shift(now(), -HOUR), { id: `QA${n}`, created_at: "2026-11-21T00:00:00Z" }),
    );
    const resolved = Array.from({ length: 400 }, (_, n) =>
      acknowledgedAt(now(), {
        ...{ id: `QR${n}`, status: "resolved", resolved_at: shift(now(), -n * 60_000) },
        last_status_change_by: { type: "integration_reference" },
      }),
    );
    api.others.push(...newer, ...resolved);
    api.asked.length = 0;
    await poll();
    expect(await statusOf(id)).toBe("ACKNOWLEDGED");
    const offsets = (status: string) =>
      api.asked.filter((query) => query.get("statuses[]") === status).map((query) => query.get("offset"));
    expect([offsets("acknowledged"), offsets("resolved")]).toEqual([["0", "75", "150"], ["0"]]);
  });

  test("so that what leaves a list while it is read hides nothing", async () => {
    const { service, key, id, api, poll, now, statusOf } = await toldOfOne();
    service.byPerson("acknowledged", key);
    const newer = (n: number) =>
      acknowledgedAt(shift(now(), -HOUR), { id: `QA${n}`, created_at: "2026-11-21T00:00:00Z" });
    api.others.push(...Array.from({ length: 100 }, (_, n) => newer(n)));
    // Ours would be the first of the second page, and is the last of the first by then.
    api.afterPage = () => void api.others.splice(0, 20);
    await poll();
    expect(await statusOf(id)).toBe("ACKNOWLEDGED");
  });

  test("for so much at a time, and says that there was more", async () => {
    const { api, poll, now, telemetry, readTo } = await polledStage();
    const many = Array.from({ length: 900 }, (_, n) => acknowledgedAt(shift(now(), -HOUR), { id: `QA${n}` }));
    api.others.push(...many);
    await poll();
    expect(telemetry.counted).toEqual(["callbacks too-many 1"]);
    expect(await readTo()).toBe(now());
  });

  test("not at all, and nothing is read or written of it, where no channel of the policy says so", async () => {
    const { poll: _, ...settings } = channelAt("soc");
    const { api, poll } = await polledStage(policyOf({ channels: { soc: settings }, unrouted: "ignore" }));
    const requests = await requestsOf(open, poll);
    expect([api.asked, [...requests.keys()]]).toEqual([[], []]);
  });

  test("of what takes too long to decide no more is begun, and the next run goes on there", async () => {
    const slow = { seconds: 0 };
    const stage = await polledStage(policyBy("alert"));
    const { service, tell, api, statusesOf, deps, url, clock, readTo } = stage;
    const ids = await tell(["one", "HIGH"], ["two", "HIGH"]);
    const [first, second] = service.open().map(({ key }) => key);
    const { at } = service.byPerson("acknowledged", first ?? "");
    clock.ahead += 1000;
    const { at: after } = service.byPerson("acknowledged", second ?? "");
    const run = () =>
      pagerdutyPollHandler({
        ...{ ...deps, marks: createPollMarks(open), address: { url, allowPrivateAddresses: true } },
        writer: {
          ...deps.writer,
          apply: async (...args) => {
            clock.ahead += slow.seconds * 1000;
            return deps.writer.apply(...args);
          },
        },
      })({}, context);
    slow.seconds = 40;
    await run();
    expect(api.asked.length).toBeGreaterThan(0);
    expect([at && (await statusesOf(ids)).toSorted(), await readTo()]).toEqual([["ACKNOWLEDGED", "OPEN"], after]);
    slow.seconds = 0;
    await run();
    expect(await statusesOf(ids)).toEqual(["ACKNOWLEDGED", "ACKNOWLEDGED"]);
  });
});

describe("nothing is lost, and how long it lasts is counted, where PagerDuty", () => {
  const answered = (status: number, body: string): ScriptedResponse => ({ status, body });

  test.each<readonly [string, string, ScriptedResponse | "hang"]>([
    ["asks for fewer calls", "rate-limited", rateLimited],
    ["fails", "server-error", answered(500, '{"error":{"message":"An internal error has occurred","code":2000}}')],
    ["fails before it is reached", "server-error", answered(502, "<html>Bad Gateway</html>")],
    ["does not answer", "timed-out", "hang"],
    ["refuses the key, and repeats it", "rejected", answered(401, `{"error":"${apiKeys.us}"}`)],
    ["answers with a page for people", "server-error", answered(200, "<html>Maintenance</html>")],
    ["breaks off", "server-error", answered(200, '{"incidents":[{"id":"Q')],
    ["answers with no list", "server-error", answered(200, '{"incidents":{},"more":false}')],
    ["answers with a list alone", "server-error", answered(200, "[]")],
    ["answers with nothing", "server-error", answered(204, "")],
    ["sends elsewhere", "rejected", { status: 302, headers: { location: "http://127.0.0.1:1/" } }],
  ])("%s", async (_title, reason, answer) => {
    const { service, key, id, api, poll, pollLater, readTo, headOf, statusOf, telemetry, now } = await toldOfOne();
    await poll();
    const before = await headOf(id);
    const read = await readTo();
    service.byPerson("acknowledged", key);
    api.instead.push(...Array.from({ length: 6 }, () => answer));
    for (let minute = 0; minute < 6; minute += 1) await pollLater();
    expect([await headOf(id), await readTo()]).toEqual([before, read]);
    expect(telemetry.counted.slice(-2)).toEqual([`callbacks ${reason} 1`, "overdue unread 360"]);
    expect(telemetry.logged).toHaveLength(6);
    expect(telemetry.logged.join()).toContain("ssm:poll-pagerduty/key");
    expect(telemetry.logged.join()).not.toMatch(/c4n4ry/);
    await pollLater();
    expect([await statusOf(id), await readTo()]).toEqual(["ACKNOWLEDGED", now()]);
  });

  test("was never asked with a key that it takes, or that there is", async () => {
    const asks = (token: string) =>
      policyOf({
        channels: { soc: { ...channelAt("soc"), poll: { token, service: services.soc } } },
        routes: [{ name: "all", match: { severity: [...severities] }, channels: ["soc"], urgency: "now" }],
        unrouted: "ignore",
      });
    for (const token of ["ssm:poll-pagerduty/eu", "ssm:poll-pagerduty/missing"]) {
      const { pollLater, telemetry } = await polledStage(asks(token));
      await pollLater(6);
      expect(telemetry.counted.at(-1)).toBe("overdue unread 360");
      expect(telemetry.logged.join()).toContain(token);
      expect(telemetry.logged.join()).not.toMatch(/c4n4ry/);
    }
  });

  test("of one account does not answer: the other is read all the same", async () => {
    const other = {
      ...channelAt("other"),
      region: "eu",
      poll: { token: "ssm:poll-pagerduty/eu", service: services.other },
    };
    const policy = policyOf({
      channels: { other, soc: channelAt("soc") },
      routes: [{ name: "all", match: { severity: [...severities] }, channels: ["soc"], urgency: "now" }],
      unrouted: "ignore",
    });
    const { service, tell, poll, statusesOf, telemetry } = await polledStage(policy);
    const ids = await tell(["one", "HIGH"]);
    service.byPerson("acknowledged", service.open()[0]?.key ?? "");
    await poll();
    expect(await statusesOf(ids)).toEqual(["ACKNOWLEDGED"]);
    expect(telemetry.counted).toContain("callbacks rejected 1");
  });
});
