/** Which versions a partition of `V#…` items holds. */
import { versionIn } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import { keyOf } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { queryPage } from "../alerts/query.ts";

/** The last first, each once, however many items it has. Keys alone are read. @throws CallError */
export async function* versionsOf(table: Table, partition: string): AsyncIterable<number> {
  const query = { partition, attributes: ["pk", "sk"], consistent: true, lastFirst: true } as const;
  let last: number | undefined;
  for await (const page of pagesOf((start) => queryPage(table, query, start))) {
    for (const item of page) {
      const version = versionIn(keyOf(item).sk);
      if (Number.isNaN(version) || version === last) continue;
      last = version;
      yield version;
    }
  }
}
