import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runScript } from "../testing/child-process.ts";

test("the runtime's clients are loaded with the first secret of each store that is asked for, and not before", async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1];
    received.push(`${operation} ${await text(request)}`);
    const answer = { Parameter: { Type: "SecureString", Value: "one" }, SecretString: "two" };
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const script = `
    import { createRequire } from "node:module";
    import { runtimeSecrets } from ${JSON.stringify(import.meta.resolve("./runtime-secrets.ts"))};
    const loaded = () => ["client-ssm", "client-secrets-manager"]
      .filter((name) => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes(name))).join();
    const secrets = runtimeSecrets();
    console.log("before:", loaded());
    for (const reference of ["ssm:soc/key", "ssm:soc/key", "secretsmanager:soc/key"])
      console.log(await secrets.read(reference), loaded());
    process.exit();
  `;
  try {
    const endpoint = `http://127.0.0.1:${address.port}`;
    const { stdout } = await runScript(script, {
      TOCSIN_SECRETS_PATH: "tocsin/prod",
      AWS_ENDPOINT_URL_SSM: endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    const both = "client-ssm,client-secrets-manager";
    expect(stdout).toEqual(["before: ", "one client-ssm", "one client-ssm", `two ${both}`]);
    expect(received).toEqual([
      'GetParameter {"Name":"/tocsin/prod/soc/key","WithDecryption":true}',
      'GetSecretValue {"SecretId":"tocsin/prod/soc/key"}',
    ]);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});
