/** Overrides of schedules, which people make at run time. */
import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { writable } from "@tocsin/core/alert/decision";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { Override } from "@tocsin/core/policy/schedule";
import { OVERRIDES } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import type { Item, ItemRead } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { queryPage } from "../alerts/query.ts";
import { callFailed } from "../call.ts";
import { overrideItem, readOverride, type WrittenOverride } from "./items/override-item.ts";

/** What functions read, which make none: they carry no more than that. */
export interface OverrideReader {
  /** Those that hold, will hold, or ended in the last ninety days, in the order in which they were made. @throws CallError */
  list(): AsyncIterable<ItemRead<WrittenOverride>>;
}

export interface OverrideStore extends OverrideReader {
  /** Gives `false` when there is one of this id and time already, and writes nothing then. @throws CallError */
  add(override: WrittenOverride): Promise<boolean>;
  /** Gives `false` where somebody else was first to. @throws CallError */
  cancel(override: WrittenOverride, cancelling: Cancelling): Promise<boolean>;
}

export interface Cancelling {
  readonly at: Instant;
  readonly by: string;
  readonly why: string;
}

export function createOverrideReader(table: Table): OverrideReader {
  return {
    async *list() {
      const query = { partition: OVERRIDES, consistent: true } as const;
      for await (const page of pagesOf((start) => queryPage(table, query, start))) yield* page.map(readOverride);
    },
  };
}

export function createOverrideStore(table: Table): OverrideStore {
  const { client, tableName: TableName } = table;
  return {
    ...createOverrideReader(table),
    add(override) {
      return put(overrideItem(writable(override)), "attribute_not_exists(#field)", "pk");
    },
    cancel(override, given) {
      const { at, by, why } = writable(given);
      const cancelled = { ...override, cancelledAt: at, cancelledBy: by, cancelledWhy: why };
      return put(overrideItem(cancelled), "attribute_not_exists(#field)", "cancelledAt");
    },
  };

  /** Gives `false` where the condition on the field does not hold. */
  async function put(Item: Item, ConditionExpression: string, field: string): Promise<boolean> {
    const ExpressionAttributeNames = { "#field": field };
    try {
      await client.send(new PutItemCommand({ TableName, Item, ConditionExpression, ExpressionAttributeNames }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw callFailed("PutItem", error);
    }
  }
}

/** As a schedule is read by them. One that was cancelled before it began holds at no instant. */
export function standing({ id, schedule, person, from, until, cancelledAt }: WrittenOverride): Override {
  return { id, schedule, person, from, until: cancelledAt === undefined ? until : earlier(until, cancelledAt) };
}
