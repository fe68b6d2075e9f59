import { once } from "node:events";
import { createServer } from "node:http";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { listenOnLoopback } from "./own-machine.ts";
import { createClients } from "./servers.ts";

/** Gives the signatures of the requests that clients of such a DynamoDB send. */
async function signaturesOf(isOwn: boolean) {
  const signatures: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    signatures.push(/Signature=(\w+)/.exec(request.headers.authorization ?? "")?.[1]);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
  });
  const endpoint = await listenOnLoopback(server, 0);
  const clients = createClients({ endpoint, isOwn }, endpoint);
  await clients.dynamodb.send(new ListTablesCommand());
  await clients.sqs.send(new ListQueuesCommand());
  for (const client of Object.values(clients)) client.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  return signatures;
}

test("a DynamoDB of somebody else gets requests that are signed, the servers that are started here get none", async () => {
  expect(await signaturesOf(false)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), "0"]);
  expect(await signaturesOf(true)).toEqual(["0", "0"]);
});
