/** An empty alerts table on a DynamoDB of its own, for tests that write to it with the real SDK. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { afterAll, beforeAll } from "vitest";

export function useTable() {
  const opened: { client?: DynamoDBClient; stop?: () => Promise<void> } = {};
  beforeAll(async () => {
    const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
    const client = new DynamoDBClient({
      endpoint: dynamodb.endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    await ensureAlertsTable(client);
    opened.client = client;
    opened.stop = dynamodb.stop;
  });
  afterAll(async () => {
    opened.client?.destroy();
    await opened.stop?.();
  });
  return {
    get client(): DynamoDBClient {
      if (opened.client === undefined) throw new Error("the table is not open yet");
      return opened.client;
    },
    get alerts() {
      const table = { client: this.client, tableName: names.alertsTable };
      return {
        ...createAlertsReader(table),
        ...createAlertsWriter(table),
        due: createDueAlerts(table),
      };
    },
    tableName: names.alertsTable,
  };
}
