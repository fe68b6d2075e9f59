/** Which channel was told of which transition. A delivery is recorded after it was made. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/instant";
import { alertKey, deliveryKey } from "./alerts-schema.ts";
import { call, type Key, readItems, type Table, toItem } from "./alerts-table.ts";

export interface Deliveries {
  /** Which of `channels` have been told of this version. */
  delivered(alertId: string, version: number, channels: readonly string[]): Promise<ReadonlySet<string>>;
  record(delivery: Delivery): Promise<void>;
}

export interface Delivery {
  readonly alertId: string;
  readonly version: number;
  readonly channel: string;
  readonly at: Instant;
  /** Finds the message again. */
  readonly handle?: string | undefined;
}

export function createDeliveries(table: Table): Deliveries {
  return {
    async delivered(alertId, version, channels) {
      const keyOf = (channel: string): Key => ({ pk: alertKey(alertId), sk: deliveryKey(version, channel) });
      const items = await readItems(table, channels.map(keyOf));
      return new Set(channels.filter((channel) => items.get(keyOf(channel))));
    },
    async record({ alertId, version, channel, at, handle }) {
      const item = { pk: alertKey(alertId), sk: deliveryKey(version, channel), at, handle };
      await call("PutItem", () =>
        table.client.send(new PutItemCommand({ TableName: table.tableName, Item: toItem(item) })),
      );
    },
  };
}
