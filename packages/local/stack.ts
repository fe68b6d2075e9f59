/**
 * The embedded stack: the handlers that are deployed, on a real DynamoDB, SNS, SQS and S3 that live in this process or
 * beside it, joined by the same queues, filters, batch sizes and dead letters.
 */
import { mkdir } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createDueAlerts, type DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { reasonOf } from "@tocsin/aws/queues/dead-letter-reason";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { ChannelEdges } from "@tocsin/lambda/handlers/channel-of";
import type { DigestResult } from "@tocsin/lambda/handlers/digest";
import { compileRules, sources } from "@tocsin/sources/registry";
import { createLocalBus, type LocalBus, type Rule } from "./bus.ts";
import { type Counts, createCounts } from "./counts.ts";
import { createHandlers, type Handlers } from "./handlers.ts";
import { checkpointsIn } from "./pumps/checkpoints.ts";
import { invocation } from "./pumps/invocation.ts";
import { startQueuePump } from "./pumps/queue-pump.ts";
import { type StreamBatch, type StreamPump, startStreamPump } from "./pumps/stream-pump.ts";
import { createMessaging, ensureAlertsTable, type Messaging, names } from "./resources.ts";
import { startBusServer } from "./servers/bus-server.ts";
import type { MessagingServer } from "./servers/messaging-server.ts";
import { type Clients, startServers } from "./servers/servers.ts";

export interface StackOptions {
  readonly now: () => Instant;
  /** No event is believed that claims to be later. */
  readonly latest: () => Instant;
  readonly policy: Policy;
  readonly channels: Omit<ChannelEdges, "now">;
  /** What the digest is of. */
  readonly scope: string;
  /**
   * Keeps between runs, and over a kill, the table (unless `dynamodbEndpoint` does), what is in the queues, and how far the
   * table's stream was read; left out, all lives in memory.
   */
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
  /** Where SNS, SQS and S3 are served. */
  readonly messagingEndpoint: string;
  readonly alerts: AlertsReader;
  readonly dueAlerts: DueAlerts;
  readonly counts: Counts;
  /** Waits until nothing is on its way: every queue is empty but the dead letters, and the stream is read to its end. */
  drain(): Promise<void>;
  /** Runs `review` as its schedule would. */
  review(): Promise<void>;
  /** Runs `digest` as its schedule would, or for the week named. */
  digest(week?: string): Promise<DigestResult>;
  /** A rendering of a digest, from the report bucket. */
  report(key: string): Promise<string>;
  /** What lies in the dead-letter queues. */
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Ends everything that was started. Without a data directory, what is still in a queue goes with it: drain first. */
  stop(): Promise<void>;
}

export interface DeadLetter {
  readonly queue: string;
  readonly body: string;
  readonly reason: string;
}

/** @throws Error when a part does not start; then none is left running. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const running = new AsyncDisposableStack();
  try {
    return await assemble(options, running);
  } catch (error) {
    await running.disposeAsync();
    throw error;
  }
}

async function assemble(options: StackOptions, running: AsyncDisposableStack): Promise<Stack> {
  const { dataDirectory, now } = options;
  if (dataDirectory !== undefined) await mkdir(dataDirectory, { recursive: true });
  const { dynamodbEndpoint, messagingServer, clients } = await startServers(options, running);
  const messaging = await createMessaging({
    clients,
    endpoint: messagingServer.endpoint,
    sources: sources.map(({ name }) => name),
  });
  const streamArn = await ensureAlertsTable(clients.dynamodb);
  const rules = rulesFor(messaging);
  const counts = createCounts(options.writeLog);
  const handlers = createHandlers({ ...options, clients, messaging, rules, counts });
  const stream = await startPumps({ clients, messaging, handlers, streamArn, counts, options }, running);
  const bus = createLocalBus({ client: clients.sqs, rules });
  const busServer = await startBusServer({ bus, port: options.port, now });
  running.defer(() => busServer.stop());
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const queues = handlers.queues.map(({ queue }) => queue.name);

  return {
    bus,
    busEndpoint: busServer.endpoint,
    dynamodbEndpoint,
    messagingEndpoint: messagingServer.endpoint,
    alerts: createAlertsReader(table),
    dueAlerts: createDueAlerts(table),
    counts,
    drain: () => drain(messagingServer, queues, stream),
    async review() {
      await handlers.review({}, invocation("review"));
    },
    digest: (week) => handlers.digest({ week }, invocation("digest")),
    report: (key) => storedReport(clients.s3, key),
    deadLetters: () => deadLettersIn(messagingServer, queues),
    stop: () => running.disposeAsync(),
  };
}

function rulesFor({ ingest }: Messaging): readonly Rule[] {
  return compileRules().flatMap(({ source, matches }) => {
    const queue = ingest.get(source.name);
    return queue ? [{ source, matches, queue }] : [];
  });
}

interface PumpedParts {
  readonly clients: Clients;
  readonly messaging: Messaging;
  readonly handlers: Handlers;
  readonly streamArn: string;
  readonly counts: Counts;
  readonly options: StackOptions;
}

/** Starts what carries messages and stream records to the handlers; all of it is stopped, side by side, with `running`. */
async function startPumps(
  { clients, messaging, handlers, streamArn, counts, options }: PumpedParts,
  running: AsyncDisposableStack,
): Promise<StreamPump> {
  const complain = (where: string) => (error: unknown) =>
    counts.telemetry(where).log.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  const stream = await startStreamPump({
    client: clients.streams,
    streamArn,
    handler: handlers.announce,
    checkpoints: checkpointsIn(options.dataDirectory, streamArn),
    giveUp: (batch) => deadLetterStreamBatch(clients.sqs, messaging, streamArn, batch),
    onError: complain("announce"),
  });
  const pumps = handlers.queues.map(({ queue, handler }) =>
    startQueuePump({
      client: clients.sqs,
      queue,
      handler,
      redeliverySeconds: options.redeliverySeconds,
      onError: complain(queue.name),
    }),
  );
  running.defer(async () => {
    await Promise.all([...pumps, stream].map((pump) => pump.stop()));
  });
  return stream;
}

async function storedReport(client: S3Client, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: names.reportBucket, Key: key }));
  return (await Body?.transformToString("utf8")) ?? "";
}

const DRAIN_POLL_MILLISECONDS = 4;

async function drain(server: MessagingServer, queues: readonly string[], stream: StreamPump): Promise<void> {
  for (;;) {
    while (!(await areEmpty(server, queues))) await setTimeout(DRAIN_POLL_MILLISECONDS);
    // What the queues held is in the table now, and so in the stream; what the stream brings may fill a queue again.
    if (!(await stream.catchUp()) && (await areEmpty(server, queues))) return;
  }
}

async function areEmpty(server: MessagingServer, queues: readonly string[]): Promise<boolean> {
  const sizes = await server.sizes();
  return queues.every((queue) => sizes.get(queue) === 0);
}

async function deadLettersIn(server: MessagingServer, queues: readonly string[]): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (const queue of [...queues.map(names.deadLettersOf), names.announceDeadLetters]) {
    for (const { body, attributes } of await server.waiting(queue))
      found.push({ queue, body, reason: reasonOf({ body, attributes }) });
  }
  return found;
}

/** Lambda's failure destination gets the batch's place in the stream, not the records. */
async function deadLetterStreamBatch(
  client: SQSClient,
  { announceDeadLettersUrl }: Messaging,
  streamArn: string,
  batch: StreamBatch,
): Promise<void> {
  const requestContext = { condition: "RetryAttemptsExhausted" };
  const MessageBody = JSON.stringify({ version: "1.0", requestContext, DDBStreamBatchInfo: { streamArn, ...batch } });
  await client.send(new SendMessageCommand({ QueueUrl: announceDeadLettersUrl, MessageBody }));
}
