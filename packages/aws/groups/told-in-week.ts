/** What people were told in a week, or were to be told in a morning. */
import type { Week } from "@tocsin/core/event/week";
import { shards, toldPartition } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import type { Item, ItemRead } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { queryPage } from "../alerts/query.ts";
import { type ListedVerdict, readListedVerdict } from "./items/verdict-item.ts";

/** A shard's after the other, each in order of time. What was decided before verdicts were listed is not among them. @throws CallError */
export async function* toldInWeek(table: Table, week: Week): AsyncIterable<ItemRead<ListedVerdict>> {
  for (const shard of shards) {
    const query = { index: "week", partition: toldPartition(week, shard) } as const;
    for await (const page of pagesOf<Item>((start) => queryPage(table, query, start)))
      for (const item of page) yield readListedVerdict(item);
  }
}
