/** Up to when a provider was asked what people did there: `POLL` / `<kind>#<account>`. It passes by the stream, which nobody reads it from. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { valueIn } from "../alerts/items/items.ts";
import { call } from "../call.ts";
import { pollItem, pollKey, readMark } from "./items/timer-item.ts";

/** Each rejects with a `CallError` when the call fails. */
export interface PollMarks {
  /** Nothing, where it was never asked. Rejects with an `ItemError` when that cannot be read. */
  polledTo(account: string): Promise<Instant | undefined>;
  /** All that people had done there by `at` is decided here. */
  polled(account: string, at: Instant): Promise<void>;
}

/** @param account as the kind of provider and its own name, which holds no secret. */
export function createPollMarks({ client, tableName: TableName }: Table): PollMarks {
  return {
    async polledTo(account) {
      const key = pollKey(account);
      const item = (await readItems({ client, tableName: TableName }, [key])).get(key);
      return item && valueIn(readMark(item));
    },
    async polled(account, at) {
      await call("PutItem", () => client.send(new PutItemCommand({ TableName, Item: pollItem(account, at) })));
    },
  };
}
