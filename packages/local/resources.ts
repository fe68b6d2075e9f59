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
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import { deadLettersOf, NAME_PREFIX, nouns, type SiemKind, siemKinds } from "@tocsin/aws/names";
import { type ChannelKind, channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import {
  deliverSettings,
  ingestSettings,
  oncallSettings,
  type QueueSettings,
} from "@tocsin/lambda/deployment/settings";
import type { MessagingServer } from "./servers/messaging-server.ts";

export const names = {
  prefix: NAME_PREFIX,
  alertsTable: "tocsin-alerts",
  topic: "tocsin-alerts",
  readableTopic: named(nouns.pages),
  chatTopic: named(nouns.chat),
  reportBucket: "tocsin-reports",
  oncall: named("oncall"),
  announceDeadLetters: deadLettersOf(named("announce")),
  ingest: (source: string): string => named(nouns.ingest(source)),
  deliver: (kind: string): string => named(nouns.deliver(kind)),
  siem: (kind: SiemKind): string => named(kind),
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
  readonly chatTopicArn: string;
  readonly ingest: ReadonlyMap<string, Queue>;
  readonly oncall: Queue;
  /** By kind of channel. */
  readonly deliver: ReadonlyMap<ChannelKind, Queue>;
  readonly announceDeadLettersUrl: string;
}

export interface MessagingOptions {
  readonly sns: SNSClient;
  readonly server: Pick<MessagingServer, "ensureQueue" | "ensureBucket">;
  readonly sources: readonly string[];
}

/**
 * Makes the missing ones of: the topic, the bucket, and a queue with its dead-letter queue for each source, for `oncall`, and for each kind
 * of channel.
 */
export async function createMessaging({ sns, server, sources }: MessagingOptions): Promise<Messaging> {
  server.ensureBucket(names.reportBucket);
  const queueEach = <N extends string>(nouns: readonly N[], name: (noun: string) => string, settings: QueueSettings) =>
    new Map(nouns.map((noun) => [noun, queueWithDeadLetters(server, name(noun), settings)]));
  const ingest = queueEach(sources, names.ingest, ingestSettings);
  const deliver = queueEach(channelKinds, names.deliver, deliverSettings);
  const oncall = queueWithDeadLetters(server, names.oncall, oncallSettings);
  const { url: announceDeadLettersUrl } = server.ensureQueue(names.announceDeadLetters);
  const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: names.topic }));
  const { TopicArn: readableTopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: names.readableTopic }));
  const { TopicArn: chatTopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: names.chatTopic }));
  const arnOf = (name: string) => oncall.arn.replace(names.oncall, name);
  await unsubscribe(sns, topicArn, [names.oncall, ...siemKinds.map(names.siem)].map(arnOf));
  return { topicArn, readableTopicArn, chatTopicArn, ingest, oncall, deliver, announceDeadLettersUrl };
}

/**
 * An earlier version subscribed on-call's queue to the topic, whose announcements are not wakes; an earlier run may have written for SIEMs,
 * which this one may not.
 */
async function unsubscribe(client: SNSClient, topicArn: string, queueArns: readonly string[]): Promise<void> {
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  for (const { Endpoint, SubscriptionArn } of Subscriptions)
    if (queueArns.includes(Endpoint ?? "")) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
}

/** Makes a queue and its dead-letter queue, unless they are there. */
export function queueWithDeadLetters(
  server: Pick<MessagingServer, "ensureQueue">,
  name: string,
  settings: QueueSettings,
) {
  const { visibilitySeconds, maxReceiveCount } = settings;
  const deadLetters = server.ensureQueue(names.deadLettersOf(name));
  const { url, arn } = server.ensureQueue(name, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
  });
  return { name, url, arn, deadLettersUrl: deadLetters.url, settings };
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
