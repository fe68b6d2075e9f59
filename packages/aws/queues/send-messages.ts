/** Messages sent to a queue, in as few requests as the limits allow. */
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { batches } from "../batches.ts";
import { CallError, describe, isRetryable } from "../call.ts";

export interface Outgoing {
  readonly body: string;
  /**
   * Of a standard queue SQS hands out the messages of quiet groups before those of a busy one, and takes one without a group for a
   * group of its own. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
   */
  readonly group?: string | undefined;
  /** At most 900. */
  readonly delaySeconds?: number | undefined;
}

export interface NamedQueue {
  /** As errors call it. */
  readonly name: string;
  readonly url: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const LIMITS = { entries: 10, bytes: 1_048_576 };

/** Sends to one queue. Gives, in order, why each message was not taken that was not. */
export type SendMessages = (messages: readonly Outgoing[]) => Promise<readonly (CallError | undefined)[]>;

export function sendingTo(client: SQSClient, queue: NamedQueue): SendMessages {
  return (messages) => sendMessages(client, queue, messages);
}

/** Gives, in order, why each message was not taken that was not. */
export async function sendMessages(
  client: SQSClient,
  queue: NamedQueue,
  messages: readonly Outgoing[],
): Promise<readonly (CallError | undefined)[]> {
  const outcomes: (CallError | undefined)[] = [];
  for (const batch of batches(messages, LIMITS, ({ body }) => Buffer.byteLength(body)))
    outcomes.push(...(await send(client, queue, batch)));
  return outcomes;
}

async function send(
  client: SQSClient,
  { name, url: QueueUrl }: NamedQueue,
  batch: readonly Outgoing[],
): Promise<readonly (CallError | undefined)[]> {
  const Entries = batch.map(({ body, group, delaySeconds }, i) => ({
    Id: String(i),
    MessageBody: body,
    MessageGroupId: group,
    DelaySeconds: delaySeconds,
  }));
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const failures = new Map(Failed.map((failed) => [failed.Id, failed]));
    return batch.map((_, i) => {
      const failed = failures.get(String(i));
      return (
        failed &&
        new CallError(`${name} did not take it: ${failed.Message ?? failed.Code}`, failed.SenderFault !== true)
      );
    });
  } catch (error) {
    const failure = new CallError(`${name}: ${describe("SendMessageBatch", error)}`, isRetryable(error), error);
    return batch.map(() => failure);
  }
}
