/** Buttons in Slack, from the message to the decision: on a real table, by the handlers. Whoever is not meant to decide is here too. */
import { text } from "node:stream/consumers";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createStoredSecrets } from "@tocsin/aws/secrets/stored-secrets";
import { worldStateOf } from "@tocsin/aws/testing/world-state";
import { compiledSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { answerPress } from "@tocsin/channels/slack/slack-answer";
import { slackChannel } from "@tocsin/channels/slack/slack-channel";
import { useReceivers } from "@tocsin/channels/testing/receiver";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import {
  type PressOptions,
  pressOf,
  type SentPress,
  SLACK_APP,
  SLACK_WORKSPACE,
  signedForm,
} from "@tocsin/channels/testing/slack-press";
import { slackWorkspace } from "@tocsin/channels/testing/slack-workspace";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import type { Head } from "@tocsin/core/transition/fold";
import { slackCallbackHandler } from "@tocsin/lambda/handlers/callback/slack";
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

const TOKEN = "xoxb-c4n4ry-1234567890-AbCdEfGhIjKl";
const SIGNING_SECRET = "c4n4ry8f742231b10e8888abcd99yyyz";
const ADA = "U0ADA456789";
const START = instant("2026-11-20T12:00:00Z");

const settings = {
  type: "slack",
  ...{ token: "ssm:slack/token", channel: "C0123456789" },
  buttons: {
    ...{ app: SLACK_APP, workspace: SLACK_WORKSPACE },
    ...{ signingSecret: "ssm:callback-slack/signing", people: "ssm:callback-slack/people" },
  },
} as const;

const policyBy = (group: "alert" | readonly string[]) =>
  policyOf({
    channels: { chat: settings, phone: { type: "sns" } },
    people: { ada: { contacts: ["phone"] } },
    runbooks: [{ name: "threats", match: { condition: ["threat"] }, url: "https://wiki.example.com/threats" }],
    routes: [{ name: "all", match: { severity: [...severities] }, channels: ["chat"], urgency: "now", group }],
    unrouted: "ignore",
  });

/** On-call, a workspace on this machine, and what answers its presses. */
async function stageOn(policy = policyBy("alert"), isAnswered = true) {
  const workspace = slackWorkspace();
  const answers: string[] = [];
  const base = await receivers.listening(async (incoming, response) => {
    const body = await text(incoming);
    if (incoming.url?.startsWith("/actions/")) {
      answers.push(body);
      return void response.writeHead(200).end("ok");
    }
    const answer = workspace.take(incoming.url?.split("/").at(-1) ?? "", body);
    response.writeHead(answer.status).end(answer.body);
  });
  const list = { text: `${ADA} ada\nU0GONE56789 grace\nnot a line\n` };
  const secrets = secretsWith({ "ssm:slack/token": TOKEN });
  const run = oncallOn(open, policy, {
    channel: (name) =>
      slackChannel({
        ...{ name, settings, secrets, isAnswered, now: () => run.now(), place: "--stage prod" },
        address: { url: `${base}/api`, allowPrivateAddresses: true },
      }),
  });
  const clock = { ahead: 0 };
  const now = (): Instant => shift(run.now(), clock.ahead);
  const telemetry = recordingTelemetry();
  const alerts = createAlertsReader(open);
  const handler = slackCallbackHandler({
    ...{ alerts, groups: createGroupsReader(open), writer: createAlertsWriter(open) },
    world: async () => worldStateOf(policy),
    reload: async () => worldStateOf(policy),
    silences: createSilenceStore(open),
    hosts: { haveGiven: ({ href }) => href.startsWith(base), begin: base, allowPrivateAddresses: true },
    // What is read of Parameter Store, and kept as a function keeps it.
    secrets: createStoredSecrets({
      path: "tocsin/prod",
      getParameter: async ({ Name }) => {
        const Value = Name?.endsWith("/signing") ? `${SIGNING_SECRET}\n` : list.text;
        return { Parameter: { Type: "SecureString", Value } };
      },
      getSecretValue: () => Promise.reject(new Error("nothing is there")),
      now,
    }),
    ...{ place: "--stage prod", now, telemetry },
  });
  const answerTo = `${base}/actions/T0123456789/4-c4n4ry-address`;
  return {
    ...{ run, handler, telemetry, list, workspace, answers, clock, now, answerTo },
    async tell(...said: readonly (readonly [name: string, severity: (typeof severities)[number] | "over"])[]) {
      const wakes = [];
      for (const [name, severity] of said) wakes.push(await saidOf(open, name, severity, run.now()));
      await run.wake(...wakes);
      await run.deliver();
      await run.passUntil(minutesAfter(run.now(), 1));
      return wakes.map(({ alertId }) => alertId);
    },
    /** What is told of a decision. */
    async decided(...ids: readonly string[]) {
      for (const id of ids) await run.wake(await decidedAgain(id));
      await run.passUntil(minutesAfter(run.now(), 5));
    },
    /** A press of the button at this place of the message, by Ada unless somebody else does. */
    press(more: Partial<PressOptions> = {}, of = 0, place = 0): SentPress {
      const button = workspace.buttons(of)[place];
      if (button === undefined) throw new Error("the message has no such button");
      return pressOf({ button, user: ADA, at: now(), secret: SIGNING_SECRET, answerTo, ...more });
    },
    send: ({ headers, body }: SentPress) => request(handler, "/callback/slack", { method: "POST", headers, body }),
    async headOf(alertId: string): Promise<Head> {
      const head = await alerts.head(alertId);
      if (head === undefined) throw new Error("the alert is not stored");
      return head;
    },
    /** What was answered last, on one line. */
    answered: (): string => String(answers.at(-1) ?? "nothing").replace(/\\n/g, " "),
  };

  async function decidedAgain(id: string) {
    const head = await alerts.head(id);
    if (head === undefined) throw new Error("the alert is not stored");
    return wakeOf(head);
  }
}

/** An alert of which the channel was told at HIGH. */
async function toldOfOne() {
  const stage = await stageOn();
  const [id = ""] = await stage.tell(["one", "HIGH"]);
  return { ...stage, id };
}

describe("a message in Slack", () => {
  test("has buttons while something of it is open, and none afterwards", async () => {
    const { tell, workspace } = await stageOn();
    await tell(["one", "HIGH"]);
    expect(workspace.buttons(0).map(({ action_id }) => action_id)).toEqual([
      ...["tocsin-acknowledge", "tocsin-silence", "tocsin-show"],
    ]);
    await tell(["one", "over"]);
    expect(workspace.buttons(0)).toEqual([]);
  });

  test("has the command instead where presses would not be answered", async () => {
    const { tell, workspace } = await stageOn(policyBy("alert"), false);
    const [id] = await tell(["one", "HIGH"]);
    expect(workspace.buttons(0)).toEqual([]);
    expect(workspace.inChannel()[0]).toContain(`npx tocsin alerts ack ${id}`);
  });
});

describe("whoever presses the button", () => {
  test("acknowledges as the command does without an end, by their name, and is told so", async () => {
    const { send, press, id, headOf, now, telemetry, answers, answered } = await toldOfOne();
    const pressed = press();
    expect(await send(pressed)).toMatchObject({ statusCode: 200, body: "" });
    const { view, alert } = await headOf(id);
    expect(view.status).toBe("ACKNOWLEDGED");
    // On a Friday: the next working day at ten.
    expect(alert.decisions.acknowledgement).toMatchObject({
      ...{ by: "slack:ada", at: now(), until: "2026-11-23T10:00:00.000Z" },
      seen: { severity: "HIGH" },
    });
    expect(JSON.parse(answers[0] ?? "")).toMatchObject({ response_type: "ephemeral", replace_original: false });
    expect(answered()).toMatch(/1 alert acknowledged.*\[HIGH\] Threat one.*Nobody is rung for it until/);
    expect(telemetry.counted).toEqual(["callbacks acknowledged 1"]);
  });

  test("sees it in the message, which has no buttons then", async () => {
    const { send, press, id, decided, workspace } = await toldOfOne();
    await send(press());
    await decided(id);
    expect(workspace.inChannel()).toEqual([expect.stringMatching(/ACKNOWLEDGED.*slack:ada/s)]);
    expect(workspace.buttons(0)).toEqual([]);
  });

  test("changes nothing further by pressing it again, nor does Slack by sending it again", async () => {
    const { send, press, id, headOf, clock, answered } = await toldOfOne();
    const pressed = press();
    await send(pressed);
    const once = await headOf(id);
    await send(pressed);
    clock.ahead = 60_000;
    await send(press());
    expect(answered()).toMatch(/Nothing to acknowledge.*acknowledged already by slack:ada/);
    expect(await headOf(id)).toEqual(once);
  });

  test("acknowledges by an old message what it still shows", async () => {
    const { send, press, id, headOf, clock } = await toldOfOne();
    clock.ahead = 10 * 24 * 3_600_000;
    await send(press());
    expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
  });

  test("does not acknowledge what has risen past what the message said", async () => {
    const { send, press, id, headOf, run, answered } = await toldOfOne();
    const pressed = press();
    await saidOf(open, "one", "CRITICAL", run.now());
    await send(pressed);
    expect(answered()).toMatch(/It is CRITICAL now, but was HIGH in the message/);
    expect((await headOf(id)).view.status).toBe("OPEN");
  });

  test("is told where a colleague has decided", async () => {
    const { send, press, id, run, answered } = await toldOfOne();
    const until = shift(run.now(), 24 * 3_600_000);
    await decidedOn(open, id, { kind: "suppress", at: run.now(), by: "grace", why: "a drill", until });
    await send(press());
    expect(answered()).toMatch(/It is suppressed already by grace, .*: a drill\./);
  });

  test("acknowledges of a group what its message showed, and nothing worse or newer", async () => {
    const { send, press, tell, headOf, run, answered } = await stageOn(policyBy(["account"]));
    const ids = await tell(["one", "HIGH"], ["two", "HIGH"], ["three", "MEDIUM"], ["four", "HIGH"]);
    const pressed = press();
    await run.passUntil(minutesAfter(run.now(), 4));
    const more = await tell(["two", "CRITICAL"], ["four", "over"], ["five", "LOW"]);
    await send(pressed);
    expect(answered()).toContain("2 alerts acknowledged");
    expect(answered()).toContain("Left as they are: 1 news since the message, 1 more severe than the message said.");
    const all = [...ids, ...more.slice(2)];
    const statuses = await Promise.all(all.map(async (id) => (await headOf(id)).view.status));
    expect(statuses).toEqual(["ACKNOWLEDGED", "OPEN", "ACKNOWLEDGED", "RESOLVED", "OPEN"]);
  });

  test("has acknowledged, even where Slack does not take the answer to it", async () => {
    const { send, press, id, headOf, telemetry } = await toldOfOne();
    expect(await send(press({ answerTo: await receivers.gone() }))).toMatchObject({ statusCode: 200 });
    expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
    expect(telemetry.logged.join("\n")).toMatch(/who pressed a button was not answered .*address-refused/);
  });
});

const [ACKNOWLEDGE, SILENCE, SHOW] = [0, 1, 2];

const silencesIn = async () => {
  const found = await Array.fromAsync(createSilenceStore(open).list());
  return found.map((read) => (read.ok ? read.value : read.error));
};

describe("whoever presses the button that silences", () => {
  test("mutes the alert for four hours, up to what the message showed, by their name", async () => {
    const { send, press, id, headOf, now, answered, telemetry } = await toldOfOne();
    await send(press({}, 0, SILENCE));
    expect(await silencesIn()).toMatchObject([
      {
        ...{ of: { alertId: id }, upTo: "HIGH", evenIfWorse: false, by: "slack:ada" },
        ...{ madeAt: now(), from: now(), until: shift(now(), 4 * 3_600_000) },
      },
    ]);
    expect(answered()).toMatch(/1 alert silenced until .*more severe than HIGH.*tocsin silence expire [0-9a-f]{12} /);
    expect((await headOf(id)).view.status).toBe("OPEN");
    expect(telemetry.counted).toEqual(["callbacks silenced 1"]);
  });

  test("keeps on-call from telling of it again", async () => {
    const { send, press, id, run, decided } = await toldOfOne();
    await send(press({}, 0, SILENCE));
    const [made] = await silencesIn();
    if (made instanceof Error || made === undefined) throw new Error("there is no silence");
    run.go({ silences: [compiledSilence(made)] });
    await decided(id);
    await run.passUntil(minutesAfter(run.now(), 60));
    expect(run.sent.filter(({ rings }) => rings)).toHaveLength(1);
  });

  test("makes one silence, however often they do, and Slack sends it", async () => {
    const { send, press, answered, clock } = await toldOfOne();
    const sent = press({}, 0, SILENCE);
    await send(sent);
    await send(sent);
    clock.ahead = 60_000;
    await send(press({}, 0, SILENCE));
    expect(await silencesIn()).toHaveLength(1);
    expect(answered()).toMatch(/has made a silence before.*tocsin silence expire/);
  });

  test("mutes of a group what its message showed, and neither what is worse nor what is newer", async () => {
    const { send, press, tell, run, answered } = await stageOn(policyBy(["account"]));
    const [one, , three] = await tell(["one", "HIGH"], ["two", "HIGH"], ["three", "MEDIUM"]);
    const sent = press({}, 0, SILENCE);
    await run.passUntil(minutesAfter(run.now(), 4));
    await tell(["two", "CRITICAL"], ["five", "LOW"]);
    await send(sent);
    const [made] = await silencesIn();
    if (made instanceof Error || made === undefined) throw new Error("there is no silence");
    expect("match" in made.of && Object(made.of.match).id.toSorted()).toEqual([one, three].toSorted());
    expect(answered()).toContain("1 news since the message, 1 more severe than the message said");
  });

  test("mutes nothing where there is nothing to mute", async () => {
    const { send, press, tell, answered } = await toldOfOne();
    const sent = press({}, 0, SILENCE);
    await tell(["one", "over"]);
    await send(sent);
    expect(await silencesIn()).toEqual([]);
    expect(answered()).toMatch(/Nothing to silence.*It is over/);
  });
});

describe("whoever presses the button that shows", () => {
  test("reads the alert as it is now, which nobody else does, and changes nothing", async () => {
    const { send, press, id, run, headOf, answers, answered } = await toldOfOne();
    const sent = press({}, 0, SHOW);
    await saidOf(open, "one", "CRITICAL", run.now());
    const before = await headOf(id);
    await send(sent);
    expect(JSON.parse(answers[0] ?? "")).toMatchObject({ response_type: "ephemeral", replace_original: false });
    expect(answered()).toMatch(/OPEN \[CRITICAL\] Threat one.*what: Somebody is here\..*where: account 111122223333/);
    expect(answered()).toContain(`npx tocsin alerts show ${id} --stage prod`);
    expect(answered()).toContain("runbook: https://wiki.example.com/threats");
    expect(await headOf(id)).toEqual(before);
  });

  test("reads which alerts of a group are open", async () => {
    const { send, press, tell, answered } = await stageOn(policyBy(["account"]));
    await tell(["one", "HIGH"], ["two", "MEDIUM"]);
    await send(press({}, 0, SHOW));
    expect(answered()).toMatch(/2 alerts open of what the message showed.*\[HIGH\] Threat one.*\[MEDIUM\] Threat two/);
  });

  test("reads texts from outside as texts, as many as Slack takes", async () => {
    const { send, press, tell, answers } = await stageOn();
    await tell([`<!channel> <https://evil.example|here> ${"😀".repeat(3000)}`, "HIGH"]);
    await send(press({}, 0, SHOW));
    const { text: fallback, blocks } = JSON.parse(answers[0] ?? "");
    expect(fallback).not.toMatch(/[<>]/);
    expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThan(10_000);
    expect(JSON.stringify(blocks)).not.toMatch(/"type":"(?!rich_text|text)/);
  });
});

test.each([
  ["acknowledges", ACKNOWLEDGE],
  ["silences", SILENCE],
  ["shows", SHOW],
])("whoever is not on the list is refused the button that %s", async (_title, place) => {
  const { send, press, id, headOf, answers, answered } = await toldOfOne();
  const before = await headOf(id);
  await send(press({ user: "U0EVE456789" }, 0, place));
  expect(await headOf(id)).toEqual(before);
  expect(await silencesIn()).toEqual([]);
  expect(answers).toHaveLength(1);
  expect(answered()).not.toContain("Threat");
});

type Stage = Awaited<ReturnType<typeof toldOfOne>>;

describe("refused without effect and without a datum in the log is", () => {
  const unsigned = (change: (sent: SentPress) => SentPress) => (stage: Stage) => change(stage.press());
  const withHeaders = (headers: Readonly<Record<string, string>>) =>
    unsigned((sent) => ({ ...sent, headers: { ...sent.headers, ...headers } }));
  const signed = (body: (of: string) => string) => (stage: Stage) =>
    signedForm(body(stage.press().body), { at: stage.now(), secret: SIGNING_SECRET });
  const payloadOf = (change: (payload: Record<string, unknown>) => unknown) =>
    signed((body) => {
      const payload = JSON.parse(new URLSearchParams(body).get("payload") ?? "{}");
      return new URLSearchParams({ payload: JSON.stringify(change(payload)) }).toString();
    });
  const offerOf = (change: (offer: Record<string, unknown>) => unknown) =>
    payloadOf((payload) => {
      const [action] = payload.actions as { value: string }[];
      return { ...payload, actions: [{ ...action, value: JSON.stringify(change(JSON.parse(action?.value ?? "{}"))) }] };
    });
  const late = (seconds: number) => (stage: Stage) => stage.press({ at: shift(stage.now(), seconds * 1000) });

  test.each<readonly [string, number, string, (stage: Stage) => SentPress]>([
    ["one that is signed with another secret", 401, "forged", ({ press }) => press({ secret: "another" })],
    ["one without a signature", 401, "forged", withHeaders({ "x-slack-signature": "" })],
    ["one with a signature of another length", 401, "forged", withHeaders({ "x-slack-signature": "v0=00" })],
    [
      "one with a signature of another version",
      401,
      "forged",
      withHeaders({ "x-slack-signature": `v1=${"0".repeat(64)}` }),
    ],
    ["one whose body was changed", 401, "forged", unsigned((sent) => ({ ...sent, body: `${sent.body}&x=1` }))],
    [
      "one whose time was changed",
      401,
      "forged",
      (stage) => {
        const sent = stage.press();
        const headers = {
          ...sent.headers,
          "x-slack-request-timestamp": String(Number(sent.headers["x-slack-request-timestamp"]) + 1),
        };
        return { ...sent, headers };
      },
    ],
    ["one without a time", 401, "forged", withHeaders({ "x-slack-request-timestamp": "" })],
    ["one whose time is none", 401, "forged", withHeaders({ "x-slack-request-timestamp": "1e9" })],
    ["one that is sent again after five minutes", 401, "late", late(-301)],
    ["one of a time that has not come", 401, "late", late(302)],
    ["one of another workspace", 403, "foreign", ({ press }) => press({ workspace: "T9999999999" })],
    ["one of another app", 403, "foreign", ({ press }) => press({ app: "A9999999999" })],
    ["one by somebody whom the list has not", 200, "unknown", ({ press }) => press({ user: "U0EVE456789" })],
    [
      "one by somebody who is listed, and gone from the policy",
      200,
      "unknown",
      ({ press }) => press({ user: "U0GONE56789" }),
    ],
    ["one that is too large", 413, "too-large", signed((body) => `${body}&x=${"x".repeat(256 * 1024)}`)],
    ["one of another type", 415, "wrong-type", withHeaders({ "content-type": "application/json" })],
    ["a form without the field", 400, "malformed", signed(() => "a=b")],
    ["a form with the field twice", 400, "malformed", signed((body) => `${body}&${body}`)],
    ["a form that is none", 400, "malformed", signed(() => "%zz%%%=\u0000")],
    ["a payload that is no JSON", 400, "malformed", signed(() => "payload=%7B%22type%22%3A")],
    ["a payload that is a list", 400, "malformed", payloadOf((payload) => [payload])],
    ["a payload of another kind", 400, "malformed", payloadOf((payload) => ({ ...payload, type: "view_submission" }))],
    [
      "a press of another button",
      400,
      "malformed",
      payloadOf((payload) => ({ ...payload, actions: [{ action_id: "__proto__", value: "{}" }] })),
    ],
    [
      "presses of several buttons",
      400,
      "malformed",
      payloadOf((payload) => ({ ...payload, actions: [payload.actions, payload.actions].flat() })),
    ],
    ["a payload without a user", 400, "malformed", payloadOf(({ user: _, ...payload }) => payload)],
    [
      "a button that says something else as well",
      400,
      "malformed",
      offerOf((offer) => ({ ...offer, until: "2099-01-01T00:00:00Z" })),
    ],
    [
      "a button of an alert that cannot be",
      400,
      "malformed",
      offerOf((offer) => ({ ...offer, of: { alert: "../../x" } })),
    ],
    ["a button of a time that is none", 400, "malformed", offerOf((offer) => ({ ...offer, issuedAt: "now" }))],
    [
      "a button of a time that has not come",
      400,
      "malformed",
      offerOf((offer) => ({ ...offer, issuedAt: "2099-01-01T00:00:00.000Z" })),
    ],
  ])("%s", async (_title, statusCode, reason, attack) => {
    const stage = await toldOfOne();
    const before = await stage.headOf(stage.id);
    const sent = attack(stage);
    const writes = await requestsOf(open, async () => {
      expect(await stage.send(sent)).toMatchObject({ statusCode, body: "" });
    });
    expect([...writes.keys()]).toEqual([]);
    expect(stage.telemetry.counted).toEqual([`callbacks ${reason} 1`]);
    expect(stage.telemetry.logged).toEqual([]);
    expect(await stage.headOf(stage.id)).toEqual(before);
    expect(stage.answers).toHaveLength(reason === "unknown" ? 1 : 0);
  });

  test.each([
    ["GET", "/callback/slack", 405],
    ["POST", "/callback/slack/x", 404],
    ["POST", "/", 404],
  ])("%s of %s", async (method, path, statusCode) => {
    const { handler, press } = await toldOfOne();
    expect(await request(handler, path, { ...press(), method })).toMatchObject({ statusCode });
  });
});

test("whoever is not known is told so, and what to do, which nobody else sees", async () => {
  const { send, press, answers, answered } = await toldOfOne();
  await send(press({ user: "U0EVE456789" }));
  expect(JSON.parse(answers[0] ?? "")).toMatchObject({ response_type: "ephemeral" });
  expect(answered()).toMatch(/Nothing was changed.*U0EVE456789.*ssm:callback-slack\/people/);
});

test("a press at the last second of the five minutes is taken", async () => {
  const { send, press, now } = await toldOfOne();
  expect(await send(press({ at: shift(now(), -300_000) }))).toMatchObject({ statusCode: 200 });
});

describe("an answer goes to Slack alone: nothing is sent to", () => {
  test.each([
    "http://hooks.slack.com/actions/T0/1",
    "https://hooks.slack.com.evil.example/actions/T0/1",
    "https://hooks.slack.com@evil.example/actions/T0/1",
    "https://hooks.slack.com:8443/actions/T0/1",
    "https://user@hooks.slack.com/actions/T0/1",
    "https://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:9/",
    "file:///etc/passwd",
    "//hooks.slack.com/actions",
    "hooks.slack.com",
    "",
  ])("%j", async (answerTo) => {
    const failure = await answerPress(answerTo, { heading: "x", texts: [] }, { now: () => START });
    expect(failure).toMatchObject({ reason: "address-refused", problem: "is not at https://hooks.slack.com/" });
  });
});

describe("where something cannot be read", () => {
  test("a press fails, which an alarm tells of, and can be made again", async () => {
    const { send, press, telemetry } = await toldOfOne();
    const pressed = press();
    open = { ...open, tableName: "alerts-that-are-not-there" };
    const { handler, telemetry: other } = await stageOn();
    const { headers, body } = pressed;
    expect(await request(handler, "/callback/slack", { method: "POST", headers, body })).toMatchObject({
      statusCode: 503,
    });
    expect(other.counted).toEqual(["callbacks failed 1"]);
    expect(other.logged.join("\n")).not.toMatch(new RegExp(`${ADA}|c4n4ry`));
    expect(await send(pressed)).toMatchObject({ statusCode: 200 });
    expect(telemetry.counted).toEqual(["callbacks acknowledged 1"]);
  });
});

test("no credential, id of a person or address to answer at is in a log, whatever comes", async () => {
  const { send, press, telemetry, answerTo } = await toldOfOne();
  await send(press());
  await send(press({ user: "U0EVE456789" }));
  await send(press({ answerTo: answerTo.replace("127.0.0.1", "evil.example") }));
  const logged = telemetry.logged.join("\n");
  for (const canary of [TOKEN, SIGNING_SECRET, ADA, "U0EVE456789", "4-c4n4ry-address"])
    expect(logged).not.toContain(canary);
});

test("who was taken off the list, or put on it, is known within five minutes", async () => {
  const { send, press, list, clock, answered, id, headOf } = await toldOfOne();
  await send(press({}, 0, SHOW));
  list.text = "U0EVE456789 ada";
  clock.ahead = 299_999;
  await send(press({}, 0, SHOW));
  expect(answered()).toContain("Threat one");
  clock.ahead = 300_000;
  await send(press());
  expect(answered()).toContain("does not know who you are");
  expect((await headOf(id)).view.status).toBe("OPEN");
  await send(press({ user: "U0EVE456789" }));
  expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
});
