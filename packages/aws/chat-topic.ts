/** The topic of custom notifications, to which Amazon Q Developer in chat applications subscribes. */
import type { PublishCommandInput } from "@aws-sdk/client-sns";
import { escapedJson } from "@tocsin/core/text/json";
import { call } from "./call.ts";
import { messageAttributes } from "./publish.ts";

export type Publish = (input: PublishCommandInput) => Promise<unknown>;

export interface ChatTopic {
  /** @param attributes none may be empty. @throws CallError */
  publish(message: object, attributes: Readonly<Record<string, string>>): Promise<void>;
}

export function createChatTopic(options: { readonly publish: Publish; readonly topicArn: string }): ChatTopic {
  const { publish, topicArn } = options;
  return {
    async publish(message, attributes) {
      const input = {
        TopicArn: topicArn,
        Message: escapedJson(message),
        MessageAttributes: messageAttributes(attributes),
      };
      await call("Publish", () => publish(input));
    },
  };
}
