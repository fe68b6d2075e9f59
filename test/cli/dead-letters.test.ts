import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { CreateQueueCommand, GetQueueUrlCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { ItemError } from "@tocsin/aws/alerts/items/items";
import { CallError } from "@tocsin/aws/call";
import { createDeadLetterQueue, type DeadLetter } from "@tocsin/aws/queues/dead-letter-queue";
import { redriveAnnouncements, redriveEvents } from "@tocsin/aws/queues/redrive";
import { instant, shift } from "@tocsin/core/event/instant";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { logEntry } from "@tocsin/lambda/testing/sample-alert";
import { names, reachable } from "@tocsin/local/resources";
import { type MessagingServer, startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { createMessagingClients, region } from "@tocsin/local/servers/servers";
import { samples as certificates } from "@tocsin/sources/acm/samples";
import { samples as findings } from "@tocsin/sources/guardduty/samples";
import { ingested } from "@tocsin/sources/registry";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runCommandLine } from "../../packages/cli/command-line.ts";
import { inDirectory, startTocsin, tocsin } from "../support/terminal.ts";

const warning = certificates.approaching;
const broken = { ...warning, detail: {} };
/** What no rule takes, to have a run that brings nothing new. */
const unwanted = JSON.stringify({ ...warning, source: "aws.ec2" });
const severe = { ...findings.instanceFinding, detail: { ...findings.instanceFinding.detail, severity: 8.1 } };

const running: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  vi.stubEnv("TOCSIN_SECRET_DESK", "secret");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of running.splice(0).reverse()) await stop();
});

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const text = (...events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).join("\n");

/** Every alert with its log, as one text. */
/** What the table of a run says of its alerts, but for who was notified of them. */
async function tableIn(dataDir: string): Promise<string> {
  const listed = await tocsin(["alerts", "list", "--all", "--json", "--data-dir", dataDir]);
  const shown = await Promise.all(
    lines(listed.stdout).map(({ id }) => tocsin(["alerts", "show", String(id), "--json", "--data-dir", dataDir])),
  );
  return shown.map(({ stdout }) => JSON.stringify({ ...JSON.parse(stdout), told: undefined })).join("\n");
}

/** The queues that a run has kept in `directory`, opened while no stack uses them. */
async function keptQueues(directory: string) {
  const server = await startMessagingServer({ region, directory });
  const clients = createMessagingClients(server.endpoint);
  const close = async () => {
    for (const client of Object.values(clients)) client.destroy();
    await server.stop();
  };
  const urlOf = async (QueueName: string) => {
    const { QueueUrl = "" } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }));
    return reachable(QueueUrl, server.endpoint);
  };
  return { server, sqs: clients.sqs, urlOf, close };
}

describe("tocsin dlq", () => {
  test("counts dead letters by queue and reason, and takes none of them away", async () => {
    await inDirectory(async (dataDir) => {
      const dlq = (...args: readonly string[]) => tocsin(["dlq", ...args, "--data-dir", dataDir]);
      await tocsin(["run", "-", "--data-dir", dataDir], text(broken, { ...broken, id: "again" }, severe));
      const listed = await dlq("list", "--json");
      expect(lines(listed.stdout)).toMatchObject([
        { queue: "ingest-acm", reason: "detail.DaysToExpiry: is missing", path: "detail.DaysToExpiry", count: 2 },
      ]);
      expect((await dlq("list", "--json")).stdout).toBe(listed.stdout);
      expect((await dlq("list")).stdout).toMatch(
        /ingest-acm +2 .*detail\.DaysToExpiry +detail\.DaysToExpiry: is missing/,
      );
      expect((await dlq("list", "--reason", "nothing like it")).stdout).toBe("There are no dead letters.\n");
      expect((await dlq("list", "tocsin-ingest-acm-dlq", "--json")).stdout).toBe(listed.stdout);
    });
  });

  test("shows what a message says only when it is asked to, and lets nothing of it drive the terminal", async () => {
    await inDirectory(async (dataDir) => {
      const hostile = { ...broken, detail: { note: "a\u001b[2J\u009b\u202eb" } };
      await tocsin(["run", "-", "--data-dir", dataDir], text(hostile));
      const show = ["dlq", "show", "ingest-acm", "--data-dir", dataDir];
      expect((await tocsin(show)).stdout).not.toContain("note");
      expect(lines((await tocsin([...show, "--json"])).stdout)[0]).not.toHaveProperty("body");
      for (const args of [
        [...show, "--body"],
        [...show, "--body", "--json"],
      ]) {
        const { stdout } = await tocsin(args);
        expect(stdout).toMatch(/note.*\\u009b\\+u202eb/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
        expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      }
    });
  });

  test("does nothing before it is told which, and told to", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], text(broken));
      const dlq = (...args: readonly string[]) => tocsin(["dlq", ...args, "--data-dir", dataDir]);
      const before = (await dlq("list", "--json")).stdout;
      expect(await dlq("discard", "--yes")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--all") });
      expect(await dlq("discard", "--all")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
      expect(await dlq("discard", "ingest-nobody", "--yes")).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("ingest-acm"),
      });
      expect(await dlq("discard", "--reason", "nothing like it", "--yes")).toMatchObject({ exitCode: 1 });
      expect(await dlq("discard", "--all", "--dry-run")).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("1 dead letter would be discarded"),
      });
      expect((await dlq("list", "--json")).stdout).toBe(before);
      expect(await dlq("discard", "--all", "--yes")).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("1 dead letter discarded"),
      });
      expect((await dlq("list", "--json")).stdout).toBe("");
    });
  });

  test("asks at a terminal, and takes nothing but a yes for one", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], text(broken));
      const said: string[] = [];
      const discard = (answer: string) =>
        runCommandLine(["dlq", "discard", "--all", "--data-dir", dataDir], {
          stdin: Object.assign(
            (async function* () {
              yield Buffer.from(answer);
            })(),
            { isTTY: true },
          ),
          stdout: { write: () => {} },
          stderr: { write: (line) => said.push(line) },
          environment: process.env,
          interrupted: () => {},
        });
      for (const answer of ["\n", "", "maybe\n"]) expect(await discard(answer)).toBe(1);
      expect(said.slice(0, 2)).toEqual(["Really discard 1 dead letter? [y/N] ", "tocsin: nothing was done\n"]);
      expect(await discard("y\n")).toBe(0);
      expect((await tocsin(["dlq", "list", "--json", "--data-dir", dataDir])).stdout).toBe("");
    });
  });

  test("says how to get queues where there are none", async () => {
    await inDirectory(async (dataDir) => {
      const { exitCode, stderr } = await tocsin(["dlq", "list", "--data-dir", join(dataDir, "none")]);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining("tocsin run")]);
    });
  });

  test("asks a serving stack for its own, which goes on with what is redriven at once", async () => {
    await inDirectory(async (dataDir) => {
      const place = ["--data-dir", dataDir];
      const stack = startTocsin(["run", "-", "--serve", "--port", "0", ...place], text(broken));
      await stack.shows("Ctrl-C ends");
      expect(lines((await tocsin(["dlq", "list", "--json", ...place])).stdout)).toMatchObject([{ count: 1 }]);
      const redriven = await tocsin(["dlq", "redrive", "--all", "--yes", "--json", ...place]);
      expect(lines(redriven.stdout)).toEqual([{ redriven: 1, left: [] }]);
      // It is still broken, so it is refused anew.
      const listed = async () => lines((await tocsin(["dlq", "list", "--json", ...place])).stdout);
      await expect.poll(listed, { timeout: 20_000 }).toMatchObject([{ queue: "ingest-acm", count: 1 }]);
      stack.interrupt();
      expect((await stack.finished).exitCode).toBe(1);
    });
  });

  test("finds the queues of a deployed stage by the names that are deployed", async () => {
    const server = await startMessagingServer({ region });
    const { sqs } = createMessagingClients(server.endpoint);
    running.push(
      () => server.stop(),
      () => sqs.destroy(),
    );
    const queues: Readonly<Record<string, readonly string[]>> = {
      "tocsin-prod-ingest-acm-dlq": [JSON.stringify(broken)],
      "tocsin-prod-bus-dlq": [JSON.stringify(warning), unwanted],
      "tocsin-prod-review-dlq": [
        '{"requestContext":{"condition":"RetriesExhausted"},"responsePayload":{"errorMessage":"no table"}}',
      ],
      // Another stage's, whose name only begins alike.
      "tocsin-prod-eu-ingest-acm-dlq": ["not ours"],
      ...Object.fromEntries(ingested.map(({ name }) => [`tocsin-prod-ingest-${name}`, []])),
    };
    for (const [QueueName, bodies] of Object.entries(queues)) {
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName }));
      const url = reachable(QueueUrl, server.endpoint);
      for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
    }
    vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
    vi.stubEnv("AWS_REGION", region);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    const dlq = (...args: readonly string[]) => tocsin(["dlq", ...args, "--json", "--stage", "prod"]);
    const listed = async () =>
      lines((await dlq("list")).stdout).map(({ queue, count, reason }) => `${count} ${queue}: ${reason}`);
    expect(await listed()).toEqual([
      "1 ingest-acm: was delivered too often without success",
      "1 review: RetriesExhausted: no table",
      "2 bus: was delivered too often without success",
    ]);
    const redriven = await dlq("redrive", "--all", "--yes");
    expect(redriven.exitCode).toBe(1);
    expect(lines(redriven.stdout)).toMatchObject([
      {
        redriven: 2,
        left: [
          { queue: "review", problem: "the next review does the same work: discard it" },
          { queue: "bus", problem: "is no event that a rule wants" },
        ],
      },
    ]);
    expect(server.waiting("tocsin-prod-ingest-acm").map(({ body }) => body)).toEqual([
      JSON.stringify(broken),
      JSON.stringify(warning),
    ]);
    expect((await listed()).length).toBe(2);
    expect(server.waiting("tocsin-prod-eu-ingest-acm-dlq").length).toBe(1);
  });

  test.each([
    ["the stage's table", [], "tocsin-prod-alerts"],
    ["the table that the stage has adopted", ["--table", "tocsin-prod-alerts-1130"], "tocsin-prod-alerts-1130"],
  ])("announces again from %s", async (_which, flags, table) => {
    const asked = new Set<string>();
    const dynamodb = createServer(async (request, response) => {
      asked.add(Object(await json(request)).TableName);
      response.setHeader("content-type", "application/x-amz-json-1.0").end('{"Items":[],"Count":0,"ScannedCount":0}');
    });
    const endpoint = await listenOnLoopback(dynamodb, 0);
    const server = await startMessagingServer({ region });
    const { sqs } = createMessagingClients(server.endpoint);
    running.push(
      () => server.stop(),
      () => sqs.destroy(),
      async () => void dynamodb.close(),
    );
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "tocsin-prod-announce-dlq" }));
    const at = "2026-11-20T00:00:00Z";
    const DDBStreamBatchInfo = { approximateArrivalOfFirstRecord: at, approximateArrivalOfLastRecord: at };
    const letter = {
      QueueUrl: reachable(QueueUrl, server.endpoint),
      MessageBody: JSON.stringify({ DDBStreamBatchInfo }),
    };
    await sqs.send(new SendMessageCommand(letter));
    vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
    vi.stubEnv("AWS_REGION", region);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    await tocsin(["dlq", "redrive", "announce", "--yes", "--stage", "prod", ...flags]);
    expect([...asked]).toEqual([table]);
  });

  test("a table without its stage is refused", async () => {
    const { exitCode, stderr } = await tocsin(["dlq", "redrive", "--all", "--yes", "--table", "tocsin-prod-alerts"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("name that with --stage")]);
  });
});

describe("redriving", () => {
  /** A webhook that is out of order until it is mended, and then keeps what it shows. */
  async function outOfOrder() {
    const state = { isMended: false, refused: 0, shown: [] as string[] };
    const server: Server = createServer(async (request, response) => {
      request.resume();
      await once(request, "end");
      if (state.isMended) state.shown.push(String(request.headers["idempotency-key"]));
      else state.refused += 1;
      response.writeHead(state.isMended ? 204 : 503).end();
    });
    const url = await listenOnLoopback(server, 0);
    running.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { state, url };
  }

  const policyText = (url: string) => `
channels:
  desk: { type: webhook, url: "${url}", signingSecret: "env:TOCSIN_SECRET_DESK", allowPrivateAddresses: true }
routes:
  - { name: all, match: { severity: [HIGH, CRITICAL] }, channels: [desk], urgency: now }
unrouted: ignore
`;

  test("is not needed for a destination that did not answer: it makes no dead letter, and hears later of what is", async () => {
    await inDirectory(async (directory) => {
      const { state, url } = await outOfOrder();
      const policy = join(directory, "policy.yaml");
      await writeFile(policy, policyText(url));
      const dataDir = join(directory, "data");
      const run = (...until: readonly string[]) =>
        tocsin(["run", "-", "--data-dir", dataDir, "--policy", policy, ...until], text(severe));
      expect((await run()).exitCode).toBe(0);
      expect(state.refused).toBeGreaterThan(0);
      expect((await tocsin(["dlq", "list", "--data-dir", dataDir])).stdout).toBe("There are no dead letters.\n");
      state.isMended = true;
      expect((await run("--until", shift(instant(severe.time), 3_600_000))).exitCode).toBe(0);
      expect(state.shown.length).toBeGreaterThan(0);
    });
  });

  test("wakes on-call for an alert as it is now, whichever version has written the letter", async () => {
    await inDirectory(async (directory) => {
      const { state, url } = await outOfOrder();
      state.isMended = true;
      const policy = join(directory, "policy.yaml");
      await writeFile(policy, policyText(url));
      const dataDir = join(directory, "data");
      const run = (input: string) => tocsin(["run", "-", "--data-dir", dataDir, "--policy", policy], input);
      await run(text(severe));
      const [alert] = lines((await tocsin(["alerts", "list", "--json", "--data-dir", dataDir])).stdout);
      const shown = state.shown.length;
      const table = await tableIn(dataDir);
      const kept = await keptQueues(dataDir);
      const QueueUrl = await kept.urlOf(names.deadLettersOf(names.oncall));
      const announcement = { format: "tocsin.announcement.v1", alertId: alert?.id, version: 1 };
      const beat = { format: "tocsin.wake.v1", kind: "heartbeat", at: "2026-11-20T12:00:00.000Z" };
      for (const letter of [announcement, { alertId: "nobody" }, { note: "no wake" }, beat])
        await kept.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(letter) }));
      await kept.close();
      const redriven = await tocsin(["dlq", "redrive", "oncall", "--yes", "--json", "--data-dir", dataDir]);
      expect(lines(redriven.stdout)).toMatchObject([
        {
          redriven: 1,
          left: [
            { problem: "the table has no such alert" },
            { problem: "alertId: is missing" },
            { problem: "is a heartbeat of then, of which nobody has any use now: discard it" },
          ],
        },
      ]);
      await run(unwanted);
      // It was counted and told before.
      expect(state.shown.length).toBe(shown);
      expect(await tableIn(dataDir)).toBe(table);
    });
  });

  test("announces again, from the table, what the stream could not announce; what is not there stays and is named", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      await tocsin(["run", "-", "--data-dir", dataDir], text(severe));
      const { log } = JSON.parse(await tableIn(dataDir));
      const kept = await keptQueues(dataDir);
      const QueueUrl = await kept.urlOf(names.announceDeadLetters);
      const batch = (at: string) =>
        JSON.stringify({
          version: "1.0",
          requestContext: { condition: "RetryAttemptsExhausted" },
          DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: at, approximateArrivalOfLastRecord: at, batchSize: 1 },
        });
      const bodies = [batch(log[0].at), batch("2020-01-01T00:00:00Z"), "{}"];
      for (const MessageBody of bodies) await kept.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      await kept.close();
      const redriven = await tocsin(["dlq", "redrive", "announce", "--yes", "--json", "--data-dir", dataDir]);
      expect(redriven.exitCode).toBe(1);
      expect(lines(redriven.stdout)).toMatchObject([
        {
          redriven: 1,
          left: [
            { problem: expect.stringMatching(/no transition between 2019-12-31T23:58/) },
            { problem: "DDBStreamBatchInfo: is missing" },
          ],
        },
      ]);
    });
  });

  test("leaves at most a duplicate when it is stopped between sending and deleting, and duplicates change nothing", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], text(warning, severe));
      const table = await tableIn(dataDir);
      const kept = await keptQueues(dataDir);
      const url = await kept.urlOf(names.deadLettersOf(names.ingest("acm")));
      const MessageAttributes = { reason: { DataType: "String", StringValue: "could not be written" } };
      const MessageBody = JSON.stringify(warning);
      await kept.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, MessageAttributes }));
      const redrive = redriveEvents({ client: kept.sqs, url: await kept.urlOf(names.ingest("acm")) });
      const letters = createDeadLetterQueue({ client: kept.sqs, url, waitSeconds: 0 });
      const settle = async (found: readonly DeadLetter[]) => {
        expect(await redrive(found)).toEqual(found.map(() => undefined));
        return found;
      };
      failDeletions(kept.sqs, 1);
      await expect(letters.workThrough(settle)).rejects.toThrow("the process was killed");
      await letters.workThrough(settle);
      expect(kept.server.waiting(names.ingest("acm"))).toEqual(Array(2).fill({ body: MessageBody, attributes: {} }));
      await kept.close();
      expect((await tocsin(["run", "-", "--data-dir", dataDir], unwanted)).exitCode).toBe(0);
      expect(await tableIn(dataDir)).toBe(table);
    });
  });

  test("leaves with its reason what the queue refuses, and sends the rest", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], unwanted);
      const kept = await keptQueues(dataDir);
      kept.sqs.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            const result = await next(args);
            if (commandName !== "SendMessageBatchCommand") return result;
            const output = { ...result.output, Failed: [{ Id: "1", Code: "KmsThrottled", SenderFault: false }] };
            return { ...result, output };
          },
        { step: "initialize", name: "refuseTheSecond" },
      );
      const redrive = redriveEvents({ client: kept.sqs, url: await kept.urlOf(names.ingest("acm")) });
      const letters = ["one", "two", "three"].map((body) => ({
        messageId: body,
        body,
        attributes: {},
        sentAt: instant("2026-11-20T12:00:00Z"),
      }));
      expect(await redrive(letters)).toEqual([undefined, "the queue did not take it: KmsThrottled", undefined]);
      await kept.close();
    });
  });

  test("is one group to the queue, so that a large redrive waits behind live events", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], unwanted);
      const kept = await keptQueues(dataDir);
      const sent: unknown[] = [];
      kept.sqs.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            if (commandName === "SendMessageBatchCommand") sent.push(args.input);
            return next(args);
          },
        { step: "initialize", name: "recordSent" },
      );
      const redrive = redriveEvents({ client: kept.sqs, url: await kept.urlOf(names.ingest("acm")) });
      const letter = { messageId: "m", attributes: {}, sentAt: instant("2026-11-20T12:00:00Z") };
      await redrive(["one", "two"].map((body) => ({ ...letter, body })));
      expect(sent).toMatchObject([
        {
          Entries: [
            { MessageBody: "one", MessageGroupId: "redrive" },
            { MessageBody: "two", MessageGroupId: "redrive" },
          ],
        },
      ]);
      await kept.close();
    });
  });

  function failDeletions(client: SQSClient, times: number): void {
    let left = times;
    client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName !== "DeleteMessageBatchCommand" || left === 0) return next(args);
        left -= 1;
        throw new Error("the process was killed");
      },
      { step: "initialize", name: "failDeletions" },
    );
  }
});

describe("a dead-letter queue", () => {
  async function queueOf(bodies: readonly string[]) {
    const server: MessagingServer = await startMessagingServer({ region });
    const { sqs } = createMessagingClients(server.endpoint);
    running.push(
      () => server.stop(),
      () => sqs.destroy(),
    );
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    const url = reachable(QueueUrl, server.endpoint);
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
    return { server, sqs, letters: createDeadLetterQueue({ client: sqs, url, waitSeconds: 0 }) };
  }

  const bodies = Array.from({ length: 25 }, (_, n) => String(n));

  test("hands over all that lies in it once, and is as it was when nothing is settled", async () => {
    const { server, letters } = await queueOf(bodies);
    const seen: string[] = [];
    await letters.workThrough(async (batch) => {
      seen.push(...batch.map(({ body }) => body));
      return [];
    });
    expect(seen.toSorted()).toEqual(bodies.toSorted());
    expect(
      server
        .waiting("dead")
        .map(({ body }) => body)
        .toSorted(),
    ).toEqual(bodies.toSorted());
  });

  test("keeps what was not settled, also when whoever settles fails", async () => {
    const { server, letters } = await queueOf(bodies);
    let batches = 0;
    const settling = letters.workThrough(async (batch) => {
      batches += 1;
      if (batches === 2) throw new Error("no more");
      return batch;
    });
    await expect(settling).rejects.toThrow("no more");
    expect(server.waiting("dead").length).toBe(15);
  });

  test("is not looked through further once all that is wanted of it is gone", async () => {
    const { server, letters } = await queueOf(bodies);
    let gone = 0;
    const during = {
      onDeleted: (deleted: readonly DeadLetter[]) => (gone += deleted.length),
      isDone: () => gone >= 10,
    };
    await letters.workThrough(async (batch) => batch, during);
    expect([gone, server.waiting("dead").length]).toEqual([10, 15]);
  });

  test("comes to an end when what was seen comes back, as in one too long to be looked through while it is held", async () => {
    const { sqs, letters } = await queueOf(bodies.slice(0, 10));
    let received = 0;
    sqs.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName !== "ReceiveMessageCommand") return next(args);
          received += 1;
          return next({ ...args, input: { ...args.input, VisibilityTimeout: 0 } });
        },
      { step: "initialize", name: "holdNothing" },
    );
    const seen: string[] = [];
    await letters.workThrough(async (batch) => {
      seen.push(...batch.map(({ body }) => body));
      return [];
    });
    expect(seen.toSorted()).toEqual(bodies.slice(0, 10).toSorted());
    expect(received).toBeGreaterThan(10);
  });
});

describe("announcing again", () => {
  /** The letter of a batch whose records were written then. */
  const letter = (at: string): DeadLetter => ({
    messageId: at,
    body: JSON.stringify({
      DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: at, approximateArrivalOfLastRecord: at },
    }),
    attributes: {},
    sentAt: instant(at),
  });
  const entries = ["2026-11-20T12:00:00.000Z", "2026-11-20T12:01:00.000Z"].map((at, i) =>
    logEntry({ alertId: `alert-${i}`, at: instant(at) }),
  );

  /** A log of these entries and of items that cannot be read, and a topic that refuses what `refused` names. */
  function redriver({
    log = entries,
    unreadable = [],
    refused = "",
  }: {
    readonly log?: readonly LogEntry[];
    readonly unreadable?: readonly ItemError[];
    readonly refused?: string;
  } = {}) {
    const published: string[] = [];
    const reads: string[] = [];
    const redrive = redriveAnnouncements({
      alerts: {
        async *logBetween(from, to) {
          for (const error of unreadable) yield { ok: false, error };
          for (const value of log.filter(({ at }) => from <= at && at <= to)) {
            reads.push(value.alertId);
            yield { ok: true, value };
          }
        },
      },
      topic: {
        async announce(announcements) {
          published.push(...announcements.map(({ alertId }) => alertId).filter((id) => id !== refused));
          return announcements.map(({ alertId }) =>
            alertId === refused ? new CallError("PublishBatch refused an entry", true) : undefined,
          );
        },
      },
    });
    return { redrive, published, reads };
  }
  const letters = entries.map(({ at }) => letter(at));

  test("reads and publishes once what several letters tell of", async () => {
    const { redrive, published, reads } = redriver();
    expect(await redrive(letters)).toEqual([undefined, undefined]);
    expect(await redrive(letters)).toEqual([undefined, undefined]);
    expect(published).toEqual(["alert-0", "alert-1"]);
    expect(reads).toEqual(published);
  });

  test("publishes all of the time that letters tell of, however it overlaps", async () => {
    const minutes = Array.from({ length: 12 }, (_, n) => `2026-11-20T12:${String(n).padStart(2, "0")}:00.000Z`);
    const log = minutes.map((at, i) => logEntry({ alertId: `alert-${i}`, at: instant(at) }));
    const { redrive, published } = redriver({ log });
    for (const n of [11, 1, 3, 9, 6]) expect(await redrive([letter(minutes[n] ?? "")])).toEqual([undefined]);
    expect(published.toSorted()).toEqual(log.map(({ alertId }) => alertId).toSorted());
  });

  test("keeps the letters of what was refused, and publishes the rest", async () => {
    const { redrive, published } = redriver({ refused: "alert-0" });
    expect(await redrive([...letters, letter("2026-11-20T12:02:30.000Z")])).toEqual([
      "PublishBatch refused an entry",
      "PublishBatch refused an entry",
      undefined,
    ]);
    expect(published).toEqual(["alert-1"]);
  });

  test("says which entry cannot be read, and publishes the rest", async () => {
    const damaged = new ItemError({ pk: "ALERT#damaged", sk: "LOG#00000001" }, "entry.to: is missing");
    const { redrive, published } = redriver({ unreadable: [damaged] });
    expect(await redrive(letters.slice(0, 1))).toEqual([damaged.message]);
    expect(published).toEqual(["alert-0", "alert-1"]);
  });

  test("names the time of which the table has nothing, though it has of that around it", async () => {
    const { redrive } = redriver();
    expect(await redrive([...letters, letter("2026-11-20T13:00:00.000Z")])).toEqual([
      undefined,
      undefined,
      "the table has no transition between 2026-11-20T12:58:00.000Z and 2026-11-20T13:02:00.000Z",
    ]);
  });
});
