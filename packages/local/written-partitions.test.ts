import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { duePartition, memberPartition, openPartition, worldPartition } from "@tocsin/aws/alerts/alerts-schema";
import { type Query, queryPage } from "@tocsin/aws/alerts/query";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureAlertsTable, names } from "./resources.ts";
import { type LocalDynamodb, startDynamodb } from "./servers/dynamodb.ts";
import { answeringForEmptyPartitions } from "./written-partitions.ts";

interface Embedded {
  readonly dynamodb: LocalDynamodb;
  readonly knowing: DynamoDBClient;
  /** Asks the table, whatever is asked. */
  readonly plain: DynamoDBClient;
}

const running: Embedded[] = [];
beforeEach(async () => {
  const dynamodb = await startDynamodb({ searchPath: "" });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const options = { endpoint: dynamodb.endpoint, region: "eu-central-1", credentials };
  const [knowing, plain] = [new DynamoDBClient(options), new DynamoDBClient(options)];
  await ensureAlertsTable(knowing);
  answeringForEmptyPartitions(knowing);
  running.push({ dynamodb, knowing, plain });
});
afterEach(async () => {
  for (const { dynamodb, knowing, plain } of running.splice(0)) {
    knowing.destroy();
    plain.destroy();
    await dynamodb.stop();
  }
});

function setUp() {
  const [only] = running;
  if (only === undefined) throw new Error("nothing is running");
  const { knowing, plain } = only;
  const sent: string[] = [];
  knowing.middlewareStack.add(
    (next, { commandName = "" }) =>
      (request) => {
        sent.push(commandName);
        return next(request);
      },
    { step: "finalizeRequest" },
  );
  const asking = (client: DynamoDBClient) => async (query: Query) =>
    (await queryPage({ client, tableName: names.alertsTable }, query, undefined)).items;
  return { knowing, sent, asked: asking(knowing), there: asking(plain) };
}

const TableName = names.alertsTable;
const keys = { pk: { S: "G#a" }, sk: { S: "TOLD" } };
const dueNow = { duePk: { S: duePartition(3) }, dueSk: { S: "2026-11-20T12:00:00.000Z" } };

describe("a query by the only client of a new table", () => {
  test("of a partition in which nothing was written is answered without the table", async () => {
    const { sent, asked, there } = setUp();
    const queries: readonly Query[] = [
      { index: "open", partition: openPartition("CRITICAL", 0) },
      { index: "policy", partition: worldPartition("1.0", 7) },
      { partition: memberPartition("a", 0) },
    ];
    for (const query of queries) expect(await asked(query)).toEqual(await there(query));
    expect(sent).toEqual([]);
  });

  const update = {
    TableName,
    Key: keys,
    UpdateExpression: "SET duePk = :partition, dueSk = :due",
    ExpressionAttributeValues: { ":partition": dueNow.duePk, ":due": dueNow.dueSk },
  };
  const put = { TableName, Item: { ...keys, ...dueNow } };

  test.each<[string, (client: DynamoDBClient) => Promise<unknown>]>([
    ["an item that was put", (client) => client.send(new PutItemCommand(put))],
    [
      "an item that a transaction put",
      (client) => client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put }] })),
    ],
    ["an item that an update gave the index's attributes", (client) => client.send(new UpdateItemCommand(update))],
    [
      "an item that a transaction's update gave them",
      (client) => client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: update }] })),
    ],
  ])("finds %s, in the table and in its index", async (_, write) => {
    const { knowing, asked, there } = setUp();
    const queries: readonly Query[] = [{ partition: keys.pk.S }, { index: "due", partition: duePartition(3) }];
    for (const query of queries) expect(await asked(query)).toEqual([]);
    await write(knowing);
    for (const query of queries) {
      expect(await asked(query)).toEqual(await there(query));
      expect((await asked(query)).length).toBe(1);
    }
  });
});
