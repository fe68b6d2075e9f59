/** What was there before Tocsin listened is a baseline: it is known, and reported, and nobody's page; what changes later is. */

import { hash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { type CannedAnswer, json, type Request, useAnsweringServer } from "@tocsin/aws/testing/answering-server";
import { BASELINE } from "@tocsin/core/event/event";
import { instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { samples as certificates } from "@tocsin/sources/acm/samples";
import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { samples as vulnerabilities } from "@tocsin/sources/inspector/samples";
import { samples as data } from "@tocsin/sources/macie/samples";
import { sources } from "@tocsin/sources/registry";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type TestStack, useStack } from "../support/stack.ts";
import { inDirectory, startTocsin, tocsin } from "../support/terminal.ts";

const start = useStack();
const baseline = (event: object): object => ({ ...event, "replay-name": BASELINE });

/** A finding as the service says it at a time, of a severity. */
function threat(id: string, severity: number, minutes = 0): object {
  const updatedAt = shift(instant("2026-09-01T06:00:00Z"), minutes * 60_000);
  const { detail } = threats.instanceFinding;
  return { ...threats.instanceFinding, id, time: updatedAt, detail: { ...detail, severity, updatedAt } };
}

const firstDay = instant("2026-09-01T06:00:00Z");
const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/7d0a4a4e-3f5b-4c55-9a51-0c0ffee00001";
const expiring: object = {
  ...certificates.approaching,
  id: "expiring",
  time: firstDay,
  resources: [certificate],
  detail: { DaysToExpiry: 20, CommonName: "shop.example.com" },
};

/** Delivers each by itself, as it would come in time. */
async function told(run: TestStack, ...events: readonly object[]): Promise<readonly string[]> {
  for (const event of events) {
    await run.deliver(event);
    await run.runUntil(run.now());
  }
  return run.pages;
}

describe("a baseline", () => {
  test("pages nobody, whatever it tells and however often", async () => {
    const run = await start();
    const others = [data.policyFinding, vulnerabilities.packageFinding].map(({ detail, ...event }) => ({
      ...event,
      time: firstDay,
      detail: { ...detail, updatedAt: firstDay },
    }));
    const known = [threat("a", 9.5), expiring, ...others].map(baseline);
    expect(await told(run, ...known, ...known)).toEqual([]);
  });

  // Waits for the statement to remember that it came from a baseline, and for the fold to take it for heard.
  test("makes the same finding, told live, no news", async () => {
    const run = await start();
    expect(await told(run, baseline(threat("a", 9)), threat("b", 9, 60))).toEqual([]);
    expect(await Array.fromAsync(valuesIn(run.stack.alerts.open()))).toMatchObject([{ severity: "CRITICAL" }]);
  });

  test("is followed by a page when it gets worse", async () => {
    const run = await start();
    const pages = await told(run, baseline(threat("a", 5)), threat("b", 9, 60));
    expect(pages).toEqual([expect.stringMatching(/^\[CRITICAL/)]);
  });

  test("is followed by a page when its deadline comes nearer, by time alone", async () => {
    const run = await start();
    expect(await told(run, baseline(expiring))).toEqual([]);
    await run.runUntil(shift(firstDay, 8 * MILLISECONDS_PER_DAY));
    expect(run.pages.length).toBeGreaterThan(0);
    for (const page of run.pages) expect(page).toMatch(/^\[\d+ DAYS LEFT/);
  });

  test("is among the open alerts and in the digest", async () => {
    const run = await start();
    await told(run, baseline(threat("a", 9)), baseline(expiring));
    const open = await Array.fromAsync(valuesIn(run.stack.alerts.open()));
    expect(open.map(({ condition, severity }) => `${condition} ${severity}`).sort()).toEqual([
      "certificate-expiry MEDIUM",
      "threat CRITICAL",
    ]);
    const { keys } = await run.stack.digest("2026-W36");
    const report = JSON.parse(await run.stack.report(keys.find((key) => key.endsWith(".json")) ?? ""));
    expect(report.open.bySeverity).toMatchObject({ CRITICAL: 1, MEDIUM: 1 });
  });

  test("changes nothing of what live events have told already", async () => {
    const run = await start();
    const live = [threat("a", 9), { ...expiring, id: "live" }];
    const before = await told(run, ...live);
    const table = await Array.fromAsync(valuesIn(run.stack.alerts.open()));
    // Exported, it has an id of its own, which is later in the order than the event's.
    expect(await told(run, ...live.map((event) => baseline({ ...event, id: "zz" })))).toEqual(before);
    expect(await Array.fromAsync(valuesIn(run.stack.alerts.open()))).toEqual(table);
  });
});

/** What three services export and a CloudTrail log file, with something wrong in each. */
async function exportsIn(directory: string): Promise<readonly string[]> {
  // By the clock of the process that serves: what was said long ago would have lapsed.
  const yesterday = new Date(Date.now() - MILLISECONDS_PER_DAY).toISOString();
  const record = {
    eventVersion: "1.08",
    eventSource: "secretsmanager.amazonaws.com",
    eventName: "PutResourcePolicy",
    eventTime: yesterday,
    awsRegion: "eu-west-1",
    eventID: "5b1f0a4e-0000-4000-8000-000000000001",
    eventType: "AwsApiCall",
    recipientAccountId: "111122223333",
    requestParameters: {
      secretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf",
      resourcePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" }],
      }),
    },
  };
  const { severity: _, ...blunt } = vulnerabilities.packageFinding.detail;
  const dated = { updatedAt: yesterday, createdAt: yesterday };
  const contents = {
    "guardduty.jsonl.gz": gzipSync(`${JSON.stringify({ ...threats.instanceFinding.detail, ...dated })}\n{ "id":\n`),
    "inspector.json": JSON.stringify({
      findings: [
        { ...vulnerabilities.packageFinding.detail, ...dated },
        { ...blunt, ...dated },
      ],
    }),
    "macie.json": JSON.stringify({ findings: [{ ...data.policyFinding.detail, ...dated }, { Id: "asff" }] }),
    "trail.json.gz": gzipSync(JSON.stringify({ Records: [record, { ...record, eventName: "DescribeSecret" }] })),
  };
  const files: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    files.push(join(directory, name));
    await writeFile(join(directory, name), content);
  }
  return files;
}

const expected = {
  replayName: BASELINE,
  read: 8,
  sent: 4,
  unmatched: 1,
  sources: { guardduty: 1, inspector: 1, macie: 1, secretsmanager: 1 },
  failures: [
    expect.stringMatching(/guardduty\.jsonl\.gz: line 2: is cut off/),
    expect.stringMatching(/inspector\.json: \[1\]: detail\.severity: is missing$/),
    expect.stringMatching(/macie\.json: \[1\]: is not a finding of a service that Tocsin reads$/),
  ],
};

describe("tocsin backfill, into a serving stack", () => {
  test("makes alerts of what services export, pages nobody, and changes nothing the second time", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      const files = await exportsIn(directory);
      const running = startTocsin(["run", "--serve", "--port", "0", "--data-dir", dataDir]);
      await running.shows("Ctrl-C ends");
      const endpoint = /PutEvents at (\S+)/.exec(running.output())?.[1] ?? "";
      for (const _time of ["once", "twice"]) {
        const filled = await tocsin(["backfill", ...files, "--endpoint", endpoint, "--json"]);
        expect(filled.exitCode).toBe(1);
        expect(JSON.parse(filled.stdout)).toEqual({ ...expected, dryRun: false });
        expect(filled.stderr.trim().split("\n")).toEqual(expected.failures);
      }
      running.interrupt();
      const { stdout } = await running.finished;
      expect(stdout).toMatch(/notifications {2}0 sent/);
      expect(stdout).toContain("4 opened, 4 duplicate");
      expect(stdout).toContain("dead letters   none");
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(listed.stdout.trim().split("\n")).toHaveLength(4);
    });
  });

  test("says by source what it would send, and asks nobody, in a dry run", async () => {
    await inDirectory(async (directory) => {
      const { exitCode, stdout } = await tocsin(["backfill", ...(await exportsIn(directory)), "--dry-run"]);
      expect(exitCode).toBe(1);
      expect(stdout).toBe(
        "SOURCE          WOULD BE SENT\n" +
          "guardduty       1\ninspector       1\nmacie           1\nsecretsmanager  1\n" +
          "4 of 8 events would be sent as tocsin-baseline (dry run); 1 that no rule wants, 3 refused.\n",
      );
    });
  });

  test("says so when nobody serves", async () => {
    const { exitCode, stderr } = await tocsin(
      ["backfill", "-", "--endpoint", "http://127.0.0.1:9"],
      JSON.stringify(threats.instanceFinding),
    );
    expect([exitCode, stderr]).toEqual([70, expect.stringContaining("tocsin run --serve")]);
  });
});

describe("tocsin backfill, into a deployed stage", () => {
  const startServer = useAnsweringServer();
  afterEach(() => vi.unstubAllEnvs());

  /** SQS as `answer` has it; gives what was sent to each queue. */
  async function deployed(answer: (request: Request, address: (queue: string) => string) => CannedAnswer) {
    const at: { endpoint?: string } = {};
    const server = await startServer((request) => answer(request, (queue) => `${at.endpoint}/111122223333/${queue}`));
    at.endpoint = server.endpoint;
    vi.stubEnv("AWS_ENDPOINT_URL_SQS", server.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
    vi.stubEnv("AWS_REGION", "eu-central-1");
    return () =>
      server.requests
        .filter(({ headers }) => headers["x-amz-target"] === "AmazonSQS.SendMessageBatch")
        .flatMap(({ body }) => {
          const { QueueUrl, Entries } = JSON.parse(body);
          return Entries.map(({ MessageBody }: Message) => [QueueUrl.replace(/.*\//, ""), JSON.parse(MessageBody)]);
        });
  }

  interface Message {
    readonly Id: string;
    readonly MessageBody: string;
  }
  const taken = ({ Id, MessageBody }: Message) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: hash("md5", MessageBody, "hex"),
  });

  function sqs({ headers, body }: Request, address: (queue: string) => string): CannedAnswer {
    const asked = JSON.parse(body);
    if (headers["x-amz-target"] === "AmazonSQS.GetQueueUrl") {
      return /^tocsin-prod-/.test(asked.QueueName)
        ? json({ QueueUrl: address(asked.QueueName) })
        : json({ __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "none" }, 400);
    }
    return json({ Successful: asked.Entries.map(taken), Failed: [] });
  }

  test("sends each event to the queue of the source that wants it, marked as baseline", async () => {
    await inDirectory(async (directory) => {
      const sent = await deployed(sqs);
      const filled = await tocsin(["backfill", ...(await exportsIn(directory)), "--stage", "prod", "--json"]);
      expect(JSON.parse(filled.stdout)).toEqual({ ...expected, dryRun: false });
      const messages = sent();
      expect(messages.map(([queue, { source }]) => `${queue} ${source}`).sort()).toEqual([
        "tocsin-prod-ingest-guardduty aws.guardduty",
        "tocsin-prod-ingest-inspector aws.inspector2",
        "tocsin-prod-ingest-macie aws.macie",
        "tocsin-prod-ingest-secretsmanager aws.secretsmanager",
      ]);
      for (const [, event] of messages) expect(event).toMatchObject({ version: "0", "replay-name": BASELINE });
    });
  });

  test("sends nothing in a dry run, but finds the queues", async () => {
    const sent = await deployed(sqs);
    const file = JSON.stringify(threats.instanceFinding);
    expect((await tocsin(["backfill", "-", "--stage", "prod", "--dry-run"], file)).exitCode).toBe(0);
    expect(sent()).toEqual([]);
  });

  test("says so where the stage is not deployed", async () => {
    await deployed(sqs);
    const { exitCode, stderr } = await tocsin(["backfill", "-", "--stage", "staging"], "{}");
    const queues = sources.map(({ name }) => `tocsin-staging-ingest-${name}`).join("|");
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(`there is no queue (${queues}): is the stage deployed`),
    ]);
  });

  test("gives up where nothing is taken, and says how far it came", async () => {
    await deployed((request, address) =>
      request.headers["x-amz-target"] === "AmazonSQS.SendMessageBatch"
        ? json({ __type: "AccessDeniedException", message: "no kms:GenerateDataKey" }, 400)
        : sqs(request, address),
    );
    const file = `${JSON.stringify(threat("a", 5))}\n${JSON.stringify(data.policyFinding)}`;
    const { exitCode, stdout, stderr } = await tocsin(["backfill", "-", "--stage", "prod"], file);
    expect([exitCode, stdout]).toEqual([70, ""]);
    expect(stderr).toMatch(/^tocsin: tocsin-prod-ingest-guardduty: .*no kms:GenerateDataKey; 0 events sent before\./);
  });

  test("names an event that a queue did not take by its place, and sends the others", async () => {
    await deployed((request, address) =>
      request.headers["x-amz-target"] === "AmazonSQS.SendMessageBatch"
        ? json({
            Successful: JSON.parse(request.body).Entries.slice(0, 1).map(taken),
            Failed: [{ Id: "1", Code: "InternalError", Message: "try later", SenderFault: false }],
          })
        : sqs(request, address),
    );
    const file = `${JSON.stringify(threat("a", 5))}\n${JSON.stringify(threat("b", 5))}`;
    const { exitCode, stderr, stdout } = await tocsin(["backfill", "-", "--stage", "prod"], file);
    expect([exitCode, stderr]).toEqual([1, "-: line 2: tocsin-prod-ingest-guardduty did not take it: try later\n"]);
    expect(stdout).toContain("1 of 2 events sent as tocsin-baseline; 1 refused.");
  });
});
