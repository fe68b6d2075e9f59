/** Events a second through the embedded stack, from PutEvents to the table, against a bare SDK loop that writes the same. */
import {
  DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { Observation } from "@tocsin/core/alert/observation";
import { parseEventText } from "@tocsin/core/event/event";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { startStack } from "@tocsin/local/stack";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { entryOf, findingText } from "./finding.ts";
import { type Figure, median } from "./measure.ts";

const EVENTS = 1000;
const ROUNDS = 3;
const CONCURRENCY = 8;
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const region = "eu-central-1";

export async function throughput(): Promise<readonly Figure[]> {
  const stack: number[] = [];
  const bare: number[] = [];
  const transactions = await recordedTransactions();
  for (let round = 0; round < ROUNDS; round += 1) {
    stack.push(await throughStack());
    bare.push(await bareLoop(transactions));
  }
  const ratio = median(stack) / median(bare);
  return [
    {
      name: `embedded stack, PutEvents to table, ${EVENTS} distinct GuardDuty events`,
      value: `${ratio.toFixed(2)} ×`,
      limit: "≥ 0.5 × a bare SDK loop writing the same transactions",
      ok: ratio >= 0.5,
      note: `${median(stack).toFixed(0)} events/s against ${median(bare).toFixed(0)} transactions/s at concurrency ${CONCURRENCY}; medians of ${ROUNDS}`,
    },
  ];
}

async function throughStack(): Promise<number> {
  const stack = await startStack({
    now: systemNow,
    latest: systemTomorrow,
    isVirtual: false,
    policy: defaultPolicy,
    channels: { write: () => {}, styled: false, secretAt: async () => "" },
    scope: "bench",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 1,
    writeLog: () => {},
  });
  const client = new EventBridgeClient({ endpoint: stack.busEndpoint, region, credentials });
  try {
    const from = performance.now();
    for (let i = 0; i < EVENTS; i += 10) {
      await client.send(
        new PutEventsCommand({ Entries: Array.from({ length: 10 }, (_, j) => entryOf(findingText(i + j))) }),
      );
    }
    await stack.drain();
    const seconds = (performance.now() - from) / 1000;
    const opened = stack.counts.of("observations").get("opened");
    if (opened !== EVENTS) throw new Error(`${opened} of ${EVENTS} events opened an alert`);
    return EVENTS / seconds;
  } finally {
    client.destroy();
    await stack.stop();
  }
}

/** The same transactions, written by nothing but the SDK. */
async function bareLoop(transactions: readonly TransactWriteItemsCommandInput[]): Promise<number> {
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region, credentials });
  try {
    await ensureAlertsTable(client);
    const from = performance.now();
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async (_, lane) => {
        for (const input of transactions.filter((_, n) => n % CONCURRENCY === lane)) {
          await client.send(new TransactWriteItemsCommand(input));
        }
      }),
    );
    return EVENTS / ((performance.now() - from) / 1000);
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

/**
 * What `ingest` would send for each event, taken from the SDK before it goes out; the reads are answered with nothing, as a
 * new table does.
 */
async function recordedTransactions(): Promise<readonly TransactWriteItemsCommandInput[]> {
  const client = new DynamoDBClient({ endpoint: "http://127.0.0.1:9", region, credentials });
  const recorded: TransactWriteItemsCommandInput[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      if ("TransactItems" in args.input) recorded.push(args.input as TransactWriteItemsCommandInput);
      return { output: { $metadata: {} }, response: undefined };
    },
    { step: "initialize", name: "record", priority: "high" },
  );
  const writer = createAlertsWriter({ client, tableName: names.alertsTable });
  for (let n = 0; n < EVENTS; n += 1)
    await writer.apply(changesOf(observationsOf(findingText(n))), defaultWorld, systemNow());
  return recorded;
}

function observationsOf(text: string): readonly Observation[] {
  const event = parseEventText(text);
  if (!event.ok) throw new Error(event.refusal.problem);
  const reading = guardduty.read(event.value, "unknown");
  if (reading.outcome !== "observed") throw new Error(`the event is ${reading.outcome}`);
  return reading.observations;
}
