/** The stack's resources on the embedded servers, made from the same settings as the deployed ones. */
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { alertsSchema } from "@tocsin/aws/alerts-schema";
import { oncallFilterPolicy } from "@tocsin/aws/topic";
import { ingestSettings, oncallSettings, type QueueSettings } from "@tocsin/lambda/settings";
import type { FauxqsServer } from "fauxqs";

export const names = {
  alertsTable: "tocsin-alerts",
  topic: "tocsin-alerts",
  reportBucket: "tocsin-reports",
  oncall: "tocsin-oncall",
  announceDeadLetters: "tocsin-announce-dlq",
  ingest: (source: string): string => `tocsin-ingest-${source}`,
  deadLettersOf: (queue: string): string => `${queue}-dlq`,
} as const;

export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly deadLettersUrl: string;
  readonly settings: QueueSettings;
}

export interface Messaging {
  readonly topicArn: string;
  readonly ingest: ReadonlyMap<string, Queue>;
  readonly oncall: Queue;
  readonly announceDeadLettersUrl: string;
}

/** Makes the topic, the bucket, and a queue with its dead-letter queue for each source and for `oncall`. */
export function createMessaging(server: FauxqsServer, sources: readonly string[]): Messaging {
  const { topicArn } = server.createTopic(names.topic);
  server.createBucket(names.reportBucket);
  const ingest = new Map(sources.map((source) => [source, createQueue(server, names.ingest(source), ingestSettings)]));
  const oncall = createQueue(server, names.oncall, oncallSettings);
  server.subscribe({
    topic: names.topic,
    queue: names.oncall,
    attributes: { RawMessageDelivery: "true", FilterPolicy: JSON.stringify(oncallFilterPolicy) },
  });
  const { queueUrl } = server.createQueue(names.announceDeadLetters);
  return { topicArn, ingest, oncall, announceDeadLettersUrl: queueUrl };
}

function createQueue(server: FauxqsServer, name: string, settings: QueueSettings): Queue {
  const deadLetters = server.createQueue(names.deadLettersOf(name));
  const { queueUrl } = server.createQueue(name, {
    attributes: {
      VisibilityTimeout: String(settings.visibilitySeconds),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters.queueArn,
        maxReceiveCount: settings.maxReceiveCount,
      }),
    },
  });
  return { name, url: queueUrl, deadLettersUrl: deadLetters.queueUrl, settings };
}

/** Makes the alerts table unless it is there, and gives its stream. */
export async function ensureAlertsTable(client: DynamoDBClient): Promise<string> {
  try {
    await client.send(new CreateTableCommand({ TableName: names.alertsTable, ...tableDefinition() }));
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: names.alertsTable,
        TimeToLiveSpecification: { AttributeName: alertsSchema.timeToLive, Enabled: true },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceInUseException")) throw error;
  }
  const { Table } = await client.send(new DescribeTableCommand({ TableName: names.alertsTable }));
  if (Table?.LatestStreamArn === undefined) {
    throw new Error(`table ${names.alertsTable} exists without a stream: it is not one of Tocsin's`);
  }
  return Table.LatestStreamArn;
}

/** Whether the alerts table is there; a command that only reads must not make one. */
export async function hasAlertsTable(client: DynamoDBClient): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: names.alertsTable }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** The table as `CreateTable` takes it, apart from its name. */
export function tableDefinition() {
  const { key, indexes, stream } = alertsSchema;
  const attributes = [key, ...Object.values(indexes)].flatMap(({ partition, sort }) => [partition, sort]);
  return {
    BillingMode: "PAY_PER_REQUEST" as const,
    AttributeDefinitions: attributes.map((name): AttributeDefinition => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: keySchema(key),
    GlobalSecondaryIndexes: Object.entries(indexes).map(
      ([name, { partition, sort, projection }]): GlobalSecondaryIndex => ({
        IndexName: name,
        KeySchema: keySchema({ partition, sort }),
        Projection:
          projection.length === 0
            ? { ProjectionType: "KEYS_ONLY" }
            : { ProjectionType: "INCLUDE", NonKeyAttributes: [...projection] },
      }),
    ),
    StreamSpecification: { StreamEnabled: true, StreamViewType: stream },
  };
}

function keySchema({ partition, sort }: { readonly partition: string; readonly sort: string }) {
  return [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: sort, KeyType: "RANGE" as const },
  ];
}
