import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ensureAlertsTable, hasAlertsTable, names, tableDefinition } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { expect, test } from "vitest";

async function withDynamodb(use: (client: DynamoDBClient) => Promise<void>): Promise<void> {
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    await use(client);
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

const definition = tableDefinition();
const [first, ...others] = definition.GlobalSecondaryIndexes;
const attributesOf = (indexes: typeof others) =>
  new Set([
    "pk",
    "sk",
    ...indexes.flatMap(({ KeySchema = [] }) => KeySchema.map(({ AttributeName }) => AttributeName)),
  ]);

test.each([
  ["lacks an index", others],
  [
    "projects less in one",
    [
      {
        ...first,
        IndexName: first?.IndexName,
        KeySchema: first?.KeySchema,
        Projection: { ProjectionType: "KEYS_ONLY" as const },
      },
      ...others,
    ],
  ],
])("a table that %s is refused with advice, by a run and by a command that reads", async (_title, indexes) => {
  await withDynamodb(async (client) => {
    const attributes = attributesOf(indexes);
    await client.send(
      new CreateTableCommand({
        TableName: names.alertsTable,
        ...definition,
        AttributeDefinitions: definition.AttributeDefinitions.filter(({ AttributeName }) =>
          attributes.has(AttributeName),
        ),
        GlobalSecondaryIndexes: indexes,
      }),
    );
    const advice = "was made by another version of Tocsin";
    await expect(ensureAlertsTable(client)).rejects.toThrow(advice);
    await expect(hasAlertsTable(client)).rejects.toThrow(advice);
  });
});

test("a table of this version is used again", async () => {
  await withDynamodb(async (client) => {
    expect(await hasAlertsTable(client)).toBe(false);
    const stream = await ensureAlertsTable(client);
    expect(await ensureAlertsTable(client)).toBe(stream);
    expect(await hasAlertsTable(client)).toBe(true);
  });
});
