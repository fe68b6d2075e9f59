/** The central bus: each event goes to the queue of every source whose pattern it matches. */
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { batches } from "@tocsin/aws/batches";
import type { Matcher } from "@tocsin/core/pattern";
import type { Source } from "@tocsin/sources/source";
import type { Queue } from "./resources.ts";

export interface LocalBus {
  /**
   * Takes events as delivered to the bus. Gives, in order, how many rules took each; an error means that none of the
   * events is known to be taken.
   */
  put(events: readonly object[]): Promise<readonly number[]>;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const LIMITS = { entries: 10, bytes: 1_048_576 };

/** A source's pattern, and the queue that what matches it goes to. */
export interface Rule {
  readonly source: Source;
  readonly matches: Matcher;
  readonly queue: Queue;
}

export function createLocalBus({
  client,
  rules,
}: {
  readonly client: SQSClient;
  readonly rules: readonly Rule[];
}): LocalBus {
  return {
    async put(events) {
      const taken = events.map(() => 0);
      await Promise.all(
        rules.map(async ({ matches, queue }) => {
          const bodies: string[] = [];
          for (const [i, event] of events.entries()) {
            if (!matches(event)) continue;
            bodies.push(JSON.stringify(event));
            taken[i] = (taken[i] ?? 0) + 1;
          }
          for (const batch of batches(bodies, LIMITS, Buffer.byteLength)) await send(queue, batch);
        }),
      );
      return taken;
    },
  };

  async function send(queue: Queue, bodies: readonly string[]): Promise<void> {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody })),
      }),
    );
    if (Failed[0]) throw new Error(`${queue.name} refused ${Failed.length} events: ${Failed[0].Message}`);
  }
}
