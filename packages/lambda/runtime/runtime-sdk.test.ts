import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runScript } from "../testing/child-process.ts";

test("the runtime's client is loaded with the first message that is sent, and not before", async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const { QueueUrl, MessageBody } = JSON.parse(await text(request));
    received.push(`${request.headers["x-amz-target"]} to ${QueueUrl}: ${MessageBody}`);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ MessageId: "m1", MD5OfMessageBody: hash("md5", MessageBody, "hex") }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const endpoint = `http://127.0.0.1:${address.port}`;
  const queueUrl = `${endpoint}/000000000000/dead`;
  const script = `
    import { createRequire } from "node:module";
    import { runtimeSendMessage } from ${JSON.stringify(import.meta.resolve("./runtime-sdk.ts"))};
    const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("client-sqs"));
    const sendMessage = runtimeSendMessage();
    console.log(isLoaded());
    for (const MessageBody of ["one", "two"]) {
      const { MessageId } = await sendMessage({ QueueUrl: ${JSON.stringify(queueUrl)}, MessageBody });
      console.log(isLoaded(), MessageId);
    }
  `;
  try {
    const { stdout } = await runScript(script, {
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    expect(stdout).toEqual(["false", "true m1", "true m1"]);
    expect(received).toEqual([
      `AmazonSQS.SendMessage to ${queueUrl}: one`,
      `AmazonSQS.SendMessage to ${queueUrl}: two`,
    ]);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});
