/** What docs/channels/webhook.md promises the receiver of a webhook, from what it says alone. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import { instantOfEpoch } from "@tocsin/core/event/instant";
import { countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { webhookJsonSchema } from "../synth/documentation/webhook-json-schema.ts";

const docs = join(import.meta.dirname, "../../docs");
const accepts = new Ajv({ strict: false }).compile(JSON.parse(webhookJsonSchema()));
const SECRET = "a secret that two know";
const NOW_SECONDS = 1_780_000_000;

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let received: Received;

beforeAll(async () => {
  await using running = new AsyncDisposableStack();
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: await text(request) });
    response.end();
  });
  running.defer(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const channel = webhookChannel({
    name: "ops",
    settings: { url: `http://127.0.0.1:${address.port}/`, signingSecret: "ssm:secret", allowPrivateAddresses: true },
    secrets: { read: async () => SECRET, forget: () => {} },
    now: () => instantOfEpoch(NOW_SECONDS * 1000),
  });
  await channel.send(notificationWith({ before: countsOf({}), timezone: "Europe/Berlin" }));
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was received");
  received = request;
});

describe("the check of a signature that the documentation shows", () => {
  type Check = (headers: IncomingHttpHeaders, body: string, secret: string, nowSeconds: number) => boolean;

  async function documentedCheck(): Promise<Check> {
    const [, code = ""] = /```js\n(.*?)```/s.exec(await readFile(join(docs, "channels/webhook.md"), "utf8")) ?? [];
    const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    return isGenuine;
  }

  test("takes what was sent, and nothing that was changed, signed by others, or signed long ago", async () => {
    const isGenuine = await documentedCheck();
    const { headers, body } = received;
    expect(isGenuine(headers, body, SECRET, NOW_SECONDS + 60)).toBe(true);
    expect(isGenuine(headers, `${body} `, SECRET, NOW_SECONDS)).toBe(false);
    expect(isGenuine({ ...headers, "idempotency-key": "another" }, body, SECRET, NOW_SECONDS)).toBe(false);
    expect(isGenuine(headers, body, "another secret", NOW_SECONDS)).toBe(false);
    expect(isGenuine(headers, body, SECRET, NOW_SECONDS + 301)).toBe(false);
    expect(isGenuine({}, body, SECRET, NOW_SECONDS)).toBe(false);
  });
});

describe("the schema of what is sent", () => {
  test("is in docs/ as what reads notifications makes it", async () => {
    expect(await readFile(join(docs, "webhook.schema.json"), "utf8"), "run `npm run docs`").toBe(webhookJsonSchema());
  });

  test("accepts what was sent, what the documentation shows, and what later versions add", async () => {
    const page = await readFile(join(docs, "channels/webhook.md"), "utf8");
    const [, shown = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
    for (const body of [received.body, shown, JSON.stringify({ ...JSON.parse(received.body), drill: true })])
      expect(accepts(JSON.parse(body)), JSON.stringify(accepts.errors)).toBe(true);
  });

  test.each([
    ["another format", { format: "tocsin.notification.v1" }],
    ["no sequence", { sequence: undefined }],
    ["a kind that is none", { kind: "exploded" }],
    ["alerts without an id", { alerts: [{}] }],
  ])("refuses %s", (_title, changed) => {
    expect(accepts(JSON.parse(JSON.stringify({ ...JSON.parse(received.body), ...changed })))).toBe(false);
  });
});
