import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { oncallSettings } from "@tocsin/lambda/deployment/settings";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMessaging, names } from "../resources.ts";
import { type MessagingServer, startMessagingServer } from "./messaging-server.ts";
import { type Clients, createClients } from "./servers.ts";

interface Embedded {
  readonly server: MessagingServer;
  readonly clients: Clients;
  readonly url: string;
}

const running: Embedded[] = [];
beforeEach(async () => {
  const server = await startMessagingServer({ region: "eu-central-1" });
  const clients = createClients({ endpoint: "http://127.0.0.1:9", isOwn: true }, server.endpoint);
  const { oncall } = await createMessaging({ sns: clients.sns, server, sources: [] });
  running.push({ server, clients, url: oncall.url });
});
afterEach(async () => {
  for (const { server, clients } of running.splice(0)) {
    for (const client of Object.values(clients)) client.destroy();
    await server.stop();
  }
});

function setUp() {
  const [only] = running;
  if (only === undefined) throw new Error("nothing is running");
  const { server, clients, url: QueueUrl } = only;
  const send = (MessageBody: string) => clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { ...only, send, receiver: server.receiver(names.oncall), never: new AbortController().signal };
}

describe("a receiver", () => {
  test("gives what the SDK gives of a message: its id, its body, and how often and since when it was received", async () => {
    const { clients, url: QueueUrl, send, receiver, never } = setUp();
    const { MessageId } = await send("one");
    const before = Date.now();
    const [record] = await receiver.receive(10, never);
    expect(record).toMatchObject({ messageId: MessageId, body: "one", eventSource: "aws:sqs" });
    if (record === undefined) throw new Error("nothing was received");
    receiver.release([record], 0);
    const { Messages: [again] = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["All"] }),
    );
    expect(again).toMatchObject({ MessageId, Body: "one" });
    expect(again?.Attributes).toEqual({ ...record.attributes, ApproximateReceiveCount: "2" });
    expect(record.attributes.ApproximateReceiveCount).toBe("1");
    expect(Number(record.attributes.ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(before);
    expect(Number(record.attributes.SentTimestamp)).toBeLessThanOrEqual(before);
  });

  test("waits for a message, and has it as soon as it is sent", async () => {
    const { send, receiver, never } = setUp();
    const waiting = receiver.receive(10, never);
    await send("one");
    expect((await waiting).map(({ body }) => body)).toEqual(["one"]);
  });

  test("takes no more messages than it is asked for, in the order in which they were sent", async () => {
    const { clients, url: QueueUrl, receiver, never } = setUp();
    const Entries = ["1", "2", "3"].map((Id) => ({ Id, MessageBody: Id }));
    await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect((await receiver.receive(2, never)).map(({ body }) => body)).toEqual(["1", "2"]);
    expect((await receiver.receive(2, never)).map(({ body }) => body)).toEqual(["3"]);
  });

  test("has nothing when it is told to stop, and what is sent afterwards waits for another", async () => {
    const { server, send, receiver } = setUp();
    const stopping = new AbortController();
    const waiting = receiver.receive(10, stopping.signal);
    stopping.abort();
    expect(await waiting).toEqual([]);
    await send("late");
    expect(await receiver.receive(10, stopping.signal)).toEqual([]);
    expect(server.waiting(names.oncall).map(({ body }) => body)).toEqual(["late"]);
  });

  test("keeps what it received from others until the queue's time-out, and gives it away for good where it is removed", async () => {
    const { server, clients, url: QueueUrl, send, receiver, never } = setUp();
    await send("one");
    const received = await receiver.receive(10, never);
    expect(server.sizes().get(names.oncall)).toBe(1);
    expect(server.waiting(names.oncall)).toEqual([]);
    const queried = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["VisibilityTimeout"] });
    expect((await clients.sqs.send(queried)).Attributes?.VisibilityTimeout).toBe(
      String(oncallSettings.visibilitySeconds),
    );
    receiver.remove(received);
    expect(server.sizes().get(names.oncall)).toBe(0);
  });

  test("gives what was received too often to the dead letters", async () => {
    const { server, send, receiver, never } = setUp();
    await send("poison");
    for (let n = 0; n < oncallSettings.maxReceiveCount; n += 1) receiver.release(await receiver.receive(10, never), 0);
    const stopping = new AbortController();
    const waiting = receiver.receive(10, stopping.signal);
    stopping.abort();
    expect(await waiting).toEqual([]);
    expect(server.waiting(names.deadLettersOf(names.oncall)).map(({ body }) => body)).toEqual(["poison"]);
  });
});

test("there is no receiver of a queue that there is not", () => {
  expect(() => setUp().server.receiver("orders")).toThrow(new RangeError("there is no queue orders"));
});
