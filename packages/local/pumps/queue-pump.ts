/** A queue's event-source mapping: receives batches, calls the handler, deletes settled messages. */
import type { QueueHandler } from "@tocsin/lambda/runtime/batch";
import type { SQSRecord } from "aws-lambda";
import type { Queue } from "../resources.ts";
import type { Receiver } from "../servers/receiver.ts";
import { invocation } from "./invocation.ts";
import type { WriteSignal } from "./write-signal.ts";

export interface Pump {
  /** Stops after the batch in hand. */
  stop(): Promise<void>;
}

export interface QueuePumpOptions {
  readonly receiver: Receiver;
  readonly queue: Pick<Queue, "name" | "settings">;
  readonly handler: QueueHandler;
  /** How many batches are handled in parallel; Lambda starts with five. */
  readonly batchesAtOnce: number;
  /** How long a failed message waits before it is delivered again; in virtual time it need not wait. */
  readonly redeliverySeconds: number;
  /** Is raised when a batch is settled. */
  readonly settled?: Pick<WriteSignal, "raise"> | undefined;
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

async function poll(options: QueuePumpOptions, signal: AbortSignal): Promise<void> {
  const { receiver, queue, batchesAtOnce, settled } = options;
  const inHand = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      const records = await receiver.receive(queue.settings.batchSize, signal);
      if (records.length === 0) continue;
      const handled = deliver(records, options)
        .catch(options.onError)
        .finally(() => {
          inHand.delete(handled);
          settled?.raise();
        });
      inHand.add(handled);
      if (inHand.size >= batchesAtOnce) await Promise.race(inHand);
    } catch (error) {
      if (!signal.aborted) options.onError(error);
    }
  }
  await Promise.all(inHand);
}

async function deliver(records: readonly SQSRecord[], options: QueuePumpOptions): Promise<void> {
  const failed = await failures(records, options);
  const { receiver, redeliverySeconds } = options;
  receiver.remove(records.filter(({ messageId }) => !failed.has(messageId)));
  receiver.release(
    records.filter(({ messageId }) => failed.has(messageId)),
    redeliverySeconds,
  );
}

/** An invocation that throws has settled nothing, as in Lambda. */
async function failures(
  records: readonly SQSRecord[],
  { queue, handler, onError }: QueuePumpOptions,
): Promise<ReadonlySet<string>> {
  try {
    const { batchItemFailures } = await handler({ Records: [...records] }, invocation(queue.name));
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch (error) {
    onError(error);
    return new Set(records.map(({ messageId }) => messageId));
  }
}
