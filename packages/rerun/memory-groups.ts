/** On-call's knowledge of alerts, groups and destinations, in memory: there is no second writer, so there is no race to lose. */
import type { GroupsChange, GroupsRead, GroupsStore } from "@tocsin/aws/groups/groups-store";
import { type Addition, type ShardCounts, UNDECIDED } from "@tocsin/aws/groups/items/counts-item";
import type { StoredDestination } from "@tocsin/aws/groups/items/destination-item";
import type { StoredTold } from "@tocsin/aws/groups/items/told-item";
import type { Instant } from "@tocsin/core/event/instant";
import { plus, zero } from "@tocsin/oncall/counts";
import { delivered } from "@tocsin/oncall/decide/told";
import type { Memberships } from "@tocsin/oncall/group";
import TinyQueue from "tinyqueue";

export interface MemoryGroups extends GroupsStore {
  /** The notification that was begun to the group's destination has arrived. */
  delivered(groupId: string): void;
  /** When the first group or alert is due. */
  nextDueAt(): Instant | undefined;
  /** Takes what is due by then out of the index, as the timer finds it. */
  takeDue(now: Instant): Due;
}

export interface Due {
  readonly alertIds: readonly string[];
  readonly groupIds: readonly string[];
}

interface Mark {
  readonly at: Instant;
  readonly kind: "alert" | "told" | "counts";
  readonly id: string;
}

export function createMemoryGroups(): MemoryGroups {
  const alerts = new Map<string, Memberships>();
  const told = new Map<string, StoredTold>();
  const counts = new Map<string, Map<number, ShardCounts>>();
  const destinations = new Map<string, StoredDestination>();
  const marks = new TinyQueue<Mark>([], (a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));

  const read: GroupsRead = {
    memberships: (alertId) => alerts.get(alertId),
    told: (groupId) => told.get(groupId),
    counts: ({ groupId }) => counts.get(groupId) ?? new Map(),
    destination: (name) => destinations.get(name),
  };

  return {
    read: async () => read,
    async write(change) {
      write(change);
      return "written";
    },
    delivered(groupId) {
      const stored = told.get(groupId);
      if (stored) setTold(groupId, { ...stored, told: delivered(stored.told), revision: stored.revision + 1 });
    },
    nextDueAt() {
      dropOutdated();
      return marks.peek()?.at;
    },
    takeDue(now) {
      const alertIds = new Set<string>();
      const groupIds = new Set<string>();
      for (dropOutdated(); (marks.peek()?.at ?? now) <= now && marks.length > 0; dropOutdated()) {
        const mark = marks.pop();
        if (mark) (mark.kind === "alert" ? alertIds : groupIds).add(mark.id);
      }
      return { alertIds: [...alertIds], groupIds: [...groupIds] };
    },
  };

  function write(change: GroupsChange): void {
    for (const { alertId, counted } of change.alerts) {
      alerts.set(alertId, counted);
      mark("alert", alertId, counted.turnsAt);
    }
    for (const added of change.counts) add(added);
    for (const { groupId, shard } of change.lookedAt) {
      const known = counts.get(groupId)?.get(shard);
      if (known) counts.get(groupId)?.set(shard, { ...known, dueAt: undefined, decidedBy: [] });
    }
    for (const { groupId, stored } of change.told) setTold(groupId, stored);
    for (const { destination, stored } of change.destinations) destinations.set(destination, stored);
  }

  function setTold(groupId: string, stored: StoredTold): void {
    told.set(groupId, stored);
    mark("told", groupId, stored.told.nextAt);
  }

  function add({ groupId, shard, subject, delta, recent = [], dueAt, decidedBy = UNDECIDED }: Addition): void {
    const shards = counts.get(groupId) ?? new Map<number, ShardCounts>();
    const known = shards.get(shard);
    const severities = new Set(recent.map(({ severity }) => severity));
    shards.set(shard, {
      subject,
      counts: plus(known?.counts ?? zero, delta),
      recent: [...(known?.recent ?? []).filter(({ severity }) => !severities.has(severity)), ...recent],
      sequence: (known?.sequence ?? 0) + 1,
      dueAt: known?.dueAt ?? dueAt,
      decidedBy: [...(known?.decidedBy ?? []), ...(dueAt === undefined ? [] : [decidedBy])],
    });
    counts.set(groupId, shards);
    mark("counts", groupId, dueAt);
  }

  function mark(kind: Mark["kind"], id: string, at: Instant | undefined): void {
    if (at !== undefined) marks.push({ at, kind, id });
  }

  /** A group that was written again since has another mark, or none. */
  function dropOutdated(): void {
    for (let first = marks.peek(); first !== undefined && !isOfNow(first); first = marks.peek()) marks.pop();
  }

  function isOfNow({ kind, id, at }: Mark): boolean {
    switch (kind) {
      case "alert":
        return alerts.get(id)?.turnsAt === at;
      case "told":
        return told.get(id)?.told.nextAt === at;
      case "counts":
        return [...(counts.get(id)?.values() ?? [])].some(({ dueAt }) => dueAt === at);
      default:
        return kind satisfies never;
    }
  }
}
