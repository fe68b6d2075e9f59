import { CallError } from "@tocsin/aws/call";
import type { DynamoDBRecord, SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { context, failedOf, message, recordingDeadLetters, recordingTelemetry } from "../testing/sample-batch.ts";
import { done, type Fate, queueHandler, type StreamFate, streamHandler } from "./batch.ts";

const MAX_RECEIVE_COUNT = 5;

function dependencies(...faults: readonly Error[]) {
  const telemetry = recordingTelemetry();
  const metric = "events" as const;
  return { ...recordingDeadLetters(...faults), telemetry, metric, maxReceiveCount: MAX_RECEIVE_COUNT };
}

const messages = ["m1", "m2", "m3"].map((id) => message(id, id));
const records: DynamoDBRecord[] = ["1", "2", "3"].map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));

/** Fails the records of these places. */
function failing(...places: readonly number[]) {
  const failure = (i: number): StreamFate => ({ kind: "retry", error: new RangeError(`no. ${i} failed`) });
  return async <R>(batch: readonly R[]): Promise<ReadonlyMap<R, StreamFate>> =>
    new Map(batch.map((record, i) => [record, places.includes(i) ? failure(i) : done]));
}

function deliverMessages(...places: readonly number[]) {
  return queueHandler(dependencies(), failing(...places))({ Records: [...messages] }, context);
}

function deliverRecords(...places: readonly number[]) {
  return streamHandler(recordingTelemetry(), failing(...places))({ Records: [...records] }, context);
}

describe("a batch", () => {
  test("of which nothing failed asks for nothing again", async () => {
    expect(failedOf(await deliverMessages())).toEqual([]);
    expect(failedOf(await deliverRecords())).toEqual([]);
  });

  test("asks again for what failed alone: messages by id, stream records by sequence number", async () => {
    expect(failedOf(await deliverMessages(0, 2))).toEqual(["m1", "m3"]);
    expect(failedOf(await deliverRecords(1))).toEqual(["2"]);
  });

  test("of which all failed names each, and does not throw", async () => {
    expect(failedOf(await deliverMessages(0, 1, 2))).toEqual(["m1", "m2", "m3"]);
    expect(failedOf(await deliverRecords(0, 1, 2))).toEqual(["1", "2", "3"]);
  });

  test("is handed over whole, once", async () => {
    const sizes: number[] = [];
    const handler = queueHandler(dependencies(), async (batch) => {
      sizes.push(batch.length);
      return failing()(batch);
    });
    await handler({ Records: [...messages] }, context);
    expect(sizes).toEqual([3]);
  });

  test("forgets what failed before the next one", async () => {
    const outcomes = [failing(0), failing()];
    const handler = queueHandler(dependencies(), (batch) => (outcomes.shift() ?? failing())(batch));
    expect(failedOf(await handler({ Records: [...messages] }, context))).toEqual(["m1"]);
    expect(failedOf(await handler({ Records: [...messages] }, context))).toEqual([]);
  });

  test("asks again for a record that was overlooked: it is not known to be done", async () => {
    const handler = queueHandler(dependencies(), async (batch) => new Map([[batch[0] ?? message("", ""), done]]));
    expect(failedOf(await handler({ Records: [...messages] }, context))).toEqual(["m2", "m3"]);
  });

  test("fails whole when its work throws", async () => {
    const handler = queueHandler(dependencies(), () => Promise.reject(new Error("the table is away")));
    await expect(handler({ Records: [...messages] }, context)).rejects.toThrow("the table is away");
  });

  test("logs why a record is to come again", async () => {
    const deps = dependencies();
    await queueHandler(deps, failing(1))({ Records: [...messages] }, context);
    expect(deps.telemetry.logged).toEqual([
      'a record is to be delivered again {"error":"RangeError","problem":"no. 1 failed"}',
    ]);
  });
});

describe("a refused message", () => {
  const refusals = [
    { path: "hook", problem: "does not take it" },
    { path: "pager", problem: "does not take it either" },
  ];
  const refusing = async (batch: readonly SQSRecord[]): Promise<ReadonlyMap<SQSRecord, Fate>> =>
    new Map(batch.map((record, i) => [record, i === 0 ? { kind: "refused", refusals } : done]));

  test("becomes a dead letter for each of its refusals, is counted, and is not delivered again", async () => {
    const deps = dependencies();
    expect(failedOf(await queueHandler(deps, refusing)({ Records: [...messages] }, context))).toEqual([]);
    expect(deps.dead).toEqual(["m1 hook: does not take it", "m1 pager: does not take it either"]);
    expect(deps.telemetry.counted).toEqual(["events refused 1", "events refused 1"]);
  });

  test("is delivered again when it could not become a dead letter, and is not counted", async () => {
    const deps = dependencies(new CallError("SendMessage failed", true));
    expect(failedOf(await queueHandler(deps, refusing)({ Records: [...messages] }, context))).toEqual(["m1"]);
    expect(deps.telemetry.counted).toEqual([]);
  });
});

describe("a message at its last delivery", () => {
  function delivered(messageId: string, times: number): SQSRecord {
    const record = message(messageId, "");
    return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(times) } };
  }
  const last = delivered("last", MAX_RECEIVE_COUNT);
  const lastButOne = delivered("last-but-one", MAX_RECEIVE_COUNT - 1);

  test("that fails goes to the dead letters with the reason; one that comes again waits for that", async () => {
    const deps = dependencies();
    const response = await queueHandler(deps, failing(0, 1))({ Records: [last, lastButOne] }, context);
    expect(failedOf(response)).toEqual(["last-but-one"]);
    expect(deps.dead).toEqual(["last failed at the last of 5 deliveries: no. 0 failed"]);
    expect(deps.telemetry.logged.join()).toContain("a message is given up");
  });

  test("that succeeds is no dead letter", async () => {
    const deps = dependencies();
    const response = await queueHandler(deps, failing())({ Records: [last] }, context);
    expect(failedOf(response)).toEqual([]);
    expect(deps.dead).toEqual([]);
  });

  test("takes the reason along when all of its batch failed at once", async () => {
    const deps = dependencies();
    const handler = queueHandler(deps, () => Promise.reject(new Error("the table is away")));
    expect(failedOf(await handler({ Records: [last, lastButOne] }, context))).toEqual(["last-but-one"]);
    expect(deps.dead).toEqual(["last failed at the last of 5 deliveries: the table is away"]);
  });

  test("is left to SQS when the dead letters cannot be reached", async () => {
    const deps = dependencies(new CallError("SendMessage failed", true));
    const response = await queueHandler(deps, failing(0))({ Records: [last] }, context);
    expect(failedOf(response)).toEqual(["last"]);
    expect(deps.telemetry.logged.join()).toContain('without its reason {"problem":"SendMessage failed"}');
  });
});
