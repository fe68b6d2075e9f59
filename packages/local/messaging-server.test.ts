import { once } from "node:events";
import { connect } from "node:net";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test } from "vitest";
import { startMessagingServer } from "./messaging-server.ts";
import { createClients } from "./servers.ts";

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

async function setUp() {
  const server = await startMessagingServer("eu-central-1");
  const clients = createClients("http://127.0.0.1:9", server.endpoint);
  running.push(
    () => Object.values(clients).forEach((client) => void client.destroy()),
    () => server.stop(),
  );
  const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
  const send = (MessageBody: string, more: Partial<SendMessageCommand["input"]> = {}) =>
    clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  return { server, clients, QueueUrl, send };
}

describe("the messaging server", () => {
  test("is SNS and S3 to the SDK as well as SQS", async () => {
    const { clients } = await setUp();
    const { TopicArn } = await clients.sns.send(new CreateTopicCommand({ Name: "alerts" }));
    expect(TopicArn).toBe("arn:aws:sns:eu-central-1:000000000000:alerts");
    const object = { Bucket: "reports", Key: "2026/W47/report.html" };
    await clients.s3.send(new CreateBucketCommand({ Bucket: "reports" }));
    await clients.s3.send(new PutObjectCommand({ ...object, Body: "<p>" }));
    const { Body } = await clients.s3.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe("<p>");
  });

  test("counts what a queue holds: waiting, delayed or in somebody's hands", async () => {
    const { server, clients, QueueUrl, send } = await setUp();
    expect(await server.sizes()).toEqual(new Map([["orders", 0]]));
    await send("one");
    await send("two");
    await send("three", { DelaySeconds: 900 });
    await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    expect(await server.sizes()).toEqual(new Map([["orders", 3]]));
  });

  test("shows what waits in a queue, with its attributes, and leaves it there", async () => {
    const { server, send } = await setUp();
    await send("one", { MessageAttributes: { reason: { DataType: "String", StringValue: "is missing" } } });
    await send("two");
    const waiting = await server.waiting("orders");
    expect(waiting).toEqual([
      { body: "one", attributes: { reason: "is missing" } },
      { body: "two", attributes: {} },
    ]);
    expect(await server.waiting("orders")).toEqual(waiting);
    expect(await server.waiting("no such queue")).toEqual([]);
  });

  test("is nowhere but on the loopback address", async () => {
    const { server } = await setUp();
    const socket = connect(Number(new URL(server.endpoint).port), "127.0.0.2");
    await expect(once(socket, "connect")).rejects.toThrow("connect");
  });

  test("takes nothing from a web page, whose form would pass for a publication", async () => {
    const { server } = await setUp();
    const body = "Action=CreateTopic&Name=alerts";
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://example.com" };
    const response = await fetch(server.endpoint, { method: "POST", body, headers });
    expect([response.status, await response.text()]).toEqual([403, "requests of web pages are not served"]);
    expect(
      (await fetch(server.endpoint, { method: "POST", body, headers: { ...headers, origin: "null" } })).status,
    ).toBe(403);
  });
});
