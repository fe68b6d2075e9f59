/** A dead-letter queue, as a handler uses it that knows why a message can never succeed. */
import type { SendMessageCommandInput } from "@aws-sdk/client-sqs";
import { type Refusal, refusalText } from "@tocsin/core/parse";
import { clean } from "@tocsin/core/redact";
import { describe, isRetryable, SendMessageError } from "./errors.ts";

export interface DeadLetters {
  /**
   * Puts a message there with its reason, at once rather than after five deliveries that cannot help. The body stays as it
   * is, secrets included, or it could not be redriven; the reason holds none.
   * @throws SendMessageError, after which the message must stay in its own queue.
   */
  bury(message: { readonly body: string; readonly messageId: string }, refusal: Refusal): Promise<void>;
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
    async bury({ body, messageId }, refusal) {
      try {
        await sendMessage({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: {
            // A path is made of keys that anybody may have written, and SQS refuses control characters.
            reason: text(clean(refusalText(refusal), REASON_LIMIT)),
            path: text(clean(refusal.path, PATH_LIMIT) || "-"),
            messageId: text(messageId),
          },
        });
      } catch (error) {
        throw new SendMessageError(describe("SendMessage", error), isRetryable(error), error);
      }
    },
  };
}

function text(value: string) {
  return { DataType: "String", StringValue: value };
}
