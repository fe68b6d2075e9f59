/** A DynamoDB behind a server that sees each request first, for tests of what happens in between, or of what is asked. */
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { afterEach } from "vitest";

export interface GuardedDynamodb {
  /** Not by way of the guard. */
  readonly client: DynamoDBClient;
  /** Where the guard listens. */
  readonly endpoint: string;
  /** Is told of each request before DynamoDB is; what it gives is the answer instead, an error. */
  readonly guard: { act: (operation: string, body: string) => Promise<object | undefined> };
}

/** Gives a starter of such servers; each is stopped after its test. */
export function useGuardedDynamodb(): () => Promise<GuardedDynamodb> {
  const running: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const stop of running.splice(0).reverse()) await stop();
  });
  return async () => {
    const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
    running.push(dynamodb.stop);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: "eu-central-1", credentials });
    running.push(() => client.destroy());
    const guard: GuardedDynamodb["guard"] = { act: async () => undefined };
    const server = createServer(async (request, response) => {
      const body = await text(request);
      const target = String(request.headers["x-amz-target"]);
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
      const error = await guard.act(target.split(".")[1] ?? "", body);
      if (error) {
        response.writeHead(400, headers).end(JSON.stringify(error));
        return;
      }
      const { authorization = "", "x-amz-date": date = "" } = request.headers;
      const signed = { ...headers, authorization, "x-amz-date": String(date) };
      const answer = await fetch(dynamodb.endpoint, { method: "POST", body, headers: signed });
      response.writeHead(answer.status, headers).end(await answer.text());
    });
    const endpoint = await listenOnLoopback(server, 0);
    running.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { client, endpoint, guard };
  };
}
