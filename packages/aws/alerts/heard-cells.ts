/** Every cell that was ever heard of, without a scan. */
import type { Cell } from "@tocsin/core/alert/baseline";
import { cellIn, cellsPartition, shards } from "./alerts-schema.ts";
import { READ_LIMIT, readItems, type Table } from "./alerts-table.ts";
import { type Hearing, readCell } from "./items/cell-item.ts";
import { type Item, type ItemRead, keyOf } from "./items/items.ts";
import { inChunks, pagesOf } from "./paging.ts";
import { queryPage } from "./query.ts";

export interface HeardCell extends Cell, Hearing {}

/**
 * In no particular order. One that was written before cells were listed, and not heard of since, is not among them.
 * @throws CallError
 */
export async function* heardCells(table: Table): AsyncIterable<ItemRead<HeardCell>> {
  for await (const keys of inChunks(cellKeys(table), READ_LIMIT)) {
    const items = await readItems(table, keys);
    for (const key of keys) {
      const item = items.get(key);
      const read = item && readCell(item);
      if (read) yield read.ok ? { ok: true, value: { ...cellIn(key.pk), ...read.value } } : read;
    }
  }
}

async function* cellKeys(table: Table): AsyncIterable<ReturnType<typeof keyOf>> {
  for (const shard of shards) {
    const query = { index: "ids", partition: cellsPartition(shard) } as const;
    for await (const page of pagesOf<Item>((start) => queryPage(table, query, start))) yield* page.map(keyOf);
  }
}
