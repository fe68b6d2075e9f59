/** Links in messages, from the notification to the decision: on a real table, by the handlers. Whoever is not meant to decide is here too. */
import { createHash } from "node:crypto";
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { inChunks } from "@tocsin/aws/alerts/paging";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { memberItem } from "@tocsin/aws/groups/items/member-item";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Head } from "@tocsin/core/transition/fold";
import { acknowledgeHandler } from "@tocsin/lambda/handlers/acknowledge/acknowledge";
import { createLinkAddress } from "@tocsin/lambda/handlers/acknowledge/link-address";
import { recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { lastInstantOf } from "@tocsin/oncall/links/link";
import { createLinkKeys, type LinkKeys, type Mac } from "@tocsin/oncall/links/link-keys";
import type { Notification } from "@tocsin/oncall/notification";
import { issuedAt, keysBy, macBy, sampleLink } from "@tocsin/oncall/testing/sample-link";
import { beforeEach, describe, expect, test } from "vitest";
import { FORM, press, request, send, textOf } from "../support/browser.ts";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf, requestsOf } from "../support/oncall.ts";
import { decidedOn, saidOf } from "../support/said-threats.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const policyBy = (group: "alert" | readonly string[]): Policy =>
  policyOf({
    channels: { desk: { type: "console" } },
    routes: [{ name: "all", match: { severity: [...severities] }, channels: ["desk"], urgency: "now", group }],
    unrouted: "ignore",
  });

const HOUR = 3_600_000;
const keyOf = keysBy("the key of the stage");

/** On-call and the pages of its links, on one clock. */
function stageOn(policy: Policy, keys = keyOf) {
  const run = oncallOn(open, policy, {
    links: { addressOf: createLinkAddress("https://links.example.com/", keys), leftOutOf: undefined },
  });
  const clock = { ahead: 0 };
  const now = (): Instant => shift(run.now(), clock.ahead);
  const telemetry = recordingTelemetry();
  const alerts = createAlertsReader(open);
  const handler = acknowledgeHandler({
    alerts,
    groups: createGroupsReader(open),
    writer: createAlertsWriter(open),
    ...createWorldSource({ table: open, now, report: () => {} }),
    ...{ keyOf: keys, place: "--stage prod", now, telemetry },
  });
  return {
    ...{ run, handler, telemetry, now, clock },
    /** Says something and has it told; gives the notification. */
    async tell(...said: readonly (readonly [name: string, severity: (typeof severities)[number] | "over"])[]) {
      const wakes = [];
      for (const [name, severity] of said) wakes.push(await saidOf(open, name, severity, run.now()));
      await run.wake(...wakes);
      await run.deliver();
      await run.passUntil(minutesAfter(run.now(), 1));
      return { notification: run.sent.at(-1), ids: wakes.map(({ alertId }) => alertId) };
    },
    async headOf(alertId: string): Promise<Head> {
      const head = await alerts.head(alertId);
      if (head === undefined) throw new Error("the alert is not stored");
      return head;
    },
  };
}

function urlIn(notification: Notification | undefined): string {
  if (notification?.acknowledge === undefined) throw new Error("the notification has no link");
  return notification.acknowledge.url;
}

const tokenIn = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

/** An alert of which the desk was told at HIGH, and its link. */
async function toldOfOne() {
  const stage = stageOn(policyBy("alert"));
  const { notification, ids } = await stage.tell(["one", "HIGH"]);
  const [id = ""] = ids;
  return { ...stage, id, url: urlIn(notification), token: tokenIn(urlIn(notification)) };
}

describe("whoever opens the link in a message", () => {
  test("sees what it would do, and changes nothing", async () => {
    const { handler, url, id, headOf } = await toldOfOne();
    const before = await headOf(id);
    const page = await request(handler, url);
    expect(page.statusCode).toBe(200);
    expect(textOf(page)).toMatch(
      /^Acknowledge 1 alert\? .*\[HIGH\] Threat one - .*eu-west-1 .*Nothing was changed yet/,
    );
    expect(textOf(page)).toContain("It is open since 2026-11-20 12:00 UTC, and was last reported at");
    expect(textOf(page)).toContain("as done by link:desk");
    expect(await headOf(id)).toEqual(before);
  });

  test("acknowledges by its button, as the command does without an end", async () => {
    const { handler, url, id, headOf, now, telemetry } = await toldOfOne();
    const done = await press(handler, await request(handler, url));
    expect(textOf(done)).toContain("1 alert acknowledged");
    const { view, alert } = await headOf(id);
    expect(view.status).toBe("ACKNOWLEDGED");
    // On a Friday: the next working day at ten.
    expect(alert.decisions.acknowledgement).toMatchObject({
      ...{ by: "link:desk", at: now(), until: "2026-11-23T10:00:00.000Z" },
      seen: { severity: "HIGH" },
    });
    expect(view.decided?.by).toBe("link:desk");
    expect(telemetry.counted).toEqual(["links shown 1", "links acknowledged 1"]);
  });

  test("changes nothing further by pressing it twice, and is told so", async () => {
    const { handler, url, id, headOf, clock } = await toldOfOne();
    const page = await request(handler, url);
    await press(handler, page);
    const once = await headOf(id);
    clock.ahead = HOUR;
    const again = await press(handler, page);
    expect(textOf(again)).toMatch(/Nothing to acknowledge.*acknowledged already by link:desk.*Nothing was changed\./);
    expect(await headOf(id)).toEqual(once);
    expect((await request(handler, url)).body).not.toContain("<form");
  });

  test("cannot use it again once the acknowledgement has ended", async () => {
    const { handler, url, id, headOf, clock } = await toldOfOne();
    const page = await request(handler, url);
    await press(handler, page);
    clock.ahead = 71 * HOUR;
    const before = await headOf(id);
    expect(textOf(await press(handler, page))).toContain("that decision has ended");
    expect(await headOf(id)).toEqual(before);
  });

  test("does not acknowledge what has risen past what the message said", async () => {
    const { handler, url, id, headOf, tell } = await toldOfOne();
    const page = await request(handler, url);
    await tell(["one", "CRITICAL"]);
    const before = await headOf(id);
    for (const late of [await request(handler, url), await press(handler, page)])
      expect(textOf(late)).toMatch(/It is CRITICAL now, but was HIGH in the message.*tocsin alerts show/);
    expect(await headOf(id)).toEqual(before);
  });

  test("acknowledges the risen alert by the link of the message that says so", async () => {
    const { handler, tell, id, headOf } = await toldOfOne();
    const { notification } = await tell(["one", "CRITICAL"]);
    await press(handler, await request(handler, urlIn(notification)));
    expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
  });

  test.each([
    ["is over", "over" as const, /It is over/],
    ["has ended and returned", "again" as const, /It is news since the message/],
  ])("is told where the alert %s, and changes nothing", async (_title, what, says) => {
    const { handler, url, id, run, tell, headOf } = await toldOfOne();
    const page = await request(handler, url);
    await tell(["one", "over"]);
    if (what === "again") {
      await run.passUntil(minutesAfter(run.now(), 60));
      await tell(["one", "HIGH"]);
    }
    const before = await headOf(id);
    expect(textOf(await press(handler, page))).toMatch(says);
    expect(await headOf(id)).toEqual(before);
  });

  test("is told where a colleague has decided", async () => {
    const { handler, url, id, run } = await toldOfOne();
    const page = await request(handler, url);
    const until = shift(run.now(), 24 * HOUR);
    await decidedOn(open, id, { kind: "suppress", at: run.now(), by: "ada", why: "a drill", until });
    expect(textOf(await press(handler, page))).toMatch(/It is suppressed already by ada, .*: a drill\./);
  });

  test("is told where the alert is not there any more", async () => {
    const { handler, now } = stageOn(policyBy("alert"));
    const link = { ...sampleLink, issuedAt: now(), expiresAt: lastInstantOf(now()) };
    const page = await request(handler, await createLinkAddress("https://links.example.com", keyOf)(link));
    expect([page.statusCode, textOf(page)]).toEqual([404, "This alert is not known any more Nothing was changed."]);
  });
});

describe("a page", () => {
  test("runs nothing, loads nothing, is kept nowhere, and names itself to nobody", async () => {
    const { handler, url } = await toldOfOne();
    const { headers, body } = await request(handler, url);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
      "x-content-type-options": "nosniff",
    });
    const policy = headers["content-security-policy"] ?? "";
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers).not.toHaveProperty("set-cookie");
    expect(body).not.toMatch(/<script|\bon\w+=|javascript:|https?:\/\//i);
  });

  test("shows what came from outside as text", async () => {
    const { handler, tell } = stageOn(policyBy("alert"));
    const { notification } = await tell(["<script>alert(1)</script>\u202e\u001b[2J", "HIGH"]);
    const { body } = await request(handler, urlIn(notification));
    expect(body).toContain("Threat &lt;script&gt;alert(1)&lt;/script&gt;");
    expect(body).not.toMatch(/<script|\p{Cf}|(?!\n)\p{Cc}/u);
  });

  test("says the same to who asks for its headers alone, without itself", async () => {
    const { handler, url } = await toldOfOne();
    const { body: _, ...rest } = await request(handler, url);
    expect(await request(handler, url, { method: "HEAD" })).toEqual({ ...rest, body: "" });
  });
});

/** What reaches the function though nobody has pressed the button of a page. */
describe("nothing is changed by", () => {
  type Attack = (parts: Awaited<ReturnType<typeof toldOfOne>>) => Promise<{ readonly statusCode: number }>;
  const post =
    (fields: (token: string) => Readonly<Record<string, string>>, headers = {}): Attack =>
    ({ handler, token }) =>
      send(handler, "/acknowledge", fields(token), headers);
  const changedAt = (token: string, at: number) => {
    const digit = token.at(at) === "0" ? "1" : "0";
    return at < 0 ? `${token.slice(0, at)}${digit}` : `${token.slice(0, at)}${digit}${token.slice(at + 1)}`;
  };

  test.each<readonly [string, number, Attack]>([
    ["a scanner that opens the link", 200, ({ handler, url }) => request(handler, url)],
    ["one that asks for headers first", 200, ({ handler, url }) => request(handler, url, { method: "HEAD" })],
    [
      "a browser that prefetches it",
      200,
      ({ handler, url }) => request(handler, url, { headers: { "sec-purpose": "prefetch", purpose: "prefetch" } }),
    ],
    [
      "a program that opens it with the form's fields",
      200,
      ({ handler, url, token }) => request(handler, `${url}?token=${token}`),
    ],
    ["a program that sends to the link itself", 404, ({ handler, url, token }) => send(handler, url, { token })],
    ["another method", 405, ({ handler, url }) => request(handler, url, { method: "PUT" })],
    ["a method that asks what there is", 405, ({ handler, url }) => request(handler, url, { method: "OPTIONS" })],
    [
      "another site's form without a token",
      400,
      post(() => ({}), { origin: "https://evil.example", cookie: "token=x" }),
    ],
    [
      "another site's form with the token as a cookie",
      400,
      ({ handler, token }) =>
        send(handler, "/acknowledge", {}, { origin: "https://evil.example", cookie: `token=${token}` }),
    ],
    [
      "a script's request as JSON",
      415,
      ({ handler, token }) =>
        request(handler, "/acknowledge", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ token }),
        }),
    ],
    [
      "a form sent as text",
      415,
      ({ handler, token }) =>
        request(handler, "/acknowledge", {
          method: "POST",
          headers: { "content-type": "text/plain" },
          body: `token=${token}`,
        }),
    ],
    [
      "a form of no type",
      415,
      ({ handler, token }) => request(handler, "/acknowledge", { method: "POST", body: `token=${token}` }),
    ],
    ["a form that is too large", 413, post((token) => ({ token, more: "x".repeat(2000) }))],
    [
      "a token that is too long",
      400,
      post((token) => ({ token: `${"x".repeat(1001)}${token.slice(token.indexOf("."))}` })),
    ],
    ["a token that was cut", 400, post((token) => ({ token: token.slice(0, -1) }))],
    ["a token with a space after it", 400, post((token) => ({ token: `${token} ` }))],
    ["a token whose signature was changed", 403, post((token) => ({ token: changedAt(token, -1) }))],
    [
      "two tokens",
      400,
      ({ handler, token }) =>
        request(handler, "/acknowledge", {
          method: "POST",
          headers: { "content-type": FORM },
          body: `token=${token}&token=${token}`,
        }),
    ],
    ["no token", 400, post(() => ({ token: "" }))],
    ["a page that there is not", 404, ({ handler }) => request(handler, "/")],
  ])("%s", async (_title, statusCode, attack) => {
    const parts = await toldOfOne();
    const before = await parts.headOf(parts.id);
    expect((await attack(parts)).statusCode).toBe(statusCode);
    expect(await parts.headOf(parts.id)).toEqual(before);
    // What lets somebody act is in no log.
    expect(parts.telemetry.logged.join("\n")).not.toContain(parts.token.slice(0, 40));
  });

  test("a link whose time is over, to the millisecond", async () => {
    const { handler, url, token, id, headOf, now, clock } = await toldOfOne();
    const before = await headOf(id);
    const { expiresAt } = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
    clock.ahead = Date.parse(expiresAt) - Date.parse(now()) - 1;
    expect((await request(handler, url)).statusCode).toBe(200);
    clock.ahead += 1;
    expect((await send(handler, "/acknowledge", { token })).statusCode).toBe(410);
    expect(await headOf(id)).toEqual(before);
  });

  test.each<readonly [string, LinkKeys]>([
    ["under the key of another stage", keysBy("the key of another stage")],
    ["for another stage under the same key", keysBy("the key of the stage", "staging")],
  ])("a link that was signed %s", async (_title, keys) => {
    const { handler, id, headOf, now } = await toldOfOne();
    const before = await headOf(id);
    const link = { ...sampleLink, of: { alert: id }, issuedAt: now(), expiresAt: lastInstantOf(now()) };
    const token = tokenIn(await createLinkAddress("https://links.example.com", keys)(link));
    expect((await send(handler, "/acknowledge", { token })).statusCode).toBe(403);
    expect(await headOf(id)).toEqual(before);
  });

  test("a link of another alert, to this one", async () => {
    const { handler, tell, id, headOf, token } = await toldOfOne();
    const { notification, ids } = await tell(["two", "HIGH"]);
    const [payload] = token.split(".");
    const [, hmac] = tokenIn(urlIn(notification)).split(".");
    expect((await send(handler, "/acknowledge", { token: `${payload}.${hmac}` })).statusCode).toBe(403);
    for (const one of [id, ...ids]) expect((await headOf(one)).view.status).toBe("OPEN");
  });
});

describe("a flood of forged links", () => {
  test("reads nothing of the table, and asks nothing of the stage's key but once", async () => {
    const asked: string[] = [];
    const mac = macBy("the key of the stage");
    const countingMac: Mac = (text) => {
      asked.push(text);
      return mac(text);
    };
    const counting = createLinkKeys({ mac: countingMac, stage: "prod" });
    const { handler } = stageOn(policyBy("alert"), counting);
    const { url } = await toldOfOne();
    const requests = await requestsOf(open, async () => {
      for (let n = 0; n < 100; n += 1) await request(handler, `${url.slice(0, -3)}${n.toString(16).padStart(3, "0")}`);
    });
    expect([...requests.keys()]).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});

describe("where something fails", () => {
  test("people are told without a link", async () => {
    const failing: LinkKeys = async () => {
      throw new Error("KMS does not answer");
    };
    const { run, tell } = stageOn(policyBy("alert"), failing);
    const { notification } = await tell(["one", "CRITICAL"]);
    expect(notification).toMatchObject({ kind: "opened", title: "Threat one" });
    expect(notification).not.toHaveProperty("acknowledge");
    expect(run.counted).toContain("problems link-not-signed 1");
  });

  test("whoever has pressed the button is told to look again", async () => {
    const { url, token } = await toldOfOne();
    open = { ...open, tableName: "alerts-that-are-not-there" };
    const { handler, telemetry } = stageOn(policyBy("alert"));
    for (const page of [await request(handler, url), await send(handler, "/acknowledge", { token })])
      expect([page.statusCode, textOf(page)]).toEqual([503, expect.stringContaining("does not work at the moment")]);
    expect(telemetry.counted).toEqual(["links failed 1", "links failed 1"]);
    expect(telemetry.logged.join("\n")).not.toContain(token.slice(0, 40));
  });
});

describe("the link of a group of several", () => {
  const several = () => stageOn(policyBy(["account"]));

  test("acknowledges those of its members that its reader was told of, and nothing worse or newer", async () => {
    const { handler, run, tell, headOf } = several();
    const { notification, ids } = await tell(["one", "HIGH"], ["two", "HIGH"], ["three", "MEDIUM"], ["four", "HIGH"]);
    const page = await request(handler, urlIn(notification));
    expect(textOf(page)).toContain("Acknowledge 4 alerts?");
    await run.passUntil(minutesAfter(run.now(), 5));
    const more = await tell(["two", "CRITICAL"], ["four", "over"], ["five", "LOW"]);
    const done = await press(handler, page);
    expect(textOf(done)).toContain("2 alerts acknowledged");
    expect(textOf(done)).toContain("Left as they are: 1 news since the message, 1 more severe than the message said.");
    const all = [...ids, ...more.ids.slice(2)];
    const statuses = await Promise.all(all.map(async (id) => (await headOf(id)).view.status));
    expect(statuses).toEqual(["ACKNOWLEDGED", "OPEN", "ACKNOWLEDGED", "RESOLVED", "OPEN"]);
  });

  test("changes nothing further when it is used again", async () => {
    const { handler, tell, headOf } = several();
    const { notification, ids } = await tell(["one", "HIGH"], ["two", "HIGH"]);
    const page = await request(handler, urlIn(notification));
    await press(handler, page);
    const before = await Promise.all(ids.map(headOf));
    expect(textOf(await press(handler, page))).toMatch(/Nothing to acknowledge.*Nothing was changed\./);
    expect(await Promise.all(ids.map(headOf))).toEqual(before);
  });

  test("acknowledges what is told in the place of another destination, which does not answer", async () => {
    const policy = policyOf({
      channels: { desk: { type: "console" }, lead: { type: "console" } },
      routes: [
        { name: "all", match: { severity: [...severities] }, channels: ["desk"], urgency: "now", group: ["account"] },
      ],
      fallback: "lead",
    });
    const { run, handler, tell, headOf } = stageOn(policy);
    run.silent.add("desk");
    const { ids } = await tell(["one", "HIGH"], ["two", "HIGH"]);
    await run.passUntil(minutesAfter(run.now(), 10));
    const [notification] = run.sent;
    expect(notification?.destination).toBe("lead");
    await press(handler, await request(handler, urlIn(notification)));
    for (const id of ids) {
      const { view, alert } = await headOf(id);
      expect([view.status, alert.decisions.acknowledgement?.by]).toEqual(["ACKNOWLEDGED", "link:lead"]);
    }
  });

  test("acknowledges what is told as one since it is too much at once", async () => {
    const { run, handler, tell, headOf } = stageOn(policyBy("alert"));
    const names = Array.from({ length: 30 }, (_, n) => [`threat ${n}`, "HIGH"] as const);
    const { ids } = await tell(...names);
    const overflow = run.sent.find(({ grouping }) => "overflow" in grouping);
    const alone = run.sent.flatMap(({ grouping }) => grouping.alert ?? []);
    const held = ids.filter((id) => !alone.includes(id));
    expect(held.length).toBeGreaterThan(0);
    const done = await press(handler, await request(handler, urlIn(overflow)));
    expect(textOf(done)).toContain(`${held.length} alerts acknowledged`);
    for (const id of held) expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
    for (const id of alone) expect((await headOf(id)).view.status).toBe("OPEN");
  });

  test("finds those that are open among very many that somebody has decided on", async () => {
    const { handler, tell, headOf } = several();
    const { notification, ids } = await tell(["one", "HIGH"], ["two", "HIGH"]);
    const member = { since: issuedAt, problem: "", account: "", environment: "", owner: "", severity: "HIGH" } as const;
    // Members are kept by their ids: so many that each shard's first page holds no other.
    const decided = Array.from({ length: 8 * 200 }, (_, n) => n.toString(16).padStart(4, "0").padEnd(32, "0"));
    for await (const chunk of inChunks(decided, 25)) {
      const items = chunk.map((id) =>
        memberItem(notification?.groupId ?? "", id, { ...member, bucket: "acknowledged" }),
      );
      const puts = items.map((Item) => ({ PutRequest: { Item } }));
      await open.client.send(new BatchWriteItemCommand({ RequestItems: { [open.tableName]: puts } }));
    }
    await press(handler, await request(handler, urlIn(notification)));
    for (const id of ids) expect((await headOf(id)).view.status).toBe("ACKNOWLEDGED");
  });

  test("acknowledges the hundred worst at once, says so, and the others when it is opened again", async () => {
    const { handler, tell } = several();
    const names = Array.from({ length: 103 }, (_, n) => [`threat ${n}`, n < 3 ? "LOW" : "HIGH"] as const);
    const { notification } = await tell(...names);
    const page = await request(handler, urlIn(notification));
    expect(textOf(page)).toMatch(
      /Acknowledge 100 alerts\?.*and 90 more.*more open alerts than can be acknowledged at once/,
    );
    expect(textOf(await press(handler, page))).toContain("100 alerts acknowledged");
  });
});
