/**
 * What the emulators alone take of an alert's way: the same requests in the same order, by a caller that does nothing but wait for the
 * answers. What a handler computes, and how long a pump pauses, is not in it.
 */
import { BatchGetItemCommand, CreateTableCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { reachable, tableDefinition } from "@tocsin/local/resources";
import type { Clients } from "@tocsin/local/servers/servers";

export interface HopsOptions {
  readonly clients: Pick<Clients, "dynamodb" | "streams" | "sqs">;
  readonly events: EventBridgeClient;
  readonly messagingEndpoint: string;
  /** Takes a POST of anything. */
  readonly receiverUrl: string;
  /** No rule of the bus wants it, so that it goes no farther. */
  readonly unwanted: PutEventsRequestEntry;
}

/** The milliseconds of each hop, all of its kind together. */
export type Walk = Readonly<Record<"bus" | "queues" | "table" | "stream" | "webhook", number>>;

/** Before `ingest`, `oncall` and `deliver`. */
const QUEUES = 3;
/** `ingest` and `oncall` each read what they need, and write in one transaction. */
const WRITERS = 2;
const ITEMS = 3;
const TableName = "bench-hops";

/** Gives how to go the way once. */
export async function openHops(options: HopsOptions): Promise<() => Promise<Walk>> {
  const { events, unwanted, receiverUrl } = options;
  const body = String(unwanted.Detail);
  const queue = await openQueue(options, body);
  const table = await openTable(options, body);
  return async () => {
    const bus = await timed(1, () => events.send(new PutEventsCommand({ Entries: [unwanted] })));
    const queues = await timed(QUEUES, queue);
    const written = await timed(WRITERS, table.readAndWrite);
    const stream = await timed(1, table.nextRecords);
    const webhook = await timed(1, () => fetch(receiverUrl, { method: "POST", body }).then((answer) => answer.text()));
    return { bus, queues, table: written, stream, webhook };
  };
}

async function timed(times: number, hop: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < times; i += 1) await hop();
  return performance.now() - from;
}

/** From a message to its arrival at who waits for it. */
async function openQueue({ clients: { sqs }, messagingEndpoint }: HopsOptions, MessageBody: string) {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "bench-hops" }));
  const url = reachable(QueueUrl, messagingEndpoint);
  return async () => {
    const arriving = sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "0", MessageBody }] }));
    const { Messages = [] } = await arriving;
    if (Messages.length !== 1) throw new Error("a message of the hops did not arrive");
  };
}

/** Its items hold the event between them, and are in no index: an alert's are more. */
async function openTable({ clients: { dynamodb, streams } }: HopsOptions, body: string) {
  const { TableDescription } = await dynamodb.send(new CreateTableCommand({ TableName, ...tableDefinition() }));
  const StreamArn = TableDescription?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const first = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" });
  let { ShardIterator } = await streams.send(first);
  const part = body.slice(0, body.length / ITEMS);
  let written = 0;
  return {
    async readAndWrite() {
      written += 1;
      const keys = Array.from({ length: ITEMS }, (_, i) => ({ pk: { S: `${written}` }, sk: { S: `${i}` } }));
      await dynamodb.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys } } }));
      const TransactItems = keys.map((key) => ({ Put: { TableName, Item: { ...key, part: { S: part } } } }));
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    },
    /** Once they are written, to who asks for them without a pause. */
    async nextRecords() {
      for (;;) {
        const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
        ShardIterator = NextShardIterator;
        if (Records.length > 0) return;
      }
    },
  };
}
