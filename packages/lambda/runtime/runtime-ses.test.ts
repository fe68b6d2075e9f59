import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runScript } from "../testing/child-process.ts";

test("the runtime's client is loaded with the first mail, and tries each once", async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(JSON.parse(await text(request)).FromEmailAddress);
    const isTaken = received.length < 3;
    response.writeHead(isTaken ? 200 : 503, { "content-type": "application/json" });
    response.end(isTaken ? '{"MessageId":"m1"}' : "{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const script = `
    import { createRequire } from "node:module";
    import { runtimeSendEmail } from ${JSON.stringify(import.meta.resolve("./runtime-ses.ts"))};
    const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("client-sesv2"));
    const sendEmail = runtimeSendEmail();
    console.log(isLoaded());
    for (const FromEmailAddress of ["one", "two", "three"]) {
      const sent = sendEmail({ FromEmailAddress }, { abortSignal: AbortSignal.timeout(10_000) });
      console.log(isLoaded(), await sent.then(({ MessageId }) => MessageId, (error) => error.$metadata.httpStatusCode));
    }
  `;
  try {
    const { stdout } = await runScript(script, {
      AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${address.port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    expect(stdout).toEqual(["false", "true m1", "true m1", "true 503"]);
    expect(received).toEqual(["one", "two", "three"]);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});
