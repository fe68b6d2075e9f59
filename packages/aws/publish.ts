/** Messages published to a topic, in as few requests as the limits allow. */
import { PublishBatchCommand, type SNSClient } from "@aws-sdk/client-sns";
import { batches } from "./batches.ts";
import { CallError, callFailed } from "./call.ts";

export interface TopicMessage {
  readonly text: string;
  /** By which subscribers filter; none may be empty. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface NamedTopic {
  readonly client: SNSClient;
  readonly topicArn: string;
}

/** The size is of one message and of a whole batch. https://docs.aws.amazon.com/general/latest/gr/sns.html */
const LIMITS = { entries: 10, bytes: 262_144 };
/** Attributes count towards the size too; ours stay far below this. */
const ATTRIBUTES_BYTES = 1024;

/** Gives, in order, `undefined` for each message that was accepted and its error for one that was not. */
export async function publishAll(
  topic: NamedTopic,
  messages: readonly TopicMessage[],
): Promise<readonly (CallError | undefined)[]> {
  const outcomes: (CallError | undefined)[] = [];
  for (const batch of batches(messages, LIMITS, ({ text }) => Buffer.byteLength(text) + ATTRIBUTES_BYTES)) {
    outcomes.push(...(await publish(topic, batch)));
  }
  return outcomes;
}

async function publish(
  { client, topicArn }: NamedTopic,
  batch: readonly TopicMessage[],
): Promise<readonly (CallError | undefined)[]> {
  try {
    const { Failed = [] } = await client.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: batch.map(({ text, attributes }, i) => ({
          Id: String(i),
          Message: text,
          MessageAttributes: messageAttributes(attributes),
        })),
      }),
    );
    const failures = new Map(Failed.map((failed) => [failed.Id, failed]));
    return batch.map((_, i) => {
      const failed = failures.get(String(i));
      return failed && new CallError(`PublishBatch refused an entry: ${failed.Code}`, failed.SenderFault !== true);
    });
  } catch (error) {
    const failure = callFailed("PublishBatch", error);
    return batch.map(() => failure);
  }
}

/** Message attributes as SNS takes them, each a text, by which subscribers filter. */
export function messageAttributes(values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
}
