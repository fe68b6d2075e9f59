import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CallError } from "../call.ts";
import { clientOptions, json, useAnsweringServer } from "../testing/answering-server.ts";
import { createDeadLetters, type DeadLetters } from "./dead-letters.ts";

function deadLettersAt(endpoint: string, queueUrl: string): DeadLetters {
  const client = new SQSClient(clientOptions(endpoint));
  return createDeadLetters({ sendMessage: (input) => client.send(new SendMessageCommand(input)), queueUrl });
}

describe("dead-lettering a message", () => {
  const running: { server?: FauxqsServer } = {};
  beforeAll(async () => {
    running.server = await startFauxqs({ port: 0, logger: false, defaultRegion: "eu-central-1" });
  });
  afterAll(() => running.server?.stop());

  async function attributesFor(refusal: { readonly path: string; readonly problem: string }) {
    const { server } = running;
    if (server === undefined) throw new Error("the server has not started");
    const { queueUrl } = server.createQueue("dead");
    const deadLetters = deadLettersAt(`http://127.0.0.1:${server.port}`, queueUrl);
    await deadLetters.put({ body: '{"id":"e1"}', messageId: "m1" }, refusal);
    const [message] = server.inspectQueue("dead")?.messages.ready ?? [];
    server.deleteQueue("dead");
    const attribute = (name: string) => message?.messageAttributes[name]?.StringValue;
    return {
      body: message?.body,
      reason: attribute("reason"),
      path: attribute("path"),
      messageId: attribute("messageId"),
    };
  }

  test("keeps the body as it was, with the reason, the field and the message's first id", async () => {
    expect(await attributesFor({ path: "detail.count", problem: "is missing" })).toEqual({
      body: '{"id":"e1"}',
      reason: "detail.count: is missing",
      path: "detail.count",
      messageId: "m1",
    });
  });

  test("writes a dash for the path of a refusal that is of the whole: SQS takes no empty attribute", async () => {
    expect(await attributesFor({ path: "", problem: "is not JSON" })).toMatchObject({
      reason: "is not JSON",
      path: "-",
    });
  });

  test("gives away no secret with its reason", async () => {
    const refusal = { path: "detail.AKIAIOSFODNN7EXAMPLE", problem: "PutItem failed: password=hunter2" };
    expect(await attributesFor(refusal)).toMatchObject({
      reason: "detail.[access key]: PutItem failed: password=[secret]",
      path: "detail.[access key]",
    });
  });

  test("holds a path that is long or full of control characters to what SQS takes", async () => {
    const hostile = await attributesFor({ path: `detail.\u0000\u001b[2J\ud800${"x".repeat(5000)}`, problem: "is odd" });
    expect(hostile.path).toMatch(/^detail\. \[2J\ufffdx+…$/);
    expect(hostile.path?.length).toBe(500);
    expect(hostile.reason?.length).toBe(1000);
  });
});

describe("dead-lettering a message that leaves little room", () => {
  const refusal = { path: "detail.count", problem: "is missing" };
  const path = { path: "detail.count" };
  const messageId = { messageId: "m1" };

  /** What is sent with a body that leaves `room` bytes. */
  async function sentWith(room: number): Promise<{ readonly names: object; readonly bytes: number }> {
    const sent: SendMessageCommandInput[] = [];
    const sendMessage = async (input: SendMessageCommandInput) => sent.push(input);
    const body = "é".repeat((1_048_576 - room) / 2);
    await createDeadLetters({ sendMessage, queueUrl: "dead" }).put({ body, messageId: "m1" }, refusal);
    const attributes = Object.entries(sent[0]?.MessageAttributes ?? {});
    const names = Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue]));
    const texts = attributes.flatMap(([name, { DataType, StringValue }]) => [name, DataType ?? "", StringValue ?? ""]);
    return {
      names,
      bytes: [sent[0]?.MessageBody ?? "", ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    };
  }

  test.each([
    [76, { reason: "detail.count: is missing", ...path, ...messageId }],
    [74, { reason: "detail.count: is missing", ...path }],
    [58, { reason: "detail.count: is missing", ...path }],
    [56, { reason: "detail.count: is missing", ...messageId }],
    [36, { reason: "detail.count: is missing" }],
    [34, { reason: "detail…" }],
    [14, {}],
    [0, {}],
  ])("gives in %d bytes what fits, the reason before all", async (room, names) => {
    const sent = await sentWith(room);
    expect(sent.names).toEqual(names);
    expect(sent.bytes).toBeLessThanOrEqual(1_048_576);
  });
});

describe("a message that cannot become a dead letter", () => {
  const startServer = useAnsweringServer();
  test.each([
    ["the queue is gone, for good", 400, "com.amazonaws.sqs#QueueDoesNotExist", false],
    ["it is throttled, for a while", 400, "com.amazonaws.sqs#RequestThrottled", true],
    ["the service fails, for a while", 500, "InternalError", true],
  ])("says whether it may be later when %s", async (_, status, type, retryable) => {
    const { endpoint } = await startServer(() => json({ __type: type, message: type }, status));
    const deadLetters = deadLettersAt(endpoint, `${endpoint}/000000000000/dead`);
    const error = await deadLetters
      .put({ body: "{}", messageId: "m1" }, { path: "", problem: "is odd" })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CallError);
    expect(error).toMatchObject({ retryable, message: expect.stringContaining("SendMessage failed") });
  });
});
