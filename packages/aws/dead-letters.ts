/** A dead-letter queue, as a handler uses it that knows why a message can never succeed. */
import type { SQSClient } from "@aws-sdk/client-sqs";
import { type Refusal, refusalText } from "@tocsin/core/parse";
import { describe, isRetryable, SendMessageError } from "./errors.ts";

export interface DeadLetters {
  /**
   * Puts a message there with its reason, at once rather than after five deliveries that cannot help.
   * @throws SendMessageError, after which the message must stay in its own queue.
   */
  bury(message: { readonly body: string; readonly messageId: string }, refusal: Refusal): Promise<void>;
}

/**
 * @param client is made when the first message is buried: that is rare, and a second SDK client would cost every cold
 * start of every source about a tenth more.
 */
export function createDeadLetters({
  client,
  queueUrl,
}: {
  readonly client: () => Promise<SQSClient>;
  readonly queueUrl: string;
}): DeadLetters {
  return {
    async bury({ body, messageId }, refusal) {
      try {
        const { SendMessageCommand } = await import("@aws-sdk/client-sqs");
        await (await client()).send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: body,
            MessageAttributes: {
              reason: { DataType: "String", StringValue: refusalText(refusal).slice(0, 1000) },
              path: { DataType: "String", StringValue: refusal.path.slice(0, 500) || "-" },
              messageId: { DataType: "String", StringValue: messageId },
            },
          }),
        );
      } catch (error) {
        throw new SendMessageError(describe("SendMessage", error), isRetryable(error), error);
      }
    },
  };
}
