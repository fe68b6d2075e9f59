/** What the plugins of a function's bundle make of the SDK's credentials, tried in a bundle that is built like a function. */
import { execFileSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { bundleSettings } from "@tocsin/lambda/deployment/settings";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { functionBuild } from "./synthesis/function-build.ts";
import { platformDirectory, root } from "./synthesis/platform.ts";

const credentials = {
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "an example of a secret",
  AWS_SESSION_TOKEN: "an example of a token",
};

interface Received {
  readonly request: IncomingMessage;
  readonly body: string;
}

const received: Received[] = [];
let directory: string;
let server: Server;
/** Calls DynamoDB with a client that takes its credentials from where the bundle looks for them. */
let listTables: (endpoint: string) => Promise<unknown>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tocsin-function-build-"));
  const outfile = join(directory, "bundle.mjs");
  const contents = `import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
    export const listTables = (endpoint) =>
      new DynamoDBClient({ endpoint, region: "eu-central-1", maxAttempts: 1 }).send(new ListTablesCommand({ Limit: 7 }));`;
  const options = await functionBuild(bundleSettings);
  await build({ ...options, stdin: { contents, resolveDir: join(root, "functions") }, outfile });
  ({ listTables } = await import(pathToFileURL(outfile).href));
  server = createServer(async (request, response) => {
    received.push({ request, body: await text(request) });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  vi.unstubAllEnvs();
  received.length = 0;
});

afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test("a bundled client signs with the credentials of the environment, session token included", async () => {
  for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
  await listTables(endpoint());
  const [only] = received;
  expect(received).toHaveLength(1);
  expect(only?.body).toBe('{"Limit":7}');
  const { authorization = "", ...headers } = only?.request.headers ?? {};
  expect(headers["x-amz-security-token"]).toBe(credentials.AWS_SESSION_TOKEN);
  const [, scope = "", signed = "", signature] =
    /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(authorization) ?? [];
  expect(scope).toMatch(/^\d{8}\/eu-central-1\/dynamodb\/aws4_request$/);
  expect(signed.split(";")).toEqual(expect.arrayContaining(["host", "x-amz-date", "x-amz-security-token"]));
  expect(signature).toBe(signatureOf(only, scope, signed.split(";")));
});

test("without credentials in the environment a call fails, though a profile holds some", async () => {
  for (const name of Object.keys(credentials)) vi.stubEnv(name, undefined);
  const profile = join(directory, "credentials");
  await writeFile(profile, "[default]\naws_access_key_id = x\naws_secret_access_key = y\n");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", profile);
  await expect(listTables(endpoint())).rejects.toThrow("Unable to find environment variable credentials");
  expect(received).toEqual([]);
});

test("SST's own bridge to the plugins has three modules replaced, and leaves every other path alone", () => {
  const answers = askBridge([
    ...["@aws-sdk/credential-provider-node", "@aws-sdk/endpoint-cache", "@smithy/core/event-streams"],
    ...["@aws-sdk/client-dynamodb", "@aws-sdk/credential-provider-env"],
  ]);
  const ours = ["environment-credentials.ts", "no-endpoint-cache.ts", "no-event-streams.ts"];
  expect(answers).toEqual([...ours.map((file) => ({ path: join(root, "packages/lambda/runtime", file) })), {}, {}]);
});

/** What SST's bridge, a process of its own, answers where esbuild resolves the paths. */
function askBridge(paths: readonly string[]): readonly unknown[] {
  const bridge = join(platformDirectory, "functions/nodejs-runtime/plugin.mjs");
  const input = paths.map((path, id) => `${JSON.stringify({ id, command: "resolve", value: { path } })}\n`).join("");
  const output = execFileSync("node", [bridge, join(root, bundleSettings.plugins)], { input, encoding: "utf8" });
  const answers: readonly { id: number; value: unknown }[] = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return answers.toSorted((a, b) => a.id - b.id).map(({ value }) => value);
}

/** Computed here once more. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf(sent: Received | undefined, scope: string, signedHeaders: readonly string[]): string {
  const headers = sent?.request.headers ?? {};
  const canonical = [
    sent?.request.method,
    sent?.request.url,
    "",
    ...signedHeaders.map((name) => `${name}:${String(headers[name]).trim().replace(/\s+/g, " ")}`),
    "",
    signedHeaders.join(";"),
    sha256(sent?.body ?? ""),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${credentials.AWS_SECRET_ACCESS_KEY}`);
  return hmac(key, toSign).toString("hex");
}

const sha256 = (data: string): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest();
