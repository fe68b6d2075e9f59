/** The weekly digest on the embedded servers: stored first, sent by the channels' own queues, each edition in its time, once. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { TOPIC } from "@tocsin/aws/digests/items/digest-item";
import { createReports } from "@tocsin/aws/reports";
import { DeliveryError } from "@tocsin/channels/channel";
import type { DigestMessage } from "@tocsin/channels/kind";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { readReport } from "@tocsin/digest/render/read-report";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { names } from "@tocsin/local/resources";
import { type Stack, startStack } from "@tocsin/local/stack";
import { expiryEvent } from "@tocsin/local/testing/sample-event";
import { afterEach, describe, expect, test } from "vitest";
import { policyOf } from "../support/oncall.ts";

const FRIDAY = instant("2026-11-20T12:00:00Z");
const WEEK_OVER = instant("2026-11-23T00:00:00Z");
const mail = { type: "email", to: "ssm:email/team", from: "tocsin@alerts.example.com" };
const policy = policyOf({
  timezone: "Europe/Berlin",
  channels: { board: mail, web: { type: "slack-webhook", url: "ssm:slack-webhook/web" }, data: mail },
  routes: [],
  unrouted: "ignore",
  owners: [{ name: "web", match: { account: ["111122223333"] }, owner: "web" }],
  digest: {
    channels: ["board"],
    editions: [
      { owner: "web", channels: ["web", "data"], timezone: "Asia/Tokyo" },
      { owner: "data", channels: ["data"], timezone: "Asia/Tokyo" },
    ],
  },
});

let running: Stack | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** With an alert of the owner `web`, of the week that is over. */
async function start() {
  const clock: { now: Instant } = { now: FRIDAY };
  const sent: { readonly channel: string; readonly digest: DigestMessage }[] = [];
  /** How often a channel does not take what it is sent. */
  const failures = new Map<string, number>();
  const stack = await startStack({
    now: () => clock.now,
    latest: () => clock.now,
    isVirtual: true,
    policy,
    channels: {
      ...{ write: () => {}, styled: false, secretAt: async () => "" },
      instead: (name) => ({
        name,
        send: async () => undefined,
        async sendDigest(digest) {
          const left = failures.get(name) ?? 0;
          failures.set(name, left - 1);
          if (left > 0) throw new DeliveryError("no answer", { reason: "unreachable", retryable: true });
          sent.push({ channel: name, digest });
        },
      }),
    },
    ...{ scope: "shop organization", searchPath: "", port: 0, redeliverySeconds: 0, writeLog: () => {} },
  });
  running = stack;
  await stack.bus.put([expiryEvent(1, "2026-11-20T06:00:00Z", { days: 5 })]);
  await stack.drain();
  const run = async (at: string, week?: string) => {
    clock.now = instant(at);
    const result = await stack.digest(week);
    await stack.drain();
    return result;
  };
  return { stack, sent, failures, run, toldTo: () => sent.map(({ channel }) => channel) };
}

const client = ({ messagingEndpoint }: Stack) =>
  new S3Client({
    endpoint: messagingEndpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    forcePathStyle: true,
  });
const organization = "digest/2026/W47/report.json";
const rowsOfWeb = "digest/2026/W47/owner/web/alerts.csv";

describe("a week's digest", () => {
  test("goes to each channel when it is six there, and once, however often the function runs", async () => {
    const { stack, sent, run, toldTo } = await start();
    expect(await run("2026-11-22T23:59:59Z")).toEqual({ week: "2026-W46", keys: [], sent: [] });
    await run(WEEK_OVER);
    expect(toldTo().sort()).toEqual(["data", "web"]);
    await run("2026-11-23T01:00:00Z");
    expect(toldTo()).toHaveLength(2);
    await run("2026-11-23T05:00:00Z");
    expect(toldTo().at(-1)).toBe("board");
    for (const hour of ["06", "07", "12"]) await run(`2026-11-23T${hour}:00:00Z`);
    await run("2026-11-24T00:00:00Z", "2026-W47");
    expect(toldTo()).toHaveLength(3);
    expect(stack.counts.of("digests").get("published")).toBe(1);
    expect(sent.at(-1)?.digest).toMatchObject({
      subject: expect.stringContaining("shop organization"),
      html: expect.stringContaining("shop-1.example.com"),
      slack: { text: expect.any(String), blocks: expect.any(Array) },
    });
    expect(sent.at(-1)?.digest.summary.length).toBeLessThanOrEqual(10);
  });

  test("leaves out an edition with nothing to say, and names it in the organization's", async () => {
    const { stack, run } = await start();
    const { sent } = await run(WEEK_OVER);
    expect(sent).toEqual([
      { edition: "owner:web", channel: "web", outcome: "handed-over" },
      { edition: "owner:web", channel: "data", outcome: "handed-over" },
      { edition: "owner:data", channel: "data", outcome: "nothing-to-say" },
    ]);
    const report = readReport(await stack.report(organization));
    expect(report.ok && report.value.house?.silentEditions).toEqual([{ kind: "owner", name: "data" }]);
  });

  test("is what was stored when the week was over, byte for byte, whatever happened since", async () => {
    const { stack, run } = await start();
    const { keys } = await run(WEEK_OVER, "2026-W47");
    const stored = async () => Promise.all(keys.map((key) => stack.report(key)));
    const first = await stored();
    expect(keys).toContain(rowsOfWeb);
    expect(first[keys.indexOf(rowsOfWeb)]).toContain("shop-1.example.com");
    await stack.bus.put([expiryEvent(2, "2026-11-20T07:00:00Z", { days: 1 })]);
    await stack.drain();
    await run("2026-11-25T12:00:00Z", "2026-W47");
    expect(await stored()).toEqual(first);
  });

  test("is made again from what is stored where the function has crashed before anything was made of it", async () => {
    const { stack, sent, run } = await start();
    await run(WEEK_OVER, "2026-W47");
    using s3 = Object.assign(client(stack), { [Symbol.dispose]: () => s3.destroy() });
    const reports = createReports({ client: s3, bucketName: names.reportBucket });
    const changed = (await stack.report(organization)).replace("shop organization", "stored organization");
    await reports.put({ key: organization, body: changed, contentType: "application/json" });
    expect(await reports.putIfAbsent({ key: organization, body: "{}", contentType: "application/json" })).toBe(false);
    await run("2026-11-23T06:00:00Z", "2026-W47");
    expect(await stack.report("digest/2026/W47/report.txt")).toContain("stored organization");
    expect(sent).toHaveLength(3);
  });

  test("is not sent while its week goes on, and takes the place of what was stored then when the week is over", async () => {
    const { stack, sent, run } = await start();
    const early = await run("2026-11-21T12:00:00Z", "2026-W47");
    expect(new Set(early.sent.map(({ outcome }) => outcome))).toEqual(new Set(["week-not-over"]));
    expect(sent).toEqual([]);
    const before = await stack.report(organization);
    await run("2026-11-23T05:00:00Z");
    expect(await stack.report(organization)).not.toBe(before);
    expect(sent).toHaveLength(3);
  });

  test("comes again where a channel did not take it, and is a dead letter in the end", async () => {
    const { stack, failures, run, toldTo } = await start();
    failures.set("web", 2);
    failures.set("data", 99);
    await run(WEEK_OVER);
    expect(toldTo()).toEqual(["web"]);
    const letters = await stack.deadLetters();
    expect(letters.map(({ queue }) => queue)).toEqual(["tocsin-deliver-email-dlq"]);
    expect(letters[0]?.body).toContain('"edition":"owner:web"');
  });

  test("that another run is publishing goes to all channels, and this run is tried again", async () => {
    const { stack, run, toldTo } = await start();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const dynamodb = new DynamoDBClient({ endpoint: stack.dynamodbEndpoint, region: "eu-central-1", credentials });
    const sendings = createDigestSendings({ client: dynamodb, tableName: names.alertsTable });
    const key = { week: "2026-W47", edition: "organization", channel: TOPIC };
    const now = systemNow();
    await sendings.begin(key, now, shift(now, 60_000));
    await expect(run("2026-11-23T06:00:00Z")).rejects.toThrow(
      "the digest of 2026-W47 is being published by another run",
    );
    await stack.drain();
    expect(toldTo().sort()).toEqual(["board", "data", "web"]);
    await sendings.failed(key);
    dynamodb.destroy();
    expect((await run("2026-11-23T06:00:00Z")).sent).toContainEqual({
      edition: "organization",
      channel: TOPIC,
      outcome: "published",
    });
    expect(toldTo()).toHaveLength(3);
  });

  test("is refused for a week that there is not", async () => {
    const { run } = await start();
    await expect(run("2026-11-23T05:00:00Z", "2026-W54")).rejects.toThrow("not an ISO week such as 2026-W47");
  });
});
