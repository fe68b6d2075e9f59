/**
 * `directory`, every hour: what Organizations says about accounts → the directory. New and renamed accounts are known within the hour,
 * everything else within a day.
 */
import middy from "@middy/core";
import { sideBySide } from "@tocsin/aws/alerts/paging";
import { CallError } from "@tocsin/aws/call";
import type { DirectoryStore } from "@tocsin/aws/world/directory-store";
import { changedAccounts } from "@tocsin/aws/world/directory-store";
import type { Accounts } from "@tocsin/aws/world/items/directory-item";
import type { OrganizationAccounts } from "@tocsin/aws/world/organization-accounts";
import type { WorldPartition } from "@tocsin/aws/world/world-partition";
import type { StatedEntry } from "@tocsin/core/directory/directory";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Context } from "aws-lambda";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface DirectoryDependencies {
  readonly organization: OrganizationAccounts;
  readonly directories: DirectoryStore;
  readonly partition: () => Promise<WorldPartition>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export type DirectoryHandler = (event: unknown, context: Context) => Promise<DirectoryResult>;

export interface DirectoryResult {
  readonly accounts: number;
  /** How many accounts are new or changed. */
  readonly changed: number;
}

export function directoryHandler(deps: DirectoryDependencies): DirectoryHandler {
  return middy<unknown, DirectoryResult>()
    .use([...deps.telemetry.middleware])
    .handler(() => refresh(deps));
}

/** Somewhat less than a day, so that one hourly run each day reads everything. */
const WHOLE_AFTER_MILLISECONDS = 23.5 * 3_600_000;

/** @throws CallError when Organizations or the table does not answer: the directory stays as it is, and the next hour tries again. */
async function refresh(deps: DirectoryDependencies): Promise<DirectoryResult> {
  const { organization, directories, now, telemetry } = deps;
  const { directory: pointed, refreshedAt } = await deps.partition();
  const replaces = pointed.ok ? pointed.value : 0;
  const before = await known(directories, replaces);
  const isWhole = refreshedAt === undefined || now() >= shift(refreshedAt, WHOLE_AFTER_MILLISECONDS);
  const names = await organization.names();
  if (!isWhole && isKnown(names, before)) {
    telemetry.count("refreshes", "unchanged");
    return { accounts: before.size, changed: 0 };
  }
  const at = now();
  const after = await stated(names, before, isWhole, deps);
  const changed = changedAccounts(before, after).length;
  if (changed > 0) {
    const { outcome } = await directories.put({ before, after, replaces, at });
    telemetry.count("refreshes", outcome === "in-force" ? "changed" : outcome);
    // Another run of this function has done the same.
    if (outcome === "overtaken") return { accounts: before.size, changed: 0 };
  } else telemetry.count("refreshes", "unchanged");
  if (isWhole) await directories.refreshed(at);
  return { accounts: after.size, changed };
}

/** If it cannot be read it counts as empty: then everything is read from Organizations. */
async function known(directories: DirectoryStore, version: number): Promise<Accounts> {
  const read = version === 0 ? undefined : await directories.version(version);
  return read?.ok ? read.value : new Map();
}

function isKnown(names: ReadonlyMap<string, string>, before: Accounts): boolean {
  return [...names].every(([account, name]) => before.get(account)?.name === name);
}

/** Parallel requests; if they are too fast for Organizations, the client slows down. */
const WIDTH = 4;

/** The entry of an account that is no longer listed stays: the account was closed, but what it left behind still has an owner. */
async function stated(
  names: ReadonlyMap<string, string>,
  before: Accounts,
  isWhole: boolean,
  { organization, telemetry }: DirectoryDependencies,
): Promise<Accounts> {
  const units = await organization.units();
  const after = new Map(before);
  const entries = sideBySide(names, WIDTH, async ([account, name]): Promise<readonly [string, StatedEntry]> => {
    const entry = before.get(account);
    // The walk may miss an account that moves meanwhile.
    const ou = units.get(account) ?? entry?.ou;
    const tags = entry !== undefined && !isWhole ? entry.tags : await tagsOf(account, entry);
    return [account, { ...(name !== "" && { name }), ...(ou !== undefined && { ou }), tags }];
  });
  for await (const [account, entry] of entries) after.set(account, entry);
  return after;

  /** If an account's tags cannot be read now, the known ones stay. */
  async function tagsOf(account: string, entry: StatedEntry | undefined): Promise<StatedEntry["tags"]> {
    try {
      return await organization.tags(account);
    } catch (error) {
      if (!(error instanceof CallError && error.retryable)) throw error;
      telemetry.count("refreshes", "tags-unread");
      return entry?.tags ?? {};
    }
  }
}
