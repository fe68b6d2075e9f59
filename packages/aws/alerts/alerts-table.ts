/** The alerts table as its readers and writers share it: items, and reads by key. */
import { setTimeout } from "node:timers/promises";
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Head } from "@tocsin/core/transition/fold";
import { CallError, call } from "../call.ts";
import { alertKey, HEAD } from "./alerts-schema.ts";

export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

export type Item = Record<string, AttributeValue>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** What DynamoDB hands back unprocessed is asked for again this often; then the caller's own retry is the better one. */
export const ATTEMPTS = 6;
const READ_LIMIT = 100;

/** Items by their keys, in as few requests as the limits allow, each read consistent. @throws CallError */
export async function readItems({ client, tableName }: Table, keys: readonly Key[]): Promise<ItemsByKey> {
  const found = new Map<string, Item>();
  // One event may come twice in a batch; DynamoDB refuses a key that does.
  const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
  for (let i = 0; i < distinct.length; i += READ_LIMIT) {
    let pending: Item[] = distinct.slice(i, i + READ_LIMIT).map((key) => marshall(key));
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      if (attempt > ATTEMPTS) throw new CallError("BatchGetItem left keys unprocessed", true);
      if (attempt > 1) await backOff(attempt);
      const { Responses, UnprocessedKeys } = await call("BatchGetItem", () =>
        client.send(
          new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: pending, ConsistentRead: true } } }),
        ),
      );
      for (const item of Responses?.[tableName] ?? [])
        found.set(nameOf({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" }), item);
      pending = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return { get: (key) => found.get(nameOf(key)) };
}

/** What was left unprocessed met a limit: it wants a pause, longer each time. */
export async function backOff(attempt: number): Promise<void> {
  await setTimeout(10 * 2 ** attempt);
}

export interface ItemsByKey {
  get(key: Key): Item | undefined;
}

function nameOf({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}

export function headKey(alertId: string): Key {
  return { pk: alertKey(alertId), sk: HEAD };
}

/** Items hold what this module wrote; their shape is trusted, their presence is not. */
export function headOf(item: Item | undefined): Head | undefined {
  if (item === undefined) return undefined;
  const { alert, view, reviewAt, version, heard, wasOpen, notified, lastHash, evaluatedAt } = unmarshall(item);
  return { alert, view, reviewAt, version, heard, wasOpen, notified, lastHash, evaluatedAt };
}

export function toItem(value: object): Item {
  return marshall(value, { removeUndefinedValues: true });
}
