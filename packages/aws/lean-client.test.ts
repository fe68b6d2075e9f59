import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { withoutRequestLog } from "./lean-client.ts";
import { clientOptions, json, useAnsweringServer } from "./testing/answering-server.ts";

const startServer = useAnsweringServer();

test("a client without the request log calls AWS, and hands nothing to a logger", async () => {
  const { endpoint, requests } = await startServer(() => json({ TableNames: ["alerts"] }));
  const logged: unknown[] = [];
  const note = (entry: unknown) => void logged.push(entry);
  // What resolves an endpoint says so by debug; the request log uses the other two.
  const logger = { debug() {}, warn() {}, info: note, error: note };
  const client = withoutRequestLog(new DynamoDBClient({ ...clientOptions(endpoint), logger }));
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual(["alerts"]);
  expect(requests.length).toBe(1);
  expect(logged).toEqual([]);
  client.destroy();
});

test.each([DynamoDBClient, SNSClient, SQSClient, S3Client])(
  "the request log of %o is where it is looked for",
  (Client) => {
    const client = new Client({ region: "eu-central-1" });
    const logs = () => client.middlewareStack.identify().filter((name) => name.startsWith("loggerMiddleware"));
    expect(logs().length).toBe(1);
    withoutRequestLog(client);
    expect(logs()).toEqual([]);
  },
);
