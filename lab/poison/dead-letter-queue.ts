/** A dead-letter queue in memory. It keeps the messages that are sent to it, and refuses those that SQS refuses. */
import type { SendMessage } from "@tocsin/aws/queues/dead-letters";

export interface Letter {
  readonly messageId: string;
  readonly body: string;
  readonly reason: string;
  readonly path: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const MESSAGE_LIMIT_BYTES = 1_048_576;
/** What SQS refuses anywhere in a message. */
export const REFUSED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const EVERY_REFUSED = new RegExp(REFUSED.source, "gu");

/** JSON text as a message can hold it: what SQS refuses is written as an escape, as it must be by whoever sends it. */
export function asMessage(text: string): string {
  return text.replace(EVERY_REFUSED, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function deadLetterQueue(): { readonly letters: readonly Letter[]; readonly sendMessage: SendMessage } {
  const letters: Letter[] = [];
  return {
    letters,
    async sendMessage({ MessageBody = "", MessageAttributes = {} }) {
      let bytes = Buffer.byteLength(MessageBody);
      const text = (name: string) => MessageAttributes[name]?.StringValue ?? "";
      for (const [name, { StringValue = "", DataType = "" }] of Object.entries(MessageAttributes)) {
        if (StringValue === "" || REFUSED.test(StringValue)) throw new Error(`SQS refuses the attribute ${name}`);
        bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
      }
      if (REFUSED.test(MessageBody)) throw new Error("SQS refuses the body");
      if (bytes > MESSAGE_LIMIT_BYTES) throw new Error(`SQS refuses a message of ${bytes} bytes`);
      letters.push({ messageId: text("messageId"), body: MessageBody, reason: text("reason"), path: text("path") });
    },
  };
}
