/** Reads of groups for display: the members that a notification names, and what each destination was told of an alert. */
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import { type Instant, instantOfEpoch, later } from "@tocsin/core/event/instant";
import type { Bucket, Membership, PastMembership } from "@tocsin/oncall/group";
import { type Listed, worstFirst } from "@tocsin/oncall/worst-first";
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
import { type Held, readHeld } from "./items/held-item.ts";
import { type Member, readMember } from "./items/member-item.ts";
import { membershipsKey, readMemberships } from "./items/membership-item.ts";
import { readTold, type StoredTold, toldKey } from "./items/told-item.ts";
import { type RecordedVerdict, readVerdict } from "./items/verdict-item.ts";

export interface GroupsReader {
  /**
   * Members of groups of several that are neither over nor silenced: those that are open before those that somebody has decided on, the
   * worst first in each; if there are several problems, the worst of each. Reads one page of each shard, or all pages if these do not
   * contain as many open members as are known to be the `worst`. @throws CallError
   */
  worstMembers(groupIds: readonly string[], limit: number, worst?: SoughtMembers): Promise<readonly WorstMember[]>;
  /** The same of what overflow groups stand for: of the worst `limit` of their groups. @throws CallError */
  worstHeld(overflowIds: readonly string[], limit: number): Promise<readonly WorstMember[]>;
  /**
   * The members of a group of several that are open, the worst first, with those of the groups that it stands for. Of each shard one page is
   * read, and all where `number` that are not more severe than `upTo` were not found among these.
   * @throws CallError, ItemError when what its destination was told cannot be read.
   */
  openMembers(groupId: string, sought: { readonly number: number; readonly upTo: Severity }): Promise<OpenMembers>;
  /** What the destination of a group was last told of it; nothing if there is no such group. @throws CallError, ItemError */
  told(groupId: string): Promise<StoredTold | undefined>;
  /** What each destination was told of an alert, group by group. @throws CallError, ItemError when its memberships cannot be read. */
  tellingsOf(alertId: string): Promise<readonly GroupTellings[]>;
  /** What their destinations were told of these groups, by their ids. @throws CallError */
  tellingsIn(groupIds: readonly string[]): Promise<ReadonlyMap<string, GroupTelling>>;
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

export interface OpenMembers {
  readonly members: readonly (Listed & { readonly alertId: string })[];
  /** Whether there are no others. */
  readonly areAll: boolean;
}

/** Of one alert in a group: of what was told there before and after, it had no part. */
export interface GroupTellings extends GroupTelling {
  readonly membership: Membership | PastMembership;
  readonly from: Instant;
  /** The first instant at which that is no longer so; nothing while it lasts. */
  readonly until?: Instant | undefined;
}

export interface GroupTelling {
  /** What the destination was told last of the group; nothing, where it was never decided on, or cannot be read. */
  readonly told: ItemRead<StoredTold> | undefined;
  /** The verdicts on the group, oldest first. */
  readonly verdicts: readonly ItemRead<RecordedVerdict>[];
}

/** When an alert was in one of its groups, in order of time. Before it moved there, it was told elsewhere. */
function partIn(all: readonly (Membership | PastMembership)[], index: number): Pick<GroupTellings, "from" | "until"> {
  const fromOf = (i: number) => {
    const { destination, since = NEVER } = all[i] ?? {};
    const left = all.slice(0, i).flatMap((one) => (one.destination === destination ? (leftAtOf(one) ?? []) : []));
    return [...left, since].reduce(later);
  };
  const again = all.findIndex((one, i) => i > index && one.groupId === all[index]?.groupId);
  const one = all[index];
  return { from: fromOf(index), until: (one && leftAtOf(one)) ?? (again < 0 ? undefined : fromOf(again)) };
}

function leftAtOf(membership: Membership | PastMembership): Instant | undefined {
  return "leftAt" in membership ? membership.leftAt : undefined;
}

const NEVER = instantOfEpoch(0);

const PAGE_SIZE = 200;

/** How many of an overflow group's groups are read. */
const HELD_LIMIT = 10;

interface Found<T> {
  readonly found: readonly T[];
  /** Whether no shard has a further page. */
  readonly areAll: boolean;
}

const nothingHeld: Found<Held & { readonly groupId: string }> = { found: [], areAll: true };

/** A silence keeps alerts off every list. */
const shownBuckets: readonly Bucket[] = ["open", "acknowledged", "suppressed"];

export function createGroupsReader(table: Table): GroupsReader {
  return {
    worstMembers,
    async worstHeld(overflowIds, limit) {
      const { found } = await readableIn(overflowIds, HELD_PREFIX, readHeld);
      const held = found.toSorted(worstFirst).slice(0, limit);
      const ofSeveral = held.flatMap(({ alert, groupId }) => (alert === undefined ? [groupId] : []));
      return [
        ...held.flatMap(({ alert }) => (alert === undefined ? [] : [{ alertId: alert, alike: 0 }])),
        ...(ofSeveral.length > 0 ? await worstMembers(ofSeveral, limit) : []),
      ];
    },
    told,
    async openMembers(groupId, { number, upTo }) {
      const stored = await told(groupId);
      if (stored === undefined) return { members: [], areAll: true };
      const { key: grouped, inPlaceOf = [] } = stored.told;
      const held = "overflow" in grouped.grouping ? await readableIn([groupId], HELD_PREFIX, readHeld) : nothingHeld;
      const ofSeveral = held.found.filter(({ alert }) => alert === undefined).sort(worstFirst);
      const looked = ofSeveral.slice(0, HELD_LIMIT);
      const groupIds = [groupId, ...[...inPlaceOf, ...looked].map((other) => other.groupId)];
      const isSought = ({ bucket, severity }: Member) => bucket === "open" && compareSeverity(severity, upTo) <= 0;
      const isEnough = (read: readonly Member[]) => read.filter(isSought).length >= number;
      const ofGroups = await readableIn(groupIds, MEMBER_PREFIX, readMember, isEnough);
      const open = [
        ...held.found.flatMap(({ alert, ...listed }) => (alert === undefined ? [] : [{ ...listed, alertId: alert }])),
        ...ofGroups.found.filter(({ bucket }) => bucket === "open"),
      ];
      return {
        members: [...new Map(open.map((member) => [member.alertId, member])).values()].sort(worstFirst),
        areAll: held.areAll && ofGroups.areAll && looked.length === ofSeveral.length,
      };
    },
    async tellingsOf(alertId) {
      const key = membershipsKey(alertId);
      const item = (await readItems(table, [key])).get(key);
      if (item === undefined) return [];
      const { memberships, past = [] } = valueIn(readMemberships(item));
      const all = [...past, ...memberships];
      const tellings = await tellingsIn([...new Set(all.map(({ groupId }) => groupId))]);
      return all.map((membership, i) => ({
        membership,
        ...partIn(all, i),
        ...(tellings.get(membership.groupId) ?? { told: undefined, verdicts: [] }),
      }));
    },
    tellingsIn,
  };

  async function told(groupId: string): Promise<StoredTold | undefined> {
    const key = toldKey(groupId);
    const item = (await readItems(table, [key])).get(key);
    return item && valueIn(readTold(item));
  }

  async function tellingsIn(groupIds: readonly string[]): Promise<ReadonlyMap<string, GroupTelling>> {
    const told = await readItems(table, groupIds.map(toldKey));
    const tellings = groupIds.map(async (groupId): Promise<[string, GroupTelling]> => {
      const stored = told.get(toldKey(groupId));
      return [groupId, { told: stored && readTold(stored), verdicts: (await verdictsOf(groupId)).map(readVerdict) }];
    });
    return new Map(await Promise.all(tellings));
  }

  async function worstMembers(
    groupIds: readonly string[],
    limit: number,
    worst?: SoughtMembers,
  ): Promise<readonly WorstMember[]> {
    const isWorst = ({ bucket, severity }: Member) => bucket === "open" && severity === worst?.severity;
    const { found } = await readableIn(
      groupIds,
      MEMBER_PREFIX,
      readMember,
      (read) => worst === undefined || read.filter(isWorst).length >= Math.min(worst.number, limit),
    );
    const members = [...new Map(found.map((member) => [member.alertId, member])).values()]
      .filter(({ bucket }) => shownBuckets.includes(bucket))
      .sort((a, b) => shownBuckets.indexOf(a.bucket) - shownBuckets.indexOf(b.bucket) || worstFirst(a, b));
    const problems = [...Map.groupBy(members, ({ bucket, problem }) => `${bucket} ${problem}`).values()];
    // Alerts of one problem differ only in their resources.
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
  ): Promise<Found<T>> {
    const partitions = groupIds.flatMap((groupId) => shards.map((shard) => memberPartition(groupId, shard)));
    const query = { condition: beginningWith(prefix), consistent: true } as const;
    const readable = (items: readonly Item[]) => items.map(readOne).flatMap((read) => (read.ok ? [read.value] : []));
    const first = await Promise.all(
      partitions.map((partition) => queryPage(table, { ...query, partition, pageSize: PAGE_SIZE }, undefined)),
    );
    const found = readable(first.flatMap(({ items }) => items));
    const areAll = first.every(({ next }) => next === undefined);
    if (areAll || isEnough(found)) return { found, areAll };
    const others = await Promise.all(
      partitions.map(async (partition, i) => {
        const next = first[i]?.next;
        if (next === undefined) return [];
        return Array.fromAsync(pagesOf((start = next) => queryPage(table, { ...query, partition }, start)));
      }),
    );
    return { found: [...found, ...readable(others.flat(2))], areAll: true };
  }

  async function verdictsOf(groupId: string): Promise<readonly Item[]> {
    const query = { partition: groupKey(groupId), condition: beginningWith(VERDICT_PREFIX), consistent: true } as const;
    return (await Array.fromAsync(pagesOf((start) => queryPage(table, query, start)))).flat();
  }
}
