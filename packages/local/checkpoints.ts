/** How far the table's stream was read, kept beside the table, so that what was announced is not announced again. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Checkpoints {
  /** The sequence number saved last; none when there is none yet. */
  load(): Promise<string | undefined>;
  save(sequenceNumber: string): Promise<void>;
}

/**
 * The checkpoint of one stream: that of another table, which the same directory served before, says nothing of this one.
 * Without a data directory the table lives as long as the process, and so does its checkpoint.
 */
export function checkpointsIn(dataDirectory: string | undefined, streamArn: string): Checkpoints {
  if (dataDirectory === undefined) return { load: async () => undefined, save: async () => {} };
  const file = join(dataDirectory, "stream-checkpoint");
  return {
    async load() {
      try {
        const [stream, sequenceNumber] = (await readFile(file, "utf8")).split(" ");
        return stream === streamArn ? sequenceNumber : undefined;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw error;
      }
    },
    async save(sequenceNumber) {
      // Written aside and moved into place: a crash leaves the old one or the new one, never half of one.
      await writeFile(`${file}.new`, `${streamArn} ${sequenceNumber}`);
      await rename(`${file}.new`, file);
    },
  };
}
