import { SNSClient } from "@aws-sdk/client-sns";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createTopic } from "@tocsin/aws/topic";
import { announceHandler } from "@tocsin/lambda/handlers/announce";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";

const env = environment("TOCSIN_TOPIC_ARN");

export const handler = announceHandler({
  topic: createTopic({ client: withoutRequestLog(new SNSClient()), topicArn: env.TOCSIN_TOPIC_ARN }),
  telemetry: powertools("announce"),
});
