/** How far the table's stream was read, kept beside the table, so that what was announced is not announced again. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "@tocsin/core/text/parse";
import * as v from "valibot";

/** By the id of each shard, the sequence number up to which all is settled. */
export type Positions = Readonly<Record<string, string>>;

export interface Checkpoints {
  /** What was saved last. */
  load(): Promise<Positions>;
  save(positions: Positions): Promise<void>;
}

const savedSchema = v.object({ streamArn: v.string(), positions: v.record(v.string(), v.string()) });

/**
 * The checkpoint of one stream: that of another table, which the same directory served before, says nothing of this one.
 * Without a data directory the table lives as long as the process, and so does its checkpoint.
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
        // What an older version wrote is no JSON. Who was told of what is read again hears nothing new: that is in the table.
        if (error instanceof SyntaxError) return {};
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
        throw error;
      }
    },
    async save(positions) {
      // Written aside and moved into place: a crash leaves the old one or the new one, never half of one.
      await writeFile(`${file}.new`, JSON.stringify({ streamArn, positions }));
      await rename(`${file}.new`, file);
    },
  };
}
