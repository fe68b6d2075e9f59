import { SQSClient } from "@aws-sdk/client-sqs";
import type { QueueHandler } from "@tocsin/lambda/batch";
import { ingestSettings } from "@tocsin/lambda/settings";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Pump, startQueuePump } from "./queue-pump.ts";
import { createMessaging, type Queue } from "./resources.ts";

interface Embedded {
  readonly server: FauxqsServer;
  readonly client: SQSClient;
  readonly queue: Queue;
  readonly pumps: Pump[];
}

const running: Embedded[] = [];
beforeEach(async () => {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: "eu-central-1" });
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const queue = createMessaging(server, ["acm"]).ingest.get("acm");
  if (queue === undefined) throw new Error("no queue was made");
  running.push({ server, client, queue, pumps: [] });
});
afterEach(async () => {
  for (const { server, client, pumps } of running.splice(0)) {
    await Promise.all(pumps.map((pump) => pump.stop()));
    client.destroy();
    await server.stop();
  }
});

function embedded(): Embedded {
  const [only] = running;
  if (only === undefined) throw new Error("nothing is running");
  return only;
}

/** Pumps the queue's messages to `handler` until none is left or under way. */
async function pump(bodies: readonly string[], handler: QueueHandler, onError: (error: unknown) => void = () => {}) {
  const { server, client, queue, pumps } = embedded();
  for (const body of bodies) server.sendMessage(queue.name, body);
  pumps.push(startQueuePump({ client, queue, handler, redeliverySeconds: 0, onError }));
  await expect.poll(() => left(queue.name), { interval: 5, timeout: 10_000 }).toBe(0);
}

function left(queue: string): number {
  const messages = embedded().server.inspectQueue(queue)?.messages;
  return messages ? messages.ready.length + messages.inflight.length + messages.delayed.length : Number.NaN;
}

function deadLetters(): readonly string[] {
  const { server, queue } = embedded();
  return (server.inspectQueue(`${queue.name}-dlq`)?.messages.ready ?? []).map(({ body }) => body);
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
  test("are delivered once when they are settled, in batches of no more than the settings say", async () => {
    const { handler, delivered, batches } = remembering();
    const bodies = Array.from({ length: 25 }, (_, i) => `message ${i}`);
    await pump(bodies, handler);
    expect(delivered.toSorted()).toEqual(bodies.toSorted());
    expect(Math.max(...batches)).toBeLessThanOrEqual(ingestSettings.batchSize);
    expect(deadLetters()).toEqual([]);
  });

  test("are delivered again when they failed, and their batch-mates are not", async () => {
    const { handler, delivered, receiveCounts } = remembering((body, attempt) => body === "bad" && attempt < 3);
    await pump(["good", "bad", "also good"], handler);
    expect([times(delivered, "good"), times(delivered, "bad"), times(delivered, "also good")]).toEqual([1, 3, 1]);
    expect(receiveCounts.toSorted()).toEqual(["1", "1", "1", "2", "3"]);
    expect(deadLetters()).toEqual([]);
  });

  test("lie among the dead letters after as many deliveries as the settings allow, and harm no batch-mate", async () => {
    const { handler, delivered } = remembering((body) => body === "poison");
    await pump(["good", "poison", "also good"], handler);
    expect(times(delivered, "poison")).toBe(ingestSettings.maxReceiveCount);
    expect([times(delivered, "good"), times(delivered, "also good")]).toEqual([1, 1]);
    expect(deadLetters()).toEqual(["poison"]);
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
    expect(deadLetters()).toEqual([]);
  });
});

test("a pump stops after the batch in hand, which it settles", async () => {
  const { server, client, queue } = embedded();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const handler: QueueHandler = async () => {
    begin();
    await finished;
    return { batchItemFailures: [] };
  };
  const errors: unknown[] = [];
  const pump = startQueuePump({ client, queue, handler, redeliverySeconds: 0, onError: (error) => errors.push(error) });
  server.sendMessage(queue.name, "in hand");
  await begun;
  const stopped = pump.stop();
  finish();
  await stopped;
  expect(left(queue.name)).toBe(0);
  server.sendMessage(queue.name, "too late");
  expect(left(queue.name)).toBe(1);
  expect(errors).toEqual([]);
});
