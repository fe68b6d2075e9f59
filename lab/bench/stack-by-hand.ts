/**
 * The handlers of the embedded stack, to which nobody carries anything unless asked: so that the requests of each are told from those of
 * what carries.
 */
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { streamFilters } from "@tocsin/aws/alerts/stream";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { Policy } from "@tocsin/core/policy/policy";
import type { QueueHandler, StreamHandler } from "@tocsin/lambda/runtime/batch";
import { message } from "@tocsin/lambda/testing/sample-batch";
import { createCounts } from "@tocsin/local/counts";
import { createHandlers, type Handlers } from "@tocsin/local/handlers";
import { checkpointsIn } from "@tocsin/local/pumps/checkpoints";
import { invocation } from "@tocsin/local/pumps/invocation";
import { createStreamReader, type StreamReader } from "@tocsin/local/pumps/stream-reader";
import { createMessaging, ensureAlertsTable, names, type Queue } from "@tocsin/local/resources";
import { createMessagingClients, startServers } from "@tocsin/local/servers/servers";
import { createLocalWorld } from "@tocsin/local/world";
import { guardduty } from "@tocsin/sources/guardduty/source";
import type { DynamoDBRecord } from "aws-lambda";
import { countRequests } from "../../test/support/counting.ts";

export interface StackByHand {
  /** How many requests `oncall` and `deliver` have made. */
  requests(): number;
  /** Has `ingest` take events of GuardDuty. */
  ingest(texts: readonly string[]): Promise<void>;
  /** Has all done that follows. Gives how many records the table's stream brought. */
  settle(): Promise<number>;
  /** Moves the clock on, and has `review` look for what is due. */
  passSeconds(seconds: number): Promise<void>;
}

const START = instant("2026-11-20T12:00:00Z");
const BATCH = 10;
/** As many invocations of a function run side by side, as in the embedded stack. */
const WIDTH = 2;
const passes = streamFilters.map(compilePattern);

export async function stackByHand(policy: Policy, running: AsyncDisposableStack): Promise<StackByHand> {
  const clock = { now: START };
  const { handlers, stream, clients, endpoint } = await assemble(policy, clock, running);
  const carrier = createMessagingClients(endpoint);
  running.defer(() => {
    for (const client of Object.values(carrier)) client.destroy();
  });
  const counters = [countRequests(clients.dynamodb), countRequests(clients.sqs)];
  const isIngest = ({ queue }: Handlers["queues"][number]) => queue.name === names.ingest(guardduty.name);
  let requests = 0;

  return {
    requests: () => requests,
    async ingest(texts) {
      for (const { handler } of handlers.queues.filter(isIngest))
        for (let i = 0; i < texts.length; i += BATCH) await handle(handler, texts.slice(i, i + BATCH));
    },
    async settle() {
      let records = 0;
      for (;;) {
        const streamed = await announceNext(stream, handlers.announce);
        records += streamed;
        let received = 0;
        for (const { queue, handler } of handlers.queues.filter((one) => !isIngest(one)))
          received += await counting(() => handleNext(carrier.sqs, queue, handler));
        if (streamed + received === 0) return records;
      }
    },
    async passSeconds(seconds) {
      clock.now = shift(clock.now, seconds * 1000);
      await handlers.review({}, invocation("review"));
    },
  };

  async function counting<T>(work: () => Promise<T>): Promise<T> {
    for (const counter of counters) counter.reset();
    const result = await work();
    requests += counters.reduce((sum, counter) => sum + counter.total(), 0);
    return result;
  }
}

async function assemble(policy: Policy, clock: { readonly now: Instant }, running: AsyncDisposableStack) {
  const { messagingServer, clients } = await startServers({ searchPath: process.env.PATH ?? "" }, running);
  const { endpoint } = messagingServer;
  const messaging = await createMessaging({ sns: clients.sns, server: messagingServer, sources: [guardduty.name] });
  const streamArn = await ensureAlertsTable(clients.dynamodb);
  const counts = createCounts(() => {});
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const rules = [...messaging.ingest.values()].map((queue) => ({ source: guardduty, matches: () => true, queue }));
  const handlers = createHandlers({
    ...{ clients, messaging, rules, counts, scope: "bench", isVirtual: false },
    ...createLocalWorld(table, { policy }, counts.telemetry("world")),
    // As deployed: every shard is asked.
    ...{ dueAlerts: createDueAlerts(table), dueWakes: createDueWakes(table) },
    channels: { write: () => {}, styled: false, secretAt: async () => "the secret of the benchmark" },
    now: () => clock.now,
    latest: () => shift(clock.now, MILLISECONDS_PER_DAY),
  });
  const checkpoints = checkpointsIn(undefined, streamArn);
  const stream = await createStreamReader({ client: clients.streams, streamArn, checkpoints });
  return { handlers, stream, clients, endpoint };
}

/** Gives how many records there were. */
async function announceNext(stream: StreamReader, announce: StreamHandler): Promise<number> {
  const reading = await stream.next();
  if (reading === undefined) return 0;
  const records = reading.records.filter((record) => passes.some((passesOne) => passesOne(record)));
  for (let i = 0; i < records.length; i += BATCH) {
    // The SDK and Lambda spell the same record.
    const Records = records.slice(i, i + BATCH) as unknown as DynamoDBRecord[];
    requireDone(await announce({ Records }, invocation("announce")));
  }
  await reading.settle();
  return reading.records.length;
}

/** Several batches side by side. Gives how many messages there were. */
async function handleNext(client: SQSClient, { url }: Queue, handler: QueueHandler): Promise<number> {
  const batches = await Promise.all(Array.from({ length: WIDTH }, () => receive(client, url)));
  await Promise.all(batches.map((bodies) => bodies.length > 0 && handle(handler, bodies)));
  return batches.reduce((sum, bodies) => sum + bodies.length, 0);
}

async function receive(client: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH }));
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return Messages.map(({ Body = "" }) => Body);
}

async function handle(handler: QueueHandler, bodies: readonly string[]): Promise<void> {
  const Records = bodies.map((body, i) => message(String(i), body));
  requireDone(await handler({ Records }, invocation("bench")));
}

function requireDone({ batchItemFailures }: { readonly batchItemFailures: readonly unknown[] }): void {
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records of a batch failed`);
}
