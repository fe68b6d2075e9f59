/** How telling people is doing, over all groups and destinations: for a person who asks. */
import type { Instant } from "@tocsin/core/event/instant";
import { duePartition, groupIdOf, shards } from "../alerts/alerts-schema.ts";
import { READ_LIMIT, readItems, type Table } from "../alerts/alerts-table.ts";
import { type ItemRead, keyOf } from "../alerts/items/items.ts";
import { inChunks, pagesOf } from "../alerts/paging.ts";
import { queryPage } from "../alerts/query.ts";
import { destinationItemKey, readDestination, type StoredDestination } from "./items/destination-item.ts";
import { readTold, type StoredTold, toldKey } from "./items/told-item.ts";

export interface OncallState {
  /** The groups with an owed notification. @throws CallError */
  owed(): AsyncIterable<ItemRead<OwedGroup>>;
  /** The destinations that accept no notifications. @throws CallError */
  failing(destinations: readonly string[]): Promise<readonly ItemRead<FailingDestination>[]>;
}

export interface OwedGroup extends Pick<StoredTold, "told" | "verdict"> {
  readonly since: Instant;
}

export interface FailingDestination extends NonNullable<StoredDestination["failing"]> {
  readonly destination: string;
}

export function createOncallState(table: Table): OncallState {
  return {
    async *owed() {
      for await (const groupIds of inChunks(awaitedGroups(table), READ_LIMIT)) {
        const keys = groupIds.map(toldKey);
        const items = await readItems(table, keys);
        for (const key of keys) {
          const item = items.get(key);
          if (item === undefined) continue;
          const read = readTold(item);
          if (!read.ok) yield read;
          else if (read.value.told.owedSince !== undefined)
            yield { ok: true, value: { ...read.value, since: read.value.told.owedSince } };
        }
      }
    },
    async failing(destinations) {
      const items = await readItems(table, destinations.map(destinationItemKey));
      return destinations.flatMap((destination): readonly ItemRead<FailingDestination>[] => {
        const item = items.get(destinationItemKey(destination));
        const read = item && readDestination(item);
        if (read === undefined || (read.ok && read.value.failing === undefined)) return [];
        if (!read.ok) return [read];
        const { failing } = read.value;
        return failing ? [{ ok: true, value: { destination, ...failing } }] : [];
      });
    },
  };
}

/** Whatever is owed is looked at again at some time: all that the index holds, each once. */
async function* awaitedGroups(table: Table): AsyncIterable<string> {
  for (const shard of shards) {
    const seen = new Set<string>();
    for await (const page of pagesOf((start) =>
      queryPage(table, { index: "due", partition: duePartition(shard) }, start),
    )) {
      for (const item of page) {
        const groupId = groupIdOf(keyOf(item).pk);
        if (!seen.has(groupId)) yield groupId;
        seen.add(groupId);
      }
    }
  }
}
