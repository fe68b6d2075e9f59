/** A run of the embedded stack with everything that comes out of it: sent, logged, counted, shown and stored. */

import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { ListTopicsCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { severities } from "@tocsin/core/alert/severity";
import { instant, shift } from "@tocsin/core/event/instant";
import { weekOf } from "@tocsin/core/event/week";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { metricNames } from "@tocsin/lambda/deployment/metrics";
import { virtualClock } from "@tocsin/local/clock";
import { names } from "@tocsin/local/resources";
import { createScenario } from "@tocsin/local/scenario";
import { type Stack, startStack } from "@tocsin/local/stack";
import { canaries } from "./canaries.ts";
import { inDirectory, tocsin } from "./terminal.ts";

export interface Emitted {
  readonly where: string;
  readonly text: string;
}

const now = instant("2027-06-01T00:00:00Z");
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
/** The auditor's evidence stays in the log as the identity provider wrote it, and goes no further. */
const OPERATOR = "operator@tocsin.example";

/** Puts the events on the bus, lets everything happen that follows, and gives all that came of it. */
export async function hostileRun(events: readonly object[]): Promise<readonly Emitted[]> {
  const emitted: Emitted[] = [];
  const emit = (where: string) => (text: string) => void emitted.push({ where, text });
  await using running = new AsyncDisposableStack();
  const policy = policyWith(await receiverOf(emit("webhook"), running));
  const clock = virtualClock(now);
  const stack = await startStack({
    now: clock.now,
    latest: () => now,
    isVirtual: true,
    policy,
    channels: { write: emit("console"), styled: false, secretAt: async () => "signing secret" },
    scope: "test",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 0,
    writeLog: emit("log"),
  });
  running.defer(() => stack.stop());
  const messages = await subscribe(stack, running);

  for (let i = 0; i < events.length; i += 200) {
    await stack.bus.put(events.slice(i, i + 200));
    await stack.drain();
  }
  // So long wait those who are to be told, and a destination is told of so many in ten minutes.
  const scenario = createScenario({ stack, clock, latest: now, onTaken: () => {} });
  await scenario.runUntil(shift(now, 30 * 60_000));
  await decide(stack, policy);
  await stack.drain();

  const { keys } = await stack.digest(weekOf(now));
  for (const key of keys) for (const text of linesOfCsv(key, await stack.report(key))) emit("digest")(text);
  for (const message of await messages()) emit("topic")(message);
  for (const { reason } of await stack.deadLetters()) emit("dead letter's reason")(reason);
  for (const metric of metricNames) for (const reason of stack.counts.of(metric).keys()) emit("count")(reason);
  await show(stack, emit);
  for (const item of await itemsOf(stack)) emit("table")(item);
  await explain(events, emit);
  return emitted.map(withoutOperator);
}

function policyWith(url: string): Policy {
  const parsed = parsePolicy({
    channels: {
      console: { type: "console" },
      hook: { type: "webhook", url, signingSecret: "env:TOCSIN_SECRET_HOOK", allowPrivateAddresses: true },
    },
    routes: [
      { name: "all", match: { severity: severities }, channels: ["console", "hook"], urgency: "now", group: "alert" },
    ],
    unrouted: "ignore",
  });
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return parsed.value;
}

/** A webhook's receiver. @returns its URL. */
async function receiverOf(receive: (body: string) => void, running: AsyncDisposableStack): Promise<string> {
  const server = createServer(async (request, response) => {
    receive(await text(request));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  running.defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
}

/** A subscriber of the user's own, who gets all that is published. */
async function subscribe(stack: Stack, running: AsyncDisposableStack): Promise<() => Promise<readonly string[]>> {
  const options = { endpoint: stack.messagingEndpoint, region: "eu-central-1", credentials };
  const sns = new SNSClient(options);
  const sqs = new SQSClient(options);
  running.defer(async () => {
    sns.destroy();
    sqs.destroy();
  });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "subscriber" }));
  const url = new URL(new URL(QueueUrl).pathname, stack.messagingEndpoint).href;
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const TopicArn = Topics[0]?.TopicArn;
  const Endpoint = TopicArn?.replace(":sns:", ":sqs:").replace(/[^:]*$/, "subscriber");
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  return async () => {
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return bodies;
      for (const { Body = "", ReceiptHandle } of Messages) {
        bodies.push(Body);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
    }
  };
}

/** An operator acknowledges some alerts, and pastes into the reason what they should not. */
async function decide(stack: Stack, policy: Policy): Promise<void> {
  const client = clientOf(stack);
  const { apply } = createAlertsWriter({ client, tableName: names.alertsTable });
  const open = await Array.fromAsync(valuesIn(stack.alerts.open()));
  const changes = canaries.flatMap(({ text: why }, i) => {
    const alertId = open[i]?.id;
    const decision = { kind: "acknowledge", at: now, by: OPERATOR, why } as const;
    return alertId === undefined ? [] : [{ alertId, observations: [], decisions: [decision] }];
  });
  await apply(changes, { ...defaultWorld, policy }, now);
  client.destroy();
}

async function show(stack: Stack, emit: (where: string) => (text: string) => void): Promise<void> {
  const at = ["--dynamodb-endpoint", stack.dynamodbEndpoint];
  emit("alerts list")((await tocsin(["alerts", "list", "--all", ...at])).stdout);
  const { stdout } = await tocsin(["alerts", "list", "--all", "--json", ...at]);
  const views = stdout.trim().split("\n");
  views.forEach(emit("alerts list --json"));
  // Some of each: what is shown of an alert is what the table holds, all of which is looked at besides.
  for (const view of views.filter((_, i) => i % Math.ceil(views.length / 40) === 0)) {
    const { id } = JSON.parse(view);
    emit("alerts show")((await tocsin(["alerts", "show", id, ...at])).stdout);
    emit("alerts show --json")((await tocsin(["alerts", "show", id, "--json", ...at])).stdout);
  }
}

/** The table as it is, whatever wrote to it. */
async function itemsOf(stack: Stack): Promise<readonly string[]> {
  const client = clientOf(stack);
  const items: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: names.alertsTable }))
    items.push(...Items.map((item) => JSON.stringify(unmarshall(item))));
  client.destroy();
  return items;
}

async function explain(events: readonly object[], emit: (where: string) => (text: string) => void): Promise<void> {
  await inDirectory(async (directory) => {
    const file = join(directory, "events.jsonl");
    // Lines that are no JSON are told of too.
    const lines = [...events.map((event) => JSON.stringify(event)), ...canaries.map(({ text }) => `{${text}`)];
    await writeFile(file, lines.join("\n"));
    for (const options of [[], ["--json"]]) {
      const { stdout, stderr } = await tocsin(["explain", ...options, file]);
      for (const line of `${stdout}${stderr}`.split("\n")) emit(["explain", ...options].join(" "))(line);
    }
  });
}

function clientOf(stack: Stack): DynamoDBClient {
  return new DynamoDBClient({ endpoint: stack.dynamodbEndpoint, region: "eu-central-1", credentials });
}

const EVIDENCE: ReadonlySet<string> = new Set(["table", "alerts show", "alerts show --json"]);

/** A table's lines end as RFC 4180 has it, and only they may. */
function linesOfCsv(key: string, text: string): readonly string[] {
  return key.endsWith(".csv") ? text.replace(/^\ufeff/, "").split("\r\n") : [text];
}

function withoutOperator({ where, text }: Emitted): Emitted {
  return { where, text: EVIDENCE.has(where) ? text.replaceAll(OPERATOR, "the operator") : text };
}
