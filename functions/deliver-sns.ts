import { SNSClient } from "@aws-sdk/client-sns";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createReadableTopic } from "@tocsin/aws/readable-topic";
import { snsChannel } from "@tocsin/channels/sns/sns-channel";
import { environment } from "@tocsin/lambda/runtime/environment";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const env = environment("TOCSIN_READABLE_TOPIC_ARN");
const topic = createReadableTopic({
  client: withoutRequestLog(new SNSClient()),
  topicArn: env.TOCSIN_READABLE_TOPIC_ARN,
});

export const handler = deliverFunction(
  "sns",
  ({ place }) =>
    (name) =>
      snsChannel({ name, publish: topic.publish, place, now: systemNow }),
);
