/** The table stream's event-source mapping: reads in order, filters, calls the handler, and moves on when all is settled. */
import { setTimeout } from "node:timers/promises";
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from "@aws-sdk/client-dynamodb-streams";
import { logEntriesFilter } from "@tocsin/aws/stream";
import { compilePattern } from "@tocsin/core/pattern";
import type { StreamHandler } from "@tocsin/lambda/batch";
import { announceSettings } from "@tocsin/lambda/settings";
import type { DynamoDBRecord } from "aws-lambda";
import type { Checkpoints } from "./checkpoints.ts";
import { invocation } from "./invocation.ts";

export interface StreamPump {
  /** Reads on until the stream has nothing more; gives whether it had anything. */
  catchUp(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface StreamPumpOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly handler: StreamHandler;
  readonly checkpoints: Checkpoints;
  /** Takes what could not be handled after all retries, by its place in the stream, as Lambda's failure destination does. */
  readonly giveUp: (batch: StreamBatch) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** As Lambda tells of it: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
export interface StreamBatch {
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly approximateArrivalOfFirstRecord: string;
  readonly approximateArrivalOfLastRecord: string;
  readonly batchSize: number;
}

const POLL_MILLISECONDS = 25;
const passesFilter = compilePattern(logEntriesFilter);

export async function startStreamPump(options: StreamPumpOptions): Promise<StreamPump> {
  const { client, checkpoints, onError } = options;
  let iterator: string | undefined = await firstIterator(options);
  let reading: Promise<boolean> | undefined;
  let stopped = false;
  const background = loop();

  return {
    async catchUp() {
      let moved = false;
      // A read that is under way may have begun before the last write; only one that begins now sees it.
      await reading;
      while (await read()) moved = true;
      return moved;
    },
    async stop() {
      stopped = true;
      await background;
    },
  };

  async function loop(): Promise<void> {
    while (!stopped) {
      try {
        if (await read()) continue;
      } catch (error) {
        onError(error);
      }
      await setTimeout(POLL_MILLISECONDS);
    }
  }

  /** One reader at a time: order is the stream's promise. */
  function read(): Promise<boolean> {
    reading ??= readOnce().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function readOnce(): Promise<boolean> {
    if (iterator === undefined) return false;
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    const last = Records.at(-1)?.dynamodb?.SequenceNumber;
    if (last !== undefined) {
      await handleInBatches(Records.filter(passesFilter), options);
      await checkpoints.save(last);
    }
    iterator = NextShardIterator;
    return Records.length > 0;
  }
}

async function firstIterator({ client, streamArn, checkpoints }: StreamPumpOptions): Promise<string | undefined> {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const shard = StreamDescription?.Shards?.[0];
  const checkpoint = await checkpoints.load();
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shard?.ShardId,
      ...(checkpoint === undefined
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: checkpoint }),
    }),
  );
  return ShardIterator;
}

async function handleInBatches(records: readonly StreamRecord[], options: StreamPumpOptions): Promise<void> {
  const { batchSize } = announceSettings;
  for (let i = 0; i < records.length; i += batchSize) await handleBatch(records.slice(i, i + batchSize), options);
}

/** Retries from the first record that failed, as Lambda does for partial batch responses. */
async function handleBatch(
  batch: readonly StreamRecord[],
  { handler, giveUp, onError }: StreamPumpOptions,
): Promise<void> {
  let rest = batch;
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt > announceSettings.maxRetryAttempts) {
      return giveUp({
        startSequenceNumber: sequenceOf(rest[0]),
        endSequenceNumber: sequenceOf(rest.at(-1)),
        approximateArrivalOfFirstRecord: arrivalOf(rest[0]),
        approximateArrivalOfLastRecord: arrivalOf(rest.at(-1)),
        batchSize: rest.length,
      });
    }
    try {
      const { batchItemFailures } = await handler({ Records: rest.map(toRecord) }, invocation("announce"));
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const first = rest.findIndex((record) => failed.has(sequenceOf(record)));
      rest = first < 0 ? [] : rest.slice(first);
    } catch (error) {
      onError(error);
    }
  }
}

function sequenceOf(record: StreamRecord | undefined): string {
  return record?.dynamodb?.SequenceNumber ?? "";
}

/** By the clock of who wrote it, which may not be this machine's; an entry that is damaged came when the stream says. */
function arrivalOf(record: StreamRecord | undefined): string {
  const { NewImage, ApproximateCreationDateTime } = record?.dynamodb ?? {};
  return NewImage?.entry?.M?.at?.S ?? (ApproximateCreationDateTime ?? new Date(0)).toISOString();
}

/** The SDK and Lambda spell the same record; they differ in their types for binary values and dates, which it has none of. */
function toRecord(record: StreamRecord): DynamoDBRecord {
  return record as unknown as DynamoDBRecord;
}
