/**
 * What on-call must look at: groups that may owe something because of time alone, or whose numbers changed without a decision, and alerts
 * that time alone makes more urgent.
 */
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { alertIdOf, alertsSchema, duePartition, groupIdOf, isAlertKey, shards } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import { type Item, keyOf } from "../alerts/items/items.ts";
import { queryPage, upTo } from "../alerts/query.ts";

export interface DueWake {
  readonly kind: "group" | "alert";
  /** Of the group or the alert. */
  readonly id: string;
  readonly dueAt: Instant;
}

/** Those due by `now`, each once, longest due first, of at most `limit` items of each shard of the index. @throws CallError */
export type DueWakes = (now: Instant, limit: number) => Promise<readonly DueWake[]>;

/** What the index has of a shard that is due by `until`, in order, at most `limit`: keys alone. @throws CallError */
export type DueItems = (shard: number, until: Instant, limit: number) => Promise<readonly Item[]>;

export function createDueWakes(table: Table): DueWakes {
  return dueWakesAmong(dueItemsIn(table));
}

export function dueItemsIn(table: Table): DueItems {
  return async (shard, until, pageSize) => {
    const query = { index: "due", partition: duePartition(shard), condition: upTo(until), pageSize } as const;
    return (await queryPage(table, query, undefined)).items;
  };
}

export function dueWakesAmong(itemsOf: DueItems): DueWakes {
  return async (now, limit) => {
    const pages = await Promise.all(shards.map((shard) => itemsOf(shard, now, limit)));
    const earliest = new Map<string, DueWake>();
    for (const item of pages.flat()) {
      const { pk } = keyOf(item);
      const due = dueWake(pk, item, now);
      const known = earliest.get(pk);
      if (known === undefined || due.dueAt < known.dueAt) earliest.set(pk, due);
    }
    return [...earliest.values()].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  };
}

function dueWake(pk: string, item: Item, now: Instant): DueWake {
  const dueAt = parseInstant(item[alertsSchema.indexes.due.sort]?.S) ?? now;
  return isAlertKey(pk) ? { kind: "alert", id: alertIdOf(pk), dueAt } : { kind: "group", id: groupIdOf(pk), dueAt };
}
