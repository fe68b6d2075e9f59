/**
 * Reads the records of a table's stream directly from the embedded DynamoDB's database. Through the API of DynamoDB Streams each look is a
 * request, most of which bring nothing, and a record is read and written four times on its way.
 */
import type { StreamRecords } from "../servers/dynamodb-file.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { StreamReader } from "./stream-reader.ts";

export interface OwnStreamReaderOptions {
  readonly records: Pick<StreamRecords, "after">;
  readonly tableName: string;
  readonly checkpoints: Checkpoints;
}

/** Other work has its turn after so many. */
const PAGE = 200;

/** A stream of the embedded DynamoDB has one shard. */
export async function createOwnStreamReader({
  records,
  tableName,
  checkpoints,
}: OwnStreamReaderOptions): Promise<StreamReader> {
  let [position] = Object.values(await checkpoints.load());
  return {
    async next() {
      const page = records.after(tableName, position, PAGE);
      const last = page.at(-1);
      if (last === undefined) return undefined;
      return {
        records: page.map(({ record }) => record),
        async settle() {
          position = last.sequenceNumber;
          await checkpoints.save({ [last.shardId]: position });
        },
      };
    },
  };
}
