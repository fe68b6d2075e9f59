/** The central bus: each event goes to the queue of every source whose pattern it matches. */
import type { SQSClient } from "@aws-sdk/client-sqs";
import { createIngestQueues, type QueueRule } from "@tocsin/aws/queues/ingest-queues";
import type { Source } from "@tocsin/sources/source";
import type { Queue } from "./resources.ts";

export interface LocalBus {
  /**
   * Sends each event to the queues of the rules that match it, and returns the outcome of each, in order.
   * @throws CallError when the queues cannot be reached; then none of the events is known to be in one.
   */
  put(events: readonly object[]): Promise<readonly Taken[]>;
}

export interface Taken {
  /** How many rules matched the event. */
  readonly rules: number;
  /** Why not every queue has it, or ever will. */
  readonly problem?: string | undefined;
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
      for (const { error } of sent) if (error?.retryable) throw error;
      return sent.map(({ rules, error }) => (error ? { rules, problem: error.message } : { rules }));
    },
  };
}
