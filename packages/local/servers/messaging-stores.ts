/**
 * The data of SNS, SQS and S3; stored in a file of the data directory if there is one, so that a killed process loses nothing that it has
 * confirmed. Fauxqs can store it too, but only if started in a way that listens on every address, so its parts are put together here.
 */
import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { buildApp } from "fauxqs";
import { requireKnownVersion } from "./known-version.ts";

export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>;
type Persistence = NonNullable<Stores["sqsStore"]["persistence"]>;

export interface OpenedStores {
  readonly stores: Stores;
  /** Stores the changes since the last call; must be called before an answer is sent. */
  settle(): void;
  close(): void;
}

/** Its internal files are loaded below, the database of its persistence is private, and so are the names of its tables. */
const KNOWN_FAUXQS = "2.4.1";

/**
 * @param directory where to keep what the stores hold; left out, it lives in memory.
 * @throws Error when the installed fauxqs is another than the known one, or the file cannot be used, most often because another
 * process uses it.
 */
export async function openStores(
  directory: string | undefined,
  installed: string = installedFauxqs(),
): Promise<OpenedStores> {
  requireKnownVersion({
    name: "fauxqs",
    installed,
    known: KNOWN_FAUXQS,
    reliedOn: "its internal stores and their database",
    where: "packages/local/servers/messaging-stores.ts",
  });
  const { SqsStore }: { SqsStore: new () => Stores["sqsStore"] } = await partOf("sqs/sqsStore.js");
  const { SnsStore }: { SnsStore: new () => Stores["snsStore"] } = await partOf("sns/snsStore.js");
  const { S3Store }: { S3Store: new () => Stores["s3Store"] } = await partOf("s3/s3Store.js");
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  return directory === undefined ? { stores, settle() {}, close() {} } : durable(stores, directory);
}

async function durable(stores: Stores, directory: string): Promise<OpenedStores> {
  const { PersistenceManager }: { PersistenceManager: new (directory: string) => Persistence } =
    await partOf("persistence.js");
  const persistence = opened(() => new PersistenceManager(directory));
  const database = prepared(persistence);
  attach(persistence, stores);
  // All that one answer covers is written in one transaction: a message that moves to its dead-letter queue is never in
  // neither of the two.
  database.exec("BEGIN");
  return {
    stores,
    settle() {
      // A transaction that failed may have ended already; the next one starts all the same.
      if (database.isTransaction) database.exec("COMMIT");
      database.exec("BEGIN");
    },
    close() {
      if (database.isTransaction) database.exec("COMMIT");
      persistence.close();
    },
  };
}

function installedFauxqs(): string {
  // Its package.json is not among what it exports.
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.resolve("fauxqs")), "utf8"));
  return String(version);
}

function partOf(file: string) {
  return import(new URL(file, import.meta.resolve("fauxqs")).href);
}

function opened(open: () => Persistence): Persistence {
  try {
    return open();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(`the queues cannot be opened, which one process at a time may use: ${problem}`, { cause: error });
  }
}

function prepared(persistence: Persistence): DatabaseSync {
  // biome-ignore lint/complexity/useLiteralKeys: its database is private, and only so can it be reached.
  const database: DatabaseSync = persistence["db"];
  // A store in memory agrees with its file only while no other process writes to it.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  // A transaction outlives the process without waiting for the disk; only a power cut may take back the last ones.
  database.exec("PRAGMA synchronous = NORMAL");
  // The process that had received these is gone, so they are visible again at once. The delivery does not count: otherwise a
  // stack that is killed often enough would give up on messages that were never handled to the end.
  database.exec(
    "UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL, " +
      "approximate_receive_count = MAX(approximate_receive_count - 1, 0) WHERE receipt_handle IS NOT NULL",
  );
  // Fauxqs's own version also sets the number of receives to NULL, which its table refuses.
  const release = database.prepare(
    "UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?",
  );
  persistence.updateMessageReady = (messageId) => {
    release.run(messageId);
  };
  return database;
}

/** In the order that fauxqs uses: loading with the persistence attached would write everything again. */
function attach(persistence: Persistence, { sqsStore, snsStore, s3Store }: Stores): void {
  persistence.load(sqsStore, snsStore, s3Store);
  sqsStore.persistence = persistence;
  snsStore.persistence = persistence;
  s3Store.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
}
