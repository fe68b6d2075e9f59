/**
 * The embedded stack: the handlers that are deployed, on a real DynamoDB, SNS, SQS and S3 that live in this process or
 * beside it, joined by the same queues, filters, batch sizes and dead letters.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts-writer";
import { createDeadLetters } from "@tocsin/aws/dead-letters";
import { createDeliveries } from "@tocsin/aws/deliveries";
import { createDueAlerts, type DueAlerts } from "@tocsin/aws/due-alerts";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import type { Instant } from "@tocsin/core/instant";
import type { Policy } from "@tocsin/core/policy";
import { announceHandler } from "@tocsin/lambda/announce";
import { type ChannelEdges, channelOf } from "@tocsin/lambda/channel-of";
import { type DigestResult, digestHandler } from "@tocsin/lambda/digest";
import { ingestHandler } from "@tocsin/lambda/ingest";
import { oncallHandler } from "@tocsin/lambda/oncall";
import { reviewHandler } from "@tocsin/lambda/review";
import { sources } from "@tocsin/sources/registry";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { createLocalBus, type LocalBus } from "./bus.ts";
import { type BusServer, startBusServer } from "./bus-server.ts";
import { type Counts, createCounts } from "./counts.ts";
import { type LocalDynamodb, startDynamodb } from "./dynamodb.ts";
import { invocation } from "./invocation.ts";
import { type Pump, startQueuePump } from "./queue-pump.ts";
import { createMessaging, ensureAlertsTable, type Messaging, names, type Queue } from "./resources.ts";
import { type Checkpoints, type StreamPump, startStreamPump } from "./stream-pump.ts";

export interface StackOptions {
  readonly now: () => Instant;
  /** No event is believed that claims to be later. */
  readonly latest: () => Instant;
  readonly policy: Policy;
  readonly channels: Pick<ChannelEdges, "write" | "styled" | "secretAt">;
  /** What the digest is of. */
  readonly scope: string;
  /** Keeps the table and the stream's checkpoint between runs; left out, all lives in memory. */
  readonly dataDirectory?: string | undefined;
  readonly dynamodbEndpoint?: string | undefined;
  readonly searchPath: string;
  /** The port of the bus; 0 for any. */
  readonly port: number;
  /** What a failed message waits before it is delivered again. */
  readonly redeliverySeconds: number;
  readonly writeLog: (line: string) => void;
}

export interface Stack {
  readonly bus: LocalBus;
  /** Where `PutEvents` is served. */
  readonly busEndpoint: string;
  readonly dynamodbEndpoint: string;
  readonly alerts: AlertsReader;
  readonly dueAlerts: DueAlerts;
  readonly counts: Counts;
  /** Waits until nothing is on its way: every queue is empty but the dead letters, and the stream is read to its end. */
  drain(): Promise<void>;
  /** Runs `review` as its schedule would. */
  review(): Promise<void>;
  digest(week: string): Promise<DigestResult>;
  /** A rendering of a digest, from the report bucket. */
  report(key: string): Promise<string>;
  /** What lies in the dead-letter queues. */
  deadLetters(): readonly DeadLetter[];
  stop(): Promise<void>;
}

export interface DeadLetter {
  readonly queue: string;
  readonly body: string;
  readonly reason: string;
}

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const region = "eu-central-1";

export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDirectory, now } = options;
  if (dataDirectory !== undefined) await mkdir(dataDirectory, { recursive: true });
  const dynamodb = await startDynamodb({
    endpoint: options.dynamodbEndpoint,
    databaseFile: dataDirectory && join(dataDirectory, "alerts.db"),
    searchPath: options.searchPath,
  });
  const messagingServer = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  const clients = createClients(dynamodb, messagingServer);
  const messaging = createMessaging(
    messagingServer,
    sources.map(({ name }) => name),
  );
  const streamArn = await ensureAlertsTable(clients.dynamodb);
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const reader = createAlertsReader(table);
  const alerts = createAlertsWriter(table);
  const dueAlerts = createDueAlerts(table);
  const topic = createTopic({ client: clients.sns, topicArn: messaging.topicArn });
  const reports = createReports({ client: clients.s3, bucketName: names.reportBucket });
  const counts = createCounts(options.writeLog);
  const policy = async () => options.policy;
  const deadLettersOf = (queue: Queue) =>
    createDeadLetters({
      sendMessage: (input) => clients.sqs.send(new SendMessageCommand(input)),
      queueUrl: queue.deadLettersUrl,
    });
  const complain = (where: string) => (error: unknown) =>
    counts.telemetry(where).log.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));

  const pumps: Pump[] = [];
  const pump = (queue: Queue, handler: Parameters<typeof startQueuePump>[0]["handler"]) =>
    pumps.push(
      startQueuePump({
        client: clients.sqs,
        queue,
        handler,
        redeliverySeconds: options.redeliverySeconds,
        onError: complain(queue.name),
      }),
    );
  const rules = sources.flatMap((source) => {
    const queue = messaging.ingest.get(source.name);
    return queue ? [{ source, queue }] : [];
  });
  for (const { source, queue } of rules) {
    pump(
      queue,
      ingestHandler({
        source,
        alerts,
        deadLetters: deadLettersOf(queue),
        policy,
        now,
        latest: options.latest,
        telemetry: counts.telemetry(`ingest-${source.name}`),
      }),
    );
  }
  const edges: ChannelEdges = { ...options.channels, now };
  pump(
    messaging.oncall,
    oncallHandler({
      deliveries: createDeliveries(table),
      deadLetters: deadLettersOf(messaging.oncall),
      policy,
      channel: (current, name) => channelOf(current, name, edges),
      now,
      telemetry: counts.telemetry("oncall"),
    }),
  );
  const stream = await startStreamPump({
    client: clients.streams,
    streamArn,
    handler: announceHandler({ topic, telemetry: counts.telemetry("announce") }),
    checkpoints: checkpointsIn(dataDirectory),
    giveUp: (batch) => buryStreamBatch(clients.sqs, messaging, streamArn, batch),
    onError: complain("announce"),
  });
  const review = reviewHandler({ alerts, dueAlerts, policy, now, telemetry: counts.telemetry("review") });
  const digest = digestHandler({
    alerts: reader,
    reports,
    topic,
    scope: options.scope,
    now,
    telemetry: counts.telemetry("digest"),
  });
  const bus = createLocalBus({ client: clients.sqs, rules });
  const busServer = await startBusServer({ bus, port: options.port, now });
  const queues = [...messaging.ingest.values(), messaging.oncall].map(({ name }) => name);

  return {
    bus,
    busEndpoint: busServer.endpoint,
    dynamodbEndpoint: dynamodb.endpoint,
    alerts: reader,
    dueAlerts,
    counts,
    drain: () => drain(messagingServer, queues, stream),
    async review() {
      await review({}, invocation("review"));
    },
    digest: (week) => digest({ week }, invocation("digest")),
    async report(key) {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: names.reportBucket, Key: key }));
      return (await Body?.transformToString("utf8")) ?? "";
    },
    deadLetters: () => deadLettersIn(messagingServer, queues),
    stop: () => stop({ busServer, pumps, stream, clients, messagingServer, dynamodb }),
  };
}

function createClients(dynamodb: LocalDynamodb, messagingServer: FauxqsServer) {
  const common = { region, credentials, maxAttempts: 3 };
  const messaging = { ...common, endpoint: `http://127.0.0.1:${messagingServer.port}` };
  return {
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb.endpoint }),
    streams: new DynamoDBStreamsClient({ ...common, endpoint: dynamodb.endpoint }),
    sns: new SNSClient(messaging),
    sqs: new SQSClient(messaging),
    s3: new S3Client({ ...messaging, forcePathStyle: true }),
  };
}

const DRAIN_POLL_MILLISECONDS = 4;

async function drain(server: FauxqsServer, queues: readonly string[], stream: StreamPump): Promise<void> {
  for (;;) {
    while (!queues.every((queue) => isEmpty(server, queue))) await setTimeout(DRAIN_POLL_MILLISECONDS);
    // What the queues held is in the table now, and so in the stream; what the stream brings may fill a queue again.
    if (!(await stream.catchUp()) && queues.every((queue) => isEmpty(server, queue))) return;
  }
}

function isEmpty(server: FauxqsServer, queue: string): boolean {
  const messages = server.inspectQueue(queue)?.messages;
  return messages === undefined || messages.ready.length + messages.delayed.length + messages.inflight.length === 0;
}

function deadLettersIn(server: FauxqsServer, queues: readonly string[]): readonly DeadLetter[] {
  const deadLetterQueues = [...queues.map(names.deadLettersOf), names.announceDeadLetters];
  return deadLetterQueues.flatMap((queue) =>
    (server.inspectQueue(queue)?.messages.ready ?? []).map((message) => ({
      queue,
      body: message.body,
      reason: message.messageAttributes.reason?.StringValue ?? "was delivered too often without success",
    })),
  );
}

/** Lambda's failure destination gets the batch's place in the stream, not the records. */
async function buryStreamBatch(
  client: SQSClient,
  { announceDeadLettersUrl }: Messaging,
  streamArn: string,
  batch: object,
): Promise<void> {
  const MessageBody = JSON.stringify({ version: "1.0", DDBStreamBatchInfo: { streamArn, ...batch } });
  await client.send(new SendMessageCommand({ QueueUrl: announceDeadLettersUrl, MessageBody }));
}

/** The stream's place is kept beside the table; without a data directory both live as long as the process. */
function checkpointsIn(dataDirectory: string | undefined): Checkpoints {
  if (dataDirectory === undefined) return { load: async () => undefined, save: async () => {} };
  const file = join(dataDirectory, "stream-checkpoint");
  return {
    async load() {
      try {
        return (await readFile(file, "utf8")).trim() || undefined;
      } catch {
        return undefined;
      }
    },
    async save(sequenceNumber) {
      // Written aside and moved into place: a crash leaves the old one or the new one, never half of one.
      await writeFile(`${file}.new`, sequenceNumber);
      await rename(`${file}.new`, file);
    },
  };
}

async function stop(parts: {
  readonly busServer: BusServer;
  readonly pumps: readonly Pump[];
  readonly stream: StreamPump;
  readonly clients: ReturnType<typeof createClients>;
  readonly messagingServer: FauxqsServer;
  readonly dynamodb: LocalDynamodb;
}): Promise<void> {
  await parts.busServer.stop();
  await Promise.all([...parts.pumps.map((pump) => pump.stop()), parts.stream.stop()]);
  for (const client of Object.values(parts.clients)) client.destroy();
  await parts.messagingServer.stop();
  await parts.dynamodb.stop();
}
