/** What a run knows of accounts: a file that it is given is put in force in its table; without one it goes by what is in force there. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { accountsIn, changedAccounts, createDirectoryStore } from "@tocsin/aws/world/directory-store";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { CommandError, type Output } from "../output/terminal.ts";

export interface RunAccounts {
  /** What it is, for whoever reads that it is in force. */
  readonly what: string;
  readonly directory: Directory;
}

/** What is in force already makes no new version. @param at the time of the run. @throws CommandError, CallError, ItemError */
export async function settleAccounts(
  table: Table,
  given: RunAccounts | undefined,
  at: Instant,
  stderr: Output,
): Promise<void> {
  if (given !== undefined) return putInForce(table, given, at, stderr);
  const version = await versionIn(table);
  if (version > 0)
    stderr.write(`This run goes by version ${version} of the directory of accounts, which is in force in its table.\n`);
}

async function versionIn(table: Table): Promise<number> {
  const { directory } = await readWorldPartition(table);
  return directory.ok ? directory.value : 0;
}

/** Another run on the table may put the same in force meanwhile, which is as well. */
const TRIES = 3;

async function putInForce(table: Table, given: RunAccounts, at: Instant, stderr: Output, tries = TRIES): Promise<void> {
  const { what, directory } = given;
  const replaces = await versionIn(table);
  const store = createDirectoryStore(table);
  const read = replaces === 0 ? undefined : await store.version(replaces);
  const before = read?.ok ? read.value : new Map();
  const after = accountsIn(directory);
  if (changedAccounts(before, after).length === 0) return;
  const put = await store.put({ before, after, replaces, at });
  if (put.outcome === "overtaken") {
    if (tries > 1) return putInForce(table, given, at, stderr, tries - 1);
    throw new CommandError("other directories are put in force all the time: run it again");
  }
  if (replaces > 0)
    stderr.write(`${what} is version ${put.version} of the directory of accounts, in place of version ${replaces}.\n`);
}
