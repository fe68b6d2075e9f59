/** The position up to which the table's stream was read, kept beside the table, so that nothing is announced a second time. */
import { renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, recordField } from "@tocsin/core/text/parse";
import * as v from "valibot";

/** By the id of each shard: the sequence number up to which everything is settled. */
export type Positions = Readonly<Record<string, string>>;

export interface Checkpoints {
  /** What was saved last. */
  load(): Promise<Positions>;
  save(positions: Positions): Promise<void>;
}

const savedSchema = v.object({ streamArn: v.string(), positions: recordField(v.string(), v.string()) });

/**
 * The checkpoint of one stream. A checkpoint of another table, for which the directory was used before, is ignored. Without a data directory the table lives as long as the process, and so does its checkpoint.
 */
export function checkpointsIn(dataDirectory: string | undefined, streamArn: string): Checkpoints {
  if (dataDirectory === undefined) return { load: async () => ({}), save: async () => {} };
  const file = join(dataDirectory, "stream-checkpoint");
  return {
    async load() {
      try {
        const saved = parse(savedSchema, JSON.parse(await readFile(file, "utf8")));
        return saved.ok && saved.value.streamArn === streamArn ? saved.value.positions : {};
      } catch (error) {
        // An older version wrote no JSON. Records that are read again cause no second page: deliveries are in the table.
        if (error instanceof SyntaxError) return {};
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
        throw error;
      }
    },
    async save(positions) {
      // Written aside and moved into place: a crash leaves the old one or the new one, never half of one. It is so small that writing it
      // synchronously takes less time than handing it to another thread.
      writeFileSync(`${file}.new`, JSON.stringify({ streamArn, positions }));
      renameSync(`${file}.new`, file);
    },
  };
}

/** A deletion takes some time of its own, so it waits for this many records. */
const TRIMMED_AT_ONCE = 500;

/**
 * Saves like `checkpoints`, and lets `trim` remove the records before a saved position of the embedded DynamoDB, whose streams have one
 * shard: nobody reads them again. Records that cannot be removed now are removed later.
 */
export function trimming(
  checkpoints: Checkpoints,
  { trim, onError }: { readonly trim: (sequenceNumber: string) => void; readonly onError: (error: unknown) => void },
): Checkpoints {
  let trimmed = 0;
  return {
    load: checkpoints.load,
    async save(positions) {
      await checkpoints.save(positions);
      const [position = "0"] = Object.values(positions);
      if (Number(position) - trimmed < TRIMMED_AT_ONCE) return;
      try {
        trim(position);
        trimmed = Number(position);
      } catch (error) {
        onError(error);
      }
    },
  };
}
