/** The progress marks of `review`. */
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Table } from "../alerts/alerts-table.ts";
import { type Item, toItem } from "../alerts/items/items.ts";
import { call } from "../call.ts";
import { type OperatorsTold, operatorsItem } from "./items/held-back-item.ts";
import { heartbeatItem, lookedItem, staleKey } from "./items/timer-item.ts";

/** Each rejects with a `CallError` when the call fails. */
export interface TimerMarks {
  /** The beginnings and ends of silences are applied up to `at`. */
  looked(at: Instant): Promise<void>;
  /** Those who run Tocsin were told how it stands. */
  operatorsTold(told: OperatorsTold): Promise<void>;
  /** All was well at `at`: the written item takes the path of every change, and at its end a heartbeat is sent. */
  heartbeat(at: Instant): Promise<void>;
  /** No open alert is evaluated under this world any more. */
  left(worldVersion: string): Promise<void>;
}

export function createTimerMarks({ client, tableName: TableName }: Table): TimerMarks {
  return {
    looked: (at) => put(lookedItem(at)),
    operatorsTold: (told) => put(operatorsItem(told)),
    heartbeat: (at) => put(heartbeatItem(at)),
    async left(worldVersion) {
      const Key = toItem(staleKey(worldVersion));
      await call("DeleteItem", () => client.send(new DeleteItemCommand({ TableName, Key })));
    },
  };

  async function put(Item: Item): Promise<void> {
    await call("PutItem", () => client.send(new PutItemCommand({ TableName, Item })));
  }
}
