/** The stack's resources on the embedded servers, made from the same settings as the deployed ones. */
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type GlobalSecondaryIndexDescription,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import { deadLettersOf, NAME_PREFIX, nouns } from "@tocsin/aws/names";
import { channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import {
  deliverSettings,
  ingestSettings,
  oncallSettings,
  type QueueSettings,
} from "@tocsin/lambda/deployment/settings";
import type { Clients } from "./servers/servers.ts";

export const names = {
  alertsTable: "tocsin-alerts",
  topic: "tocsin-alerts",
  readableTopic: named(nouns.pages),
  reportBucket: "tocsin-reports",
  oncall: named("oncall"),
  announceDeadLetters: deadLettersOf(named("announce")),
  ingest: (source: string): string => named(nouns.ingest(source)),
  deliver: (kind: string): string => named(nouns.deliver(kind)),
  deadLettersOf,
} as const;

function named(noun: string): string {
  return `${NAME_PREFIX}-${noun}`;
}

export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly deadLettersUrl: string;
  readonly settings: QueueSettings;
}

export interface Messaging {
  readonly topicArn: string;
  readonly readableTopicArn: string;
  readonly ingest: ReadonlyMap<string, Queue>;
  readonly oncall: Queue;
  /** By kind of channel. */
  readonly deliver: ReadonlyMap<string, Queue>;
  readonly announceDeadLettersUrl: string;
}

export interface MessagingOptions {
  readonly clients: Pick<Clients, "sns" | "sqs" | "s3">;
  /** Where the clients' server listens. */
  readonly endpoint: string;
  readonly sources: readonly string[];
}

/** Makes what is not there yet of the topic, the bucket, and a queue with its dead-letter queue for each source, for `oncall`, and for each kind of channel. */
export async function createMessaging(options: MessagingOptions): Promise<Messaging> {
  const { clients, sources } = options;
  await clients.s3.send(new CreateBucketCommand({ Bucket: names.reportBucket }));
  const queueEach = async (nouns: readonly string[], name: (noun: string) => string, settings: QueueSettings) =>
    new Map(
      await Promise.all(
        nouns.map(async (noun) => [noun, await createQueueWithDeadLetters(options, name(noun), settings)] as const),
      ),
    );
  const ingest = await queueEach(sources, names.ingest, ingestSettings);
  const deliver = await queueEach(channelKinds, names.deliver, deliverSettings);
  const oncall = await createQueueWithDeadLetters(options, names.oncall, oncallSettings);
  const { TopicArn: topicArn = "" } = await clients.sns.send(new CreateTopicCommand({ Name: names.topic }));
  const readable = await clients.sns.send(new CreateTopicCommand({ Name: names.readableTopic }));
  await unsubscribe(clients.sns, topicArn, oncall.arn);
  const announceDeadLetters = await createQueue(options, names.announceDeadLetters);
  const { TopicArn: readableTopicArn = "" } = readable;
  return { topicArn, readableTopicArn, ingest, oncall, deliver, announceDeadLettersUrl: announceDeadLetters.url };
}

/** An earlier version subscribed on-call's queue to the topic, whose announcements are no wakes. */
async function unsubscribe(client: SNSClient, topicArn: string, queueArn: string): Promise<void> {
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  for (const { Endpoint, SubscriptionArn } of Subscriptions)
    if (Endpoint === queueArn) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
}

async function createQueueWithDeadLetters(options: MessagingOptions, name: string, settings: QueueSettings) {
  const { visibilitySeconds, maxReceiveCount } = settings;
  const deadLetters = await createQueue(options, names.deadLettersOf(name));
  const { url, arn } = await createQueue(options, name, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
  });
  return { name, url, arn, deadLettersUrl: deadLetters.url, settings };
}

async function createQueue(
  { clients, endpoint }: MessagingOptions,
  QueueName: string,
  Attributes: Readonly<Record<string, string>> = {},
) {
  const { QueueUrl = "" } = await clients.sqs.send(new CreateQueueCommand({ QueueName }));
  const url = reachable(QueueUrl, endpoint);
  // Apart from its making: a queue that is there already may be of an earlier version's settings.
  if (Object.keys(Attributes).length > 0)
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
  const queried = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  return { url, arn: (await clients.sqs.send(queried)).Attributes?.QueueArn ?? "" };
}

/** fauxqs names a queue by a host that not every machine resolves, and by the port of the run that made it. */
export function reachable(queueUrl: string, endpoint: string): string {
  return new URL(new URL(queueUrl).pathname, endpoint).href;
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
  requireOurIndexes(Table);
  return Table.LatestStreamArn;
}

/**
 * Whether the alerts table is there; a command that only reads must not make one.
 * @throws Error when it is another version's.
 */
export async function hasAlertsTable(client: DynamoDBClient): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: names.alertsTable }));
    requireOurIndexes(Table);
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** A table keeps the indexes that it was made with, and items written without them are in none. */
function requireOurIndexes(table: TableDescription | undefined): void {
  const found = new Set(table?.GlobalSecondaryIndexes?.map(indexText));
  const wanted = tableDefinition().GlobalSecondaryIndexes.map(indexText);
  if (wanted.every((index) => found.has(index))) return;
  throw new Error(
    `table ${names.alertsTable} was made by another version of Tocsin and lacks indexes that this one needs: ` +
      "start with a new table, for instance with another --data-dir",
  );
}

function indexText({ IndexName, KeySchema = [], Projection }: GlobalSecondaryIndexDescription): string {
  const keys = KeySchema.map(({ AttributeName }) => AttributeName);
  return JSON.stringify([IndexName, keys, Projection?.NonKeyAttributes?.toSorted() ?? []]);
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
