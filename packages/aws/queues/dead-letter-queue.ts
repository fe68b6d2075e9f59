/** A dead-letter queue for a person: read without removing anything, then settled message by message. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { CallError, call, callFailed } from "../call.ts";

export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** The attributes that are text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** When it was put into a queue: into this one by who refused it, or into the one where it failed too often. */
  readonly sentAt: Instant;
}

export interface DeadLetterQueue {
  /**
   * Passes on the messages of the queue in batches, deletes those that `settle` returns, and reports that; it ends with the queue, or once
   * `isDone` says that nothing more is wanted. The rest becomes visible to others again at the end, or after a quarter of an hour if this
   * process ends before.
   * @throws CallError
   */
  workThrough(
    settle: (letters: readonly DeadLetter[]) => Promise<readonly DeadLetter[]>,
    during?: During,
  ): Promise<void>;
}

interface During {
  readonly onDeleted?: (letters: readonly DeadLetter[]) => void;
  readonly isDone?: () => boolean;
}

export interface DeadLetterQueueOptions {
  readonly client: SQSClient;
  readonly url: string;
  /** How long to look for what a first look may miss: SQS asks all of its servers only when it may wait a second. */
  readonly waitSeconds: number;
}

/** Longer than it takes to look through a hundred thousand. */
const HOLD_SECONDS = 900;
const BATCH = 10;
/** So many answers in a row with nothing new in them are the end of a queue whose first messages have come back already. */
const LAST_ANSWERS = 30;

export function createDeadLetterQueue({ client, url, waitSeconds }: DeadLetterQueueOptions): DeadLetterQueue {
  return {
    async workThrough(settle, { onDeleted = () => {}, isDone = () => false } = {}) {
      const seen = new Set<string>();
      const held = new Map<string, string>();
      try {
        for (let stale = 0; stale < LAST_ANSWERS; ) {
          const messages = await receive();
          if (messages.length === 0) return;
          for (const { MessageId = "", ReceiptHandle = "" } of messages) held.set(MessageId, ReceiptHandle);
          const letters = messages.map(letterOf).filter(({ messageId }) => !seen.has(messageId));
          stale = letters.length === 0 ? stale + 1 : 0;
          if (letters.length === 0) continue;
          for (const { messageId } of letters) seen.add(messageId);
          const settled = await settle(letters);
          await remove(settled, held);
          for (const { messageId } of settled) held.delete(messageId);
          onDeleted(settled);
          if (isDone()) return;
        }
      } finally {
        await handBack([...held.values()]);
      }
    },
  };

  async function receive(): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: BATCH,
      VisibilityTimeout: HOLD_SECONDS,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["SentTimestamp"],
      MessageAttributeNames: ["All"],
    });
    return (await call("ReceiveMessage", () => client.send(command))).Messages ?? [];
  }

  async function remove(letters: readonly DeadLetter[], held: ReadonlyMap<string, string>): Promise<void> {
    if (letters.length === 0) return;
    const Entries = letters.map(({ messageId }, i) => ({ Id: String(i), ReceiptHandle: held.get(messageId) }));
    const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries });
    const { Failed = [] } = await call("DeleteMessageBatch", () => client.send(command));
    if (Failed[0]) throw new CallError(`DeleteMessageBatch refused ${Failed.length}: ${Failed[0].Code}`, true);
  }

  async function handBack(handles: readonly string[]): Promise<void> {
    for (let i = 0; i < handles.length; i += BATCH) {
      const Entries = handles
        .slice(i, i + BATCH)
        .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));
      // One whose minute is over has come back by itself, which SQS reports as a failure of that entry.
      await call("ChangeMessageVisibilityBatch", () =>
        client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries })),
      );
    }
  }
}

/** The URL of the queue of this name, or nothing where there is none. @throws CallError */
export async function queueUrl(client: SQSClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw callFailed("GetQueueUrl", error);
  }
}

function letterOf({ MessageId = "", Body = "", Attributes = {}, MessageAttributes = {} }: Message): DeadLetter {
  return {
    messageId: MessageId,
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
        StringValue === undefined ? [] : [[name, StringValue]],
      ),
    ),
    sentAt: instantOfEpoch(Number(Attributes.SentTimestamp ?? 0)),
  };
}
