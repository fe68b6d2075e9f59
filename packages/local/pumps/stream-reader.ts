/**
 * Reads the records of a stream like Lambda: each shard in order, and a child shard only after its parent is at its end.
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
  /** The next records of some shard, the same until they are settled; nothing if there are none now. */
  next(): Promise<Reading | undefined>;
}

export interface Reading {
  readonly records: readonly StreamRecord[];
  /** Marks them as handled: neither this process nor a later one reads them again. */
  settle(): Promise<void>;
}

export interface StreamReaderOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly checkpoints: Checkpoints;
}

interface Page {
  readonly records: readonly StreamRecord[];
  /** Where the shard continues; nothing at its end. */
  readonly iterator: string | undefined;
}

/** A child shard may be listed a moment after its parent has ended. */
const LIST_AGAIN_MILLISECONDS = 5000;
const NEVER = Number.NEGATIVE_INFINITY;

export async function createStreamReader({
  client,
  streamArn,
  checkpoints,
}: StreamReaderOptions): Promise<StreamReader> {
  let positions: Positions = await checkpoints.load();
  /** Of the shards that are being read, in turn. */
  const iterators = new Map<string, string>();
  const ended = new Set<string>();
  let listedAt = NEVER;

  return {
    async next() {
      do {
        if (performance.now() - listedAt > LIST_AGAIN_MILLISECONDS) await openShards();
        for (const [shardId, iterator] of iterators) {
          const page = await pageAt(shardId, iterator);
          if (page.records.length > 0) return { records: page.records, settle: () => settle(shardId, page) };
          goOn(shardId, page);
        }
        // When one has ended, its children are next.
      } while (listedAt === NEVER);
      return undefined;
    },
  };

  async function settle(shardId: string, page: Page): Promise<void> {
    const last = page.records.at(-1)?.dynamodb?.SequenceNumber ?? "";
    positions = { ...positions, [shardId]: last };
    await checkpoints.save(positions);
    // To the end of the line: a shard that is never empty must not keep the others waiting.
    iterators.delete(shardId);
    goOn(shardId, page);
  }

  function goOn(shardId: string, { iterator }: Page): void {
    if (iterator !== undefined) {
      iterators.set(shardId, iterator);
      return;
    }
    iterators.delete(shardId);
    ended.add(shardId);
    listedAt = NEVER;
  }

  async function openShards(): Promise<void> {
    const shards = await listShards();
    const ids = new Set(shards.map(({ ShardId = "" }) => ShardId));
    // A shard that the stream no longer lists needs no position any more.
    positions = Object.fromEntries(Object.entries(positions).filter(([shardId]) => ids.has(shardId)));
    for (const { ShardId = "", ParentShardId = "" } of shards) {
      const isNext = !ids.has(ParentShardId) || ended.has(ParentShardId);
      if (isNext && !ended.has(ShardId) && !iterators.has(ShardId)) iterators.set(ShardId, await placeIn(ShardId));
    }
    listedAt = performance.now();
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
      return await page(iterator);
    } catch (error) {
      // An iterator expires after a quarter of an hour, for example if the machine slept; records are removed after a day.
      const isOld = error instanceof ExpiredIteratorException || error instanceof TrimmedDataAccessException;
      if (!isOld) throw error;
      return await page(await placeIn(shardId));
    }
  }

  async function page(iterator: string): Promise<Page> {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    return { records: Records, iterator: NextShardIterator };
  }

  /** After the settled records, or at the oldest ones. */
  async function placeIn(shardId: string): Promise<string> {
    const position = positions[shardId];
    try {
      return await iteratorOf(shardId, position);
    } catch (error) {
      if (error instanceof TrimmedDataAccessException && position !== undefined) return iteratorOf(shardId, undefined);
      throw error;
    }
  }

  async function iteratorOf(shardId: string, position: string | undefined): Promise<string> {
    const where =
      position === undefined
        ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
        : ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: position } as const);
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...where });
    return (await client.send(command)).ShardIterator ?? "";
  }
}
