/** The handlers that are deployed, each made for the embedded servers as its function makes it for AWS. */
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { createAlertsReader } from "@tocsin/aws/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts-writer";
import { createDeadLetters, type DeadLetters } from "@tocsin/aws/dead-letters";
import { createDeliveries } from "@tocsin/aws/deliveries";
import { createDueAlerts } from "@tocsin/aws/due-alerts";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import type { Instant } from "@tocsin/core/instant";
import type { Policy } from "@tocsin/core/policy";
import { announceHandler } from "@tocsin/lambda/announce";
import type { QueueHandler, StreamHandler } from "@tocsin/lambda/batch";
import { type ChannelEdges, channelOf } from "@tocsin/lambda/channel-of";
import { type DigestHandler, digestHandler } from "@tocsin/lambda/digest";
import { ingestHandler } from "@tocsin/lambda/ingest";
import { oncallHandler } from "@tocsin/lambda/oncall";
import { type ReviewHandler, reviewHandler } from "@tocsin/lambda/review";
import { systemNow } from "@tocsin/lambda/system-clock";
import type { Rule } from "./bus.ts";
import type { Counts } from "./counts.ts";
import { type Messaging, names, type Queue } from "./resources.ts";
import type { Clients } from "./servers.ts";

export interface HandlersOptions {
  readonly clients: Clients;
  readonly messaging: Messaging;
  readonly rules: readonly Rule[];
  readonly counts: Counts;
  readonly policy: Policy;
  readonly channels: Omit<ChannelEdges, "now">;
  readonly scope: string;
  readonly now: () => Instant;
  readonly latest: () => Instant;
}

export interface Handlers {
  /** Each queue with the handler that its messages go to. */
  readonly queues: readonly { readonly queue: Queue; readonly handler: QueueHandler }[];
  readonly announce: StreamHandler;
  readonly review: ReviewHandler;
  readonly digest: DigestHandler;
}

export function createHandlers(options: HandlersOptions): Handlers {
  const { clients, messaging, counts, now, scope } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const topic = createTopic({ client: clients.sns, topicArn: messaging.topicArn });
  return {
    queues: [...ingestHandlers(options), { queue: messaging.oncall, handler: oncall(options) }],
    announce: announceHandler({ topic, telemetry: counts.telemetry("announce") }),
    review: reviewHandler({
      alerts: createAlertsWriter(table),
      dueAlerts: createDueAlerts(table),
      policy: async () => options.policy,
      now,
      telemetry: counts.telemetry("review"),
    }),
    digest: digestHandler({
      alerts: createAlertsReader(table),
      reports: createReports({ client: clients.s3, bucketName: names.reportBucket }),
      topic,
      scope,
      now,
      telemetry: counts.telemetry("digest"),
    }),
  };
}

function ingestHandlers({ clients, rules, counts, policy, now, latest }: HandlersOptions): Handlers["queues"] {
  const alerts = createAlertsWriter({ client: clients.dynamodb, tableName: names.alertsTable });
  return rules.map(({ source, queue }) => ({
    queue,
    handler: ingestHandler({
      source,
      alerts,
      deadLetters: deadLettersOf(queue, clients),
      policy: async () => policy,
      now,
      latest,
      telemetry: counts.telemetry(`ingest-${source.name}`),
    }),
  }));
}

function oncall({ clients, messaging, counts, policy, channels, now }: HandlersOptions): QueueHandler {
  const edges: ChannelEdges = { ...channels, now };
  return oncallHandler({
    deliveries: createDeliveries({ client: clients.dynamodb, tableName: names.alertsTable }),
    deadLetters: deadLettersOf(messaging.oncall, clients),
    policy: async () => policy,
    channel: (current, name) => channelOf(current, name, edges),
    now,
    machineNow: systemNow,
    telemetry: counts.telemetry("oncall"),
  });
}

function deadLettersOf(queue: Queue, { sqs }: Clients): DeadLetters {
  return createDeadLetters({
    sendMessage: (input) => sqs.send(new SendMessageCommand(input)),
    queueUrl: queue.deadLettersUrl,
  });
}
