/** The central bus: each event goes to the queue of every source whose pattern it matches. */
import type { SQSClient } from "@aws-sdk/client-sqs";
import { createIngestQueues, type QueueRule } from "@tocsin/aws/queues/ingest-queues";
import type { Source } from "@tocsin/sources/source";
import type { Queue } from "./resources.ts";

export interface LocalBus {
  /**
   * Sends each event to the queues of the rules that match it, and gives, in order, how many those are. After an error, none
   * of the events is known to be in a queue.
   */
  put(events: readonly object[]): Promise<readonly number[]>;
}

/** A source's pattern, and the queue that gets the events which match it. */
export interface IngestRule extends QueueRule {
  readonly source: Source;
  readonly queue: Queue;
}

export function createLocalBus(parts: { readonly client: SQSClient; readonly rules: readonly IngestRule[] }): LocalBus {
  const queues = createIngestQueues(parts);
  return {
    async put(events) {
      const sent = await queues.send(events);
      for (const { error } of sent) if (error) throw error;
      return sent.map(({ rules }) => rules);
    },
  };
}
