/** A batch whose records succeed or fail one by one. */
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Telemetry } from "./telemetry.ts";

/** What became of each record: nothing, or the error for which it is to be delivered again. */
export type Outcomes<R> = ReadonlyMap<R, Error | undefined>;

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<SQSBatchResponse>;

/** A handler of queue messages. `process` sees the whole batch, so that it can read and write once for all of it. */
export function queueHandler(
  telemetry: Telemetry,
  process: (records: readonly SQSRecord[]) => Promise<Outcomes<SQSRecord>>,
): QueueHandler {
  return middy<SQSEvent, SQSBatchResponse>()
    .use([...telemetry.middleware])
    .handler(async (event, context) => {
      const outcomes = await process(event.Records);
      // A processor keeps what failed, so it must not outlive the invocation.
      return processPartialResponse(
        event,
        (record: SQSRecord) => settle(outcomes, record, telemetry),
        new BatchProcessor(EventType.SQS),
        {
          context,
          throwOnFullBatchFailure: false,
        },
      );
    });
}

/** The same for the records of a table's stream. */
export function streamHandler(
  telemetry: Telemetry,
  process: (records: readonly DynamoDBRecord[]) => Promise<Outcomes<DynamoDBRecord>>,
): StreamHandler {
  return middy<DynamoDBStreamEvent, SQSBatchResponse>()
    .use([...telemetry.middleware])
    .handler(async (event, context) => {
      const outcomes = await process(event.Records);
      return processPartialResponse(
        event,
        (record: DynamoDBRecord) => settle(outcomes, record, telemetry),
        new BatchProcessor(EventType.DynamoDBStreams),
        { context, throwOnFullBatchFailure: false },
      );
    });
}

function settle<R>(outcomes: Outcomes<R>, record: R, { log }: Telemetry): void {
  if (!outcomes.has(record)) throw new Error("a record of the batch was not processed");
  const error = outcomes.get(record);
  if (error === undefined) return;
  log.error("a record is to be delivered again", { error: error.name, problem: error.message });
  throw error;
}
