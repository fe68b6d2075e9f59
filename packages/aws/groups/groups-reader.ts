/** What is read of groups to show it: the members that a notification names, and what each destination was told of an alert. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Bucket, Membership } from "@tocsin/oncall/group";
import { worstFirst } from "@tocsin/oncall/worst-first";
import {
  groupKey,
  HELD_PREFIX,
  MEMBER_PREFIX,
  memberPartition,
  shards,
  VERDICT_PREFIX,
} from "../alerts/alerts-schema.ts";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { type Item, type ItemRead, valueIn } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { beginningWith, queryPage } from "../alerts/query.ts";
import { readHeld } from "./items/held-item.ts";
import { type Member, readMember } from "./items/member-item.ts";
import { membershipsKey, readMemberships } from "./items/membership-item.ts";
import { readTold, type StoredTold, toldKey } from "./items/told-item.ts";
import { type RecordedVerdict, readVerdict } from "./items/verdict-item.ts";

export interface GroupsReader {
  /**
   * Members of groups of several that are neither over nor silenced: those that are open before those that somebody has decided on, of
   * each the worst first; where there are several problems, of each the worst. Of each shard one page is read, and all where so many of the
   * open ones were not found among these as are known to be the `worst`. @throws CallError
   */
  worstMembers(groupIds: readonly string[], limit: number, worst?: SoughtMembers): Promise<readonly WorstMember[]>;
  /** The same of what an overflow group stands for: of the worst `limit` of its groups. @throws CallError */
  worstHeld(overflowId: string, limit: number): Promise<readonly WorstMember[]>;
  /** What each destination was told of an alert, group by group. @throws CallError, ItemError when its memberships cannot be read. */
  tellingsOf(alertId: string): Promise<readonly GroupTellings[]>;
}

/** How many are open that are so severe. */
export interface SoughtMembers {
  readonly severity: Severity;
  readonly number: number;
}

export interface WorstMember {
  readonly alertId: string;
  /** How many members that were read are the same problem and as open as this one, without it. */
  readonly alike: number;
}

export interface GroupTellings {
  readonly membership: Membership;
  /** What the destination was told last of the group; nothing, where it was never decided on, or cannot be read. */
  readonly told: ItemRead<StoredTold> | undefined;
  /** The verdicts on the group, oldest first. */
  readonly verdicts: readonly ItemRead<RecordedVerdict>[];
}

const PAGE_SIZE = 200;
/** A silence keeps alerts off every list. */
const shownBuckets: readonly Bucket[] = ["open", "acknowledged", "suppressed"];

export function createGroupsReader(table: Table): GroupsReader {
  return {
    worstMembers,
    async worstHeld(overflowId, limit) {
      const all = await readableIn([overflowId], HELD_PREFIX, readHeld);
      const held = all.toSorted(worstFirst).slice(0, limit);
      const ofSeveral = held.flatMap(({ alert, groupId }) => (alert === undefined ? [groupId] : []));
      return [
        ...held.flatMap(({ alert }) => (alert === undefined ? [] : [{ alertId: alert, alike: 0 }])),
        ...(ofSeveral.length > 0 ? await worstMembers(ofSeveral, limit) : []),
      ];
    },
    async tellingsOf(alertId) {
      const key = membershipsKey(alertId);
      const item = (await readItems(table, [key])).get(key);
      if (item === undefined) return [];
      const { memberships } = valueIn(readMemberships(item));
      const told = await readItems(
        table,
        memberships.map(({ groupId }) => toldKey(groupId)),
      );
      return Promise.all(
        memberships.map(async (membership) => {
          const stored = told.get(toldKey(membership.groupId));
          return {
            membership,
            told: stored && readTold(stored),
            verdicts: (await verdictsOf(membership.groupId)).map(readVerdict),
          };
        }),
      );
    },
  };

  async function worstMembers(
    groupIds: readonly string[],
    limit: number,
    worst?: SoughtMembers,
  ): Promise<readonly WorstMember[]> {
    const isWorst = ({ bucket, severity }: Member) => bucket === "open" && severity === worst?.severity;
    const found = await readableIn(
      groupIds,
      MEMBER_PREFIX,
      readMember,
      (read) => worst === undefined || read.filter(isWorst).length >= Math.min(worst.number, limit),
    );
    const members = [...new Map(found.map((member) => [member.alertId, member])).values()]
      .filter(({ bucket }) => shownBuckets.includes(bucket))
      .sort((a, b) => shownBuckets.indexOf(a.bucket) - shownBuckets.indexOf(b.bucket) || worstFirst(a, b));
    const problems = [...Map.groupBy(members, ({ bucket, problem }) => `${bucket} ${problem}`).values()];
    // Of one problem there is nothing to tell apart but its resources.
    if (new Set(members.map(({ problem }) => problem)).size === 1)
      return members.slice(0, limit).map(({ alertId }) => ({ alertId, alike: 0 }));
    return problems
      .slice(0, limit)
      .flatMap(([worst, ...others]) => (worst ? [{ alertId: worst.alertId, alike: others.length }] : []));
  }

  /** What can be read of the first page of each shard; of all of them, where that is not enough. */
  async function readableIn<T>(
    groupIds: readonly string[],
    prefix: string,
    readOne: (item: Item) => ItemRead<T>,
    isEnough: (read: readonly T[]) => boolean = () => true,
  ): Promise<readonly T[]> {
    const partitions = groupIds.flatMap((groupId) => shards.map((shard) => memberPartition(groupId, shard)));
    const query = { condition: beginningWith(prefix), consistent: true } as const;
    const readable = (items: readonly Item[]) => items.map(readOne).flatMap((read) => (read.ok ? [read.value] : []));
    const first = await Promise.all(
      partitions.map((partition) => queryPage(table, { ...query, partition, pageSize: PAGE_SIZE }, undefined)),
    );
    const found = readable(first.flatMap(({ items }) => items));
    if (isEnough(found)) return found;
    const others = await Promise.all(
      partitions.map(async (partition, i) => {
        const next = first[i]?.next;
        if (next === undefined) return [];
        return Array.fromAsync(pagesOf((start = next) => queryPage(table, { ...query, partition }, start)));
      }),
    );
    return [...found, ...readable(others.flat(2))];
  }

  async function verdictsOf(groupId: string): Promise<readonly Item[]> {
    const query = { partition: groupKey(groupId), condition: beginningWith(VERDICT_PREFIX), consistent: true } as const;
    return (await Array.fromAsync(pagesOf((start) => queryPage(table, query, start)))).flat();
  }
}
