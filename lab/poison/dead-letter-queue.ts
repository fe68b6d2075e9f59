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
const REFUSED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

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
      if (bytes > MESSAGE_LIMIT_BYTES) throw new Error(`SQS refuses a message of ${bytes} bytes`);
      letters.push({ messageId: text("messageId"), body: MessageBody, reason: text("reason"), path: text("path") });
    },
  };
}
