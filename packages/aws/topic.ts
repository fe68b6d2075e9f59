/** The alerts topic: announcements and the weekly digest, for subscribers of the user's own. */
import { PublishBatchCommand, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { escapedJson } from "@tocsin/core/text/json";
import { type Announcement, announcementAttributes } from "@tocsin/core/transition/announcement";
import { batches } from "./batches.ts";
import { CallError, call, callFailed } from "./call.ts";
import { mailSubject } from "./mail-subject.ts";

export interface Topic {
  /**
   * Publishes each announcement, in as few calls as the limits allow. Gives, in order, `undefined` for one that was
   * accepted and its error for one that was not.
   */
  announce(announcements: readonly Announcement[]): Promise<readonly (CallError | undefined)[]>;
  /** @throws CallError */
  publishDigest(digest: { readonly subject: string; readonly text: string }): Promise<void>;
}

/** The size is of one message and of a whole batch. https://docs.aws.amazon.com/general/latest/gr/sns.html */
const LIMITS = { entries: 10, bytes: 262_144 };
/** Attributes count towards the size too; ours stay far below this. */
const ATTRIBUTES_BYTES = 1024;

export function createTopic({ client, topicArn }: { readonly client: SNSClient; readonly topicArn: string }): Topic {
  return {
    async announce(announcements) {
      const outcomes: (CallError | undefined)[] = [];
      const messages = announcements.map((announcement) => ({ announcement, text: escapedJson(announcement) }));
      for (const batch of batches(messages, LIMITS, ({ text }) => Buffer.byteLength(text) + ATTRIBUTES_BYTES)) {
        outcomes.push(...(await publish(batch)));
      }
      return outcomes;
    },
    async publishDigest({ subject, text }) {
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: mailSubject(subject),
        Message: text,
        MessageAttributes: messageAttributes({ type: "digest" }),
      });
      await call("Publish", () => client.send(command));
    },
  };

  async function publish(batch: readonly Message[]): Promise<readonly (CallError | undefined)[]> {
    try {
      const { Failed = [] } = await client.send(
        new PublishBatchCommand({
          TopicArn: topicArn,
          PublishBatchRequestEntries: batch.map(({ announcement, text }, i) => ({
            Id: String(i),
            Message: text,
            MessageAttributes: messageAttributes(announcementAttributes(announcement)),
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
}

interface Message {
  readonly announcement: Announcement;
  readonly text: string;
}

/** Message attributes as SNS takes them, each a text, by which subscribers filter. */
export function messageAttributes(values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
}
