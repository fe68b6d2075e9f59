/** A dead-letter queue for a handler that knows why a message can never succeed. */
import type { MessageAttributeValue, SendMessageCommandInput } from "@aws-sdk/client-sqs";
import { type Refusal, refusalText } from "@tocsin/core/text/parse";
import { cleanProse } from "@tocsin/core/text/redact";
import { call } from "../call.ts";

export interface DeadLetters {
  /**
   * Puts a message there with its reason, at once rather than after five deliveries that cannot help. The body stays as it
   * is, secrets included, or it could not be redriven; the reason holds none.
   * @throws CallError, after which the message must stay in its own queue.
   */
  put(message: { readonly body: string; readonly messageId: string }, refusal: Refusal): Promise<void>;
}

const REASON_LIMIT = 1000;
const PATH_LIMIT = 500;

/** SQS's SendMessage. */
export type SendMessage = (input: SendMessageCommandInput) => Promise<unknown>;

export function createDeadLetters({
  sendMessage,
  queueUrl,
}: {
  readonly sendMessage: SendMessage;
  readonly queueUrl: string;
}): DeadLetters {
  return {
    async put({ body, messageId }, refusal) {
      const MessageAttributes = attributesWithin(MESSAGE_LIMIT_BYTES - Buffer.byteLength(body), {
        // A path is made of keys that anybody may have written, and SQS refuses control characters.
        reason: cleanProse(refusalText(refusal), REASON_LIMIT),
        path: cleanProse(refusal.path, PATH_LIMIT) || "-",
        messageId,
      });
      await call("SendMessage", () => sendMessage({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes }));
    },
  };
}

/** Of the body and the attributes together. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MESSAGE_LIMIT_BYTES = 1_048_576;
const TEXT_TYPE = "String";
const UTF8_BYTES_PER_UNIT = 3;

/** An event may be as large as a message, and must be kept whole: attributes without room are left out, the reason last. */
function attributesWithin(room: number, texts: Readonly<Record<string, string>>) {
  const kept: Record<string, MessageAttributeValue> = {};
  let left = room;
  for (const [name, whole] of Object.entries(texts)) {
    const space = left - name.length - TEXT_TYPE.length;
    const isCut = Buffer.byteLength(whole) > space;
    const text =
      isCut && name === "reason" ? cleanProse(whole, Math.max(0, Math.floor(space / UTF8_BYTES_PER_UNIT))) : whole;
    if (text === "" || Buffer.byteLength(text) > space) continue;
    kept[name] = { DataType: TEXT_TYPE, StringValue: text };
    left = space - Buffer.byteLength(text);
  }
  return kept;
}
