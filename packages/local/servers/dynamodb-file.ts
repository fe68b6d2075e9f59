/** The file that dynoxide keeps a database in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface DatabaseFile {
  readonly path: string;
  /** The directory that goes when the database does; nothing when the database is to be kept. */
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

/** What is done to the records of streams beside dynoxide, which has no way of its own for it. */
export interface StreamRecords {
  /** Removes the records of a table's stream that come before the one of this sequence number. */
  trim(tableName: string, sequenceNumber: string): void;
  /** The sequence number of the last record of a table's stream; nothing where there is none, or it is not known. */
  last(tableName: string): string | undefined;
  close(): void;
}

const LOCK_TIMEOUT_MILLISECONDS = 10_000;
/** What dynoxide 1.2.1 writes into its database as the version of its schema. */
const KNOWN_SCHEMA = "9";

/**
 * Opens the records of the streams, and gives them an index: for each new record dynoxide looks for the highest number so far
 * among all records that there are. That takes a second after a hundred thousand alerts, and with an index always the same.
 *
 * The database of another dynoxide is left as it is, with a warning: it works, but keeps every record and becomes slow.
 */
export function openStreamRecords({ path }: DatabaseFile): StreamRecords {
  const database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MILLISECONDS });
  try {
    const schema = schemaOf(database);
    if (schema === KNOWN_SCHEMA) return prepared(database);
    process.emitWarning(misfit(schema));
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return { trim() {}, last: () => undefined, close() {} };
}

function schemaOf(database: DatabaseSync): string {
  try {
    const [row] = database.prepare("SELECT value FROM _config WHERE key = 'schema_version'").all();
    return String(row?.value ?? "of no version");
  } catch (error) {
    return `that cannot be read (${error instanceof Error ? error.message : error})`;
  }
}

function misfit(schema: string): string {
  return (
    `dynoxide's database has schema ${schema}, but Tocsin knows the stream records of schema ${KNOWN_SCHEMA}, which dynoxide 1.2.1 ` +
    "writes. They are left alone: the database keeps them all, and each write takes longer the more there are. Install " +
    "dynoxide 1.2.1, or compare that table and name the schema in packages/local/servers/dynamodb-file.ts."
  );
}

function prepared(database: DatabaseSync): StreamRecords {
  database.exec(
    "CREATE INDEX IF NOT EXISTS tocsin_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
  );
  const trim = database.prepare(
    "DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) < CAST(? AS INTEGER)",
  );
  const last = database.prepare(
    "SELECT sequence_number FROM _stream_records WHERE table_name = ? ORDER BY CAST(sequence_number AS INTEGER) DESC LIMIT 1",
  );
  return {
    last(tableName) {
      const number = last.get(tableName)?.sequence_number;
      return number === undefined ? undefined : String(number);
    },
    // The record itself stays: dynoxide numbers the next one by it.
    trim: (tableName, sequenceNumber) => void trim.run(tableName, sequenceNumber),
    close() {
      if (database.isOpen) database.close();
    },
  };
}
