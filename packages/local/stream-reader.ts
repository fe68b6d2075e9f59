/**
 * Reads the records of a stream as Lambda does: each shard in order, and none before the one that it came from is at its end.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
  type _Record as StreamRecord,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import type { Checkpoints, Positions } from "./checkpoints.ts";

export interface StreamReader {
  /** What comes next in some shard, the same until it is settled; nothing, when for now there is no more. */
  next(): Promise<Reading | undefined>;
}

export interface Reading {
  readonly records: readonly StreamRecord[];
  /** They will not come again, to this process or a later one. */
  settle(): Promise<void>;
}

export interface StreamReaderOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly checkpoints: Checkpoints;
}

interface Page {
  readonly records: readonly StreamRecord[];
  /** Where the shard goes on; nothing, at its end. */
  readonly iterator: string | undefined;
}

export async function createStreamReader({
  client,
  streamArn,
  checkpoints,
}: StreamReaderOptions): Promise<StreamReader> {
  let positions: Positions = await checkpoints.load();
  /** Of the shards that are being read. */
  const iterators = new Map<string, string>();
  const ended = new Set<string>();

  return {
    async next() {
      if (iterators.size === 0) await openShards();
      for (const [shardId, iterator] of iterators) {
        const page = await pageAt(shardId, iterator);
        if (page.records.length > 0) return { records: page.records, settle: () => settle(shardId, page) };
        await goOn(shardId, page);
      }
      return undefined;
    },
  };

  async function settle(shardId: string, page: Page): Promise<void> {
    const last = page.records.at(-1)?.dynamodb?.SequenceNumber ?? "";
    positions = { ...positions, [shardId]: last };
    await checkpoints.save(positions);
    await goOn(shardId, page);
  }

  async function goOn(shardId: string, { iterator }: Page): Promise<void> {
    if (iterator !== undefined) {
      iterators.set(shardId, iterator);
      return;
    }
    iterators.delete(shardId);
    ended.add(shardId);
    await openShards();
  }

  async function openShards(): Promise<void> {
    const shards = await listShards();
    const ids = new Set(shards.map(({ ShardId = "" }) => ShardId));
    // What the stream has forgotten after a day needs no position any more.
    positions = Object.fromEntries(Object.entries(positions).filter(([shardId]) => ids.has(shardId)));
    for (const { ShardId = "", ParentShardId = "" } of shards) {
      const isNext = !ids.has(ParentShardId) || ended.has(ParentShardId);
      if (isNext && !ended.has(ShardId) && !iterators.has(ShardId)) await open(ShardId);
    }
  }

  async function listShards(): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let ExclusiveStartShardId: string | undefined;
    do {
      const { StreamDescription } = await client.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId }),
      );
      shards.push(...(StreamDescription?.Shards ?? []));
      ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
    } while (ExclusiveStartShardId !== undefined);
    return shards;
  }

  async function pageAt(shardId: string, iterator: string): Promise<Page> {
    try {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      return { records: Records, iterator: NextShardIterator };
    } catch (error) {
      // A machine that slept for a quarter of an hour has let it expire; after a day what it pointed at is gone.
      const isOld = error instanceof ExpiredIteratorException || error instanceof TrimmedDataAccessException;
      if (!isOld) throw error;
      iterators.delete(shardId);
      await open(shardId);
      return { records: [], iterator: iterators.get(shardId) };
    }
  }

  async function open(shardId: string): Promise<void> {
    const position = positions[shardId];
    const iterator = await iteratorOf(shardId, position).catch((error) => {
      if (error instanceof TrimmedDataAccessException && position !== undefined) return iteratorOf(shardId, undefined);
      throw error;
    });
    if (iterator === undefined) ended.add(shardId);
    else iterators.set(shardId, iterator);
  }

  async function iteratorOf(shardId: string, position: string | undefined): Promise<string | undefined> {
    const where =
      position === undefined
        ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
        : ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: position } as const);
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...where });
    return (await client.send(command)).ShardIterator;
  }
}
