/**
 * The alerts table: its keys and indexes, written once. The deployed table, the local one and the code that reads and
 * writes them all take them from here.
 */

import type { Statement } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Week } from "@tocsin/core/event/week";

/** One index partition takes about 1000 writes a second; a storm of findings of one severity needs more than one. */
export const SHARDS = 8;

export const alertsSchema = {
  key: { partition: "pk", sort: "sk" },
  timeToLive: "expiresAt",
  stream: "NEW_AND_OLD_IMAGES",
  /** All are sparse: an item without the key's attributes is not in the index. */
  indexes: {
    open: { partition: "openPk", sort: "openSk", projection: ["view"] },
    account: { partition: "accountPk", sort: "accountSk", projection: ["view"] },
    week: { partition: "weekPk", sort: "weekSk", projection: ["entry"] },
    review: { partition: "reviewPk", sort: "reviewSk", projection: [] },
  },
} as const;

type Spoken = Pick<Statement, "at" | "reporter" | "eventId" | "replayed" | "baseline">;

export const HEAD = "HEAD";
export const LOG_PREFIX = "LOG#";
export const OBSERVATION_PREFIX = "OBS#";
export const DELIVERY_PREFIX = "DLV#";

export const alertKey = (id: string): string => `ALERT#${id}`;
/** Padded, so that text order is the order of versions. */
export const logKey = (version: number): string => `${LOG_PREFIX}${String(version).padStart(8, "0")}`;
/** The same event may come live, by a replay and by a backfill: each was said, and none takes the place of another. */
export const observationKey = ({ at, reporter, eventId, replayed, baseline }: Spoken): string =>
  `${OBSERVATION_PREFIX}${at}#${reporter}#${eventId}${replayed ? "#replay" : baseline ? "#baseline" : ""}`;
export const deliveryKey = (version: number, channel: string): string =>
  `${DELIVERY_PREFIX}${String(version).padStart(8, "0")}#${channel}`;

/** Ids are hashes, so their first digits spread alerts evenly. */
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 4), 16) % SHARDS;
export const shards: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

export const openPartition = (severity: Severity, shard: number): string => `OPEN#${severity}#${shard}`;
export const accountPartition = (account: string, shard: number): string => `ACCOUNT#${account}#${shard}`;
export const weekPartition = (week: Week, shard: number): string => `WEEK#${week}#${shard}`;
export const reviewPartition = (shard: number): string => `REVIEW#${shard}`;

/** The attributes that place a head in its indexes: the open by severity and age, every alert by account, what is due. */
export function headIndexKeys(view: AlertView, reviewAt: string | undefined): Readonly<Record<string, string>> {
  const shard = shardOf(view.id);
  return {
    accountPk: accountPartition(view.account, shard),
    accountSk: `${view.lastSeenAt ?? ""}#${view.id}`,
    ...(view.status !== "RESOLVED" && {
      openPk: openPartition(view.severity, shard),
      openSk: `${view.firstSeenAt ?? ""}#${view.id}`,
    }),
    ...(reviewAt !== undefined && { reviewPk: reviewPartition(shard), reviewSk: reviewAt }),
  };
}
