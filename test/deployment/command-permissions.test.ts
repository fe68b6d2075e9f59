/** Each command of a deployed stage asks AWS for what docs/deploy.md says that it takes, and for nothing else. */
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { deadLettersOf, nameIn, nouns, otherNouns, stageNames } from "@tocsin/aws/names";
import { type CannedAnswer, json, operationOf, type Request, xml } from "@tocsin/aws/testing/answering-server";
import { createOverrideStore } from "@tocsin/aws/world/override-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { instant } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { type Parsed, refusalText } from "@tocsin/core/text/parse";
import { changesOf } from "@tocsin/core/transition/fold";
import { reachable, tableDefinition } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { createMessagingClients, region } from "@tocsin/local/servers/servers";
import { samples } from "@tocsin/sources/acm/samples";
import { acm } from "@tocsin/sources/acm/source";
import { ingested } from "@tocsin/sources/registry";
import { tryOut } from "@tocsin/sources/testing/trial";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";
import { commandPermissions } from "../synth/documentation/command-permissions.ts";

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of running.splice(0).reverse()) await stop();
});

const exampleConfig = join(import.meta.dirname, "../../tocsin.config.example.json");
/** The same, with a key of the organization's own. */
let ruledConfig: string;
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-"));
  ruledConfig = join(directory, "config.json");
  const key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const example = JSON.parse(await readFile(exampleConfig, "utf8"));
  await writeFile(ruledConfig, JSON.stringify({ ...example, organizationRules: { key } }));
  return () => rm(directory, { recursive: true });
});
const bus = "arn:aws:events:eu-central-1:111122223333:event-bus/of-the-archive";
const trail = { TrailARN: "arn:trail", HomeRegion: "eu-central-1", IsMultiRegionTrail: true };

const caller = xml("GetCallerIdentity", "<Arn>arn:aws:sts::111122223333:assumed-role/Responder/ines</Arn>");

/** What is asked of the services for which there is no server here. */
const canned: Readonly<Record<string, CannedAnswer>> = {
  // The clock of AWS is that of the alert.
  GetCallerIdentity: { ...caller, headers: { ...caller.headers, date: "Sun, 01 Mar 2026 08:00:02 GMT" } },
  DescribeOrganizationsAccess: xml("DescribeOrganizationsAccess", "<Status>ENABLED</Status>"),
  DescribeArchive: json({ ArchiveArn: "arn:archive", EventSourceArn: bus }),
  DescribeRule: json({ Arn: "arn:rule" }),
  StartReplay: json({ ReplayArn: "arn:replay", State: "STARTING" }),
  DescribeReplay: json({ State: "COMPLETED" }),
  PutEvents: json({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }),
  DescribeKey: json({
    KeyMetadata: { KeyId: "key", Arn: "arn:key", Enabled: true, KeyState: "Enabled", KeySpec: "SYMMETRIC_DEFAULT" },
  }),
  GetKeyPolicy: json({ Policy: '{"Statement":[]}' }),
  DescribeTrails: json({ trailList: [trail] }),
  DescribeParameters: json({
    Parameters: ["tocsin", "acme-tocsin"].map((prefix) => ({ Name: `/${prefix}/prod/soc/key`, Type: "SecureString" })),
  }),
  GetTopicAttributes: xml("GetTopicAttributes", "<Attributes></Attributes>"),
  DescribeStackSet: xml("DescribeStackSet", "<StackSet><Status>ACTIVE</Status></StackSet>"),
  DescribeConfigurationRecorders: json({ ConfigurationRecorders: [{ name: "default" }] }),
};

const services: Readonly<Record<string, string>> = {
  ...{ DynamoDB_20120810: "dynamodb", AmazonSQS: "sqs", AWSEvents: "events" },
  ...{ AWSOrganizationsV20161128: "organizations", StarlingDoveService: "config", CertificateManager: "acm" },
  ...{ AmazonSSM: "ssm", secretsmanager: "secretsmanager" },
  ...{ TrentService: "kms", GraniteServiceVersion20100801: "cloudwatch" },
  ...{ CloudTrail_20131101: "cloudtrail", "2010-03-31": "sns", "2011-06-15": "sts", "2010-05-15": "cloudformation" },
};

/** What is asked by the path alone, and by which. */
const byPath: readonly (readonly [RegExp, string])[] = [
  [/\/functions\/.*\/configuration/, "lambda:GetFunctionConfiguration"],
  [/\/event-source-mappings\b/, "lambda:ListEventSourceMappings"],
  [/^\/schedules\//, "scheduler:GetSchedule"],
  [/\/functions\/.*\/invocations/, "lambda:InvokeFunction"],
];

/** What is asked of S3, which says of a file that is not there that it may not be read, to whom may not list its bucket. */
const ofReports = /-reports-\d+\/digest\//;

const noSuchFile = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
const answersByPath: readonly (readonly [RegExp, CannedAnswer])[] = [
  [ofReports, { status: 404, headers: { "content-type": "application/xml" }, body: noSuchFile }],
  [/\/functions\/.*\/invocations/, json({ week: "2026-W08", keys: [], sent: [] })],
];

function serviceOf({ headers, body }: Request): string {
  const target = headers["x-amz-target"];
  const parts = typeof target === "string" ? target.split(".") : [];
  const name = parts.at(-2) ?? new URLSearchParams(body).get("Version") ?? "";
  return services[name] ?? "account";
}

/** A transaction takes what its parts take, and a batch what each of its entries takes. */
function actionsOf(request: Request): readonly string[] {
  if (ofReports.test(request.path)) return ["s3:GetObject", "s3:ListBucket"];
  const [, asked] = byPath.find(([path]) => path.test(request.path)) ?? [];
  if (asked !== undefined) return [asked];
  const service = serviceOf(request);
  const operation = operationOf(request);
  if (operation === "TransactWriteItems") {
    const { TransactItems } = JSON.parse(request.body);
    return TransactItems.flatMap((part: object) => Object.keys(part).map((verb) => `dynamodb:${verb}Item`));
  }
  const single = service === "dynamodb" ? operation : operation.replace(/Batch$/, "");
  return [`${service}:${single.charAt(0).toUpperCase()}${single.slice(1)}`];
}

/** One address for all of AWS, which notes what is asked for, and in which words; DynamoDB, SQS and SNS are real servers behind it. */
async function gateway(dynamodb: string, messaging: string) {
  const asked = new Set<string>();
  const words: string[] = [];
  const behind: Readonly<Record<string, string>> = { dynamodb, sqs: messaging, sns: messaging };
  const server: Server = createServer(async (message, response) => {
    const request = { path: message.url ?? "", headers: message.headers, body: await text(message) };
    for (const action of actionsOf(request)) asked.add(action);
    words.push(`${request.path} ${request.body}`);
    const [, special] = answersByPath.find(([path]) => path.test(request.path)) ?? [];
    if (special) {
      response.writeHead(special.status, special.headers).end(special.body);
      return;
    }
    const endpoint = behind[serviceOf(request)];
    if (endpoint === undefined || operationOf(request) in canned) {
      const { status, headers, body } = canned[operationOf(request)] ?? json({});
      response.writeHead(status, headers).end(body);
      return;
    }
    const { host: _host, connection: _connection, "content-length": _length, ...kept } = message.headers;
    const headers = Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]);
    const answer = await fetch(`${endpoint}${request.path}`, { method: "POST", headers, body: request.body });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(await answer.text());
  });
  const endpoint = await listenOnLoopback(server, 0);
  running.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { endpoint, asked, words };
}

function acceptedIn<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(refusalText(parsed.refusal));
}

const warning = { ...samples.approaching, time: "2026-03-01T08:00:00Z" };
const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/** Stage `prod` with an alert, and with a dead letter of each kind that can be redriven. */
async function deployedStage(names = stageNames("prod")) {
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const messaging = await startMessagingServer({ region });
  running.push(dynamodb.stop, () => messaging.stop());
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region, credentials });
  const { sqs, sns } = createMessagingClients(messaging.endpoint);
  running.push(() => {
    for (const opened of [client, sqs, sns]) opened.destroy();
  });
  const table = { client, tableName: nameIn(names, "alerts") };
  await client.send(new CreateTableCommand({ TableName: table.tableName, ...tableDefinition() }));
  const now = instant("2026-03-01T08:00:01Z");
  const world = { ...defaultWorld, policy: twoPeoplePolicy };
  await createAlertsWriter(table).apply(changesOf(tryOut(acm).observations(warning)), world, now);
  const [alert] = await Array.fromAsync(valuesIn(createAlertsReader(table).open()));
  const id = alert?.id ?? "";
  const suppression = { kind: "suppress", at: now, by: "local:jonas", why: "known", until: later } as const;
  await createAlertsWriter(table).apply([{ alertId: id, observations: [], decisions: [suppression] }], world, now);
  const pushed = { written: twoPeople, source: "{}\n", by: "local:ines", at: now, why: "first", replaces: 0 };
  await createPolicyStore(table).push(pushed);
  await createSilenceStore(table).add({
    id: silenced,
    ...{ of: { alertId: id }, upTo: "HIGH", evenIfWorse: false, by: "local:ines", why: "known" },
    ...{ madeAt: now, from: now, until: instant("2026-03-01T12:00:00Z") },
  });
  await createOverrideStore(table).add({
    ...{ id: overridden, schedule: "primary", person: "ada", from: now, until: later },
    ...{ by: "local:ines", why: "a swap", madeAt: now },
  });
  await sns.send(new CreateTopicCommand({ Name: nameIn(names, "alerts") }));
  const batch = { approximateArrivalOfFirstRecord: now, approximateArrivalOfLastRecord: now };
  const letters: Readonly<Record<string, object>> = {
    "ingest-acm": warning,
    bus: warning,
    oncall: { alertId: id, version: 1 },
    announce: { DDBStreamBatchInfo: batch },
  };
  for (const noun of [...ingested.map(({ name }) => nouns.ingest(name)), ...otherNouns]) {
    for (const name of [noun, deadLettersOf(noun)]) {
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: nameIn(names, name) }));
      const letter = name === noun ? undefined : letters[noun];
      if (letter === undefined) continue;
      const QueueUrlHere = reachable(QueueUrl, messaging.endpoint);
      await sqs.send(new SendMessageCommand({ QueueUrl: QueueUrlHere, MessageBody: JSON.stringify(letter) }));
    }
  }
  const { endpoint, asked, words } = await gateway(dynamodb.endpoint, messaging.endpoint);
  vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
  vi.stubEnv("AWS_REGION", region);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  return { id, asked, words };
}

interface Place {
  readonly id: string;
  readonly file: string;
  /** Two policies that name a secret in each of the stores. */
  readonly policy: string;
  readonly another: string;
}

/** The policy of the stage, by which every suppression needs an approval, with a rule in dry run. */
const twoPeople = {
  approvals: { suppress: { beyondDays: 0 } },
  severity: [{ name: "tried", match: { condition: ["threat"] }, severity: "LOW", mode: "dry-run" }],
  channels: { console: { type: "console" }, phone: { type: "console" } },
  people: { ada: { contacts: ["phone"] } },
  schedules: [{ name: "primary", layers: [{ people: ["ada"], turnWeeks: 1, from: "2026-01-05T09:00" }] }],
};
const twoPeoplePolicy = acceptedIn(parsePolicy(twoPeople));
const later = instant("2026-04-01T00:00:00Z");
/** A silence that the stage has. */
const silenced = "5f3a1b9c0d2e";
const policyText = `channels:
  soc: { type: webhook, url: "secretsmanager:soc/url", signingSecret: "ssm:soc/key" }
routes: [{ name: all, match: { severity: [HIGH, CRITICAL] }, channels: [soc] }]
unrouted: ignore
`;

const takenOver = ["--schedule", "primary", "--person", "nobody"];
/** An override that the stage has. */
const overridden = "0d2e5f3a";
const range = ["--from", "2026-03-01T00:00:00Z", "--to", "2026-03-02T00:00:00Z"];
const stage = ["--stage", "prod"];

/** The command lines that together need all that the command ever asks for. */
const commandLines: Readonly<Record<string, (place: Place) => readonly (readonly string[])[]>> = {
  "alerts list --stage": () => [
    ["alerts", "list", ...stage],
    ["alerts", "list", "--json", "--all", ...stage],
    ["alerts", "list", "--account", warning.account, ...stage],
  ],
  "alerts show --stage": ({ id }) => [
    ["alerts", "show", id, ...stage],
    ["alerts", "show", id.slice(0, 6), ...stage],
  ],
  "alerts ack --stage": ({ id }) => [
    ["alerts", "ack", id.slice(0, 6), "--why", "on it", ...stage],
    ["alerts", "ack", "--match", '{"severity": ["HIGH"]}', "--why", "on it", "--yes", ...stage],
  ],
  "alerts suppress --stage": ({ id }) => [
    ["alerts", "suppress", id.slice(0, 6), "--for", "1d", "--why", "known", ...stage],
  ],
  "alerts approve --stage": ({ id }) => [["alerts", "approve", id.slice(0, 6), "--why", "seen", ...stage]],
  "alerts resolve --stage": ({ id }) => [
    ["alerts", "resolve", id.slice(0, 6), "--why", "replaced", ...stage],
    ["alerts", "resolve", "--account", warning.account, "--why", "closed", "--yes", ...stage],
  ],
  "alerts reopen --stage": ({ id }) => [
    ["alerts", "resolve", id.slice(0, 6), "--why", "replaced", ...stage],
    ["alerts", "reopen", id.slice(0, 6), "--why", "it was not", ...stage],
  ],
  "silence add --stage": ({ id }) => [
    ["silence", "add", "--alert", id.slice(0, 6), "--why", "known", "--yes", ...stage],
    ["silence", "add", "--match", '{"severity": ["HIGH"]}', "--why", "known", "--yes", ...stage],
  ],
  "silence list --stage": () => [["silence", "list", "--expired", ...stage]],
  "silence expire --stage": () => [["silence", "expire", silenced, "--why", "done", ...stage]],
  "channel list --stage": () => [["channel", "list", ...stage]],
  "channel preview --stage": ({ id }) => [
    ["channel", "preview", "console", ...stage],
    ["channel", "preview", "console", id.slice(0, 6), ...stage],
  ],
  "channel test --stage": () => [["channel", "test", "console", "--within", "1", ...stage]],
  "oncall who --stage": () => [["oncall", "who", ...stage]],
  "oncall export --stage": () => [["oncall", "export", ...stage]],
  "oncall override add --stage": () => [
    ["oncall", "override", "add", ...takenOver, "--for", "1h", "--why", "a swap", ...stage],
  ],
  "oncall override list --stage": () => [["oncall", "override", "list", ...stage]],
  "oncall override cancel --stage": () => [["oncall", "override", "cancel", overridden, "--why", "done", ...stage]],
  "oncall pause --stage": () => [["oncall", "pause", "--why", "game day", ...stage]],
  "oncall resume --stage": () => [
    ["oncall", "pause", "--why", "game day", ...stage],
    ["oncall", "resume", ...stage],
  ],
  "oncall status --stage": () => [["oncall", "status", ...stage]],
  "go-live --stage": () => [["go-live", "--yes", ...stage]],
  "policy push --stage": ({ policy }) => [["policy", "push", policy, "--why", "first", "--yes", ...stage]],
  "policy history --stage": () => [["policy", "history", ...stage]],
  "policy rollback --stage": ({ policy, another }) => [
    ["policy", "push", policy, "--why", "first", "--yes", ...stage],
    ["policy", "push", another, "--why", "second", "--yes", ...stage],
    ["policy", "rollback", "1", "--why", "back", "--yes", ...stage],
  ],
  "policy plan --stage": ({ policy }) => [["policy", "plan", policy, ...stage]],
  "policy dry-run --stage": () => [["policy", "dry-run", ...stage]],
  "policy pull --stage": () => [["policy", "pull", ...stage]],
  "digest --stage": () => [["digest", "--week", "2026-W09", ...stage]],
  "digest --send --stage": () => [["digest", "--week", "2026-W08", "--send", "--yes", ...stage]],
  "digest reviewed --stage": () => [["digest", "reviewed", "2026-W09", "--note", "seen", ...stage]],
  "dlq list --stage": () => [["dlq", "list", ...stage]],
  "dlq show --stage": () => [["dlq", "show", "--body", ...stage]],
  "dlq redrive --stage": () => [["dlq", "redrive", "--all", "--yes", ...stage]],
  "dlq discard --stage": () => [["dlq", "discard", "--all", "--yes", ...stage]],
  "backfill --stage": ({ file }) => [["backfill", file, ...stage]],
  "replay --stage": () => [["replay", ...stage, ...range]],
  "send --bus": ({ file }) => [["send", file, "--bus", "mine"]],
  "drill --stage": () => [["drill", "--to", "console", "--within", "1", ...stage]],
  "key-policy --check": () => [["key-policy", "--check", "--config", ruledConfig]],
  "verify --stage": () => [["verify", ...stage, "--region", "eu-central-1"]],
  doctor: () => [["doctor", "--config", exampleConfig]],
};

test("there is a command line for each command of the table", () => {
  expect(Object.keys(commandLines)).toEqual(Object.keys(commandPermissions));
});

/** An organization in which much is not set, a bus from which nothing arrives, a policy under which others would be told, a key whose policy says nothing, and a stage of which not all is there. */
const exitCodes: Readonly<Record<string, number>> = {
  ...{
    doctor: 1,
    "channel test --stage": 1,
    "drill --stage": 1,
    "policy plan --stage": 2,
    "key-policy --check": 1,
    "verify --stage": 1,
  },
};

/** Runs the lines of a command one after the other. */
async function runEach(command: string, id: string): Promise<void> {
  await inDirectory(async (directory) => {
    const file = join(directory, "events.json");
    await writeFile(file, JSON.stringify(warning));
    const [policy, another] = [join(directory, "policy.yaml"), join(directory, "another.yaml")];
    await writeFile(policy, policyText);
    await writeFile(another, `timezone: Europe/Berlin\n${policyText}`);
    for (const line of commandLines[command]?.({ id, file, policy, another }) ?? []) {
      const { exitCode, stderr } = await tocsin(line);
      expect([exitCode, stderr], line.join(" ")).toEqual([exitCodes[command] ?? 0, expect.anything()]);
    }
  });
}

const isOfStage = (command: string): boolean => command.endsWith("--stage");
const commands = Object.keys(commandLines);

/** Whoever may call anything may ask who he is. */
const actions = (asked: ReadonlySet<string>) =>
  [...asked].filter((action) => action !== "sts:GetCallerIdentity").sort();

test.each([...commands.filter((command) => !isOfStage(command)), "alerts list --stage", "dlq redrive --stage"])(
  "tocsin %s asks for what the table says",
  async (command) => {
    const { id, asked } = await deployedStage();
    await runEach(command, id);
    expect(actions(asked)).toEqual(commandPermissions[command]);
  },
);

// With a prefix of its own, a stage shows both: what is asked for is the same whatever the names are.
test.each(commands.filter(isOfStage))(
  "tocsin %s asks for what the table says, by the prefix that the configuration has and of no other name",
  async (command) => {
    const { id, asked, words } = await deployedStage(stageNames("prod", "acme-tocsin"));
    await inDirectory(async (directory) => {
      const config = join(directory, "config.json");
      const example = JSON.parse(await readFile(exampleConfig, "utf8"));
      await writeFile(config, JSON.stringify({ ...example, organizationRules: { namePrefix: "acme-tocsin" } }));
      vi.stubEnv("TOCSIN_CONFIG", config);
      await runEach(command, id);
    });
    expect(actions(asked)).toEqual(commandPermissions[command]);
    expect(words.filter((text) => /(?<!acme-)tocsin[-/]prod/.test(decodeURIComponent(text)))).toEqual([]);
    expect(words.some((text) => decodeURIComponent(text).includes("acme-tocsin"))).toBe(true);
  },
);
