/** AWS requests an event costs, counted at the SDK. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { defaultWorld } from "@tocsin/core/policy/world";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { createCounts } from "@tocsin/local/counts";
import { invocation } from "@tocsin/local/pumps/invocation";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { guardduty } from "@tocsin/sources/guardduty/source";
import type { SQSRecord } from "aws-lambda";
import { countRequests } from "../../test/support/counting.ts";
import { findingText } from "./finding.ts";
import type { Figure } from "./measure.ts";

const BATCHES = 20;
const BATCH = 10;

export async function requests(): Promise<readonly Figure[]> {
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    await ensureAlertsTable(client);
    const table = { client, tableName: names.alertsTable };
    const handler = ingestHandler({
      administrators: "unknown",
      source: guardduty,
      alerts: createAlertsWriter(table),
      cells: createCells(table),
      findingsOfBefore: "news",
      deadLetters: refusing,
      world: async () => defaultWorld,
      reload: async () => defaultWorld,
      now: systemNow,
      latest: systemTomorrow,
      telemetry: createCounts(() => {}).telemetry("bench"),
    });
    const counter = countRequests(client);
    const perEvent = async (text: (batch: number, i: number) => string) => {
      counter.reset();
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const Records = Array.from({ length: BATCH }, (_, i) => record(text(batch, i)));
        const { batchItemFailures } = await handler({ Records }, invocation("bench"));
        if (batchItemFailures.length > 0) throw new Error("a message failed");
      }
      return counter.total() / (BATCHES * BATCH);
    };
    const distinct = await perEvent((batch, i) => findingText(batch * BATCH + i));
    const duplicates = await perEvent((batch, i) => findingText(batch * BATCH + i));
    const one = await perEvent((batch, i) => update(findingText(1_000_000 + batch), i));
    return [
      figure("AWS requests an event, distinct alerts in batches of 10", distinct, 1.3),
      figure("AWS requests an event, duplicates in batches of 10", duplicates, 0.2),
      figure("AWS requests an event, ten events of a batch on one alert", one, 0.3),
    ];
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

/** The i-th update of one finding. */
function update(text: string, i: number): string {
  return text
    .replace(/"updatedAt":"[^"]*"/, `"updatedAt":"2026-11-20T10:1${i}:00.000Z"`)
    .replace(/"id":"00000000/, `"id":"0000000${i}`);
}

function figure(name: string, perEvent: number, limit: number): Figure {
  return {
    name,
    value: perEvent.toFixed(2),
    limit: `≤ ${limit}`,
    ok: perEvent <= limit,
    note: `${BATCHES} batches of ${BATCH}`,
  };
}

const refusing: DeadLetters = {
  put: async () => {
    throw new Error("an event of the benchmark was refused");
  },
};

let sent = 0;
function record(body: string): SQSRecord {
  sent += 1;
  return {
    messageId: `message-${sent}`,
    receiptHandle: "",
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "eu-central-1",
  };
}
