import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runScript } from "../testing/child-process.ts";

test("the runtime's client is loaded with the first message that is published, and not before", async () => {
  const received: (string | null)[] = [];
  const server = createServer(async (request, response) => {
    received.push(new URLSearchParams(await text(request)).get("Message"));
    response.writeHead(200, { "content-type": "text/xml" });
    response.end("<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const script = `
    import { createRequire } from "node:module";
    import { runtimePublish } from ${JSON.stringify(import.meta.resolve("./runtime-sns.ts"))};
    const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("client-sns"));
    const publish = runtimePublish();
    console.log(isLoaded());
    for (const Message of ["one", "two"]) {
      const { MessageId } = await publish({ TopicArn: "arn:aws:sns:eu-central-1:000000000000:chat", Message });
      console.log(isLoaded(), MessageId);
    }
  `;
  try {
    const { stdout } = await runScript(script, {
      AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${address.port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    expect(stdout).toEqual(["false", "true m1", "true m1"]);
    expect(received).toEqual(["one", "two"]);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});
