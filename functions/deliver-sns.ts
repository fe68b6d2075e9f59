import { createReadableTopic } from "@tocsin/aws/readable-topic";
import { snsChannel } from "@tocsin/channels/sns/sns-channel";
import { environment } from "@tocsin/lambda/runtime/environment";
import { runtimePublish } from "@tocsin/lambda/runtime/runtime-sns";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const { TOCSIN_READABLE_TOPIC_ARN: topicArn } = environment("TOCSIN_READABLE_TOPIC_ARN");
const topic = createReadableTopic({ publish: runtimePublish(), topicArn });

export const handler = deliverFunction(
  "sns",
  ({ place }) =>
    (name) =>
      snsChannel({ name, publish: topic.publish, place, now: systemNow }),
);
