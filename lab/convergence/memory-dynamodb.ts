/**
 * A DynamoDB in memory, with what a writer of alerts needs of one. It serves one call at a time, and the experiment picks which of the
 * waiting calls that is. It replaces the SDK's `send`: for a hundred thousand histories the SDK alone would take too long.
 * `memory-dynamodb.test.ts` compares it with a real one.
 */
import {
  type AttributeValue,
  type BatchGetItemCommandInput,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
  type Put,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";

export type StoredItem = Record<string, AttributeValue>;

export interface MemoryDynamodb {
  readonly client: DynamoDBClient;
  readonly items: ReadonlyMap<string, StoredItem>;
}

type Command =
  | { readonly constructor: { readonly name: string }; readonly input: BatchGetItemCommandInput }
  | { readonly constructor: { readonly name: string }; readonly input: BatchWriteItemCommandInput }
  | { readonly constructor: { readonly name: string }; readonly input: TransactWriteItemsCommandInput };

/** @param pick chooses which of so many waiting calls is served next, counted from 0. */
export function memoryDynamodb(pick: (waiting: number) => number): MemoryDynamodb {
  const items = new Map<string, StoredItem>();
  const waiting: (() => void)[] = [];

  function serve(): void {
    const [next] = waiting.splice(pick(waiting.length), 1);
    next?.();
    if (waiting.length > 0) setImmediate(serve);
  }

  function send({ input }: Command): Promise<object> {
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        try {
          resolve(answer(items, input));
        } catch (error) {
          reject(error);
        }
      });
      if (waiting.length === 1) setImmediate(serve);
    });
  }

  return { client: Object.assign(new DynamoDBClient({ region: "eu-central-1" }), { send }), items };
}

function answer(items: Map<string, StoredItem>, input: Command["input"]): object {
  if ("TransactItems" in input) return transact(items, input.TransactItems?.map(({ Put }) => Put) ?? []);
  const Responses: Record<string, StoredItem[]> = {};
  for (const [table, requests] of Object.entries(input.RequestItems ?? {})) {
    if (Array.isArray(requests)) for (const { PutRequest } of requests) put(items, PutRequest?.Item);
    else if ("Keys" in requests) Responses[table] = get(items, requests.Keys ?? []);
  }
  return { Responses, UnprocessedKeys: {}, UnprocessedItems: {} };
}

function get(items: ReadonlyMap<string, StoredItem>, keys: readonly StoredItem[]): StoredItem[] {
  return keys.map((key) => items.get(keyOf(key))).filter((item) => item !== undefined);
}

/** All or nothing. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
function transact(items: Map<string, StoredItem>, puts: readonly (Put | undefined)[]): object {
  const CancellationReasons = puts.map((put) => {
    const stored = items.get(keyOf(put?.Item));
    return holds(put, stored) ? { Code: "None" } : { Code: "ConditionalCheckFailed", ...(stored && { Item: stored }) };
  });
  if (CancellationReasons.some(({ Code }) => Code !== "None"))
    throw new TransactionCanceledException({ message: "Transaction cancelled", $metadata: {}, CancellationReasons });
  for (const { Item } of puts.filter((put) => put !== undefined)) put(items, Item);
  return {};
}

/** Knows the two conditions that the writer uses. @throws Error for another: then the writer has changed, and this must follow. */
function holds(put: Put | undefined, stored: StoredItem | undefined): boolean {
  switch (put?.ConditionExpression) {
    case undefined:
      return true;
    case "attribute_not_exists(#pk)":
      return stored === undefined;
    case "#version = :version":
      return stored?.version?.N !== undefined && stored.version.N === put.ExpressionAttributeValues?.[":version"]?.N;
    default:
      throw new Error(`the condition ${put?.ConditionExpression} is not known in memory`);
  }
}

function put(items: Map<string, StoredItem>, item: StoredItem | undefined): void {
  if (item !== undefined) items.set(keyOf(item), item);
}

function keyOf(key: StoredItem | undefined): string {
  return `${key?.pk?.S} ${key?.sk?.S}`;
}
