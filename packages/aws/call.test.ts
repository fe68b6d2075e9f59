import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect, describe as group, test } from "vitest";
import { CallError, describe, isRetryable } from "./call.ts";
import { type CannedAnswer, clientOptions, json, useAnsweringServer } from "./testing/answering-server.ts";

const startServer = useAnsweringServer();

async function errorFrom(endpoint: string): Promise<unknown> {
  const client = new DynamoDBClient(clientOptions(endpoint));
  return client.send(new ListTablesCommand()).catch((error: unknown) => error);
}

const dynamodb = (name: string, status = 400) => json({ __type: `com.amazonaws.dynamodb.v20120810#${name}` }, status);
const cancelled = (Code: string) =>
  json(
    {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      CancellationReasons: [{ Code: "None" }, { Code }],
    },
    400,
  );
const html = (status: number): CannedAnswer => ({
  status,
  headers: { "content-type": "text/html" },
  body: "<h1>oops</h1>",
});

group("whether an error may pass by itself", () => {
  test.each<[string, CannedAnswer, boolean]>([
    ["throttling does", dynamodb("ThrottlingException"), true],
    ["more than the table's throughput does", dynamodb("ProvisionedThroughputExceededException"), true],
    ["more than the account's limit does", dynamodb("RequestLimitExceeded"), true],
    ["a conflict of transactions does", dynamodb("TransactionConflictException"), true],
    ["a transaction under way does", dynamodb("TransactionInProgressException"), true],
    ["a server's fault does", dynamodb("InternalServerError", 500), true],
    ["a server that is not there for the moment does", dynamodb("ServiceUnavailable", 503), true],
    ["an answer of something in between that is down does", html(503), true],
    ["a transaction that is throttled does", cancelled("ThrottlingError"), true],
    ["a transaction beyond the table's throughput does", cancelled("ProvisionedThroughputExceeded"), true],
    ["a transaction that makes no sense does not", cancelled("ValidationError"), false],
    ["a request that makes no sense does not", dynamodb("ValidationException"), false],
    ["a table that is not there does not", dynamodb("ResourceNotFoundException"), false],
    ["a lack of permission does not", dynamodb("AccessDeniedException"), false],
  ])("%s", async (_, answer, retryable) => {
    const { endpoint } = await startServer(() => answer);
    expect(isRetryable(await errorFrom(endpoint))).toBe(retryable);
  });

  test("a server that cannot be reached does", async () => {
    expect(isRetryable(await errorFrom("http://127.0.0.1:9"))).toBe(true);
  });

  test("an argument that Node refuses does not", () => {
    const error = (() => {
      try {
        new URL("no address");
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(error).toMatchObject({ code: "ERR_INVALID_URL" });
    expect(isRetryable(error)).toBe(false);
  });

  test.each<[string, unknown, boolean]>([
    ["an error of ours says so itself", new CallError("BatchGetItem left keys unprocessed", true), true],
    ["another of ours says the contrary", new CallError("too large", false), false],
    ["a mistake in the code does not", new TypeError("x is not a function"), false],
    ["what is no error does not", "thrown", false],
  ])("%s", (_, error, retryable) => {
    expect(isRetryable(error)).toBe(retryable);
  });
});

group("what an error says", () => {
  test("names the call, the error and its message", () => {
    expect(describe("PutObject", new RangeError("too far"))).toBe("PutObject failed: RangeError: too far");
    expect(describe("PutObject", "thrown")).toBe("PutObject failed: thrown");
  });

  test("keeps its cause", () => {
    const cause = new Error("the socket broke");
    expect(new CallError("Query failed", true, cause).cause).toBe(cause);
  });
});
