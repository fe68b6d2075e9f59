/**
 * Where the members of groups are: each shard in which nothing was ever written need not be asked. On-call alone writes them, and so this
 * process; but what an earlier one has written is not known here.
 */
import { shardOf, shards } from "@tocsin/aws/alerts/alerts-schema";
import type { ShardsOf } from "@tocsin/aws/groups/groups-reader";
import type { GroupsStore } from "@tocsin/aws/groups/groups-store";

export interface MemberShards {
  /** The store, which takes note of what it is to write. */
  readonly noting: (store: GroupsStore) => GroupsStore;
  readonly of: ShardsOf;
}

/** @param isNew whether nothing was in the table when the process began. */
export function createMemberShards(isNew: boolean): MemberShards {
  const written = new Map<string, Set<number>>();
  const note = (groupId: string, member: string) => {
    const known = written.get(groupId) ?? new Set();
    written.set(groupId, known.add(shardOf(member)));
  };
  return {
    noting: ({ read, write }) => ({
      read,
      write(change) {
        for (const { groupId, alertId } of change.members) note(groupId, alertId);
        for (const { overflowId, groupId } of change.held) note(overflowId, groupId);
        return write(change);
      },
    }),
    // In the order in which they are asked otherwise: of members that are equally bad, the first that is found is shown first.
    of: (groupId) => (isNew ? shards.filter((shard) => written.get(groupId)?.has(shard)) : shards),
  };
}
