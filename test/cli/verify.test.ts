/** What `tocsin verify` makes of the answers of AWS: a local server gives them, and DynamoDB's items are real. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import {
  type CannedAnswer,
  json,
  operationOf,
  type Request,
  xml,
  xmlError,
} from "@tocsin/aws/testing/answering-server";
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { instant } from "@tocsin/core/event/instant";
import { tableDefinition } from "@tocsin/local/resources";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { mailPattern } from "@tocsin/sources/mail/source";
import { ingested } from "@tocsin/sources/registry";
import { afterEach, describe, expect, test, vi } from "vitest";
import { lines } from "../../packages/cli/verify/line.ts";
import { parts } from "../../packages/cli/verify/parts.ts";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { inDirectory, tocsin, tocsinOn } from "../support/terminal.ts";

const guarded = useGuardedDynamodb();
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of running.splice(0)) await stop();
});

const account = "111122223333";
const key = `arn:aws:kms:eu-central-1:${account}:key/1234`;
const queue = (name: string) => `arn:aws:sqs:eu-central-1:${account}:${name}`;
const at = instant("2026-03-01T08:00:00Z");

type Asked = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, (asked: Asked, path: string) => CannedAnswer>>;

const nounIn = (name: unknown) => String(name).replace(/^tocsin-prod-/, "");
const pattern = (noun: string) => {
  if (noun === "ingest-mail") return mailPattern("tocsin-prod-email");
  const source = ingested.find(({ name }) => noun === `ingest-${name}`);
  return { ...source?.pattern, ...(source?.name === "drill" && { account: [account] }) };
};
const targets: Readonly<Record<string, string>> = {
  "member-alarms": `arn:aws:sns:eu-central-1:${account}:tocsin-prod-alarms`,
  heartbeats: `arn:aws:logs:eu-central-1:${account}:log-group:/aws/events/tocsin-prod-heartbeats`,
};
const member = (of: string, Status = "CURRENT") =>
  `<member><Account>${of}</Account><Region>eu-central-1</Region><Status>${Status}</Status></member>`;
const refusesPlain = JSON.stringify({
  Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
});
const entry = (name: string, value: string) =>
  `<entry><key>${name}</key><value>${value.replaceAll('"', "&quot;")}</value></entry>`;

/** A stage of which all is well. */
const well: Answers = {
  GetCallerIdentity: () => xml("GetCallerIdentity", `<Arn>arn:aws:sts::${account}:assumed-role/Reader/ines</Arn>`),
  DescribeEventBus: () =>
    json({
      KmsKeyIdentifier: key,
      DeadLetterConfig: { Arn: queue("tocsin-prod-bus-dlq") },
      Policy: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "events:PutEvents",
            Condition: {
              StringEquals: { "aws:PrincipalOrgID": "o-exampleorg1" },
              ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::*:role/tocsin-prod-forward-eu-central-1"] },
            },
          },
        ],
      }),
    }),
  DescribeArchive: () => json({ State: "ENABLED", EventCount: 12 }),
  DescribeRule: ({ Name, EventBusName }) =>
    // Of mails SES speaks on the default bus alone.
    EventBusName === (nounIn(Name) === "ingest-mail" ? "default" : "tocsin-prod-bus")
      ? json({ State: "ENABLED", EventPattern: JSON.stringify(pattern(nounIn(Name))) })
      : json({ __type: "ResourceNotFoundException" }, 400),
  ListTargetsByRule: ({ Rule }) => json({ Targets: [{ Id: "t", Arn: targets[nounIn(Rule)] ?? queue(String(Rule)) }] }),
  GetFunctionConfiguration: () => json({ State: "Active", LastUpdateStatus: "Successful", KMSKeyArn: key }),
  ListEventSourceMappings: () =>
    json({ EventSourceMappings: [{ EventSourceArn: "arn:q", State: "Enabled", LastProcessingResult: "OK" }] }),
  GetSchedule: () => json({ State: "ENABLED" }),
  GetQueueUrl: ({ QueueName }) => json({ QueueUrl: `https://sqs.eu-central-1.amazonaws.com/${account}/${QueueName}` }),
  GetQueueAttributes: ({ QueueUrl }) => {
    const name = String(QueueUrl).replace(/.*\//, "");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queue(`${name}-dlq`) });
    const Attributes = { QueueArn: queue(name), ApproximateNumberOfMessages: "0", KmsMasterKeyId: key, RedrivePolicy };
    return json({ Attributes });
  },
  GetTopicAttributes: () =>
    xml(
      "GetTopicAttributes",
      `<Attributes>${entry("KmsMasterKeyId", key)}${entry("Policy", refusesPlain)}</Attributes>`,
    ),
  ListSubscriptionsByTopic: () =>
    xml(
      "ListSubscriptionsByTopic",
      `<Subscriptions><member><Protocol>email</Protocol><SubscriptionArn>arn:aws:sns:eu-central-1:${account}:t:1</SubscriptionArn></member></Subscriptions>`,
    ),
  DescribeTable: () =>
    json({
      Table: {
        TableStatus: "ACTIVE",
        LatestStreamArn: "arn:stream",
        SSEDescription: { KMSMasterKeyArn: key },
        GlobalSecondaryIndexes: Object.keys(alertsSchema.indexes).map((IndexName) => ({
          IndexName,
          IndexStatus: "ACTIVE",
        })),
      },
    }),
  DescribeContinuousBackups: () =>
    json({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
      },
    }),
  DescribeTimeToLive: () =>
    json({ TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: alertsSchema.timeToLive } }),
  DescribeKey: () => json({ KeyMetadata: { KeyId: "1234", Arn: key, Enabled: true, KeyState: "Enabled" } }),
  GetKeyRotationStatus: () => json({ KeyRotationEnabled: true }),
  ListGrants: () =>
    json({
      Grants: [
        "dynamodb.eu-central-1.amazonaws.com",
        ...parts.functions.map(
          (noun) => `arn:aws:sts::${account}:assumed-role/tocsin-prod-${noun}/tocsin-prod-${noun}`,
        ),
      ].map((GranteePrincipal) => ({ GranteePrincipal })),
    }),
  DescribeAlarms: () =>
    json({
      MetricAlarms: [
        { AlarmName: "tocsin-prod-oncall-dlq", StateValue: "OK", ActionsEnabled: true, AlarmActions: ["arn:topic"] },
      ],
    }),
  GetDashboard: () => json({ DashboardBody: '{"widgets":[]}' }),
  GetMetricData: ({ MetricDataQueries }) =>
    json({
      MetricDataResults: (
        MetricDataQueries as readonly { Id: string; MetricStat: { Metric: { MetricName: string } } }[]
      ).map(({ Id, MetricStat }) => ({ Id, Values: MetricStat.Metric.MetricName === "Errors" ? [0] : [1, 2] })),
    }),
  DescribeStackSet: () =>
    xml(
      "DescribeStackSet",
      "<StackSet><Status>ACTIVE</Status><AutoDeployment><Enabled>true</Enabled></AutoDeployment></StackSet>",
    ),
  ListStackInstances: () =>
    xml("ListStackInstances", `<Summaries>${member(account)}${member("444455556666")}</Summaries>`),
};

function operation(request: Request): string {
  if (/\/functions\/.*\/configuration/.test(request.path)) return "GetFunctionConfiguration";
  if (/\/event-source-mappings/.test(request.path)) return "ListEventSourceMappings";
  return /^\/schedules\//.test(request.path) ? "GetSchedule" : operationOf(request);
}

/** Stage `prod`, with a policy in force, and live; gives what was asked for. */
async function deployed(answers: Answers = {}): Promise<readonly string[]> {
  const dynamodb = await guarded();
  const table: Table = { client: dynamodb.client, tableName: "tocsin-prod-alerts" };
  await dynamodb.client.send(new CreateTableCommand({ TableName: table.tableName, ...tableDefinition() }));
  const written = { channels: { people: { type: "sns" } } };
  await createPolicyStore(table).push({ written, source: "{}\n", by: "local:ines", at, why: "first", replaces: 0 });
  await createModeStore(table, { mode: "learning" }).goLive(at);
  const asked: string[] = [];
  const server = createServer(async (message, response) => {
    const request = { path: message.url ?? "", headers: message.headers, body: await text(message) };
    const name = operation(request);
    asked.push(name);
    const answer = answers[name] ?? well[name];
    if (answer === undefined) {
      const { host: _host, connection: _connection, "content-length": _length, ...kept } = message.headers;
      const headers = Object.entries(kept).map(([header, value]): [string, string] => [header, String(value)]);
      const real = await fetch(dynamodb.endpoint, { method: "POST", headers, body: request.body });
      response.writeHead(real.status, { "content-type": real.headers.get("content-type") ?? "" });
      response.end(await real.text());
      return;
    }
    const given = answer(request.body.startsWith("{") ? JSON.parse(request.body) : {}, request.path);
    response.writeHead(given.status, given.headers).end(given.body);
  });
  const endpoint = await listenOnLoopback(server, 0);
  running.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  return asked;
}

const where = ["--stage", "prod", "--region", "eu-central-1", "us-east-1"];
const verify = (...args: readonly string[]) => tocsin(["verify", ...where, ...args]);
const parsed = (printed: string): readonly Record<string, unknown>[] =>
  printed.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
const denied = () => json({ __type: "AccessDeniedException", message: "not authorized" }, 400);

describe("tocsin verify", () => {
  test("finds all well, line by line in the order of the documentation, and only reads", async () => {
    const asked = await deployed();
    const { exitCode, stdout, stderr } = await verify("--json");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const results = parsed(stdout);
    expect([...new Set(results.map(({ check }) => check))]).toEqual(Object.keys(lines));
    const notOk = results.filter(({ state }) => state !== "ok");
    expect(new Set(notOk.map(({ state }) => state))).toEqual(new Set(["could-not-check"]));
    expect(notOk.map(({ check }) => check)).toEqual([
      ...[
        "drill",
        "secrets",
        "deployment",
        "commands",
        "costs",
        "adoption",
        "macie",
        "characters",
        "refusals",
        "links",
        "mails",
        "callbacks",
        "syncBack",
        "siem",
      ],
    ]);
    expect(asked.filter((name) => !/^(Get|Describe|List|Query$|BatchGetItem$)/.test(name))).toEqual([]);
  });

  test("says what has failed and what to do, and exits with 1", async () => {
    await deployed({
      DescribeRule: ({ Name }) =>
        json({
          State: Name === "tocsin-prod-ingest-acm" ? "DISABLED" : "ENABLED",
          EventPattern: JSON.stringify(pattern(nounIn(Name))),
        }),
      ListSubscriptionsByTopic: () =>
        xml(
          "ListSubscriptionsByTopic",
          "<Subscriptions><member><Protocol>email</Protocol><SubscriptionArn>PendingConfirmation</SubscriptionArn></member></Subscriptions>",
        ),
      GetSchedule: () => json({ __type: "ResourceNotFoundException", message: "no such schedule" }, 404),
    });
    const { exitCode, stdout } = await verify();
    expect(exitCode).toBe(1);
    expect(stdout).toContain("FAILED rules (ingest-acm)\n  do      aws events enable-rule ");
    expect(stdout).toContain("FAILED alarm-mails (the stage)\n  do      confirm the mail ");
    expect(stdout).toContain("FAILED pages (the stage)\n");
    expect(stdout).toContain("FAILED schedules (review)\n");
    expect(stdout).toMatch(/\n\d+ checks: \d+ ok, 0 warnings, 6 failed, 14 could not be checked\.\n$/);
  });

  test("takes what may not be asked for well never, names the permission, and exits with 70", async () => {
    await deployed({ ListGrants: denied, DescribeStackSet: () => xmlError("AccessDenied", "no"), Query: denied });
    const { exitCode, stdout } = await verify("--json");
    expect(exitCode).toBe(70);
    const open = parsed(stdout).filter(({ problem }) => problem !== undefined);
    expect(open.map(({ check, state, permission }) => [check, state, permission])).toEqual([
      ["key", "could-not-check", "kms:ListGrants"],
      ["pages", "could-not-check", "dynamodb:Query"],
      ["chat", "could-not-check", "dynamodb:Query"],
      ["members", "could-not-check", "cloudformation:DescribeStackSet"],
      ["policy", "could-not-check", "dynamodb:Query"],
      ["heartbeat", "could-not-check", "dynamodb:Query"],
    ]);
    expect((await verify()).stdout).toContain("  needs   kms:ListGrants\n");
  });

  test("says of a drill that cannot be held why, and prints nothing of it among the results", async () => {
    await deployed();
    const { exitCode, stdout } = await verify("--json", "--drill-to", "desk");
    expect(exitCode).toBe(1);
    expect(parsed(stdout).find(({ check }) => check === "drill")).toMatchObject({
      state: "failed",
      what: expect.stringContaining('no channel "desk"'),
    });
  });

  test("breaks no line of words on a narrow terminal that could be shorter", async () => {
    await deployed();
    const { stdout } = await tocsinOn(80, ["verify", ...where]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("needs a stage, and regions or a configuration", async () => {
    expect(await tocsin(["verify"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--stage") });
    expect(await tocsin(["verify", "--stage", "prod", "--config", "none.json"])).toMatchObject({ exitCode: 2 });
  });
});

test("tocsin verify asks for the function of links, where the configuration has it made", () =>
  inDirectory(async (directory) => {
    await deployed();
    const config = join(directory, "config.json");
    const example = JSON.parse(await readFile(join(import.meta.dirname, "../../tocsin.config.example.json"), "utf8"));
    const of = async (given: object) => {
      await writeFile(config, JSON.stringify({ ...example, ...given }));
      const { stdout } = await verify("--json", "--config", config);
      return parsed(stdout).filter(({ where: noun }) => noun === "acknowledge");
    };
    expect(await of({})).toEqual([]);
    expect((await of({ links: { behind: "function-url" } })).map(({ check }) => check)).toEqual([
      "functions",
      "errors",
    ]);
  }));
