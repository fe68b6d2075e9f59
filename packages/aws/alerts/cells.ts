/** When each cell was first and last heard of. */
import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Cell } from "@tocsin/core/alert/baseline";
import { epochOf, type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { CallError, call } from "../call.ts";
import { cellKey } from "./alerts-schema.ts";
import { ATTEMPTS, readItems, type Table } from "./alerts-table.ts";
import { cellItem, type Hearing, keyOfCell, readCell } from "./items/cell-item.ts";
import { toItem } from "./items/items.ts";

export interface Cells {
  /**
   * Records that the cells were heard of at `now`, at most once an hour each, and returns when each was first heard of.
   * @throws CallError
   */
  hear(cells: readonly Cell[], now: Instant): Promise<FirstHeard>;
}

export interface FirstHeard {
  of(cell: Cell): Instant;
}

const HOUR_MILLISECONDS = 3_600_000;
const LONG_AGO = instantOfEpoch(0);

export function createCells(table: Table): Cells {
  // A cell that was heard of in this hour needs no call. There are as many as the organization has accounts and regions.
  const known = new Map<string, Hearing>();

  async function hear(cells: readonly Cell[], now: Instant): Promise<FirstHeard> {
    const hour = instantOfEpoch(Math.floor(epochOf(now) / HOUR_MILLISECONDS) * HOUR_MILLISECONDS);
    const stale = new Map(cells.map((cell) => [cellKey(cell), cell]));
    for (const [key] of stale) if ((known.get(key)?.lastHeardAt ?? "") >= hour) stale.delete(key);
    for (let attempt = 1; stale.size > 0; attempt += 1) {
      if (attempt > ATTEMPTS) throw new CallError("cells changed under every attempt to write them", true);
      for (const [key, hearing] of await write([...stale.values()], now, hour)) {
        known.set(key, hearing);
        stale.delete(key);
      }
    }
    return { of: (cell) => known.get(cellKey(cell))?.firstHeardAt ?? now };
  }

  /** Returns those that were written, or need not be: another writer may have come first. */
  async function write(
    cells: readonly Cell[],
    now: Instant,
    hour: Instant,
  ): Promise<readonly (readonly [string, Hearing])[]> {
    const items = await readItems(table, cells.map(keyOfCell));
    const written = await Promise.all(
      cells.map(async (cell) => {
        const item = items.get(keyOfCell(cell));
        const read = item && readCell(item);
        // An unreadable cell is left as it is, and its findings are news: no event may be lost because of it.
        if (read?.ok === false) return [cellKey(cell), { firstHeardAt: LONG_AGO, lastHeardAt: hour }] as const;
        const before = read?.value;
        if (before !== undefined && before.lastHeardAt >= hour) return [cellKey(cell), before] as const;
        const hearing: Hearing = { firstHeardAt: before?.firstHeardAt ?? now, lastHeardAt: hour };
        return (await put(cell, hearing, before)) ? ([cellKey(cell), hearing] as const) : undefined;
      }),
    );
    return written.filter((one) => one !== undefined);
  }

  async function put(cell: Cell, hearing: Hearing, before: Hearing | undefined): Promise<boolean> {
    return call("PutItem", async () => {
      try {
        const Item = cellItem(cell, hearing);
        await table.client.send(new PutItemCommand({ TableName: table.tableName, Item, ...unchangedSince(before) }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    });
  }

  return { hear };
}

function unchangedSince(before: Hearing | undefined) {
  if (before === undefined)
    return { ConditionExpression: "attribute_not_exists(#pk)", ExpressionAttributeNames: { "#pk": "pk" } };
  return {
    ConditionExpression: "#last = :last",
    ExpressionAttributeNames: { "#last": "lastHeardAt" },
    ExpressionAttributeValues: toItem({ ":last": before.lastHeardAt }),
  };
}
