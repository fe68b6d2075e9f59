/** `tocsin alerts list` on a table of open alerts, against the queries that it is made of, sent by nothing but the SDK. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteItemCommand, DynamoDBClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { alertsSchema, openPartition, shards } from "@tocsin/aws/alerts/alerts-schema";
import { headItem } from "@tocsin/aws/alerts/items/head-item";
import { listAlerts } from "@tocsin/cli/commands/alerts/list";
import { severities } from "@tocsin/core/alert/severity";
import { parseEventText } from "@tocsin/core/event/event";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf, fold, type Head } from "@tocsin/core/transition/fold";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { findingText } from "./finding.ts";
import { type Figure, median } from "./measure.ts";

const ALERTS = 10_000;
const ROUNDS = 5;
const WRITES = 25;
const WIDTH = 8;
const PAGE_SIZE = 1000;
/** Of GuardDuty: each of Tocsin's severities comes up. */
const SCORES = [1, 2, 5, 8, 9.5];

export async function alertsList(): Promise<readonly Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "tocsin-bench-list-"));
  const { endpoint, stop } = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
  try {
    await ensureAlertsTable(client);
    await fill(client);
    const list = async () => {
      const lines = await linesListed({ dynamodbEndpoint: endpoint, dataDir });
      if (lines < ALERTS) throw new Error(`only ${lines} lines are listed`);
    };
    const whole: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await millisecondsOf(() => bareQueries(client)));
      whole.push(await millisecondsOf(list));
    }
    const ratio = median(whole) / median(bare);
    return [
      {
        name: `\`tocsin alerts list\` of ${ALERTS.toLocaleString("en")} open alerts`,
        value: `${ratio.toFixed(2)} ×`,
        limit: `≤ 1.5 × the bare queries, ${WIDTH} at a time`,
        ok: ratio <= 1.5,
        note: `${median(whole).toFixed(0)} ms against ${median(bare).toFixed(0)} ms; medians of ${ROUNDS} interleaved rounds in one process`,
      },
    ];
  } finally {
    client.destroy();
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function fill(client: DynamoDBClient): Promise<void> {
  for (let n = 0; n < ALERTS; n += WRITES) {
    const requests = Array.from({ length: WRITES }, (_, i) => ({
      PutRequest: { Item: headItem(headOf(n + i), undefined) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [names.alertsTable]: requests } }));
  }
}

function headOf(n: number): Head {
  const score = SCORES[n % SCORES.length];
  const event = parseEventText(findingText(n).replace('"severity":5', `"severity":${score}`));
  if (!event.ok) throw new Error(event.refusal.problem);
  const reading = guardduty.read(event.value, "unknown");
  const [change] = reading.outcome === "observed" ? changesOf(reading.observations) : [];
  if (change === undefined) throw new Error(`the event is ${reading.outcome}`);
  return fold(undefined, change, defaultWorld, instant("2026-11-20T12:00:00Z")).head;
}

async function linesListed(options: Parameters<typeof listAlerts>[0]): Promise<number> {
  let lines = 0;
  const count = (text: string) => {
    lines += text.split("\n").length - 1;
  };
  await listAlerts(options, {
    stdin: (async function* () {})(),
    stdout: { write: count, columns: 120 },
    stderr: process.stderr,
    environment: process.env,
    interrupted: () => {},
  });
  return lines;
}

async function bareQueries(client: DynamoDBClient): Promise<void> {
  const waiting = severities.flatMap((severity) => shards.map((shard) => openPartition(severity, shard)));
  const lane = async () => {
    for (let partition = waiting.shift(); partition !== undefined; partition = waiting.shift()) {
      const input: QueryCommandInput = {
        TableName: names.alertsTable,
        IndexName: "open",
        KeyConditionExpression: "#pk = :pk",
        ExpressionAttributeNames: { "#pk": alertsSchema.indexes.open.partition },
        ExpressionAttributeValues: { ":pk": { S: partition } },
        Limit: PAGE_SIZE,
      };
      do {
        const { LastEvaluatedKey } = await client.send(new QueryCommand(input));
        input.ExclusiveStartKey = LastEvaluatedKey;
      } while (input.ExclusiveStartKey !== undefined);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, lane));
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
