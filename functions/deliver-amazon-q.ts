import { createChatTopic } from "@tocsin/aws/chat-topic";
import { amazonQChannel } from "@tocsin/channels/amazon-q/amazon-q-channel";
import { environment } from "@tocsin/lambda/runtime/environment";
import { runtimePublish } from "@tocsin/lambda/runtime/runtime-sns";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const { TOCSIN_CHAT_TOPIC_ARN: topicArn } = environment("TOCSIN_CHAT_TOPIC_ARN");
const topic = createChatTopic({ publish: runtimePublish(), topicArn });

export const handler = deliverFunction(
  "amazon-q",
  ({ place }) =>
    (name) =>
      amazonQChannel({ name, publish: topic.publish, place, now: systemNow }),
);
