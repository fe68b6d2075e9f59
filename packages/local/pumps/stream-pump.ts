/**
 * The event-source mapping of the table's stream: reads in order, filters, calls the handler, and continues when all records are settled.
 */
import { setTimeout } from "node:timers/promises";
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { streamFilters } from "@tocsin/aws/alerts/stream";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { announceSettings } from "@tocsin/lambda/deployment/settings";
import type { StreamHandler } from "@tocsin/lambda/runtime/batch";
import type { DynamoDBRecord } from "aws-lambda";
import { invocation } from "./invocation.ts";
import type { StreamReader } from "./stream-reader.ts";
import type { WriteSignal } from "./write-signal.ts";

export interface StreamPump {
  /** Reads the first page of what has been written by now, and handles it; returns whether there was anything. */
  advance(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface StreamPumpOptions {
  readonly reader: StreamReader;
  readonly handler: StreamHandler;
  /** Sees every record, also those that the handler's filter leaves out. */
  readonly note: (record: StreamRecord) => void;
  /** Raised when something was written that need not wait for the next look. */
  readonly written: WriteSignal;
  /** Receives the position of records that failed all retries, as Lambda's failure destination does. */
  readonly giveUp: (batch: StreamBatch) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** In Lambda's format: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
export interface StreamBatch {
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly approximateArrivalOfFirstRecord: string;
  readonly approximateArrivalOfLastRecord: string;
  readonly batchSize: number;
}

/** As often as Lambda. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const LOOK_MILLISECONDS = 250;
/** A pause after a reading lets records gather, which cost less in one reading than in many: it lasts as long as the reading, or this. */
const LONGEST_PAUSE_MILLISECONDS = 50;
const filters = streamFilters.map(compilePattern);
const passesFilter = (record: StreamRecord) => filters.some((passes) => passes(record));

export function startStreamPump(options: StreamPumpOptions): StreamPump {
  const { reader, onError, written } = options;
  let reading: Promise<boolean> | undefined;
  let readings = 0;
  let stopped = false;
  const background = loop();

  return {
    async advance() {
      // A read that is under way may have begun before the last write; only one that begins now sees it.
      const moved = await reading;
      return (await read()) || moved === true;
    },
    async stop() {
      stopped = true;
      written.raise();
      await background;
    },
  };

  async function loop(): Promise<void> {
    let begun = readings;
    while (!stopped) {
      const from = performance.now();
      // A caller that waits for the stream to be read has read it meanwhile.
      const moved = readings === begun && (await read().catch(onError));
      begun = readings;
      await setTimeout(Math.min(performance.now() - from, LONGEST_PAUSE_MILLISECONDS));
      if (!moved) await written.wait(LOOK_MILLISECONDS);
    }
  }

  /** One reader at a time: order is the stream's promise. */
  function read(): Promise<boolean> {
    reading ??= readOnce().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function readOnce(): Promise<boolean> {
    readings += 1;
    const reading = await reader.next();
    if (reading === undefined) return false;
    for (const record of reading.records) options.note(record);
    await handleInBatches(reading.records.filter(passesFilter), options);
    await reading.settle();
    return true;
  }
}

async function handleInBatches(records: readonly StreamRecord[], options: StreamPumpOptions): Promise<void> {
  const { batchSize } = announceSettings;
  for (let i = 0; i < records.length; i += batchSize) await handleBatch(records.slice(i, i + batchSize), options);
}

/** Retries from the first record that failed, as Lambda does for partial batch responses. */
async function handleBatch(
  batch: readonly StreamRecord[],
  { handler, giveUp, onError }: StreamPumpOptions,
): Promise<void> {
  let rest = batch;
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt > announceSettings.maxRetryAttempts) {
      // Their writers' clocks differ, so the first that was written need not be the earliest.
      const arrivals = rest.map(arrivalOf).toSorted();
      return giveUp({
        startSequenceNumber: sequenceOf(rest[0]),
        endSequenceNumber: sequenceOf(rest.at(-1)),
        approximateArrivalOfFirstRecord: arrivals[0] ?? "",
        approximateArrivalOfLastRecord: arrivals.at(-1) ?? "",
        batchSize: rest.length,
      });
    }
    try {
      const { batchItemFailures } = await handler({ Records: rest.map(toRecord) }, invocation("announce"));
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const first = rest.findIndex((record) => failed.has(sequenceOf(record)));
      rest = first < 0 ? [] : rest.slice(first);
    } catch (error) {
      onError(error);
    }
  }
}

function sequenceOf(record: StreamRecord | undefined): string {
  return record?.dynamodb?.SequenceNumber ?? "";
}

/** The time in the entry, by its writer's clock; for a damaged entry, the time of the stream record. */
function arrivalOf({ dynamodb }: StreamRecord): string {
  const { NewImage, ApproximateCreationDateTime } = dynamodb ?? {};
  return NewImage?.entry?.M?.at?.S ?? (ApproximateCreationDateTime ?? new Date(0)).toISOString();
}

/** The SDK and Lambda spell the same record; they differ in their types for binary values and dates, which it has none of. */
function toRecord(record: StreamRecord): DynamoDBRecord {
  return record as unknown as DynamoDBRecord;
}
