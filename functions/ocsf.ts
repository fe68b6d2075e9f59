import { SNSClient } from "@aws-sdk/client-sns";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { publishAll } from "@tocsin/aws/publish";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { ocsfHandler } from "@tocsin/lambda/handlers/siem/ocsf";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";

const env = environment("TOCSIN_DEAD_LETTER_QUEUE_URL", "TOCSIN_OCSF_TOPIC_ARN");
const topic = { client: withoutRequestLog(new SNSClient()), topicArn: env.TOCSIN_OCSF_TOPIC_ARN };

export const handler = ocsfHandler({
  publish: (messages) => publishAll(topic, messages),
  deadLetters: createDeadLetters({ sendMessage: runtimeSendMessage(), queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL }),
  telemetry: powertools("ocsf"),
});
