/** SNS, SQS and S3 in this process: fauxqs, a server that the AWS SDK talks to over HTTP. */
import { buildApp } from "fauxqs";
import { openStores } from "./messaging-stores.ts";
import { type OwnHandler, ownHandler } from "./own-handler.ts";
import { foreignness, LOOPBACK } from "./own-machine.ts";
import { type Receiver, receiverOf } from "./receiver.ts";

export interface MessagingServer {
  readonly endpoint: string;
  /** Takes the requests of this process's own clients, which need no connection to reach it. */
  readonly handler: OwnHandler;
  /** Makes the queue unless it is there, and gives it these attributes; one of an earlier version may have others. */
  ensureQueue(name: string, attributes?: Readonly<Record<string, string>>): QueuePlace;
  /** Makes the bucket unless it is there. */
  ensureBucket(name: string): void;
  /** Receives from a queue of this name. @throws RangeError when there is none. */
  receiver(queue: string): Receiver;
  /** How many messages each queue has, by its name: waiting, or received and not deleted yet. Delayed messages do not count. */
  sizes(): ReadonlyMap<string, number>;
  /** The messages that wait in a queue, without removing them; nothing if there is no such queue. */
  waiting(queue: string): readonly WaitingMessage[];
  stop(): Promise<void>;
}

export interface QueuePlace {
  readonly url: string;
  readonly arn: string;
}

export interface WaitingMessage {
  readonly body: string;
  /** The attributes that are text. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface MessagingServerOptions {
  readonly region: string;
  /** Keeps the server's data between runs; left out, the data lives in memory. */
  readonly directory?: string | undefined;
}

/** The only account that fauxqs knows. */
export const ACCOUNT = "000000000000";

/** Put together from fauxqs's parts, because its own start function listens on every address of the machine, without authentication. */
export async function startMessagingServer({ region, directory }: MessagingServerOptions): Promise<MessagingServer> {
  const { stores, settle, close } = await openStores(directory);
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  // Everything is stored before the answer: a caller without an answer tries again.
  app.addHook("onSend", async ({ method }) => {
    if (method !== "GET") settle();
  });
  app.addHook("onClose", async () => close());
  app.addHook("onRequest", async (request, reply) => {
    const problem = foreignness(request.headers);
    if (problem !== undefined) await reply.code(403).type("text/plain").send(problem);
  });
  const endpoint = await app.listen({ port: 0, host: LOOPBACK });
  const { sqsStore, s3Store } = stores;

  return {
    endpoint,
    handler: ownHandler(app),
    // Resources of each start are made here directly: requests for them would take longer than the rest of a start.
    ensureQueue(name, attributes = {}) {
      const url = `${endpoint}/${ACCOUNT}/${name}`;
      const arn = `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;
      const queue = sqsStore.getQueueByName(name) ?? sqsStore.createQueue(name, url, arn);
      queue.setAttributes({ ...attributes });
      settle();
      return { url, arn };
    },
    ensureBucket(name) {
      s3Store.createBucket(name);
      settle();
    },
    receiver: (queue) => receiverOf(sqsStore, queue, settle),
    sizes() {
      const sizes = [...sqsStore.allQueues()].map(({ name, messages, delayedMessages, inflightMessages }) => {
        const ready = delayedMessages.filter(({ delayUntil = 0 }) => delayUntil <= Date.now());
        return [name, messages.length + ready.length + inflightMessages.size] as const;
      });
      return new Map(sizes);
    },
    waiting: (queue) =>
      (sqsStore.inspectQueue(queue)?.messages.ready ?? []).map(({ body, messageAttributes }) => ({
        body,
        attributes: Object.fromEntries(
          Object.entries(messageAttributes).flatMap(([name, { StringValue }]) =>
            StringValue === undefined ? [] : [[name, StringValue]],
          ),
        ),
      })),
    stop: () => app.close(),
  };
}
