/**
 * The receiving end of a queue of the embedded SQS. The queue is in this process, and Lambda's poller is not our code, so messages are
 * taken directly from the queue: a client's requests would cost more than the handlers.
 */
import type { SQSRecord } from "aws-lambda";
import type { Stores } from "./messaging-stores.ts";

export interface Receiver {
  /** Waits until there is a message, and takes as many as there are, at most `most` and ten; none, when the signal is aborted first. */
  receive(most: number, signal: AbortSignal): Promise<readonly SQSRecord[]>;
  /** Deletes what was received. */
  remove(records: readonly SQSRecord[]): void;
  /** Makes received messages visible again after this many seconds. */
  release(records: readonly SQSRecord[], seconds: number): void;
}

type SqsStore = Stores["sqsStore"];
type SqsQueue = NonNullable<ReturnType<SqsStore["getQueueByName"]>>;

/** What the queue itself waits for at most; then it is asked again. */
const WAIT_SECONDS = 20;

/** @param settle writes down what was done. @throws RangeError when there is no such queue. */
export function receiverOf(store: SqsStore, name: string, settle: () => void): Receiver {
  const queue = store.getQueueByName(name);
  if (queue === undefined) throw new RangeError(`there is no queue ${name}`);
  const take = (most: number) => {
    const taken = queue.dequeue(most, undefined, (arn) => store.getQueueByArn(arn));
    settle();
    return taken.map(({ ReceiptHandle }) => recordOf(ReceiptHandle, queue));
  };
  return {
    async receive(most, signal) {
      while (!signal.aborted) {
        const records = take(most);
        if (records.length > 0) return records;
        await unlessAborted(queue.waitForMessages(WAIT_SECONDS), signal);
      }
      return [];
    },
    remove(records) {
      for (const { receiptHandle } of records) queue.deleteMessage(receiptHandle);
      settle();
    },
    release(records, seconds) {
      for (const { receiptHandle } of records) queue.changeVisibility(receiptHandle, seconds);
      settle();
    },
  };
}

/** A wait that is given up ends with the server. */
async function unlessAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const abort = () => resolve();
  signal.addEventListener("abort", abort);
  await Promise.race([waiting, aborted]);
  signal.removeEventListener("abort", abort);
}

/** As Lambda hands it to a function. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf(receiptHandle: string, queue: SqsQueue): SQSRecord {
  const message = queue.inflightMessages.get(receiptHandle)?.message;
  if (message === undefined) throw new RangeError(`${queue.name} has not handed out ${receiptHandle}`);
  return {
    messageId: message.messageId,
    receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.approximateReceiveCount),
      SentTimestamp: String(message.sentTimestamp),
      SenderId: "000000000000",
      ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp ?? 0),
    },
    messageAttributes: {},
    md5OfBody: message.md5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queue.arn,
    awsRegion: "local",
  };
}
