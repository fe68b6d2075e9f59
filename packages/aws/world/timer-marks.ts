/** What functions that run by the clock write down of how far they have come. */
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Table } from "../alerts/alerts-table.ts";
import { type Item, toItem } from "../alerts/items/items.ts";
import { call } from "../call.ts";
import { lookedItem, refreshedItem, staleKey } from "./items/timer-item.ts";

/** Each rejects with a `CallError` when the call fails. */
export interface TimerMarks {
  /** The beginnings and ends of silences are applied up to `at`. */
  looked(at: Instant): Promise<void>;
  /** All that the directory knows was read anew at `at`. */
  refreshed(at: Instant): Promise<void>;
  /** No open alert is evaluated under this world any more. */
  left(worldVersion: string): Promise<void>;
}

export function createTimerMarks({ client, tableName: TableName }: Table): TimerMarks {
  const put = (Item: Item) =>
    call("PutItem", async () => void (await client.send(new PutItemCommand({ TableName, Item }))));
  return {
    looked: (at) => put(lookedItem(at)),
    refreshed: (at) => put(refreshedItem(at)),
    async left(worldVersion) {
      const Key = toItem(staleKey(worldVersion));
      await call("DeleteItem", () => client.send(new DeleteItemCommand({ TableName, Key })));
    },
  };
}
