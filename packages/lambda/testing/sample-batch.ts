/** Batches as Lambda hands them to a function, and a telemetry and dead letters that record, for the tests of handlers. */
import { headItem } from "@tocsin/aws/alerts/items/head-item";
import { logItem } from "@tocsin/aws/alerts/items/log-item";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { refusalText } from "@tocsin/core/text/parse";
import type { Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import type { Context, DynamoDBRecord, SQSBatchResponse, SQSRecord } from "aws-lambda";
import type { Telemetry } from "../runtime/telemetry.ts";

export const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "under-test",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:under-test",
  memoryLimitInMB: "128",
  awsRequestId: "request",
  logGroupName: "group",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

/** A message whose id is `messageId`; a body that is no text is written as JSON. */
export function message(messageId: string, body: unknown): SQSRecord {
  return {
    messageId,
    receiptHandle: messageId,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "sender",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-central-1:111122223333:queue",
    awsRegion: "eu-central-1",
  };
}

/** The stream record of a log entry that was just written. */
export function streamRecord(sequenceNumber: string, entry: LogEntry): DynamoDBRecord {
  // Lambda's type and the SDK's differ in how they spell binary values, of which an entry has none.
  const NewImage = logItem(entry) as NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"];
  return {
    eventName: "INSERT",
    eventSource: "aws:dynamodb",
    dynamodb: { SequenceNumber: sequenceNumber, ...(NewImage && { NewImage }) },
  };
}

/** The stream record of a head that was just written. */
export function headRecord(sequenceNumber: string, before: Head | undefined, after: Head): DynamoDBRecord {
  const image = (head: Head) => headItem(head, undefined) as NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"];
  return {
    eventName: before ? "MODIFY" : "INSERT",
    eventSource: "aws:dynamodb",
    dynamodb: {
      SequenceNumber: sequenceNumber,
      NewImage: image(after) ?? {},
      ...(before && { OldImage: image(before) ?? {} }),
    },
  };
}

/** What is to be delivered again, by message id or sequence number. */
export function failedOf({ batchItemFailures }: SQSBatchResponse): readonly string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

export interface RecordingTelemetry extends Telemetry {
  /** Everything that was counted, as `metric reason number`, in order. */
  readonly counted: readonly string[];
  readonly logged: readonly string[];
}

export function recordingTelemetry(): RecordingTelemetry {
  const counted: string[] = [];
  const logged: string[] = [];
  const log = (text: string, fields = {}) => void logged.push(`${text} ${JSON.stringify(fields)}`);
  return {
    counted,
    logged,
    log: { info: log, warn: log, error: log },
    count: (metric, reason, number = 1) => void counted.push(`${metric} ${reason} ${number}`),
    middleware: [],
  };
}

/** Dead letters, each as `messageId reason`. The calls fail by `faults`, in turn, and succeed when there are no more. */
export function recordingDeadLetters(...faults: (Error | undefined)[]) {
  const dead: string[] = [];
  const deadLetters: DeadLetters = {
    async put({ messageId }, refusal) {
      const fault = faults.shift();
      if (fault) throw fault;
      dead.push(`${messageId} ${refusalText(refusal)}`);
    },
  };
  return { dead, deadLetters };
}
