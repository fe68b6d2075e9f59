import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { ingestSettings } from "@tocsin/lambda/deployment/settings";
import type { QueueHandler } from "@tocsin/lambda/runtime/batch";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMessaging, type Queue } from "../resources.ts";
import { type MessagingServer, startMessagingServer } from "../servers/messaging-server.ts";
import { type Clients, createClients } from "../servers/servers.ts";
import { type Pump, startQueuePump } from "./queue-pump.ts";

interface Embedded {
  readonly server: MessagingServer;
  readonly clients: Clients;
  readonly queue: Queue;
  readonly pumps: Pump[];
}

const running: Embedded[] = [];
beforeEach(async () => {
  const server = await startMessagingServer({ region: "eu-central-1" });
  const clients = createClients({ endpoint: "http://127.0.0.1:9", isOwn: true }, server.endpoint);
  const queue = (await createMessaging({ sns: clients.sns, server, sources: ["acm"] })).ingest.get("acm");
  if (queue === undefined) throw new Error("no queue was made");
  expect(queue.url).toBe(`${server.endpoint}/000000000000/tocsin-ingest-acm`);
  running.push({ server, clients, queue, pumps: [] });
});
afterEach(async () => {
  for (const { server, clients, pumps } of running.splice(0)) {
    await Promise.all(pumps.map((pump) => pump.stop()));
    for (const client of Object.values(clients)) client.destroy();
    await server.stop();
  }
});

function embedded(): Embedded {
  const [only] = running;
  if (only === undefined) throw new Error("nothing is running");
  return only;
}

async function send(...bodies: readonly string[]): Promise<void> {
  const { clients, queue } = embedded();
  for (const MessageBody of bodies)
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody }));
}

function start(handler: QueueHandler, { redeliverySeconds = 0, onError = (_: unknown) => {} } = {}): Pump {
  const { server, queue, pumps } = embedded();
  const receiver = server.receiver(queue.name);
  const pump = startQueuePump({ receiver, queue, handler, batchesAtOnce: 2, redeliverySeconds, onError });
  pumps.push(pump);
  return pump;
}

/** Pumps the queue's messages to `handler` until none is left or under way. */
async function pump(bodies: readonly string[], handler: QueueHandler, onError: (error: unknown) => void = () => {}) {
  await send(...bodies);
  start(handler, { onError });
  await expect.poll(left, { interval: 5, timeout: 10_000 }).toBe(0);
}

async function left(): Promise<number | undefined> {
  const { server, queue } = embedded();
  return server.sizes().get(queue.name);
}

async function deadLetters(): Promise<readonly string[]> {
  const { server, queue } = embedded();
  return server.waiting(`${queue.name}-dlq`).map(({ body }) => body);
}

/** Remembers what was delivered, and fails the bodies that `isBad` picks. */
function remembering(isBad: (body: string, attempt: number) => boolean = () => false) {
  const delivered: string[] = [];
  const receiveCounts: string[] = [];
  const batches: number[] = [];
  const handler: QueueHandler = async ({ Records }) => {
    batches.push(Records.length);
    const failed = Records.filter(({ body, attributes }) => {
      delivered.push(body);
      receiveCounts.push(attributes.ApproximateReceiveCount);
      return isBad(body, delivered.filter((other) => other === body).length);
    });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  return { handler, delivered, receiveCounts, batches };
}

const times = (list: readonly string[], body: string) => list.filter((other) => other === body).length;

describe("a queue's messages", () => {
  test("are handled as many batches at once as the pump is told, and no more", async () => {
    const { clients, queue } = embedded();
    const inHand: (() => void)[] = [];
    let most = 0;
    const handler: QueueHandler = async () => {
      const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
      inHand.push(finish);
      most = Math.max(most, inHand.length);
      if (inHand.length === 2) {
        // Whoever asked for a third batch would have it by the time that these are answered, one after another.
        for (let n = 0; n < 3; n += 1) await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue.url }));
        for (const resolve of inHand.splice(0)) resolve();
      }
      await finished;
      return { batchItemFailures: [] };
    };
    await pump(
      Array.from({ length: 4 * ingestSettings.batchSize }, (_, i) => `message ${i}`),
      handler,
    );
    expect(most).toBe(2);
  });

  test("are delivered once when they are settled, in batches of no more than the settings say", async () => {
    const { handler, delivered, batches } = remembering();
    const bodies = Array.from({ length: 25 }, (_, i) => `message ${i}`);
    await pump(bodies, handler);
    expect(delivered.toSorted()).toEqual(bodies.toSorted());
    expect(Math.max(...batches)).toBeLessThanOrEqual(ingestSettings.batchSize);
    expect(await deadLetters()).toEqual([]);
  });

  test("are delivered again when they failed, and their batch-mates are not", async () => {
    const { handler, delivered, receiveCounts } = remembering((body, attempt) => body === "bad" && attempt < 3);
    await pump(["good", "bad", "also good"], handler);
    expect([times(delivered, "good"), times(delivered, "bad"), times(delivered, "also good")]).toEqual([1, 3, 1]);
    expect(receiveCounts.toSorted()).toEqual(["1", "1", "1", "2", "3"]);
    expect(await deadLetters()).toEqual([]);
  });

  test("lie among the dead letters after as many deliveries as the settings allow, and harm no batch-mate", async () => {
    const { handler, delivered } = remembering((body) => body === "poison");
    await pump(["good", "poison", "also good"], handler);
    expect(times(delivered, "poison")).toBe(ingestSettings.maxReceiveCount);
    expect([times(delivered, "good"), times(delivered, "also good")]).toEqual([1, 1]);
    expect(await deadLetters()).toEqual(["poison"]);
  });

  test("are all delivered again when the handler throws: it has settled nothing", async () => {
    const { handler, delivered } = remembering();
    const errors: unknown[] = [];
    let throwing = 2;
    const crashing: QueueHandler = async (event, context) => {
      const response = await handler(event, context);
      throwing -= 1;
      if (throwing >= 0) throw new Error("out of memory");
      return response;
    };
    await pump(["one", "two"], crashing, (error) => errors.push(error));
    expect(errors).toEqual([new Error("out of memory"), new Error("out of memory")]);
    expect(delivered.length).toBeGreaterThanOrEqual(3);
    expect(new Set(delivered)).toEqual(new Set(["one", "two"]));
    expect(await deadLetters()).toEqual([]);
  });
});

test("a failed message waits as long as it is told before it is delivered again", async () => {
  const { server, queue } = embedded();
  const inFlight = async () => {
    const response = await fetch(`${server.endpoint}/_fauxqs/queues/${queue.name}`);
    const { messages } = JSON.parse(await response.text());
    return messages.inflight[0]?.visibilityDeadline - Date.now();
  };
  await send("bad");
  const { handler, delivered } = remembering(() => true);
  start(handler, { redeliverySeconds: 10 });
  // Until it is told otherwise it would wait for the queue's own time-out, which is far longer.
  await expect.poll(inFlight, { interval: 5 }).toBeLessThanOrEqual(10_000);
  expect(await inFlight()).toBeGreaterThan(5000);
  expect(delivered).toEqual(["bad"]);
});

test("a pump stops after the batch in hand, which it settles", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const handler: QueueHandler = async () => {
    begin();
    await finished;
    return { batchItemFailures: [] };
  };
  const errors: unknown[] = [];
  const pump = start(handler, { onError: (error) => errors.push(error) });
  await send("in hand");
  await begun;
  const stopped = pump.stop();
  finish();
  await stopped;
  expect(await left()).toBe(0);
  await send("too late");
  expect(await left()).toBe(1);
  expect(errors).toEqual([]);
});
