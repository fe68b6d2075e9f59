/**
 * The embedded stack: the handlers that are deployed, on a real DynamoDB, SNS, SQS and S3 that live in this process or
 * beside it, joined by the same queues, filters, batch sizes and dead letters.
 */
import { mkdir } from "node:fs/promises";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { MailOperators } from "@tocsin/aws/alarm-topic";
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { reasonOf } from "@tocsin/aws/queues/dead-letter-reason";
import type { Mode } from "@tocsin/aws/world/items/mode-item";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { DigestResult } from "@tocsin/lambda/handlers/digest/digest";
import { compileRules, ingested } from "@tocsin/sources/registry";
import { createLocalBus, type IngestRule, type LocalBus } from "./bus.ts";
import type { LocalChannels } from "./channels.ts";
import { type CountListener, type Counts, createCounts } from "./counts.ts";
import { duePlaces, dueWakesKnown } from "./due-places.ts";
import { createHandlers, deadLettersOf, type Handlers } from "./handlers.ts";
import { createKnownWorld } from "./known-world.ts";
import { startLinks } from "./links.ts";
import { createNextReview, type NextReview } from "./next-review.ts";
import { checkpointsIn, trimming } from "./pumps/checkpoints.ts";
import { invocation } from "./pumps/invocation.ts";
import { createOwnStreamReader } from "./pumps/own-stream-reader.ts";
import { startQueuePump } from "./pumps/queue-pump.ts";
import { type StreamBatch, type StreamPump, startStreamPump } from "./pumps/stream-pump.ts";
import { createStreamReader, type StreamReader } from "./pumps/stream-reader.ts";
import { createWriteSignal, type WriteSignal } from "./pumps/write-signal.ts";
import { createMessaging, ensureAlertsTable, type Messaging, names } from "./resources.ts";
import { startBusServer } from "./servers/bus-server.ts";
import type { LocalDynamodb } from "./servers/dynamodb.ts";
import type { MessagingServer } from "./servers/messaging-server.ts";
import { type Clients, startServers } from "./servers/servers.ts";
import { type LocalSiem, startSiem } from "./siem.ts";
import { createLocalWorld } from "./world.ts";
import { answeringForEmptyPartitions } from "./written-partitions.ts";

export interface StackOptions {
  readonly now: () => Instant;
  /** An event that claims to be later than this is refused. */
  readonly latest: () => Instant;
  /** Whether `now` is a scenario's time. */
  readonly isVirtual: boolean;
  /** Left out, the policy that is in force in the table. */
  readonly policy?: Policy | undefined;
  /** The mode of a stack if nobody has set one; by default `live`. */
  readonly unsaidMode?: Mode["mode"] | undefined;
  /** Called with each policy that is put in use. */
  readonly takesUp?: ((policy: Policy) => void) | undefined;
  /** Called once the table exists, before anything is read from it. */
  readonly prepare?: ((table: Table) => Promise<void>) | undefined;
  readonly channels: LocalChannels;
  /** Receives the mails to those who run Tocsin; optional. */
  readonly mail?: MailOperators | undefined;
  /** Whether messages have links, which are answered at a port of this machine while the stack runs. */
  readonly withLinks?: boolean | undefined;
  /** Left out, nothing is written for SIEMs. */
  readonly siem?: LocalSiem | undefined;
  /** What the digest covers, as its title says. */
  readonly scope: string;
  /** How to treat findings that existed before their cell was first heard of; by default as `news`. */
  readonly findingsOfBefore?: "baseline" | "news" | undefined;
  /**
   * Where the table (unless `dynamodbEndpoint` has it), the queues, and the position in the table's stream are kept between
   * runs, also when a run is killed. Without it, all of them end with the stack.
   */
  readonly dataDirectory?: string | undefined;
  readonly dynamodbEndpoint?: string | undefined;
  readonly searchPath: string;
  /** The port of the bus; 0 for any. */
  readonly port: number;
  /** How long a failed message waits before it is delivered again. */
  readonly redeliverySeconds: number;
  /** How many batches of a queue are handled in parallel. The default is two: that shows the same races as more, at less cost. */
  readonly batchesAtOnce?: number | undefined;
  readonly writeLog: (line: string) => void;
  /** Called with each count of the handlers. */
  readonly counting?: CountListener | undefined;
}

export interface Stack {
  readonly bus: LocalBus;
  /** Where `PutEvents` is served. */
  readonly busEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** Where SNS, SQS and S3 are served. */
  readonly messagingEndpoint: string;
  readonly alerts: AlertsReader;
  /** The instant of the first review that is due by `at`, of all that was written before the last `drain`. */
  readonly nextReview: (at: Instant) => Promise<Instant | undefined>;
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
  const { dynamodb, messagingServer, clients } = await startServers(options, running);
  const messaging = await createMessaging({
    sns: clients.sns,
    server: messagingServer,
    sources: ingested.map(({ name }) => name),
  });
  const streamArn = await ensureAlertsTable(clients.dynamodb);
  // A table that ends with the stack was made by it, and is not known to others.
  const isNew = dataDirectory === undefined && options.dynamodbEndpoint === undefined;
  if (isNew) answeringForEmptyPartitions(clients.dynamodb);
  const rules = rulesFor(messaging);
  const counts = createCounts(options.writeLog, options.counting);
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  await options.prepare?.(table);
  const lastWritten = () => dynamodb.streamRecords?.last(names.alertsTable);
  const local = createLocalWorld(table, options, counts.telemetry("world"));
  const known = createKnownWorld(local.reload, lastWritten);
  const worlds = { world: local.world, reload: known.reload };
  const places = duePlaces(table, worlds, now, isNew);
  const nextReview = createNextReview({ indexes: [...places.alerts, ...places.wakes], asked: places.inForce, now });
  const due = { dueAlerts: createDueAlerts(table), dueWakes: dueWakesKnown(table, places, nextReview) };
  const { place } = options.channels;
  const written = createWriteSignal();
  const settled = createWriteSignal();
  // In virtual time the writer waits for the stream to be read: records that gather until then cost less.
  const writing = options.isVirtual ? undefined : written;
  const links = options.withLinks
    ? await startLinks(
        { ...worlds, table, dataDirectory, place, written: writing, now, telemetry: counts.telemetry("acknowledge") },
        running,
      )
    : undefined;
  const siem = await startSiem(options.siem ?? {}, {
    ...{ clients, server: messagingServer, topicArn: messaging.topicArn, counts },
    deadLettersOf: (queue) => deadLettersOf(queue, clients),
  });
  const handlers = createHandlers({
    ...{ ...options, ...worlds, ...due },
    ...{ siem, links, clients, messaging, rules, counts, written: writing },
  });
  const stream = await startPumps(
    {
      clients,
      dynamodb,
      messaging,
      messagingServer,
      handlers,
      streamArn,
      written,
      settled,
      notes: [known, nextReview],
      counts,
      options,
    },
    running,
  );
  const bus = createLocalBus({ client: clients.sqs, rules });
  const unavailable = async () =>
    (await dynamodb.isAnswering())
      ? undefined
      : `the DynamoDB at ${dynamodb.endpoint} does not answer, so nothing was taken: start the stack again; with the same --data-dir it goes on`;
  const busServer = await startBusServer({ bus, port: options.port, now, unavailable });
  running.defer(() => busServer.stop());
  const queues = handlers.queues.map(({ queue }) => queue.name);

  return {
    bus,
    busEndpoint: busServer.endpoint,
    dynamodbEndpoint: dynamodb.endpoint,
    messagingEndpoint: messagingServer.endpoint,
    alerts: createAlertsReader(table),
    nextReview: nextReview.by,
    counts,
    drain: () => drain(messagingServer, queues, settled, stream),
    async review() {
      await handlers.review({}, invocation("review"));
    },
    digest: (week) => handlers.digest({ week }, invocation("digest")),
    report: (key) => storedReport(clients.s3, key),
    deadLetters: async () => deadLettersIn(messagingServer, queues),
    stop: () => running.disposeAsync(),
  };
}

function rulesFor({ ingest }: Messaging): readonly IngestRule[] {
  return compileRules(ingested).flatMap(({ source, matches }) => {
    const queue = ingest.get(source.name);
    return queue ? [{ source, matches, queue }] : [];
  });
}

interface PumpedParts {
  readonly clients: Clients;
  readonly dynamodb: LocalDynamodb;
  readonly messaging: Messaging;
  readonly messagingServer: MessagingServer;
  readonly handlers: Handlers;
  readonly streamArn: string;
  readonly written: WriteSignal;
  readonly settled: WriteSignal;
  /** Take note of every record of the stream. */
  readonly notes: readonly Pick<NextReview, "note">[];
  readonly counts: Counts;
  readonly options: StackOptions;
}

/** Starts the pumps that carry messages and stream records to the handlers; they are stopped in parallel with `running`. */
async function startPumps(
  {
    clients,
    dynamodb,
    messaging,
    messagingServer,
    handlers,
    streamArn,
    written,
    settled,
    notes,
    counts,
    options,
  }: PumpedParts,
  running: AsyncDisposableStack,
): Promise<StreamPump> {
  const complain = (where: string) => (error: unknown) =>
    counts.telemetry(where).log.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  const stream = startStreamPump({
    reader: await streamReader(clients, dynamodb, streamArn, options.dataDirectory, complain("announce")),
    handler: handlers.announce,
    note(record) {
      for (const taker of notes) taker.note(record);
    },
    written,
    giveUp: (batch) => deadLetterStreamBatch(clients.sqs, messaging, streamArn, batch),
    onError: complain("announce"),
  });
  const pumps = handlers.queues.map(({ queue, handler }) =>
    startQueuePump({
      receiver: messagingServer.receiver(queue.name),
      queue,
      handler,
      batchesAtOnce: options.batchesAtOnce ?? 2,
      redeliverySeconds: options.redeliverySeconds,
      settled,
      onError: complain(queue.name),
    }),
  );
  running.defer(async () => {
    await Promise.all([...pumps, stream].map((pump) => pump.stop()));
  });
  return stream;
}

/** The stream of a DynamoDB that is not embedded is only available through its API. */
function streamReader(
  { streams: client }: Clients,
  { streamRecords: records }: LocalDynamodb,
  streamArn: string,
  dataDirectory: string | undefined,
  onError: (error: unknown) => void,
): Promise<StreamReader> {
  const tableName = names.alertsTable;
  const checkpoints = checkpointsIn(dataDirectory, streamArn);
  if (records === undefined) return createStreamReader({ client, streamArn, checkpoints });
  const trim = (sequenceNumber: string) => records.trim(tableName, sequenceNumber);
  return createOwnStreamReader({ records, tableName, checkpoints: trimming(checkpoints, { trim, onError }) });
}

async function storedReport(client: S3Client, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: names.reportBucket, Key: key }));
  return (await Body?.transformToString("utf8")) ?? "";
}

/** A message may become visible by time alone. */
const DRAIN_LOOK_MILLISECONDS = 20;

async function drain(
  server: MessagingServer,
  queues: readonly string[],
  settled: WriteSignal,
  stream: StreamPump,
): Promise<void> {
  for (;;) {
    while (!areEmpty(server, queues)) await settled.wait(DRAIN_LOOK_MILLISECONDS);
    // The queues' messages are in the table now, and so in the stream; the stream's records may fill a queue again.
    if (!(await stream.advance()) && areEmpty(server, queues)) return;
  }
}

function areEmpty(server: MessagingServer, queues: readonly string[]): boolean {
  const sizes = server.sizes();
  return queues.every((queue) => sizes.get(queue) === 0);
}

function deadLettersIn(server: MessagingServer, queues: readonly string[]): readonly DeadLetter[] {
  return [...queues.map(names.deadLettersOf), names.announceDeadLetters].flatMap((queue) =>
    server.waiting(queue).map(({ body, attributes }) => ({ queue, body, reason: reasonOf({ body, attributes }) })),
  );
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
