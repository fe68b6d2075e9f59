/**
 * What SQS, SNS, Lambda, Kinesis and Firehose, and a look-up in CloudTrail, put around an event. A message is known by the fields that its service always
 * writes, whether it was fetched, pushed or handed to a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 * https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
 */
import { isUtf8 } from "node:buffer";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";

/** What a message holds: a text that should be JSON, a value, or nothing that could be an event. */
export type Content =
  | { readonly field: string; readonly text: string }
  | { readonly value: Json }
  | { readonly problem: string };

/** Gives `undefined` for what is no message. */
export function contentOf(value: JsonObject): Content | undefined {
  for (const open of openers) {
    const content = open(value);
    if (content !== undefined) return content;
  }
  return undefined;
}

const openers: readonly ((value: JsonObject) => Content | undefined)[] = [
  ({ MessageId, ReceiptHandle, Body }) => when(isText(MessageId) && isText(ReceiptHandle), () => textIn("Body", Body)),
  ({ eventSource, body }) => when(eventSource === "aws:sqs", () => textIn("body", body)),
  ({ Type, TopicArn, Message }) =>
    when(isText(Message) && (Type === "Notification" || isText(TopicArn)), () => textIn("Message", Message)),
  ({ EventSource, Sns }) =>
    when(EventSource === "aws:sns", () => textIn("Sns.Message", isObject(Sns) ? Sns.Message : undefined)),
  // A pipe has the fields of `kinesis` beside the others.
  ({ eventSource, kinesis, data }) =>
    when(eventSource === "aws:kinesis", () =>
      isObject(kinesis) ? base64In("kinesis.data", kinesis.data) : base64In("data", data),
    ),
  ({ EventId, CloudTrailEvent }) =>
    when(isText(EventId) && CloudTrailEvent !== undefined, () => textIn("CloudTrailEvent", CloudTrailEvent)),
  ({ SequenceNumber, Data }) => when(isText(SequenceNumber) && isText(Data), () => base64In("Data", Data)),
  (value) =>
    when(isText(value.data) && (isText(value.recordId) || Object.keys(value).length === 1), () =>
      base64In("data", value.data),
    ),
  ({ requestContext, requestPayload }) =>
    when(isObject(requestContext) && requestPayload !== undefined, () => ({ value: requestPayload ?? null })),
];

function when(isIt: boolean, content: () => Content): Content | undefined {
  return isIt ? content() : undefined;
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}

function textIn(field: string, value: Json | undefined): Content {
  if (value === undefined) return { problem: `its ${field} is missing` };
  if (!isText(value)) return { problem: `its ${field} is not a text` };
  return value.trim() === "" ? { problem: `its ${field} is empty` } : { field, text: value };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function base64In(field: string, value: Json | undefined): Content {
  const encoded = textIn(field, value);
  if (!("text" in encoded)) return encoded;
  if (!BASE64.test(encoded.text)) return { problem: `its ${field} is not base64` };
  const bytes = Buffer.from(encoded.text, "base64");
  return isUtf8(bytes) ? textIn(field, bytes.toString("utf8")) : { problem: `its ${field} is not UTF-8` };
}
