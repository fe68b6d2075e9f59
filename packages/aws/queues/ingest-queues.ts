/**
 * The queues that sources read from, fed as the central bus's rules feed them: each event goes to that of every rule that it
 * matches. The embedded bus does nothing else; and it is the way for events that EventBridge takes from AWS alone.
 */
import { GetQueueUrlCommand, QueueDoesNotExist, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { accountField } from "@tocsin/core/event/event";
import type { Matcher } from "@tocsin/core/pattern/pattern";
import { escapedJson } from "@tocsin/core/text/json";
import * as v from "valibot";
import { batches } from "../batches.ts";
import { CallError, describe, isRetryable } from "../call.ts";

export interface IngestQueues {
  /**
   * Sends events as they would be delivered to the bus, and gives what became of each, in order. One that failed may be
   * sent again: a queue that has it already brings a duplicate, which changes nothing.
   */
  send(events: readonly object[]): Promise<readonly Sent[]>;
}

export interface Sent {
  /** How many rules matched it. */
  readonly rules: number;
  /** Why not every one of them has it. */
  readonly error?: CallError | undefined;
}

export interface NamedQueue {
  readonly name: string;
  readonly url: string;
}

export interface QueueRule {
  readonly matches: Matcher;
  readonly queue: NamedQueue;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const LIMITS = { entries: 10, bytes: 1_048_576 };

export function createIngestQueues({
  client,
  rules,
}: {
  readonly client: SQSClient;
  readonly rules: readonly QueueRule[];
}): IngestQueues {
  return {
    async send(events) {
      const outcomes: { rules: number; error?: CallError }[] = events.map(() => ({ rules: 0 }));
      await Promise.all(
        rules.map(async ({ matches, queue }) => {
          const wanted = events.flatMap((event, i) => {
            const outcome = outcomes[i];
            return outcome && matches(event) ? [{ outcome, body: escapedJson(event), group: groupOf(event) }] : [];
          });
          for (const { outcome } of wanted) outcome.rules += 1;
          for (const batch of batches(wanted, LIMITS, ({ body }) => Buffer.byteLength(body))) {
            const errors = await sendBatch(client, queue, batch);
            for (const [i, error] of errors) Object.assign(batch[i]?.outcome ?? {}, { error });
          }
        }),
      );
      return outcomes;
    },
  };
}

/**
 * Of a standard queue SQS hands out the messages of quiet groups before those of a busy one, and takes one without a group for a
 * group of its own, as those are that EventBridge sends: a large file delays neither live events nor those of other accounts.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
function groupOf(event: object): string | undefined {
  return "account" in event && v.is(accountField, event.account) ? event.account : undefined;
}

/** Gives why each message was not taken that was not, by its place in the batch. */
async function sendBatch(
  client: SQSClient,
  { name, url }: NamedQueue,
  batch: readonly { readonly body: string; readonly group: string | undefined }[],
): Promise<ReadonlyMap<number, CallError>> {
  const Entries = batch.map(({ body, group }, i) => ({ Id: String(i), MessageBody: body, MessageGroupId: group }));
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    return new Map(
      Failed.map(({ Id, Code, Message, SenderFault }) => [
        Number(Id),
        new CallError(`${name} did not take it: ${Message ?? Code}`, SenderFault !== true),
      ]),
    );
  } catch (error) {
    const failure = new CallError(`${name}: ${describe("SendMessageBatch", error)}`, isRetryable(error), error);
    return new Map(batch.map((_, i) => [i, failure]));
  }
}

/** Gives `undefined` where there is no such queue. @throws CallError when SQS does not answer. */
export async function queueNamed(client: SQSClient, name: string): Promise<NamedQueue | undefined> {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl === undefined ? undefined : { name, url: QueueUrl };
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw new CallError(`${name}: ${describe("GetQueueUrl", error)}`, isRetryable(error), error);
  }
}
