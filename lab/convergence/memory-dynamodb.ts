/**
 * A DynamoDB in memory, with what a writer of alerts needs of one. It serves one call at a time, and the experiment picks which of the
 * waiting calls that is. It replaces the SDK's `send`: for a hundred thousand histories the SDK alone would take too long.
 * `memory-dynamodb.test.ts` compares it with a real one.
 */
import {
  type AttributeValue,
  type BatchGetItemCommandInput,
  type BatchWriteItemCommandInput,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type Put,
  type PutItemCommandInput,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";

export type StoredItem = Record<string, AttributeValue>;

export interface MemoryDynamodb {
  readonly client: DynamoDBClient;
  readonly items: ReadonlyMap<string, StoredItem>;
}

interface Command {
  readonly input:
    | BatchGetItemCommandInput
    | BatchWriteItemCommandInput
    | TransactWriteItemsCommandInput
    | QueryCommandInput
    | PutItemCommandInput;
}

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

/** @throws Error for a command that is none of these: an empty answer would be taken for an empty table. */
function answer(items: Map<string, StoredItem>, input: Command["input"]): object {
  if ("TransactItems" in input) return transact(items, input.TransactItems?.map(({ Put }) => Put) ?? []);
  if ("KeyConditionExpression" in input) return query(items, input);
  if ("Item" in input) return putIf(items, input);
  if (!("RequestItems" in input)) throw new Error(`a call is not known in memory: ${JSON.stringify(input)}`);
  const Responses: Record<string, StoredItem[]> = {};
  for (const [table, requests] of Object.entries(input.RequestItems ?? {})) {
    if (Array.isArray(requests)) for (const { PutRequest } of requests) put(items, PutRequest?.Item);
    else if ("Keys" in requests) Responses[table] = get(items, requests.Keys ?? []);
  }
  return { Responses, UnprocessedKeys: {}, UnprocessedItems: {} };
}

/** Knows the one query that a writer makes: a stretch of one partition, which fits a page. */
function query(items: ReadonlyMap<string, StoredItem>, input: QueryCommandInput): object {
  const { KeyConditionExpression, ExpressionAttributeValues: values = {}, Limit = Number.POSITIVE_INFINITY } = input;
  if (KeyConditionExpression !== "#pk = :pk AND #sk BETWEEN :from AND :to")
    throw new Error(`the query ${KeyConditionExpression} is not known in memory`);
  const [pk, from = "", to = ""] = [":pk", ":from", ":to"].map((name) => values[name]?.S);
  const found = [...items.values()].filter((item) => {
    const { S: sk = "" } = item.sk ?? {};
    return item.pk?.S === pk && sk >= from && sk <= to;
  });
  if (found.length > Limit) throw new Error(`${found.length} items are more than a page in memory`);
  return { Items: found.sort((a, b) => ((a.sk?.S ?? "") < (b.sk?.S ?? "") ? -1 : 1)) };
}

function putIf(items: Map<string, StoredItem>, input: PutItemCommandInput): object {
  if (!holds(input, items.get(keyOf(input.Item))))
    throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
  put(items, input.Item);
  return {};
}

function get(items: ReadonlyMap<string, StoredItem>, keys: readonly StoredItem[]): StoredItem[] {
  return keys.map((key) => items.get(keyOf(key))).filter((item) => item !== undefined);
}

/** As many items fit a transaction. */
const TRANSACTION_LIMIT = 100;

/** All or nothing. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
function transact(items: Map<string, StoredItem>, puts: readonly (Put | undefined)[]): object {
  if (puts.length > TRANSACTION_LIMIT) throw new Error(`a transaction of ${puts.length} items is refused`);
  const CancellationReasons = puts.map((put) => {
    const stored = items.get(keyOf(put?.Item));
    return holds(put, stored) ? { Code: "None" } : { Code: "ConditionalCheckFailed", ...(stored && { Item: stored }) };
  });
  if (CancellationReasons.some(({ Code }) => Code !== "None"))
    throw new TransactionCanceledException({ message: "Transaction cancelled", $metadata: {}, CancellationReasons });
  for (const { Item } of puts.filter((put) => put !== undefined)) put(items, Item);
  return {};
}

type Condition = Pick<Put, "ConditionExpression" | "ExpressionAttributeValues">;

/** Knows the conditions that writers use. @throws Error for another: then a writer has changed, and this must follow. */
function holds(put: Condition | undefined, stored: StoredItem | undefined): boolean {
  switch (put?.ConditionExpression) {
    case undefined:
      return true;
    case "attribute_not_exists(#pk)":
      return stored === undefined;
    case "#version = :version":
      return stored?.version?.N !== undefined && stored.version.N === put.ExpressionAttributeValues?.[":version"]?.N;
    case "#last = :last":
      return (
        stored?.lastHeardAt?.S !== undefined && stored.lastHeardAt.S === put.ExpressionAttributeValues?.[":last"]?.S
      );
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
