/**
 * Of a table that was made for this process alone, it is known in which partitions something was ever written. A query of any other finds nothing,
 * and is answered at once: a question of what is open, due, or evaluated by an older policy is one query a shard, most of which are empty.
 */
import type { AttributeValue, DynamoDBClient, ServiceInputTypes, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";

type Attributes = Readonly<Record<string, AttributeValue>> | undefined;

const partitionKeys = [alertsSchema.key, ...Object.values(alertsSchema.indexes)].map(({ partition }) => partition);

/** The client must be the only one that writes to its table, and must do so from the first item on. */
export function answeringForEmptyPartitions(client: DynamoDBClient): void {
  const written = new Set<string>();
  client.middlewareStack.add(
    (next) => async (request) => {
      // Before it is sent: whoever queries meanwhile asks the table.
      for (const partition of partitionsWritten(request.input)) written.add(partition);
      const asked = partitionAsked(request.input);
      if (asked === undefined || written.has(asked)) return next(request);
      return { response: {}, output: { $metadata: {}, Items: [], Count: 0, ScannedCount: 0 } };
    },
    { step: "initialize", name: "answeringForEmptyPartitions" },
  );
}

/** Nothing, where this is no query of a partition by the name that our queries give it. */
function partitionAsked(input: ServiceInputTypes): string | undefined {
  return "KeyConditionExpression" in input ? input.ExpressionAttributeValues?.[":pk"]?.S : undefined;
}

/** Whatever can be a partition's key of what may come to be written; it may be too much, and must not be too little. */
function partitionsWritten(input: ServiceInputTypes): readonly string[] {
  if ("TransactItems" in input) return (input.TransactItems ?? []).flatMap(partitionsIn);
  if ("Item" in input) return partitionsOf(input.Item);
  return "UpdateExpression" in input ? partitionsUpdated(input) : [];
}

function partitionsIn({ Put, Update }: TransactWriteItem): readonly string[] {
  return [...partitionsOf(Put?.Item), ...(Update ? partitionsUpdated(Update) : [])];
}

/** An expression says by its values which attributes become what. */
function partitionsUpdated({ Key, ExpressionAttributeValues = {} }: Updated): readonly string[] {
  return [...partitionsOf(Key), ...Object.values(ExpressionAttributeValues).flatMap(({ S }) => S ?? [])];
}

type Updated = Pick<NonNullable<TransactWriteItem["Update"]>, "Key" | "ExpressionAttributeValues">;

function partitionsOf(attributes: Attributes): readonly string[] {
  return partitionKeys.flatMap((key) => attributes?.[key]?.S ?? []);
}
