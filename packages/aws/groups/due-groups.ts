/** Which groups are to be looked at: those that time alone may give something to tell, and those whose numbers changed undecided. */
import type { Instant } from "@tocsin/core/event/instant";
import { parseInstant } from "@tocsin/core/event/instant";
import { alertsSchema, duePartition, groupIdOf, shards } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import { keyOf } from "../alerts/items/items.ts";
import { queryPage, upTo } from "../alerts/query.ts";

export interface DueGroup {
  readonly groupId: string;
  readonly dueAt: Instant;
}

/** Those due by `now`, each once, longest due first, of at most `limit` items of each shard of the index. @throws CallError */
export type DueGroups = (now: Instant, limit: number) => Promise<readonly DueGroup[]>;

export function createDueGroups(table: Table): DueGroups {
  return async (now, limit) => {
    const pages = await Promise.all(
      shards.map((shard) =>
        queryPage(
          table,
          { index: "due", partition: duePartition(shard), condition: upTo(now), pageSize: limit },
          undefined,
        ),
      ),
    );
    const earliest = new Map<string, Instant>();
    for (const item of pages.flatMap(({ items }) => items)) {
      const groupId = groupIdOf(keyOf(item).pk);
      const dueAt = parseInstant(item[alertsSchema.indexes.due.sort]?.S) ?? now;
      const known = earliest.get(groupId);
      if (known === undefined || dueAt < known) earliest.set(groupId, dueAt);
    }
    return [...earliest].map(([groupId, dueAt]) => ({ groupId, dueAt })).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  };
}
