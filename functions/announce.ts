import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createTopic } from "@tocsin/aws/topic";
import { announceHandler } from "@tocsin/lambda/handlers/announce";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";

const env = environment("TOCSIN_ONCALL_QUEUE_URL", "TOCSIN_TOPIC_ARN");

export const handler = announceHandler({
  topic: createTopic({ client: withoutRequestLog(new SNSClient()), topicArn: env.TOCSIN_TOPIC_ARN }),
  wake: sendingTo(withoutRequestLog(new SQSClient()), { name: "oncall", url: env.TOCSIN_ONCALL_QUEUE_URL }),
  telemetry: powertools("announce"),
});
