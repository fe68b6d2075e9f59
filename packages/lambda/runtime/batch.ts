/** A batch whose records succeed or fail one by one. */
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { asError } from "./as-error.ts";
import type { Telemetry } from "./telemetry.ts";

/** What became of each record: nothing, or the error for which it is to be delivered again. */
export type Outcomes<R> = ReadonlyMap<R, Error | undefined>;

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<SQSBatchResponse>;

export interface QueueDependencies {
  readonly telemetry: Telemetry;
  readonly deadLetters: DeadLetters;
  /** After this many deliveries SQS takes a message to the dead letters itself, and cannot say why. */
  readonly maxReceiveCount: number;
}

/**
 * A handler of queue messages. `process` sees the whole batch, so that it can read and write once for all of it. What fails at
 * its last delivery goes to the dead letters with the reason.
 */
export function queueHandler(
  deps: QueueDependencies,
  process: (records: readonly SQSRecord[]) => Promise<Outcomes<SQSRecord>>,
): QueueHandler {
  const { telemetry } = deps;
  return middy<SQSEvent, SQSBatchResponse>()
    .use([...telemetry.middleware])
    .handler(async (event, context) => {
      const outcomes = await givenUp(await outcomesOf(event.Records, process, deps), deps);
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

async function outcomesOf(
  records: readonly SQSRecord[],
  process: (records: readonly SQSRecord[]) => Promise<Outcomes<SQSRecord>>,
  deps: QueueDependencies,
): Promise<Outcomes<SQSRecord>> {
  try {
    return await process(records);
  } catch (error) {
    // Lambda counts an invocation that fails; but what is delivered no more needs its reason.
    if (!records.some((record) => isLastDelivery(record, deps))) throw error;
    return new Map(records.map((record) => [record, asError(error)]));
  }
}

function isLastDelivery({ attributes }: SQSRecord, { maxReceiveCount }: QueueDependencies): boolean {
  return Number(attributes.ApproximateReceiveCount) >= maxReceiveCount;
}

async function givenUp(outcomes: Outcomes<SQSRecord>, deps: QueueDependencies): Promise<Outcomes<SQSRecord>> {
  const settled = new Map(outcomes);
  for (const [record, error] of outcomes) {
    if (error !== undefined && isLastDelivery(record, deps)) settled.set(record, await giveUp(record, error, deps));
  }
  return settled;
}

/** Gives the error for which it stays where it is: SQS then moves it, without a reason. */
async function giveUp(
  record: SQSRecord,
  error: Error,
  { deadLetters, telemetry, maxReceiveCount }: QueueDependencies,
): Promise<Error | undefined> {
  const problem = `failed at the last of ${maxReceiveCount} deliveries: ${error.message}`;
  try {
    await deadLetters.bury(record, { path: "", problem });
  } catch (failure) {
    telemetry.log.warn("a message goes to its dead letters without the reason", { problem: asError(failure).message });
    return error;
  }
  telemetry.log.error("a message is given up", { messageId: record.messageId, error: error.name, problem });
  return undefined;
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
