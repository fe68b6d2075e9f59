import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** Counts the requests that a client makes, by operation, from now on. */
export function countRequests(client: DynamoDBClient): {
  readonly counts: ReadonlyMap<string, number>;
  total(): number;
  reset(): void;
} {
  const counts = new Map<string, number>();
  client.middlewareStack.add(
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
