/** The file that dynoxide keeps a database in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import type { Item } from "@tocsin/aws/alerts/items/items";

export interface DatabaseFile {
  readonly path: string;
  /** The directory to remove with the database; nothing if the database is kept. */
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

/** Operations on stream records that dynoxide itself does not offer. */
export interface StreamRecords {
  /** The next records of a table's stream, in order, at most this many: after this sequence number, or from the oldest on. */
  after(tableName: string, sequenceNumber: string | undefined, limit: number): readonly StoredRecord[];
  /** Removes the records of a table's stream that come before the one of this sequence number. */
  trim(tableName: string, sequenceNumber: string): void;
  /** The sequence number of the last record of a table's stream; nothing if there is none, or it is not known. */
  last(tableName: string): string | undefined;
  close(): void;
}

export interface StoredRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly record: StreamRecord;
}

const LOCK_TIMEOUT_MILLISECONDS = 10_000;
/** What dynoxide 1.2.1 writes into its database as the version of its schema. */
const KNOWN_SCHEMA = "9";

/**
 * Opens the records of the streams, and gives them an index: for each new record dynoxide looks for the highest number so far
 * among all records that there are. That takes a second after a hundred thousand alerts, and with an index always the same.
 *
 * The database of another dynoxide is left as it is, with a warning, and nothing is given: it works, but keeps every record and becomes slow.
 */
export function openStreamRecords({ path }: DatabaseFile): StreamRecords | undefined {
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
  return undefined;
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
  const after = database.prepare(
    "SELECT event_name, keys_json, new_image, old_image, sequence_number, shard_id, created_at FROM _stream_records " +
      "WHERE table_name = ? AND CAST(sequence_number AS INTEGER) > CAST(? AS INTEGER) " +
      "ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?",
  );
  const trim = database.prepare(
    "DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) < CAST(? AS INTEGER)",
  );
  const last = database.prepare(
    "SELECT sequence_number FROM _stream_records WHERE table_name = ? ORDER BY CAST(sequence_number AS INTEGER) DESC LIMIT 1",
  );
  return {
    after: (tableName, sequenceNumber = "0", limit) => after.all(tableName, sequenceNumber, limit).map(storedRecord),
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

const operations = ["INSERT", "MODIFY", "REMOVE"] as const;

/** As `GetRecords` gives it, with binary values as they are written. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
function storedRecord(row: Record<string, SQLOutputValue>): StoredRecord {
  const sequenceNumber = String(row.sequence_number);
  const record: StreamRecord = {
    eventID: sequenceNumber,
    eventName: operations.find((operation) => operation === row.event_name),
    dynamodb: {
      ApproximateCreationDateTime: new Date(Number(row.created_at) * 1000),
      Keys: itemIn(row.keys_json),
      ...(row.new_image !== null && { NewImage: itemIn(row.new_image) }),
      ...(row.old_image !== null && { OldImage: itemIn(row.old_image) }),
      SequenceNumber: sequenceNumber,
    },
  };
  return { shardId: String(row.shard_id), sequenceNumber, record };
}

function itemIn(text: SQLOutputValue | undefined): Item | undefined {
  return typeof text === "string" ? JSON.parse(text) : undefined;
}
