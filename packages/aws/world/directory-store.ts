/** The versions of the directory. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createDirectory, type Directory, emptyDirectory, entryOf } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { sameJson } from "@tocsin/core/text/json";
import { DIRECTORY } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import type { Item, ItemRead } from "../alerts/items/items.ts";
import { pagesOf, sideBySide } from "../alerts/paging.ts";
import { beginningWith, queryPage } from "../alerts/query.ts";
import { CallError, call } from "../call.ts";
import type { Versions } from "./in-force.ts";
import {
  type Accounts,
  accountItem,
  directoryItems,
  directoryPrefix,
  packedDirectory,
  readDirectory,
} from "./items/directory-item.ts";
import { refreshedItem } from "./items/timer-item.ts";
import { type PutInForce, putInForce } from "./put-in-force.ts";
import { versionsOf } from "./versions-of.ts";

/** What functions read, which change none: they carry no more than that. */
export interface DirectoryReader {
  /** What one version says; nothing where there is none. @throws CallError */
  version(version: number): Promise<ItemRead<Accounts> | undefined>;
  /** The last first. @throws CallError */
  versions(): AsyncIterable<number>;
}

export interface DirectoryStore extends DirectoryReader {
  /** Puts in force what is known now, and keeps the history of each account that changed. @throws CallError, ItemError */
  put(next: NextDirectory): Promise<PutInForce>;
  /** Writes down that all that it knows was read anew at `at`. @throws CallError */
  refreshed(at: Instant): Promise<void>;
}

export interface NextDirectory {
  readonly before: Accounts;
  readonly after: Accounts;
  /** The version that says what was `before`; 0 for none. If another is in force by now, none is put in force. */
  readonly replaces: number;
  readonly at: Instant;
}

/** A transaction takes 4 MB; a tenth is left to what else is in it. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const LIMIT_BYTES = 3_600_000;
/** Writes under way at a time. */
const WIDTH = 8;

export function createDirectoryReader(table: Table): DirectoryReader {
  return {
    async version(version) {
      const query = {
        partition: DIRECTORY,
        condition: beginningWith(directoryPrefix(version)),
        consistent: true,
      } as const;
      const pages = await Array.fromAsync(pagesOf((start) => queryPage(table, query, start)));
      const [first, ...more] = pages.flat();
      return first && readDirectory([first, ...more]);
    },
    versions: () => versionsOf(table, DIRECTORY),
  };
}

export function createDirectoryStore(table: Table): DirectoryStore {
  return {
    ...createDirectoryReader(table),
    async put({ before, after, replaces, at }) {
      const body = packedDirectory(after);
      if (body.length > LIMIT_BYTES)
        throw new CallError(`the directory has ${body.length} bytes compressed, and at most ${LIMIT_BYTES} fit`, false);
      // Before it is in force: after a crash between the two the next refresh finds the same changes again.
      const changed = changedAccounts(before, after).map((account) => accountItem(account, after.get(account), at));
      for await (const _ of sideBySide(changed, WIDTH, putItem));
      return putInForce(table, { of: DIRECTORY, replaces, items: (version) => directoryItems(version, body), at });
    },
    async refreshed(at) {
      await putItem(refreshedItem(at));
    },
  };

  function putItem(Item: Item): Promise<unknown> {
    return call("PutItem", () => table.client.send(new PutItemCommand({ TableName: table.tableName, Item })));
  }
}

/** What a directory says of each account that it knows. */
export function accountsIn(directory: Directory): Accounts {
  return new Map(directory.accounts.map((account) => [account, directory.of(account)]));
}

/** The accounts of which something else is stated than before, with those that are new or gone. */
export function changedAccounts(before: Accounts, after: Accounts): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((account) => !sameJson(before.get(account), after.get(account)))
    .sort();
}

/** The versions of the directory, as alerts are evaluated by them. */
export function directoryVersions(store: DirectoryReader, report: (problem: string) => void): Versions<Directory> {
  return {
    none: emptyDirectory,
    async read(version) {
      const read = await store.version(version);
      if (read === undefined) return { problem: `version ${version} of the directory is in force, and is not there` };
      if (!read.ok) return { problem: read.error.message };
      const entries = new Map([...read.value].map(([account, stated]) => [account, entryOf(stated)] as const));
      return { value: createDirectory(String(version), entries) };
    },
    all: store.versions,
    report,
  };
}
