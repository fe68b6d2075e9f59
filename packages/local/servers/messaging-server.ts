/** SNS, SQS and S3 in this process: fauxqs, a server that the AWS SDK talks to over HTTP. */
import { parse, refusalText } from "@tocsin/core/text/parse";
import { buildApp } from "fauxqs";
import * as v from "valibot";
import { openStores } from "./messaging-stores.ts";
import { foreignness, LOOPBACK } from "./own-machine.ts";

export interface MessagingServer {
  readonly endpoint: string;
  /** How many messages each queue holds, by its name: waiting, delayed, or received and not yet settled. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** What waits in a queue, and is left there; nothing when there is no such queue. */
  waiting(queue: string): Promise<readonly WaitingMessage[]>;
  stop(): Promise<void>;
}

export interface WaitingMessage {
  readonly body: string;
  /** The attributes that are text. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface MessagingServerOptions {
  readonly region: string;
  /** Keeps what the server holds between runs; left out, it lives in memory. */
  readonly directory?: string | undefined;
}

/** fauxqs's own way to start it listens on every address of the machine, and asks nobody for credentials. */
export async function startMessagingServer({ region, directory }: MessagingServerOptions): Promise<MessagingServer> {
  const durable = directory === undefined ? undefined : await openStores(directory);
  const app = buildApp({ logger: false, defaultRegion: region, ...(durable && { stores: durable.stores }) });
  if (durable) {
    // What is answered is written down: whoever has no answer tries again.
    app.addHook("onSend", async ({ method }) => {
      if (method !== "GET") durable.settle();
    });
    app.addHook("onClose", async () => durable.close());
  }
  app.addHook("onRequest", async (request, reply) => {
    const problem = foreignness(request.headers);
    if (problem !== undefined) await reply.code(403).type("text/plain").send(problem);
  });
  const endpoint = await app.listen({ port: 0, host: LOOPBACK });

  return {
    endpoint,
    async sizes() {
      const queues = expected(sizesSchema, await inspect("/_fauxqs/queues"));
      return new Map(
        queues.map((queue) => [
          queue.name,
          queue.approximateMessageCount + queue.approximateDelayedCount + queue.approximateInflightCount,
        ]),
      );
    },
    async waiting(queue) {
      const found = await inspect(`/_fauxqs/queues/${encodeURIComponent(queue)}`);
      if (found === undefined) return [];
      return expected(contentsSchema, found).messages.ready.map(({ body, messageAttributes }) => ({
        body,
        attributes: Object.fromEntries(
          Object.entries(messageAttributes).flatMap(([name, { StringValue }]) =>
            StringValue === undefined ? [] : [[name, StringValue]],
          ),
        ),
      }));
    },
    stop: () => app.close(),
  };

  /** SQS tells what is in a queue only by receiving it; fauxqs has pages that show it. */
  async function inspect(url: string): Promise<unknown> {
    const { statusCode, body } = await app.inject({ method: "GET", url });
    return statusCode === 404 ? undefined : JSON.parse(body);
  }
}

const sizesSchema = v.array(
  v.object({
    name: v.string(),
    approximateMessageCount: v.number(),
    approximateInflightCount: v.number(),
    approximateDelayedCount: v.number(),
  }),
);
const contentsSchema = v.object({
  messages: v.object({
    ready: v.array(
      v.object({
        body: v.string(),
        messageAttributes: v.record(v.string(), v.object({ StringValue: v.optional(v.string()) })),
      }),
    ),
  }),
});

function expected<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = parse(schema, value);
  if (!parsed.ok) throw new Error(`fauxqs shows a queue in another way: ${refusalText(parsed.refusal)}`);
  return parsed.value;
}
