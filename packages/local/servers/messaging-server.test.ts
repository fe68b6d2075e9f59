import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test } from "vitest";
import { createMessaging, names } from "../resources.ts";
import { startMessagingServer } from "./messaging-server.ts";
import { createClients } from "./servers.ts";

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

async function setUp(directory?: string) {
  const server = await startMessagingServer({ region: "eu-central-1", directory });
  const clients = createClients({ endpoint: "http://127.0.0.1:9", isOwn: true }, server.endpoint);
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

  test("counts what a queue holds: waiting or in somebody's hands, and not what is delayed until its time", async () => {
    const { server, clients, QueueUrl, send } = await setUp();
    expect(server.sizes()).toEqual(new Map([["orders", 0]]));
    await send("one");
    await send("two");
    await send("three", { DelaySeconds: 900 });
    await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    expect(server.sizes()).toEqual(new Map([["orders", 2]]));
  });

  test("shows what waits in a queue, with its attributes, and leaves it there", async () => {
    const { server, send } = await setUp();
    await send("one", { MessageAttributes: { reason: { DataType: "String", StringValue: "is missing" } } });
    await send("two");
    const waiting = server.waiting("orders");
    expect(waiting).toEqual([
      { body: "one", attributes: { reason: "is missing" } },
      { body: "two", attributes: {} },
    ]);
    expect(server.waiting("orders")).toEqual(waiting);
    expect(server.waiting("no such queue")).toEqual([]);
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

describe("a messaging server with a directory", () => {
  async function temporaryDirectory(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "tocsin-messaging-"));
    running.push(() => rm(directory, { recursive: true }));
    return directory;
  }

  /** What another process finds after this one is killed now: the files as they are, nothing closed or flushed. */
  async function killed(directory: string): Promise<string> {
    const copy = await temporaryDirectory();
    await cp(directory, copy, { recursive: true });
    return copy;
  }

  const receive = async ({ clients, QueueUrl }: Pick<Awaited<ReturnType<typeof setUp>>, "clients" | "QueueUrl">) => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] }),
    );
    return Messages.map(({ Body, Attributes, ReceiptHandle }) => ({
      body: Body,
      times: Attributes?.ApproximateReceiveCount,
      ReceiptHandle,
    }));
  };
  const told = (messages: Awaited<ReturnType<typeof receive>>) => messages.map(({ body, times }) => `${body} ${times}`);

  test("holds after a kill what it has answered for; what was in somebody's hands is visible at once, as if not received", async () => {
    const directory = await temporaryDirectory();
    const first = await setUp(directory);
    await first.send("one");
    await receive(first);
    await first.send("two");
    const second = await setUp(await killed(directory));
    expect(second.QueueUrl).toMatch(/\/000000000000\/orders$/);
    expect(told(await receive(second))).toEqual(["one 1", "two 1"]);
  });

  test("hands a message on that was given back, and remembers how often it was received", async () => {
    const directory = await temporaryDirectory();
    const first = await setUp(directory);
    await first.send("one");
    const [message] = await receive(first);
    const { QueueUrl } = first;
    await first.clients.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(told(await receive(first))).toEqual(["one 2"]);
    expect(told(await receive(await setUp(await killed(directory))))).toEqual(["one 2"]);
  });

  test("holds a message that moved to its dead letters there, and nowhere else", async () => {
    const directory = await temporaryDirectory();
    const { server, clients } = await setUp(directory);
    const { ingest } = await createMessaging({ sns: clients.sns, server, sources: ["acm"] });
    const queue = ingest.get("acm");
    const QueueUrl = queue?.url;
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    for (let i = 0; i <= (queue?.settings.maxReceiveCount ?? 0); i += 1)
      await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
    const after = await setUp(await killed(directory));
    expect(after.server.waiting(names.deadLettersOf(names.ingest("acm"))).map(({ body }) => body)).toEqual(["poison"]);
    expect(after.server.sizes().get(names.ingest("acm"))).toBe(0);
  });

  test("holds after a kill what its own receiver did with messages: what was removed is gone, what was given back was received", async () => {
    const directory = await temporaryDirectory();
    const first = await setUp(directory);
    const receiver = first.server.receiver("orders");
    for (const body of ["removed", "given back", "in hand"]) await first.send(body);
    const received = await receiver.receive(10, new AbortController().signal);
    receiver.remove(received.slice(0, 1));
    receiver.release(received.slice(1, 2), 0);
    expect(told(await receive(await setUp(await killed(directory)))).toSorted()).toEqual(["given back 2", "in hand 1"]);
  });

  test("is used by one process at a time", async () => {
    const directory = await temporaryDirectory();
    await setUp(directory);
    await expect(startMessagingServer({ region: "eu-central-1", directory })).rejects.toThrow(
      /one process at a time may use: .*locked/,
    );
  });

  test("takes the settings of today for the queues, and takes off the subscription of an earlier version", async () => {
    const directory = await temporaryDirectory();
    const first = await setUp(directory);
    const make = ({ clients, server }: Pick<typeof first, "clients" | "server">) =>
      createMessaging({ sns: clients.sns, server, sources: ["acm"] });
    const { oncall, topicArn: earlier } = await make(first);
    const Endpoint = earlier.replace(":sns:", ":sqs:").replace(/[^:]*$/, names.oncall);
    await first.clients.sns.send(new SubscribeCommand({ TopicArn: earlier, Protocol: "sqs", Endpoint }));
    await first.clients.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: oncall.url, Attributes: { VisibilityTimeout: "7" } }),
    );
    const second = await setUp(await killed(directory));
    const { topicArn, oncall: again } = await make(second);
    const { Attributes } = await second.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: again.url, AttributeNames: ["VisibilityTimeout"] }),
    );
    expect(Attributes?.VisibilityTimeout).toBe(String(again.settings.visibilitySeconds));
    expect(again.url.startsWith(second.server.endpoint)).toBe(true);
    await second.clients.sns.send(new PublishCommand({ TopicArn: topicArn, Message: "no wake" }));
    expect(second.server.waiting(names.oncall)).toEqual([]);
  });
});
