import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DeleteTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { createOncallState } from "@tocsin/aws/groups/oncall-state";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { instant, shift } from "@tocsin/core/event/instant";
import { weekOf } from "@tocsin/core/event/week";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { brokenAt } from "@tocsin/core/transition/log-entry";
import { afterEach, describe, expect, test } from "vitest";
import { virtualClock } from "./clock.ts";
import { createScenario } from "./scenario.ts";
import { startDynamodb } from "./servers/dynamodb.ts";
import { type Stack, type StackOptions, startStack } from "./stack.ts";
import { expiryEvent } from "./testing/sample-event.ts";

const now = instant("2026-11-20T12:00:00Z");
const time = "2026-11-20T06:00:00Z";

const running: Stack[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-stack-"));
  directories.push(directory);
  return directory;
}

async function start(changed: Partial<StackOptions> = {}) {
  const pages: string[] = [];
  const log: string[] = [];
  const clock = virtualClock(now);
  const stack = await startStack({
    now: clock.now,
    latest: () => instant("2026-11-21T12:00:00Z"),
    isVirtual: true,
    policy: defaultPolicy,
    channels: { write: (page) => void pages.push(page), styled: false, secretAt: async () => "" },
    scope: "shop organization",
    searchPath: "",
    port: 0,
    redeliverySeconds: 0,
    writeLog: (line) => void log.push(line),
    ...changed,
  });
  running.push(stack);
  const { runUntil } = createScenario({ stack, clock, latest: now, onTaken: () => {} });
  return { stack, pages, log, runUntil };
}

/** When people are told in the morning of what is no hurry. */
const morning = instant("2026-11-21T09:00:00Z");

async function alertsOf(stack: Stack) {
  return Array.fromAsync(valuesIn(stack.alerts.all()));
}

describe("the embedded stack", () => {
  test("carries an event from PutEvents to the table, the page and the digest", async () => {
    const { stack, pages, runUntil } = await start();
    const { source, detail, resources, "detail-type": DetailType } = expiryEvent(1, time, { days: 5 });
    const client = new EventBridgeClient({
      endpoint: stack.busEndpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "111122223333", secretAccessKey: "local" },
    });
    const entry = { Source: source, DetailType, Detail: JSON.stringify(detail), Resources: resources };
    const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
    client.destroy();
    expect(answer.FailedEntryCount).toBe(0);
    await stack.drain();

    const [alert] = await alertsOf(stack);
    expect(alert).toMatchObject({ condition: "certificate-expiry", status: "OPEN", account: "111122223333" });
    expect([...stack.counts.of("announcements")]).toEqual([["opened", 1]]);
    expect(pages).toEqual([]);
    await runUntil(morning);
    expect(pages.length).toBe(1);
    expect(pages[0]).toContain("shop-1.example.com");
    expect(stack.counts.of("notifications").get("sent")).toBe(1);

    const { keys } = await stack.digest(weekOf(now));
    const html = keys.find((key) => key.endsWith(".html"));
    expect(html).toContain("2026/W47");
    expect(await stack.report(html ?? "")).toContain("shop-1.example.com");
    expect(await stack.deadLetters()).toEqual([]);
  });

  test("has nothing on its way once it is drained, however much was put on the bus", async () => {
    const { stack, pages, runUntil } = await start();
    await stack.drain();
    const events = Array.from({ length: 120 }, (_, n) => expiryEvent(n, time, { days: 5 }));
    expect(await stack.bus.put(events)).toEqual(events.map(() => ({ rules: 1 })));
    await stack.drain();
    expect(stack.counts.of("observations").get("opened")).toBe(120);
    expect(stack.counts.of("announcements").get("opened")).toBe(120);
    await runUntil(morning);
    expect(pages).toEqual([expect.stringContaining("120")]);
    expect((await alertsOf(stack)).length).toBe(120);
  });

  test("shows what it cannot read among the dead letters, with the reason, and takes the rest", async () => {
    const { stack, log } = await start();
    const event = expiryEvent(1, time);
    const broken = { ...event, id: "broken", detail: { CommonName: "shop.example.com" } };
    await stack.bus.put([broken, event, { source: "nobody.wants.this" }]);
    await stack.drain();
    expect(await stack.deadLetters()).toEqual([
      { queue: "tocsin-ingest-acm-dlq", body: JSON.stringify(broken), reason: "detail.DaysToExpiry: is missing" },
    ]);
    expect(stack.counts.of("observations").get("opened")).toBe(1);
    expect(log.some((line) => JSON.parse(line).service === "ingest-acm")).toBe(true);
  });

  test("takes nothing once its DynamoDB has died, and says so", async () => {
    const dynamodb = await startDynamodb({ searchPath: "" });
    const { stack } = await start({ dynamodbEndpoint: dynamodb.endpoint });
    const client = new EventBridgeClient({
      endpoint: stack.busEndpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const { source: Source, "detail-type": DetailType, detail, resources: Resources } = expiryEvent(1, time);
    const put = () =>
      client.send(
        new PutEventsCommand({ Entries: [{ Source, DetailType, Resources, Detail: JSON.stringify(detail) }] }),
      );
    expect((await put()).FailedEntryCount).toBe(0);
    await stack.drain();
    await dynamodb.stop();
    await expect(put()).rejects.toMatchObject({
      name: "ServiceUnavailable",
      message: expect.stringMatching(
        /^the DynamoDB at http:\S+ does not answer, so nothing was taken: start the stack/,
      ),
    });
    client.destroy();
    expect(await stack.deadLetters()).toEqual([]);
  });

  test("shows what nobody could be told of among the dead letters, by its place in the stream", async () => {
    const { stack, pages } = await start();
    const sns = new SNSClient({
      endpoint: stack.messagingEndpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const { Topics = [] } = await sns.send(new ListTopicsCommand());
    for (const { TopicArn } of Topics) await sns.send(new DeleteTopicCommand({ TopicArn }));
    sns.destroy();
    await stack.bus.put([expiryEvent(1, time, { days: 5 })]);
    await stack.drain();
    expect(pages).toEqual([]);
    const [letter, ...others] = await stack.deadLetters();
    expect(others).toEqual([]);
    expect(letter?.queue).toBe("tocsin-announce-dlq");
    expect(JSON.parse(letter?.body ?? "")).toMatchObject({
      DDBStreamBatchInfo: { batchSize: 1, approximateArrivalOfFirstRecord: now },
    });
  });

  test("evaluates again what time has changed when it is reviewed, and looks at groups when they are due", async () => {
    const { stack, pages, runUntil } = await start();
    await stack.bus.put([expiryEvent(1, time, { days: 40 })]);
    await stack.drain();
    expect(pages).toEqual([]);
    expect(await stack.nextReview(instant("2026-12-28T12:00:00Z"))).toBe(instant("2026-11-30T05:00:00Z"));
    await runUntil(instant("2026-12-28T12:00:00Z"));
    expect((await alertsOf(stack))[0]?.severity).toBe("CRITICAL");
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.at(-1)).toContain("shop-1.example.com");
  });
});

describe("a policy that is pushed to a stack that runs", () => {
  const written = {
    channels: { soc: { type: "webhook", url: "https://soc.example/", signingSecret: "env:TOCSIN_SECRET_AWAY" } },
    routes: [{ name: "all", match: { severity: ["HIGH"] }, channels: ["soc"], urgency: "now", group: "alert" }],
    unrouted: "ignore",
  };

  test("is told of once, when it is taken up, and a channel without its secret is a destination that fails", async () => {
    let table: Table | undefined;
    const versions: number[] = [];
    const { stack, runUntil } = await start({
      policy: undefined,
      takesUp: ({ version }) => void versions.push(version),
      async prepare(made) {
        table = made;
      },
      channels: { write: () => {}, styled: false, secretAt: () => Promise.reject(new Error("it is not set")) },
    });
    if (table === undefined) throw new TypeError("the stack has no table");
    await stack.review();
    const pushed = { written, source: "", replaces: 0, by: "ada", why: "soc", at: now };
    expect(await createPolicyStore(table).push(pushed)).toMatchObject({ outcome: "in-force" });
    await stack.review();
    await stack.review();
    expect(versions).toEqual([0, 1]);

    await stack.bus.put([expiryEvent(1, time, { days: 5 })]);
    await stack.drain();
    await runUntil(shift(now, 10 * 60_000));
    const failing = await createOncallState(table).failing(["soc"]);
    expect(failing).toMatchObject([{ ok: true, value: { destination: "soc" } }]);
  });
});

describe("a data directory", () => {
  test("keeps alerts from one start to the next, and announces none of them again", async () => {
    const dataDirectory = await temporaryDirectory();
    const first = await start({ dataDirectory });
    await first.stack.bus.put([expiryEvent(1, time, { days: 5 }), expiryEvent(2, time)]);
    await first.stack.drain();
    await first.stack.stop();

    const second = await start({ dataDirectory });
    await second.stack.drain();
    expect((await alertsOf(second.stack)).length).toBe(2);
    expect([...second.stack.counts.of("announcements")]).toEqual([]);
    expect(second.pages).toEqual([]);

    await second.stack.bus.put([expiryEvent(2, "2026-11-20T07:00:00Z", { days: 5, id: "event-2b" })]);
    await second.runUntil(morning);
    expect(second.pages.length).toBe(1);
    const alerts = await alertsOf(second.stack);
    const changed = alerts.find(({ title, summary }) => `${title} ${summary}`.includes("shop-2"));
    const log = await Array.fromAsync(valuesIn(second.stack.alerts.logOf(changed?.id ?? "")));
    expect(log.map(({ kind }) => kind)).toEqual(["opened", "escalated"]);
    expect(brokenAt(log)).toBeUndefined();
  });
});

test("a stack uses a DynamoDB that it is given, and leaves it running", async () => {
  const { stack } = await start();
  await stack.bus.put([expiryEvent(1, time)]);
  await stack.drain();
  const beside = await start({ dynamodbEndpoint: stack.dynamodbEndpoint });
  expect((await alertsOf(beside.stack)).length).toBe(1);
  await beside.stack.stop();
  expect((await alertsOf(stack)).length).toBe(1);
});

test.skipIf(process.platform !== "linux")("a stack listens on the loopback address alone", async () => {
  const before = await listening();
  const { stack } = await start();
  const opened = (await listening()).filter((address) => !before.includes(address));
  const ports = opened.map((address) => Number.parseInt(address.split(":")[1] ?? "", 16));
  expect(ports).toContain(Number(new URL(stack.busEndpoint).port));
  // The bus and the messaging server; DynamoDB is a process of its own.
  expect(opened.length).toBe(2);
  expect(opened.filter((address) => !address.startsWith("0100007F:"))).toEqual([]);
  const dynamodb = connect(Number(new URL(stack.dynamodbEndpoint).port), "127.0.0.2");
  await expect(once(dynamodb, "connect")).rejects.toThrow("ECONNREFUSED");
});

/** Where this process listens, as the kernel writes it: the address's bytes from last to first, and the port. */
async function listening(): Promise<readonly string[]> {
  const descriptors = await readdir("/proc/self/fd");
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
  const own = new Set(targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]));
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8")));
  return tables
    .flatMap((table) => table.split("\n").slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENING && own.has(inode ?? ""))
    .map(([, address = ""]) => address);
}

const LISTENING = "0A";

describe("the end of a stack", () => {
  /** Runs a script in a process of its own, which must come to its end by itself. */
  async function runToItsEnd(script: string): Promise<string> {
    const url = new URL("./stack.ts", import.meta.url).href;
    const prelude = `
      import { startStack } from ${JSON.stringify(url)};
      import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
      const options = {
        now: () => ${JSON.stringify(now)}, latest: () => ${JSON.stringify(now)}, policy: defaultPolicy,
        channels: { write() {}, styled: false, secretAt: async () => "" },
        scope: "", searchPath: "", port: 0, redeliverySeconds: 0, writeLog() {},
      };`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", `${prelude}\n${script}`],
      { cwd: import.meta.dirname, timeout: 20_000 },
    );
    return stdout;
  }

  test("is the end of all that it started: the process needs no push to end", async () => {
    const output = await runToItsEnd(`
      const stack = await startStack(options);
      await stack.bus.put([${JSON.stringify(expiryEvent(1, time))}]);
      await stack.drain();
      await stack.stop();
      for (const endpoint of [stack.busEndpoint, stack.dynamodbEndpoint])
        console.log(await fetch(endpoint).then(() => "still up", () => "gone"));
    `);
    expect(output).toBe("gone\ngone\n");
  });

  test("comes at once when a part does not start, and leaves none of the others running", async () => {
    const occupant = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => occupant.once("listening", resolve));
    const address = occupant.address();
    const port = typeof address === "object" ? address?.port : undefined;
    try {
      const output = await runToItsEnd(`
        await startStack({ ...options, port: ${port} }).catch((error) => console.log(error.code));
      `);
      expect(output).toBe("EADDRINUSE\n");
    } finally {
      occupant.close();
    }
  });
});
