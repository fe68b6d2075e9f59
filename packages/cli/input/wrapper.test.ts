import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { samples as data } from "@tocsin/sources/macie/samples";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInputs } from "./read.ts";

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** What was read of a document, as its place with the event's id, or with the problem. */
async function readingOf(document: unknown): Promise<string[]> {
  const inputs = await Array.fromAsync(readInputs([], { stdin: bytes(JSON.stringify(document)) }));
  return inputs.map((input) => `${input.place}: ${input.ok ? String(input.value.id) : input.problem}`);
}

const event = { ...threats.instanceFinding, id: "e1" };
const other = { ...data.policyFinding, id: "e2" };

const base64 = (text: string) => Buffer.from(text).toString("base64");
const message = (text: string) => ({ MessageId: "m", ReceiptHandle: "h", MD5OfBody: "x", Body: text });
const queueRecord = (text: string) => ({ messageId: "m", receiptHandle: "h", body: text, eventSource: "aws:sqs" });
const notification = (text: string) => ({ Type: "Notification", MessageId: "m", TopicArn: "t", Message: text });
const topicRecord = (text: string) => ({ EventSource: "aws:sns", EventVersion: "1.0", Sns: notification(text) });
const streamRecord = (text: string) => ({
  eventSource: "aws:kinesis",
  eventVersion: "1.0",
  eventName: "aws:kinesis:record",
  kinesis: { partitionKey: "p", sequenceNumber: "1", data: base64(text) },
});
const pipedRecord = (text: string) => ({ eventSource: "aws:kinesis", partitionKey: "p", data: base64(text) });
const streamed = (text: string) => ({ SequenceNumber: "1", PartitionKey: "p", Data: base64(text) });
const firehoseRecord = (text: string) => ({ recordId: "1", approximateArrivalTimestamp: 1, data: base64(text) });

/** What each service makes of the texts of some messages. */
const wrappers: readonly (readonly [name: string, wrap: (...texts: readonly string[]) => unknown])[] = [
  ["a message of SQS", (text = "") => message(text)],
  ["a notification of SNS", (text = "") => notification(text)],
  ["a notification of SNS without its type", (text = "") => ({ TopicArn: "t", Message: text })],
  ["a list of one message of SQS", (text = "") => [message(text)]],
  ["what aws sqs receive-message prints", (...texts) => ({ Messages: texts.map(message) })],
  ["an invocation of Lambda by SQS", (...texts) => ({ Records: texts.map(queueRecord) })],
  ["an invocation of Lambda by SNS", (...texts) => ({ Records: texts.map(topicRecord) })],
  ["an invocation of Lambda by Kinesis", (...texts) => ({ Records: texts.map(streamRecord) })],
  ["records of a stream in a pipe", (...texts) => texts.map(pipedRecord)],
  [
    "what aws cloudtrail lookup-events prints",
    (...texts) => ({ Events: texts.map((text) => ({ EventId: "i", EventName: "n", CloudTrailEvent: text })) }),
  ],
  ["what aws kinesis get-records prints", (...texts) => ({ Records: texts.map(streamed), MillisBehindLatest: 0 })],
  [
    "records for a transformation of Firehose",
    (...texts) => ({
      invocationId: "i",
      deliveryStreamArn: "d",
      region: "eu-west-1",
      records: texts.map(firehoseRecord),
    }),
  ],
  [
    "what Firehose delivers over HTTP",
    (...texts) => ({ requestId: "r", timestamp: 1, records: texts.map((text) => ({ data: base64(text) })) }),
  ],
  [
    "what Lambda sends to a destination",
    (text = "{}") => ({
      version: "1.0",
      requestContext: { condition: "RetriesExhausted" },
      requestPayload: JSON.parse(text),
    }),
  ],
];

describe("an event within what carried it", () => {
  test.each(wrappers)("is found in %s", async (_name, wrap) => {
    const [found = ""] = await readingOf(wrap(JSON.stringify(event)));
    expect(found).toMatch(/: e1$/);
  });

  test("is found however often it was wrapped, and is the same", async () => {
    const some = fc.array(fc.constantFrom(...wrappers.map(([, wrap]) => wrap)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(some, async (around) => {
        const document = around.reduce<unknown>((inner, wrap) => wrap(JSON.stringify(inner)), event);
        const inputs = await Array.fromAsync(readInputs([], { stdin: bytes(JSON.stringify(document)) }));
        expect(inputs.map((input) => input.ok && input.value)).toEqual([JSON.parse(JSON.stringify(event))]);
      }),
    );
  });

  test.each([
    [
      "several messages",
      { Messages: [message(JSON.stringify(event)), message(JSON.stringify(other))] },
      ["[0]: e1", "[1]: e2"],
    ],
    [
      "several events of one record, in a row as Firehose joins them",
      { records: [firehoseRecord(`${JSON.stringify(event)}${JSON.stringify(other)}\n`)] },
      ["[0] line 1: e1", "[0] line 1: e2"],
    ],
    [
      "several events of one record, a line each",
      { records: [firehoseRecord(`${JSON.stringify(event)}\n${JSON.stringify(other)}\n`)] },
      ["[0] line 1: e1", "[0] line 2: e2"],
    ],
    ["a list in one message", message(JSON.stringify([event, other])), ["[0]: e1", "[1]: e2"]],
  ])("is read with its neighbours: %s", async (_name, document, expected) => {
    expect(await readingOf(document)).toEqual(expected);
  });

  test.each([
    ["a finding", threats.instanceFinding.detail, "GuardDuty Finding"],
    ["a list of findings", { findings: [data.policyFinding.detail] }, "Macie Finding"],
  ])("may be %s without its envelope", async (_name, finding, detailType) => {
    const document = { Messages: [message(JSON.stringify(notification(JSON.stringify(finding))))] };
    const [input] = await Array.fromAsync(readInputs([], { stdin: bytes(JSON.stringify(document)) }));
    expect(input).toMatchObject({ ok: true, value: { "detail-type": detailType } });
  });

  test("is an event whatever stands beside its own fields", async () => {
    expect(await readingOf({ ...event, ...message("x"), ...notification("y"), Records: [], data: "z" })).toEqual([
      ": e1",
    ]);
  });
});

describe("a message without an event", () => {
  const kinesis = (content: unknown) => ({ Records: [{ eventSource: "aws:kinesis", kinesis: { data: content } }] });
  test.each<[string, unknown, string]>([
    ["whose text is no JSON", { Messages: [message("You have chosen")] }, "[0]: its Body is not JSON"],
    [
      "whose text is cut off",
      { Messages: [message('{"id":')] },
      "[0]: its Body is cut off, or lacks a closing bracket or quote",
    ],
    ["whose text is empty", notification(""), ": its Message is empty"],
    [
      "that confirms a subscription",
      { ...notification("You have chosen"), Type: "SubscriptionConfirmation" },
      ": its Message is not JSON",
    ],
    ["that has no text", { Records: [{ eventSource: "aws:sqs", messageId: "m" }] }, "[0]: its body is missing"],
    [
      "that is a number",
      { Records: [{ EventSource: "aws:sns", Sns: { Message: 7 } }] },
      "[0]: its Sns.Message is not a text",
    ],
    ["that is not base64", kinesis("not base64!"), "[0]: its kinesis.data is not base64"],
    [
      "that is no text",
      kinesis(Buffer.from([0x1f, 0x8b, 8, 0]).toString("base64")),
      "[0]: its kinesis.data is not UTF-8",
    ],
    ["among messages", { Messages: [{ Attributes: {} }] }, "[0]: is not a message of SQS"],
    [
      "among records",
      { Records: [{ s3: {} }] },
      "[0]: is neither a CloudTrail record nor a message that holds an event",
    ],
    [
      "among events of CloudTrail",
      { Events: [{ EventId: "i" }] },
      "[0]: is no event of CloudTrail: it has no CloudTrailEvent",
    ],
    ["among records of Firehose", { records: [{}] }, "[0]: is not a record of Firehose"],
    ["that holds a number", { Messages: [message("7")] }, "[0]: is a number, not a JSON object"],
  ])("%s is named, with what is wrong", async (_name, document, expected) => {
    expect(await readingOf(document)).toEqual([expected]);
  });

  test("harms none of its neighbours", async () => {
    const document = { Messages: [message(JSON.stringify(event)), message("no"), message(JSON.stringify(other))] };
    expect(await readingOf(document)).toEqual(["[0]: e1", "[1]: its Body is not JSON", "[2]: e2"]);
  });

  test("is not looked for in what is nested without end", async () => {
    const around = '{"requestContext":{},"requestPayload":';
    const text = `${around.repeat(20_000)}{}${"}".repeat(20_000)}`;
    const inputs = await Array.fromAsync(readInputs([], { stdin: bytes(text) }));
    expect(inputs).toMatchObject([{ ok: false, problem: expect.stringContaining("is nested deeper than 64 levels") }]);
  });

  test("does no harm however deep it is wrapped", async () => {
    const wrap = (text: string) => JSON.stringify({ records: [{ data: base64(text) }] });
    let text = JSON.stringify(event);
    for (let depth = 0; depth < 25; depth += 1) text = wrap(text);
    const inputs = await Array.fromAsync(readInputs([], { stdin: bytes(text) }));
    expect(inputs.map(({ ok }) => ok)).toEqual([true]);
  });
});
