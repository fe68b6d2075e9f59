/** Silences: made and ended by people, and kept with who did so, when and why. */
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { writable } from "@tocsin/core/alert/decision";
import type { Instant } from "@tocsin/core/event/instant";
import { SILENCE_PREFIX, SILENCES, WORLD } from "../alerts/alerts-schema.ts";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { type Item, type ItemRead, keyOf, toItem, valueIn } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { beginningWith, queryPage } from "../alerts/query.ts";
import { call, callFailed } from "../call.ts";
import {
  readWrittenSilence,
  silenceHistoryItem,
  silenceItem,
  silenceKey,
  type WrittenSilence,
} from "./items/silence-item.ts";

/** For a function that makes silences, and may do nothing else with them. */
export interface SilenceMaker {
  /** Gives `false` when there is one of this id already, and writes nothing then. @throws CallError */
  add(silence: WrittenSilence): Promise<boolean>;
}

export interface SilenceStore extends SilenceMaker {
  /** Those that mute, will mute, or ended in the last week. @throws CallError */
  list(): AsyncIterable<ItemRead<WrittenSilence>>;
  /** Every silence that there ever was, as it was changed last. @throws CallError */
  history(): AsyncIterable<ItemRead<WrittenSilence>>;
  /** Ends one before its time. @throws CallError, ItemError */
  expire(id: string, ending: Ending): Promise<"expired" | "over" | "unknown">;
  /**
   * Records that its author is reminded of its end. Returns the silence only to the first caller, and nothing if it was ended early.
   * @throws CallError, ItemError
   */
  reminded(id: string, at: Instant): Promise<WrittenSilence | undefined>;
  /** Withdraws that: nobody was reminded. @throws CallError */
  notReminded(id: string): Promise<void>;
}

export interface Ending {
  readonly at: Instant;
  readonly by: string;
  readonly why: string;
}

export function createSilenceMaker(table: Table): SilenceMaker {
  return {
    add(given) {
      const silence = writable(given);
      return written(table, silenceItem(silence), silenceHistoryItem(silence, 1), {
        ConditionExpression: "attribute_not_exists(#pk)",
        ExpressionAttributeNames: { "#pk": "pk" },
      });
    },
  };
}

export function createSilenceStore(table: Table): SilenceStore {
  const { client, tableName: TableName } = table;
  return {
    ...createSilenceMaker(table),
    async *list() {
      const query = { partition: WORLD, condition: beginningWith(SILENCE_PREFIX), consistent: true } as const;
      for await (const page of pagesOf((start) => queryPage(table, query, start))) yield* page.map(readWrittenSilence);
    },
    async *history() {
      const latest = new Map<string, ItemRead<WrittenSilence>>();
      // Of each silence, the versions stand in order.
      for await (const page of pagesOf((start) => queryPage(table, { partition: SILENCES }, start)))
        for (const item of page) latest.set(keyOf(item).sk.replace(/#V#\d+$/, ""), readWrittenSilence(item));
      yield* latest.values();
    },
    async expire(id, given) {
      const { at, by, why } = writable(given);
      const item = (await readItems(table, [silenceKey(id)])).get(silenceKey(id));
      if (item === undefined) return "unknown";
      const silence = valueIn(readWrittenSilence(item));
      if (silence.expiredAt !== undefined || silence.until <= at) return "over";
      const ended = { ...silence, expiredAt: at, expiredBy: by, expiredWhy: why };
      // Whoever ended it first is the one who did.
      const isFirst = await written(table, silenceItem(ended), silenceHistoryItem(ended, 2), {
        ConditionExpression: "attribute_exists(#pk) AND attribute_not_exists(#expired)",
        ExpressionAttributeNames: { "#pk": "pk", "#expired": "expiredAt" },
      });
      return isFirst ? "expired" : "over";
    },
    async reminded(id, at) {
      const command = new UpdateItemCommand({
        TableName,
        Key: toItem(silenceKey(id)),
        UpdateExpression: "SET #reminded = :at",
        ConditionExpression:
          "attribute_exists(#pk) AND attribute_not_exists(#reminded) AND attribute_not_exists(#expired)",
        ExpressionAttributeNames: { "#pk": "pk", "#reminded": "remindedAt", "#expired": "expiredAt" },
        ExpressionAttributeValues: toItem({ ":at": at }),
        ReturnValues: "ALL_NEW",
      });
      try {
        const { Attributes } = await client.send(command);
        return Attributes && valueIn(readWrittenSilence(Attributes));
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw callFailed("UpdateItem", error);
      }
    },
    async notReminded(id) {
      const command = new UpdateItemCommand({
        TableName,
        Key: toItem(silenceKey(id)),
        UpdateExpression: "REMOVE #reminded",
        ExpressionAttributeNames: { "#reminded": "remindedAt" },
      });
      await call("UpdateItem", () => client.send(command));
    },
  };
}

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
}

/** Gives `false` where the condition does not hold. */
async function written(
  { client, tableName: TableName }: Table,
  item: Item,
  history: Item,
  condition: Condition,
): Promise<boolean> {
  const TransactItems = [{ Put: { TableName, Item: item, ...condition } }, { Put: { TableName, Item: history } }];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException && isRefused(error)) return false;
    throw callFailed("TransactWriteItems", error);
  }
}

function isRefused({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  return CancellationReasons.some(({ Code }) => Code === "ConditionalCheckFailed");
}
