/** The alerts table as its readers and writers share it: reads by key. */
import { setTimeout } from "node:timers/promises";
import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CallError, call } from "../call.ts";
import { type Item, type Key, keyOf, toItem } from "./items/items.ts";

export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** How often keys that DynamoDB returns unprocessed are requested again; after that the caller's own retry is better. */
export const ATTEMPTS = 6;
/** So many keys fit a request. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const READ_LIMIT = 100;

/**
 * Items by their keys, in as few requests as the limits allow, each read consistent.
 * @param attributes what to read of each, `pk` and `sk` among them; left out, all of it.
 * @throws CallError
 */
export async function readItems(
  { client, tableName }: Table,
  keys: readonly Key[],
  attributes?: readonly string[],
): Promise<ItemsByKey> {
  const found = new Map<string, Item>();
  const projection = attributes && projectionOf(attributes);
  // One event may come twice in a batch; DynamoDB refuses a key that does.
  const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
  for (let i = 0; i < distinct.length; i += READ_LIMIT) {
    let pending: Item[] = distinct.slice(i, i + READ_LIMIT).map(toItem);
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      if (attempt > ATTEMPTS) throw new CallError("BatchGetItem left keys unprocessed", true);
      if (attempt > 1) await backOff(attempt);
      const RequestItems = { [tableName]: { Keys: pending, ConsistentRead: true, ...projection } };
      const { Responses, UnprocessedKeys } = await call("BatchGetItem", () =>
        client.send(new BatchGetItemCommand({ RequestItems })),
      );
      for (const item of Responses?.[tableName] ?? []) found.set(nameOf(keyOf(item)), item);
      pending = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return { get: (key) => found.get(nameOf(key)) };
}

/** The expression that reads these attributes alone, or parts of them: `alert.identity`. */
export function projectionOf(attributes: readonly string[]) {
  const paths = attributes.map((attribute, i) =>
    attribute.split(".").map((name, j): readonly [string, string] => [`#a${i}_${j}`, name]),
  );
  return {
    ProjectionExpression: paths.map((path) => path.map(([alias]) => alias).join(".")).join(", "),
    ExpressionAttributeNames: Object.fromEntries(paths.flat()),
  };
}

/** Unprocessed keys met a limit, so each retry pauses longer. */
export async function backOff(attempt: number): Promise<void> {
  await setTimeout(10 * 2 ** attempt);
}

export interface ItemsByKey {
  get(key: Key): Item | undefined;
}

function nameOf({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}
