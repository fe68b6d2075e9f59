/** What is known of the alerts, groups and destinations of a batch: read in one request, and in further ones only what that has shown to be needed. */
import { SHARDS } from "@tocsin/aws/alerts/alerts-schema";
import type { GroupPlace, GroupsRead, GroupsStore } from "@tocsin/aws/groups/groups-store";
import type { ShardCounts } from "@tocsin/aws/groups/items/counts-item";
import type { StoredDestination } from "@tocsin/aws/groups/items/destination-item";
import type { StoredTold } from "@tocsin/aws/groups/items/told-item";
import type { Instant } from "@tocsin/core/event/instant";
import { sumOf } from "@tocsin/oncall/counts";
import type { Subject } from "@tocsin/oncall/decide/circumstances";
import { stillFailing } from "@tocsin/oncall/decide/failing";
import type { Counts, GroupKey, Memberships, Recent } from "@tocsin/oncall/group";

/** A group as it is stored. */
export interface KnownGroup {
  readonly groupId: string;
  readonly told: StoredTold | undefined;
  readonly shards: ReadonlyMap<number, ShardCounts>;
  readonly counts: Counts;
  /** The recent news of the group; nothing for a single alert. */
  readonly recent: readonly Recent[];
  /** The group's key as it was written last; nothing if it was never written. */
  readonly subject: Subject | undefined;
}

export interface Snapshot {
  /** Each throws an ItemError if the item cannot be read, and a RangeError if it was not read before. */
  memberships(alertId: string): Memberships | undefined;
  group(groupId: string): KnownGroup;
  destination(name: string): StoredDestination | undefined;
  /** Reads what is not yet read. @throws CallError */
  include(more: Wanted): Promise<void>;
}

export interface Wanted {
  readonly alertIds?: readonly string[];
  /** A group of which only the id is known may have several alerts. */
  readonly groups: readonly { readonly groupId: string; readonly grouping?: GroupKey["grouping"] }[];
  readonly destinations?: readonly string[];
}

/** How many items a group's numbers are spread over. The numbers of a single alert have few parallel writers. */
export function spreadOf(grouping: GroupKey["grouping"]): number {
  return "alert" in grouping ? 1 : SHARDS;
}

/** Its state `at` that time: a destination that nobody has tried for long no longer counts as failing. */
export function createSnapshot(store: Pick<GroupsStore, "read">, at: Instant): Snapshot {
  const alerts = new Map<string, GroupsRead>();
  const groups = new Map<string, { readonly place: GroupPlace; readonly read: GroupsRead }>();
  const destinations = new Map<string, GroupsRead>();

  return {
    memberships: (alertId) => found(alerts, alertId).memberships(alertId),
    destination(name) {
      const stored = found(destinations, name).destination(name);
      return stored && { ...stored, failing: stillFailing(stored.failing, at) };
    },
    group(groupId) {
      const { place, read } = found(groups, groupId);
      const told = read.told(groupId);
      const spread = read.counts(place);
      const [some] = spread.values();
      return {
        groupId,
        told,
        shards: spread,
        counts: sumOf([...spread.values()].map(({ counts }) => counts)),
        recent: [...spread.values()].flatMap(({ recent }) => recent),
        subject: told ? { ...told.told.key, ...told.told } : some?.subject,
      };
    },
    async include(more) {
      const alertIds = distinct(more.alertIds ?? []).filter((id) => !alerts.has(id));
      const names = distinct(more.destinations ?? []).filter((name) => !destinations.has(name));
      const places = new Map(
        more.groups.map(({ groupId, grouping }) => [
          groupId,
          { groupId, shards: grouping ? spreadOf(grouping) : SHARDS },
        ]),
      );
      for (const groupId of groups.keys()) places.delete(groupId);
      if (alertIds.length + names.length + places.size === 0) return;
      const read = await store.read({ alertIds, groups: [...places.values()], destinations: names });
      for (const id of alertIds) alerts.set(id, read);
      for (const name of names) destinations.set(name, read);
      for (const place of places.values()) groups.set(place.groupId, { place, read });
    },
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function found<T>(known: ReadonlyMap<string, T>, name: string): T {
  const value = known.get(name);
  if (value === undefined) throw new RangeError(`${name} was not read`);
  return value;
}
