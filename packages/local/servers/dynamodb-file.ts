/** The file that dynoxide keeps a database in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface DatabaseFile {
  readonly path: string;
  /** The directory that goes when the database does; nothing, when somebody wants to keep it. */
  readonly temporaryDirectory?: string;
}

/** @param path where to keep the database; left out, in a directory that only this user may enter and that `remove` takes away. */
export function databaseFile(path: string | undefined): DatabaseFile {
  if (path !== undefined) return { path };
  const temporaryDirectory = mkdtempSync(join(tmpdir(), "tocsin-dynamodb-"));
  return { path: join(temporaryDirectory, "alerts.db"), temporaryDirectory };
}

export function remove({ temporaryDirectory }: DatabaseFile): void {
  if (temporaryDirectory !== undefined) rmSync(temporaryDirectory, { recursive: true, force: true });
}

const LOCK_TIMEOUT_MILLISECONDS = 10_000;

/**
 * For each record of a table's stream dynoxide looks for the highest number so far, in all records that there are: a write
 * takes longer the more were made, a second after a hundred thousand alerts. With an index it takes the same always.
 *
 * A dynoxide that stores its records in another way is left as it is.
 */
export function indexStream({ path }: DatabaseFile): void {
  const database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MILLISECONDS });
  try {
    const [records] = database.prepare("SELECT sql FROM sqlite_master WHERE name = '_stream_records'").all();
    if (!/\btable_name\b.*\bsequence_number\b/s.test(String(records?.sql))) return;
    database.exec(
      "CREATE INDEX IF NOT EXISTS tocsin_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    );
  } finally {
    database.close();
  }
}
