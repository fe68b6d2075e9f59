/**
 * The alerts table: its keys and indexes, written once. The deployed table, the local one and the code that reads and
 * writes them all take them from here.
 */

import { hash } from "node:crypto";
import type { Cell } from "@tocsin/core/alert/baseline";
import { isDrill } from "@tocsin/core/alert/condition";
import type { Statement } from "@tocsin/core/alert/observation";
import { relationsOf } from "@tocsin/core/alert/relations";
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Week } from "@tocsin/core/event/week";
import type { Head } from "@tocsin/core/transition/fold";

/** One index partition takes about 1000 writes a second; a storm of findings of one severity needs more than one. */
export const SHARDS = 8;

/**
 * DynamoDB makes only one index in each update of a table, and an item is only in the indexes whose attributes it was written with. So the
 * indexes that on-call will need are here already; `due` and `muted` are empty until it writes their items.
 */
export const alertsSchema = {
  key: { partition: "pk", sort: "sk" },
  timeToLive: "expiresAt",
  stream: "NEW_AND_OLD_IMAGES",
  /**
   * All are sparse: an item without the key's attributes is not in the index. Each projects only what its readers need, since each write
   * costs in every index.
   */
  indexes: {
    /** Heads of alerts that are not resolved: `OPEN#<severity>#<shard>`, the oldest first. */
    open: { partition: "openPk", sort: "openSk", projection: ["format", "listed"] },
    /** Heads: `ACCOUNT#<account>#<shard>`, the most severe first, then the oldest, resolved ones last. */
    account: { partition: "accountPk", sort: "accountSk", projection: ["format", "listed"] },
    /**
     * For open alerts: heads by their resource, and further items by the other things that they name: `RESOURCE#<hash>`, the most severe
     * first, then the oldest. Items in one partition are related.
     */
    resource: { partition: "resourcePk", sort: "resourceSk", projection: [] },
    /**
     * Heads: `ID#<first two digits>`, for the beginning of an id, and to read all alerts without a scan. Cells: `CELLS#<shard>`, to read
     * all of them; a cell from before this index is missing until it is heard of again.
     */
    ids: { partition: "idPk", sort: "idSk", projection: [] },
    /**
     * Log entries: `WEEK#<week>#<shard>`, by time. Verdicts that tell, or wait for the morning: `TOLD#<week>#<shard>`, by time, without
     * `entry`; verdicts from before this index are missing.
     */
    week: { partition: "weekPk", sort: "weekSk", projection: ["format", "entry", "listed"] },
    /** Heads that time alone will change: `REVIEW#<shard>`, by that instant. */
    review: { partition: "reviewPk", sort: "reviewSk", projection: [] },
    /**
     * Groups to look at again, because of what they were told (`G#<gid>` / `TOLD`) or of their numbers (`C#<n>`): `DUE#<shard>`, by that
     * instant.
     */
    due: { partition: "duePk", sort: "dueSk", projection: [] },
    /** Told groups while a silence mutes them: `SIL#<id>#<shard>`. */
    muted: { partition: "mutedPk", sort: "mutedSk", projection: [] },
    /** Heads of open alerts: `PV#<world's version>#<shard>`, of the policy and the directory that evaluated them. */
    policy: { partition: "policyPk", sort: "policySk", projection: [] },
  },
} as const;

export type IndexName = keyof typeof alertsSchema.indexes;

type Spoken = Pick<Statement, "at" | "sentAt" | "reporter" | "eventId" | "state" | "replayed" | "baseline">;

export const HEAD = "HEAD";
export const LOG_PREFIX = "LOG#";
export const OBSERVATION_PREFIX = "OBS#";
/** What an alert names beside its resource, for the index `resource`. */
export const RELATION_PREFIX = "RELATION#";
/** An alert's parts in its groups. */
export const GROUPS = "GROUPS";
/** What the destination of a group was told. */
export const TOLD = "TOLD";
export const VERDICT_PREFIX = "V#";
export const MEMBER_PREFIX = "M#";
export const HELD_PREFIX = "H#";

const ALERT_PREFIX = "ALERT#";
export const alertKey = (id: string): string => `${ALERT_PREFIX}${id}`;
/** Whether an item with this partition key is one of an alert. */
export const isAlertKey = (pk: string): boolean => pk.startsWith(ALERT_PREFIX);
/** The alert's id in the partition key of one of its items. */
export const alertIdOf = (pk: string): string => pk.slice(ALERT_PREFIX.length);
/** Padded, so that text order is the order of versions. */
export const logKey = (version: number): string => `${LOG_PREFIX}${String(version).padStart(8, "0")}`;
/**
 * The same event may come live, by a replay and by a backfill: each is stored, and none replaces another. Archiving a finding by hand keeps
 * its id and time, so the state is part of the key; copies of one statement, such as a member's and its administrator's, differ in their
 * sending time.
 */
export const observationKey = ({ at, sentAt, reporter, eventId, state, replayed, baseline }: Spoken): string =>
  `${OBSERVATION_PREFIX}${at}#${reporter}#${eventId}#${state}#${sentAt}${replayed ? "#replay" : baseline ? "#baseline" : ""}`;
/**
 * One partition with everything that alerts are evaluated and told with: one query finds it all. Its items are small; for the policy and
 * the directory it only has the version in force, whose bodies are `POLICY` / `V#…` and `DIRECTORY` / `V#…#…`.
 */
export const WORLD = "WORLD";
export const POLICY = "POLICY";
export const DIRECTORY = "DIRECTORY";
export const MODE = "MODE";
export const LOOKED = "LOOKED";
export const REFRESHED = "REFRESHED";
export const HELD = "HELD";
export const OPERATORS = "OPERATORS";
export const SILENCE_PREFIX = "SILENCE#";
export const STALE_PREFIX = "STALE#";

/** Both keys of the item with which `review` requests a heartbeat. It is not part of the world, and passes through the stream. */
export const HEARTBEAT = "HEARTBEAT";

/** Marks of how far providers were polled. They are not part of the world. */
export const POLL = "POLL";

const VERSION_PREFIX = "V#";
/** Padded, so that text order is the order of versions. */
export const versionKey = (version: number): string => `${VERSION_PREFIX}${String(version).padStart(8, "0")}`;
/** From a sort key that `versionKey` made; any other gives `NaN`. */
export const versionIn = (sk: string): number =>
  Number(sk.startsWith(VERSION_PREFIX) ? sk.slice(VERSION_PREFIX.length, VERSION_PREFIX.length + 8) : Number.NaN);
/** One partition with every silence that ever existed, so that the past can be run again. */
export const SILENCES = "SILENCES";
/** One partition for a week's digest: to whom it was sent, and who has read it. */
export const digestPartition = (week: Week): string => `DIGEST#${week}`;
export const SENT_PREFIX = "SENT#";
export const REVIEWED_PREFIX = "REVIEWED#";
/**
 * One partition of overrides, separate from the world because writing them needs a permission of its own. In the order in which they were
 * made.
 */
export const OVERRIDES = "OVERRIDES";
export const accountHistory = (account: string): string => `DIR#${account}`;
const CELL_PREFIX = "CELL#";
export const cellKey = ({ account, region, source }: Cell): string => `${CELL_PREFIX}${account}#${region}#${source}`;
/** Of the partition key of a cell's item. */
export function cellIn(pk: string): Cell {
  const [account = "", region = "", ...source] = pk.slice(CELL_PREFIX.length).split("#");
  return { account, region, source: source.join("#") };
}
/** The attributes by which every cell is found without a scan. */
export function cellIndexKeys(cell: Cell): Readonly<Record<string, string>> {
  const key = cellKey(cell);
  return { idPk: cellsPartition(shardOf(hash("sha256", key, "hex"))), idSk: key };
}

const GROUP_PREFIX = "G#";
export const groupKey = (groupId: string): string => `${GROUP_PREFIX}${groupId}`;
/** The group's id in the partition key of one of its items. */
export const groupIdOf = (pk: string): string => pk.slice(GROUP_PREFIX.length);
export const countsKey = (shard: number): string => `C#${shard}`;
export const verdictKey = (revision: number): string => `${VERDICT_PREFIX}${String(revision).padStart(8, "0")}`;
/** Members are in partitions of their own, since a group may have very many. */
export const memberPartition = (groupId: string, shard: number): string => `${groupKey(groupId)}#${shard}`;
export const memberKey = (alertId: string): string => `${MEMBER_PREFIX}${alertId}`;
export const heldKey = (groupId: string): string => `${HELD_PREFIX}${groupId}`;
export const destinationKey = (destination: string): string => `D#${destination}`;

/** Ids are hashes, so their first digits spread alerts evenly. */
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 4), 16) % SHARDS;
export const shards: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

export const openPartition = (severity: Severity, shard: number): string => `OPEN#${severity}#${shard}`;
export const accountPartition = (account: string, shard: number): string => `ACCOUNT#${account}#${shard}`;
/** Hashed: the name of a resource may be longer than a key. */
export const resourcePartition = (thing: string): string => `RESOURCE#${hashed(thing)}`;
export const relationKey = (thing: string): string => `${RELATION_PREFIX}${hashed(thing)}`;
const hashed = (thing: string): string => hash("sha256", thing, "hex").slice(0, 32);
const ID_DIGITS = 2;
/** The partition of every id that begins as `id` does, whose first two digits it must hold. */
export const idPartition = (id: string): string => `ID#${id.slice(0, ID_DIGITS)}`;
export const idPartitions: readonly string[] = Array.from({ length: 16 ** ID_DIGITS }, (_, n) =>
  idPartition(n.toString(16).padStart(ID_DIGITS, "0")),
);
export const cellsPartition = (shard: number): string => `CELLS#${shard}`;
export const toldPartition = (week: Week, shard: number): string => `TOLD#${week}#${shard}`;
export const weekPartition = (week: Week, shard: number): string => `WEEK#${week}#${shard}`;
export const worldPartition = (worldVersion: string, shard: number): string => `PV#${worldVersion}#${shard}`;
export const reviewPartition = (shard: number): string => `REVIEW#${shard}`;
export const duePartition = (shard: number): string => `DUE#${shard}`;

/** The place of an account's alert: the text order of these is from CRITICAL down, and resolved alerts come last. */
const RESOLVED_PLACE = String(severities.length);
const placeOf = ({ status, severity }: AlertView): string =>
  status === "RESOLVED"
    ? RESOLVED_PLACE
    : String(severities.filter((other) => compareSeverity(other, severity) > 0).length);
/** What an account's resolved alerts come after. */
export const LAST_OPEN_PLACE = `${RESOLVED_PLACE}#`;

/** The attributes that place an item of a group or an alert in the index `due`; none if it need not be looked at again. */
export function dueKeys(id: string, dueAt: string | undefined): Readonly<Record<string, string>> {
  return dueAt === undefined ? {} : { duePk: duePartition(shardOf(id)), dueSk: dueAt };
}

/**
 * The attributes that place a head in its indexes. A drill is only in the index `review`: no list has it, no number counts it, and no new
 * policy evaluates it again.
 */
export function headIndexKeys(
  view: AlertView,
  head: Pick<Head, "reviewAt" | "worldVersion">,
): Readonly<Record<string, string>> {
  return { ...(isDrill(view) ? {} : listingKeys(view, head)), ...reviewKeys(view, head) };
}

function reviewKeys({ id }: AlertView, { reviewAt }: Pick<Head, "reviewAt">): Readonly<Record<string, string>> {
  return reviewAt === undefined ? {} : { reviewPk: reviewPartition(shardOf(id)), reviewSk: reviewAt };
}

/** The attributes by which an open alert is found by a thing that it names. */
export function relationKeys(thing: string, view: AlertView): Readonly<Record<string, string>> {
  return { resourcePk: resourcePartition(thing), resourceSk: `${placeOf(view)}#${orderOf(view)}` };
}

/** The oldest first. */
function orderOf({ id, firstSeenAt }: AlertView): string {
  return `${firstSeenAt ?? ""}#${id}`;
}

function listingKeys(view: AlertView, { worldVersion }: Pick<Head, "worldVersion">): Readonly<Record<string, string>> {
  const { id, account, severity, status } = view;
  const shard = shardOf(id);
  const { resource } = relationsOf(view);
  return {
    accountPk: accountPartition(account, shard),
    accountSk: `${placeOf(view)}#${orderOf(view)}`,
    idPk: idPartition(id),
    idSk: id,
    ...(status !== "RESOLVED" && {
      openPk: openPartition(severity, shard),
      openSk: orderOf(view),
      policyPk: worldPartition(worldVersion, shard),
      policySk: id,
      ...(resource !== undefined && relationKeys(resource, view)),
    }),
  };
}
