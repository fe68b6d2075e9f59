/** A batch whose records succeed or fail one by one. */
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { type Refusal, refusalText } from "@tocsin/core/text/parse";
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { MetricName } from "../deployment/metrics.ts";
import { asError } from "./as-error.ts";
import type { Telemetry } from "./telemetry.ts";

/** What becomes of a stream record. */
export type StreamFate = { readonly kind: "done" } | { readonly kind: "retry"; readonly error: Error };

/** The fate of a message: `refused` can never succeed, and becomes a dead letter for each of its refusals. */
export type Fate = StreamFate | { readonly kind: "refused"; readonly refusals: readonly Refusal[] };

export const done = { kind: "done" } as const;
/** It is delivered again. */
export const retry = (error: Error): Fate => ({ kind: "retry", error });
/** It becomes a dead letter: no repetition helps. */
export const refused = (problem: string): Fate => ({ kind: "refused", refusals: [{ path: "", problem }] });

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<SQSBatchResponse>;

export interface QueueDependencies {
  readonly telemetry: Telemetry;
  readonly deadLetters: DeadLetters;
  /** After this many deliveries SQS moves a message to the dead-letter queue itself, without a reason. */
  readonly maxReceiveCount: number;
  /** Counts what is refused. */
  readonly metric: MetricName;
}

type Process<R, F> = (records: readonly R[]) => Promise<ReadonlyMap<R, F>>;

/**
 * A handler of queue messages. `process` sees the whole batch, so that it can read and write once for all of it, and decides
 * the fate of each message. A record without a fate is delivered again.
 */
export function queueHandler(deps: QueueDependencies, process: Process<SQSRecord, Fate>): QueueHandler {
  return middy<SQSEvent, SQSBatchResponse>()
    .use([...deps.telemetry.middleware])
    .handler(async (event, context) => {
      const fates = await fatesOf(event.Records, process, deps);
      return processPartialResponse(
        event,
        (record: SQSRecord) => end(record, fates.get(record), deps).catch(again(deps.telemetry)),
        // A processor keeps what failed, so it must not outlive the invocation.
        new BatchProcessor(EventType.SQS),
        { context, throwOnFullBatchFailure: false },
      );
    });
}

/** The same for the records of a table's stream. */
export function streamHandler(telemetry: Telemetry, process: Process<DynamoDBRecord, StreamFate>): StreamHandler {
  return middy<DynamoDBStreamEvent, SQSBatchResponse>()
    .use([...telemetry.middleware])
    .handler(async (event, context) => {
      const fates = await process(event.Records);
      return processPartialResponse(
        event,
        async (record: DynamoDBRecord) => {
          const fate = fates.get(record) ?? overlooked;
          if (fate.kind === "retry") again(telemetry)(fate.error);
        },
        new BatchProcessor(EventType.DynamoDBStreams),
        { context, throwOnFullBatchFailure: false },
      );
    });
}

async function fatesOf(
  records: readonly SQSRecord[],
  process: Process<SQSRecord, Fate>,
  deps: QueueDependencies,
): Promise<ReadonlyMap<SQSRecord, Fate>> {
  try {
    return await process(records);
  } catch (error) {
    // Lambda counts a failed invocation, but a message that is not delivered again needs its reason.
    if (!records.some((record) => isLastDelivery(record, deps))) throw error;
    return new Map(records.map((record) => [record, { kind: "retry", error: asError(error) }]));
  }
}

const overlooked: StreamFate = { kind: "retry", error: new Error("a record of the batch was not processed") };

/** Ends one message: SQS deletes it when this returns, and delivers it again when this throws. */
async function end(record: SQSRecord, fate: Fate = overlooked, deps: QueueDependencies): Promise<void> {
  switch (fate.kind) {
    case "done":
      return;
    case "refused":
      return refuse(record, fate.refusals, deps);
    case "retry":
      if (!isLastDelivery(record, deps)) throw fate.error;
      return giveUp(record, fate.error, deps);
    default:
      return fate satisfies never;
  }
}

function isLastDelivery({ attributes }: SQSRecord, { maxReceiveCount }: QueueDependencies): boolean {
  return Number(attributes.ApproximateReceiveCount) >= maxReceiveCount;
}

async function refuse(
  record: SQSRecord,
  refusals: readonly Refusal[],
  { deadLetters, telemetry, metric }: QueueDependencies,
): Promise<void> {
  for (const refusal of refusals) {
    await deadLetters.put(record, refusal);
    telemetry.count(metric, "refused");
    telemetry.log.warn("a message is refused", { reason: refusalText(refusal), messageId: record.messageId });
  }
}

/** Moves a message to the dead-letter queue before SQS does, as SQS could not give the reason. */
async function giveUp(
  record: SQSRecord,
  error: Error,
  { deadLetters, telemetry, maxReceiveCount }: QueueDependencies,
): Promise<void> {
  const problem = `failed at the last of ${maxReceiveCount} deliveries: ${error.message}`;
  try {
    await deadLetters.put(record, { path: "", problem });
  } catch (failure) {
    telemetry.log.warn("a message becomes a dead letter without its reason", { problem: asError(failure).message });
    throw error;
  }
  telemetry.log.error("a message is given up", { messageId: record.messageId, error: error.name, problem });
}

function again({ log }: Telemetry): (error: Error) => never {
  return (error) => {
    log.error("a record is to be delivered again", { error: error.name, problem: error.message });
    throw error;
  };
}
