/** The handlers that are deployed, each made for the embedded servers as its function makes it for AWS. */
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import { createDeliveries } from "@tocsin/aws/alerts/deliveries";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDeadLetters, type DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import { type Directory, emptyDirectory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { World } from "@tocsin/core/policy/world";
import { announceHandler } from "@tocsin/lambda/handlers/announce";
import { type ChannelEdges, channelOf } from "@tocsin/lambda/handlers/channel-of";
import { type DigestHandler, digestHandler } from "@tocsin/lambda/handlers/digest";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall";
import { type ReviewHandler, reviewHandler } from "@tocsin/lambda/handlers/review";
import type { QueueHandler, StreamHandler } from "@tocsin/lambda/runtime/batch";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { IngestRule } from "./bus.ts";
import type { Counts } from "./counts.ts";
import { type Messaging, names, type Queue } from "./resources.ts";
import type { Clients } from "./servers/servers.ts";

export interface HandlersOptions {
  readonly clients: Clients;
  readonly messaging: Messaging;
  readonly rules: readonly IngestRule[];
  readonly counts: Counts;
  readonly policy: Policy;
  /** Left out, nothing is known of accounts. */
  readonly directory?: Directory | undefined;
  readonly channels: Omit<ChannelEdges, "now">;
  readonly scope: string;
  /** Left out, findings that are older than their cell are news. */
  readonly findingsOfBefore?: "baseline" | "news" | undefined;
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
      world: worldOf(options),
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

function ingestHandlers(options: HandlersOptions): Handlers["queues"] {
  const { clients, rules, counts, findingsOfBefore = "news", now, latest } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const alerts = createAlertsWriter(table);
  const cells = createCells(table);
  return rules.map(({ source, queue }) => ({
    queue,
    handler: ingestHandler({
      source,
      // Nobody has named them here.
      administrators: "unknown",
      alerts,
      cells,
      findingsOfBefore,
      deadLetters: deadLettersOf(queue, clients),
      world: worldOf(options),
      now,
      latest,
      telemetry: counts.telemetry(`ingest-${source.name}`),
    }),
  }));
}

function worldOf({ policy, directory = emptyDirectory }: HandlersOptions): () => Promise<World> {
  return async () => ({ policy, directory });
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
