import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runScript } from "../testing/child-process.ts";

test("the runtime's KMS client is loaded with the first MAC that is asked for, and not before", async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const { KeyId, Message } = JSON.parse(await text(request));
    received.push(`${request.headers["x-amz-target"]} by ${KeyId}: ${Buffer.from(Message, "base64")}`);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ KeyId, Mac: Buffer.from("mac").toString("base64") }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const script = `
    import { createRequire } from "node:module";
    import { runtimeGenerateMac } from ${JSON.stringify(import.meta.resolve("./runtime-kms.ts"))};
    const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("client-kms"));
    const generateMac = runtimeGenerateMac();
    console.log(isLoaded());
    const abortSignal = AbortSignal.timeout(10_000);
    for (const text of ["one", "two"]) {
      const { Mac } = await generateMac({ KeyId: "key", MacAlgorithm: "HMAC_SHA_256", Message: Buffer.from(text) }, { abortSignal });
      console.log(isLoaded(), Buffer.from(Mac).toString());
    }
    process.exit();
  `;
  try {
    const { stdout } = await runScript(script, {
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${address.port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    expect(stdout).toEqual(["false", "true mac", "true mac"]);
    expect(received).toEqual(["TrentService.GenerateMac by key: one", "TrentService.GenerateMac by key: two"]);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});
