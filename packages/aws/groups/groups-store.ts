/**
 * What on-call knows of alerts, groups and destinations. Everything for a batch is read in one request and written in one transaction, on
 * condition that nobody has changed the decided groups meanwhile. The loser reads and decides again.
 */
import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Memberships } from "@tocsin/oncall/group";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { type Item, type ItemRead, type Key, toItem, valueIn } from "../alerts/items/items.ts";
import { callFailed } from "../call.ts";
import {
  type Addition,
  addition,
  countsItemKey,
  readCounts,
  type ShardCounts,
  unmarking,
} from "./items/counts-item.ts";
import {
  destinationItem,
  destinationItemKey,
  readDestination,
  type StoredDestination,
} from "./items/destination-item.ts";
import { type Held, heldItem, heldItemKey } from "./items/held-item.ts";
import { type Member, memberItem, memberItemKey } from "./items/member-item.ts";
import { membershipsItem, membershipsKey, readMemberships } from "./items/membership-item.ts";
import { readTold, type StoredTold, toldItem, toldKey } from "./items/told-item.ts";
import { type RecordedVerdict, verdictItem } from "./items/verdict-item.ts";

export interface GroupsStore {
  /** @throws CallError */
  read(wanted: Wanted): Promise<GroupsRead>;
  /**
   * Writes everything or nothing. `lost`: another has changed the decided groups first. `too-large`: it does not fit into one transaction,
   * and must be split. @throws CallError
   */
  write(change: GroupsChange): Promise<"written" | "lost" | "too-large">;
}

export interface Wanted {
  readonly alertIds: readonly string[];
  readonly groups: readonly GroupPlace[];
  readonly destinations: readonly string[];
}

export interface GroupPlace {
  readonly groupId: string;
  /** Over how many items its numbers are spread. */
  readonly shards: number;
}

/** What was read. Each throws an ItemError when what it asks for cannot be read. */
export interface GroupsRead {
  memberships(alertId: string): Memberships | undefined;
  told(groupId: string): StoredTold | undefined;
  /** By shard; one that nothing was ever added to is not there. */
  counts(place: GroupPlace): ReadonlyMap<number, ShardCounts>;
  destination(name: string): StoredDestination | undefined;
}

/** What to write. Each `before` is the revision that was read: none if there was none. */
export interface GroupsChange {
  readonly at: Instant;
  readonly alerts: readonly {
    readonly alertId: string;
    readonly counted: Memberships;
  }[];
  /** Members of groups of several; an entry without `member` removes it. */
  readonly members: readonly {
    readonly groupId: string;
    readonly alertId: string;
    readonly member: Member | undefined;
  }[];
  /** Groups that an overflow group tells of; an entry without `held` removes one. */
  readonly held: readonly {
    readonly overflowId: string;
    readonly groupId: string;
    readonly held: Held | undefined;
  }[];
  /** Numbers to add to a shard. */
  readonly counts: readonly Addition[];
  /** Shards whose numbers were decided on, and which need not be looked at unless they have changed since. */
  readonly lookedAt: readonly { readonly groupId: string; readonly shard: number; readonly sequence: number }[];
  readonly told: readonly {
    readonly groupId: string;
    readonly before: number | undefined;
    readonly stored: StoredTold;
    readonly isOver: boolean;
    readonly verdict?: RecordedVerdict | undefined;
  }[];
  readonly destinations: readonly {
    readonly destination: string;
    readonly before: number | undefined;
    readonly stored: StoredDestination;
  }[];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const TRANSACTION_LIMIT = 100;

export function createGroupsStore(table: Table): GroupsStore {
  const { client, tableName: TableName } = table;
  return { read, write };

  async function read({ alertIds, groups, destinations }: Wanted): Promise<GroupsRead> {
    const items = await readItems(table, [
      ...alertIds.map(membershipsKey),
      ...groups.flatMap(({ groupId, shards }) => [
        toldKey(groupId),
        ...shardsOf(shards).map((shard) => countsItemKey(groupId, shard)),
      ]),
      ...destinations.map(destinationItemKey),
    ]);
    const at = <T>(key: Key, readOne: (item: Item) => ItemRead<T>): T | undefined => {
      const item = items.get(key);
      return item && valueIn(readOne(item));
    };
    return {
      memberships: (alertId) => at(membershipsKey(alertId), readMemberships),
      told: (groupId) => at(toldKey(groupId), readTold),
      counts: ({ groupId, shards }) =>
        new Map(
          shardsOf(shards).flatMap((shard) => {
            const counts = at(countsItemKey(groupId, shard), readCounts);
            return counts ? [[shard, counts] as const] : [];
          }),
        ),
      destination: (name) => at(destinationItemKey(name), readDestination),
    };
  }

  async function write(change: GroupsChange): Promise<"written" | "lost" | "too-large"> {
    const TransactItems = itemsOf(change);
    if (TransactItems.length === 0) return "written";
    if (TransactItems.length > TRANSACTION_LIMIT) return "too-large";
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return "written";
    } catch (error) {
      if (isLostRace(error)) return "lost";
      throw callFailed("TransactWriteItems", error);
    }
  }

  function itemsOf({
    at,
    alerts,
    members,
    held,
    counts,
    lookedAt,
    told,
    destinations,
  }: GroupsChange): TransactWriteItem[] {
    return [
      ...alerts.map(({ alertId, counted }) =>
        put(membershipsItem(alertId, counted, at), unchanged(counted.revision > 1 ? counted.revision - 1 : undefined)),
      ),
      ...members.map(({ groupId, alertId, member }) =>
        member ? put(memberItem(groupId, alertId, member)) : gone(memberItemKey(groupId, alertId)),
      ),
      ...held.map(({ overflowId, groupId, held: one }) =>
        one ? put(heldItem(overflowId, groupId, one)) : gone(heldItemKey(overflowId, groupId)),
      ),
      ...counts.map((added) => ({ Update: { TableName, ...addition(added) } })),
      ...lookedAt.map(({ groupId, shard, sequence }) => ({
        Update: { TableName, ...unmarking(groupId, shard, sequence) },
      })),
      ...told.flatMap(({ groupId, before, stored, isOver, verdict }) => [
        put(toldItem(groupId, stored, isOver, at), unchanged(before)),
        ...(verdict
          ? [
              put(
                verdictItem(groupId, stored.revision, verdict, {
                  title: stored.told.title,
                  condition: stored.condition,
                }),
              ),
            ]
          : []),
      ]),
      ...destinations.map(({ destination, before, stored }) =>
        put(destinationItem(destination, stored), unchanged(before)),
      ),
    ];
  }

  function gone(key: Key): TransactWriteItem {
    return { Delete: { TableName, Key: toItem(key) } };
  }

  function put(item: Item, condition: Condition = {}): TransactWriteItem {
    return { Put: { TableName, Item: item, ...condition } };
  }
}

/** The shards of a group of several, and the one of an alert by itself. */
export function shardsOf(number: number): readonly number[] {
  return Array.from({ length: number }, (_, shard) => shard);
}

type Condition = Pick<
  NonNullable<TransactWriteItem["Put"]>,
  "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

function unchanged(before: number | undefined): Condition {
  if (before === undefined)
    return { ConditionExpression: "attribute_not_exists(#pk)", ExpressionAttributeNames: { "#pk": "pk" } };
  return {
    ConditionExpression: "#before = :before",
    ExpressionAttributeNames: { "#before": "revision" },
    ExpressionAttributeValues: marshall({ ":before": before }),
  };
}

function isLostRace(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const reasons = error.CancellationReasons ?? [];
  return reasons.some(({ Code }) => Code === "ConditionalCheckFailed" || Code === "TransactionConflict");
}
