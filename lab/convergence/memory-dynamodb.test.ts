/** The DynamoDB in memory answers as a real one does, to whatever a writer of alerts may ask. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { expect, test } from "vitest";
import { useTable } from "../../test/support/table.ts";
import { memoryDynamodb } from "./memory-dynamodb.ts";

const table = useTable();
const names = ["a", "b", "c"] as const;
const someName = fc.constantFrom(...names);
const somePut = fc.record({
  name: someName,
  version: fc.integer({ min: 1, max: 3 }),
  only: fc.constantFrom("always", "absent", "version"),
  expected: fc.integer({ min: 1, max: 3 }),
});
const someCall = fc.oneof(
  fc.record({ kind: fc.constant("get" as const), names: fc.uniqueArray(someName, { minLength: 1 }) }),
  fc.record({
    kind: fc.constant("write" as const),
    puts: fc.uniqueArray(somePut, { minLength: 1, selector: (p) => p.name }),
  }),
  fc.record({
    kind: fc.constant("transact" as const),
    puts: fc.uniqueArray(somePut, { minLength: 1, selector: (p) => p.name }),
  }),
  fc.record({ kind: fc.constant("query" as const), from: someName, to: someName }),
  fc.record({
    kind: fc.constant("put" as const),
    put: fc.record({ name: someName, lastHeardAt: someName, expected: fc.option(someName, { nil: undefined }) }),
  }),
);
type Call = typeof someCall extends fc.Arbitrary<infer C> ? C : never;
type Put = typeof somePut extends fc.Arbitrary<infer P> ? P : never;

test("answers the same calls as a real DynamoDB does", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(someCall, { minLength: 1, maxLength: 8 }), async (calls) => {
      const memory = memoryDynamodb(() => 0);
      run += 1;
      for (const call of calls) {
        expect(await answerOf(memory.client, call, `run-${run}`)).toEqual(
          await answerOf(table.client, call, `run-${run}`),
        );
      }
    }),
    { numRuns: 60 },
  );
});

/** What a caller learns: the items, or which of its writes a transaction failed on, with the item that was there instead. */
async function answerOf(client: DynamoDBClient, call: Call, pk: string): Promise<unknown> {
  const TableName = table.tableName;
  const itemOf = ({ name, version }: Put) => marshall({ pk, sk: name, version });
  switch (call.kind) {
    case "get": {
      const Keys = call.names.map((sk) => marshall({ pk, sk }));
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
      return new Set(Responses?.[TableName]?.map((item) => JSON.stringify(Object.entries(unmarshall(item)).sort())));
    }
    case "write": {
      const requests = call.puts.map((put) => ({ PutRequest: { Item: itemOf(put) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
      return "written";
    }
    case "transact": {
      const TransactItems = call.puts.map((put) => ({
        Put: {
          TableName,
          Item: itemOf(put),
          ...conditionOf(put),
          ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
        },
      }));
      return client.send(new TransactWriteItemsCommand({ TransactItems })).then(() => "written", refusalOf);
    }
    case "query": {
      // A real one rejects a stretch that ends before it begins.
      const [from, to] = [call.from, call.to].sort();
      const asked = new QueryCommand({
        TableName,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#pk": "pk", "#sk": "sk" },
        ExpressionAttributeValues: marshall({ ":pk": pk, ":from": from, ":to": to }),
        ConsistentRead: true,
      });
      return (await client.send(asked)).Items?.map((item) => unmarshall(item));
    }
    case "put": {
      const { name, lastHeardAt, expected } = call.put;
      const condition = expected === undefined ? conditionOf({ only: "absent" }) : heardLastAt(expected);
      const Item = marshall({ pk, sk: name, lastHeardAt });
      return client.send(new PutItemCommand({ TableName, Item, ...condition })).then(() => "written", failureOf);
    }
    default:
      return call satisfies never;
  }
}

function conditionOf({ only, expected }: Pick<Put, "only"> & Partial<Put>) {
  switch (only) {
    case "absent":
      return { ConditionExpression: "attribute_not_exists(#pk)", ExpressionAttributeNames: { "#pk": "pk" } };
    case "version":
      return {
        ConditionExpression: "#version = :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: marshall({ ":version": expected }),
      };
    default:
      return {};
  }
}

function heardLastAt(lastHeardAt: string) {
  return {
    ConditionExpression: "#last = :last",
    ExpressionAttributeNames: { "#last": "lastHeardAt" },
    ExpressionAttributeValues: marshall({ ":last": lastHeardAt }),
  };
}

function failureOf(error: unknown): string {
  if (error instanceof ConditionalCheckFailedException) return "failed";
  throw error;
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof TransactionCanceledException)) throw error;
  return error.CancellationReasons?.map(({ Code, Item }) => [Code, Item && unmarshall(Item)]);
}
