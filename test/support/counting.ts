import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";

/** Counts the requests that a client makes, by operation, from now on. */
export function countRequests(client: DynamoDBClient | SQSClient): {
  readonly counts: ReadonlyMap<string, number>;
  total(): number;
  reset(): void;
} {
  const counts = new Map<string, number>();
  // Each client has its own types of requests, which make no difference here.
  const { middlewareStack } = client as DynamoDBClient;
  middlewareStack.add(
    (next, context) => (args) => {
      const name = String(context.commandName);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return next(args);
    },
    { step: "finalizeRequest", name: "countRequests", override: true },
  );
  return {
    counts,
    total: () => [...counts.values()].reduce((sum, number) => sum + number, 0),
    reset: () => counts.clear(),
  };
}
