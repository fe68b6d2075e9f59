import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { startMessagingServer } from "./messaging-server.ts";
import { createMessagingClients } from "./servers.ts";

/** Nobody listens there: what arrives went by no connection. */
const NOWHERE = "http://127.0.0.1:9";

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function setUp(directory?: string) {
  const server = await startMessagingServer({ region: "eu-central-1", directory });
  const clients = createMessagingClients(NOWHERE, server.handler);
  running.push(
    () => server.stop(),
    () => Object.values(clients).forEach((client) => void client.destroy()),
  );
  const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
  return { server, ...clients, QueueUrl };
}

test("a client of the process reaches SQS and SNS without a connection, and reads what it wrote", async () => {
  const { sqs, sns, QueueUrl } = await setUp();
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
  const RawMessageDelivery = { RawMessageDelivery: "true" };
  const subscription = { TopicArn, Protocol: "sqs", Endpoint: Attributes?.QueueArn };
  await sns.send(new SubscribeCommand({ ...subscription, Attributes: RawMessageDelivery }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "straße → Zürich" }));
  await sns.send(new PublishCommand({ TopicArn, Message: "über" }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  expect(Messages.map(({ Body }) => Body)).toEqual(["straße → Zürich", "über"]);
});

test("an error of the server is the error that the SDK makes of it", async () => {
  const { sqs, QueueUrl } = await setUp();
  const other = QueueUrl?.replace("orders", "others");
  await expect(sqs.send(new SendMessageCommand({ QueueUrl: other, MessageBody: "one" }))).rejects.toThrow(
    QueueDoesNotExist,
  );
});

test("who waits for a message and is told to stop waits no longer, and keeps no server from its end", async () => {
  const { server, sqs, QueueUrl } = await setUp();
  const stopping = new AbortController();
  const receiving = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
    abortSignal: stopping.signal,
  });
  await setImmediate();
  stopping.abort();
  await expect(receiving).rejects.toThrow("aborted");
  await server.stop();
});

test("a request that was told to stop before it began is not sent", async () => {
  const { sqs, server, QueueUrl } = await setUp();
  const sending = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }), {
    abortSignal: AbortSignal.abort(),
  });
  await expect(sending).rejects.toThrow("aborted");
  expect(server.waiting("orders")).toEqual([]);
});

test("what was answered without a connection is kept as well as what was with one", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-test-"));
  running.push(() => rm(directory, { recursive: true, force: true }));
  const { server, sqs, QueueUrl } = await setUp(directory);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }));
  await server.stop();
  const next = await startMessagingServer({ region: "eu-central-1", directory });
  running.push(() => next.stop());
  expect(next.waiting("orders").map(({ body }) => body)).toEqual(["one"]);
});
