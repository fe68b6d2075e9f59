/** Which open alerts a world has evaluated that is in force no more. */
import { alertIdOf, shards, worldPartition } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import { keyOf } from "../alerts/items/items.ts";
import { queryPage } from "../alerts/query.ts";

/** At most `limit` of each shard. @throws CallError */
export type StaleAlerts = (worldVersion: string, limit: number) => Promise<readonly string[]>;

export function createStaleAlerts(table: Table): StaleAlerts {
  return async (worldVersion, limit) => {
    const pages = await Promise.all(
      shards.map((shard) =>
        queryPage(
          table,
          { index: "policy", partition: worldPartition(worldVersion, shard), pageSize: limit },
          undefined,
        ),
      ),
    );
    return pages.flatMap(({ items }) => items.map((item) => alertIdOf(keyOf(item).pk)));
  };
}
