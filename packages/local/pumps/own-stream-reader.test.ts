import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureAlertsTable, names } from "../resources.ts";
import { type LocalDynamodb, startDynamodb } from "../servers/dynamodb.ts";
import { type Checkpoints, checkpointsIn, type Positions } from "./checkpoints.ts";
import { createOwnStreamReader } from "./own-stream-reader.ts";
import { createStreamReader, type StreamReader } from "./stream-reader.ts";

interface Embedded {
  readonly dynamodb: LocalDynamodb;
  readonly table: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly streamArn: string;
}

const running: Embedded[] = [];
beforeEach(async () => {
  const dynamodb = await startDynamodb({ searchPath: "" });
  const { endpoint } = dynamodb;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const options = { endpoint, region: "eu-central-1", credentials };
  const table = new DynamoDBClient(options);
  const streamArn = await ensureAlertsTable(table);
  running.push({ dynamodb, table, streams: new DynamoDBStreamsClient(options), streamArn });
});
afterEach(async () => {
  for (const { dynamodb, table, streams } of running.splice(0)) {
    table.destroy();
    streams.destroy();
    await dynamodb.stop();
  }
});

function embedded() {
  const [only] = running;
  if (only?.dynamodb.streamRecords === undefined) throw new Error("no DynamoDB is running whose records can be read");
  return { ...only, records: only.dynamodb.streamRecords };
}

const item = (sk: string, text: string) => ({
  pk: { S: "ALERT#a" },
  sk: { S: sk },
  entry: { M: { text: { S: text }, numbers: { L: [{ N: "1.5" }, { NULL: true }] }, names: { SS: ["a", "b"] } } },
});

async function put(sk: string, text = ""): Promise<void> {
  await embedded().table.send(new PutItemCommand({ TableName: names.alertsTable, Item: item(sk, text) }));
}

function reading(checkpoints: Checkpoints = checkpointsIn(undefined, "alerts")): Promise<StreamReader> {
  return createOwnStreamReader({ records: embedded().records, tableName: names.alertsTable, checkpoints });
}

/** The texts of all that there is for now, settled. */
async function readAll(reader: StreamReader): Promise<readonly (string | undefined)[]> {
  const read: (string | undefined)[] = [];
  for (let page = await reader.next(); page !== undefined; page = await reader.next()) {
    read.push(...page.records.map(({ dynamodb }) => dynamodb?.NewImage?.entry?.M?.text?.S));
    await page.settle();
  }
  return read;
}

describe("a reader of the embedded DynamoDB's stream", () => {
  test("gives what the API gives of each record, but for what nobody asks of it", async () => {
    const { table, streams: client, streamArn } = embedded();
    await put("HEAD", "first");
    await put("HEAD", "second");
    const Key = { pk: { S: "ALERT#a" }, sk: { S: "HEAD" } };
    await table.send(new DeleteItemCommand({ TableName: names.alertsTable, Key }));
    const own = await (await reading()).next();
    const checkpoints = checkpointsIn(undefined, "alerts");
    const byApi = await (await createStreamReader({ client, streamArn, checkpoints })).next();
    expect(own?.records.map(({ eventName }) => eventName)).toEqual(["INSERT", "MODIFY", "REMOVE"]);
    expect(byApi?.records).toMatchObject(own?.records ?? []);
  });

  test("gives the same until it is settled, and then what comes after it", async () => {
    const reader = await reading();
    expect(await reader.next()).toBeUndefined();
    await put("LOG#1", "one");
    const first = await reader.next();
    await put("LOG#2", "two");
    expect((await reader.next())?.records.length).toBe(2);
    await first?.settle();
    expect(await readAll(reader)).toEqual(["two"]);
    expect(await readAll(reader)).toEqual([]);
  });

  test("goes on in the order of numbers, not of texts, behind what an earlier process has saved", async () => {
    const saved: Positions[] = [];
    const checkpoints: Checkpoints = {
      load: async () => saved.at(-1) ?? {},
      save: async (positions) => void saved.push(positions),
    };
    for (let n = 1; n <= 9; n += 1) await put(`LOG#${n}`, String(n));
    expect(await readAll(await reading(checkpoints))).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    for (const n of [10, 11]) await put(`LOG#${n}`, String(n));
    expect(await readAll(await reading(checkpoints))).toEqual(["10", "11"]);
    expect(saved.map((positions) => Object.values(positions))).toEqual([["9"], ["11"]]);
  });

  test("finds what is left after a part of it was removed", async () => {
    const { records } = embedded();
    for (let n = 1; n <= 3; n += 1) await put(`LOG#${n}`, String(n));
    records.trim(names.alertsTable, "3");
    expect(await readAll(await reading())).toEqual(["3"]);
  });

  test("reads the stream of its own table alone", async () => {
    await put("LOG#1");
    expect(embedded().records.after("another-table", undefined, 10)).toEqual([]);
  });
});
