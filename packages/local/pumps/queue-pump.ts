/** A queue's event-source mapping: receives batches, calls the handler, deletes what it settled. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { QueueHandler } from "@tocsin/lambda/runtime/batch";
import type { SQSRecord } from "aws-lambda";
import type { Queue } from "../resources.ts";
import { invocation } from "./invocation.ts";

export interface Pump {
  /** Stops after the batch in hand. */
  stop(): Promise<void>;
}

export interface QueuePumpOptions {
  readonly client: SQSClient;
  readonly queue: Queue;
  readonly handler: QueueHandler;
  /** How many batches are handled side by side; Lambda starts with five. */
  readonly batchesAtOnce: number;
  /** What a failed message waits before it is delivered again; by virtual time it need not wait. */
  readonly redeliverySeconds: number;
  readonly onError: (error: unknown) => void;
}

export function startQueuePump(options: QueuePumpOptions): Pump {
  const stopping = new AbortController();
  const polling = poll(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** One request waits for messages at a time: of several the server would wake each for every message, and all but one find nothing. */
async function poll(options: QueuePumpOptions, signal: AbortSignal): Promise<void> {
  const inHand = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      const messages = await receive(options, signal);
      if (messages.length === 0) continue;
      const handled = deliver(messages, options)
        .catch(options.onError)
        .finally(() => inHand.delete(handled));
      inHand.add(handled);
      if (inHand.size >= options.batchesAtOnce) await Promise.race(inHand);
    } catch (error) {
      if (!signal.aborted) options.onError(error);
    }
  }
  await Promise.all(inHand);
}

async function receive({ client, queue }: QueuePumpOptions, signal: AbortSignal): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: Math.min(queue.settings.batchSize, 10),
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
    { abortSignal: signal },
  );
  return Messages;
}

async function deliver(messages: readonly Message[], options: QueuePumpOptions): Promise<void> {
  const failed = await failures(messages, options);
  const { client, queue, redeliverySeconds } = options;
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ""));
  const again = messages.filter(({ MessageId }) => failed.has(MessageId ?? ""));
  if (done.length > 0) {
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries: done.map(handleOf) }));
  }
  if (again.length > 0) {
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queue.url,
        Entries: again.map((message, i) => ({ ...handleOf(message, i), VisibilityTimeout: redeliverySeconds })),
      }),
    );
  }
}

/** An invocation that throws has settled nothing, as in Lambda. */
async function failures(
  messages: readonly Message[],
  { queue, handler, onError }: QueuePumpOptions,
): Promise<ReadonlySet<string>> {
  try {
    const { batchItemFailures } = await handler({ Records: messages.map(toRecord) }, invocation(queue.name));
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch (error) {
    onError(error);
    return new Set(messages.map(({ MessageId = "" }) => MessageId));
  }
}

function handleOf({ ReceiptHandle }: Message, i: number) {
  return { Id: String(i), ReceiptHandle };
}

function toRecord({ MessageId = "", ReceiptHandle = "", Body = "", Attributes = {} }: Message): SQSRecord {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? "1",
      SentTimestamp: Attributes.SentTimestamp ?? "0",
      SenderId: Attributes.SenderId ?? "",
      ApproximateFirstReceiveTimestamp: Attributes.ApproximateFirstReceiveTimestamp ?? "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "local",
  };
}
