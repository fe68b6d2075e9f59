/** Which alerts are due for review: those whose view time alone may have changed. */
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { alertIdOf, alertsSchema, reviewPartition, shards } from "./alerts-schema.ts";
import type { Table } from "./alerts-table.ts";
import { type Item, keyOf } from "./items/items.ts";
import { queryPage, upTo } from "./query.ts";

export interface DueAlert {
  readonly alertId: string;
  readonly reviewAt: Instant;
}

/** Those due by `now`, longest due first, at most `limit` of each shard. */
export type DueAlerts = (now: Instant, limit: number) => Promise<readonly DueAlert[]>;

export function createDueAlerts(table: Table): DueAlerts {
  return async (now, limit) => {
    const pages = await Promise.all(
      shards.map((shard) =>
        queryPage(
          table,
          { index: "review", partition: reviewPartition(shard), condition: upTo(now), pageSize: limit },
          undefined,
        ),
      ),
    );
    return pages
      .flatMap(({ items }) => items.map((item) => dueAlert(item, now)))
      .sort((a, b) => (a.reviewAt < b.reviewAt ? -1 : 1));
  };
}

/** An index holds no format. A key that is no instant is still due, and the review reports what is wrong with its head. */
function dueAlert(item: Item, now: Instant): DueAlert {
  const reviewAt = parseInstant(item[alertsSchema.indexes.review.sort]?.S) ?? now;
  return { alertId: alertIdOf(keyOf(item).pk), reviewAt };
}
