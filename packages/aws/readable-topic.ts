/** The topic of readable texts: people subscribe to it with an e-mail address or a telephone, and filter by attributes. */
import { escapedJson } from "@tocsin/core/text/json";
import { call } from "./call.ts";
import type { Publish } from "./chat-topic.ts";
import { mailSubject } from "./mail-subject.ts";
import { messageAttributes } from "./publish.ts";

export interface ReadableMessage {
  /** Of a mail. What SNS does not take in it is written in another way. */
  readonly subject: string;
  /** What a mail and every other subscriber gets. */
  readonly text: string;
  /** What a telephone gets. */
  readonly sms: string;
  /** None may be empty. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ReadableTopic {
  /** @throws CallError */
  publish(message: ReadableMessage): Promise<void>;
}

export function createReadableTopic(options: { readonly publish: Publish; readonly topicArn: string }): ReadableTopic {
  const { publish, topicArn } = options;
  return {
    async publish({ subject, text, sms, attributes }) {
      const input = {
        TopicArn: topicArn,
        Subject: mailSubject(subject),
        // A protocol that is not named gets the default.
        MessageStructure: "json",
        Message: escapedJson({ default: text, sms }),
        MessageAttributes: messageAttributes(attributes),
      };
      await call("Publish", () => publish(input));
    },
  };
}
