import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { nouns, stageOptions } from "@tocsin/aws/names";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { digestKinds } from "@tocsin/core/policy/channels/declared-channels";
import { digestHandler } from "@tocsin/lambda/handlers/digest/digest";
import { deliverQueueUrls, environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

const env = environment(
  "TOCSIN_ALERTS_TABLE",
  "TOCSIN_DELIVER_QUEUE_URLS",
  "TOCSIN_REPORT_BUCKET",
  "TOCSIN_REPORT_REGION",
  "TOCSIN_SCOPE",
  "TOCSIN_STAGE",
  "TOCSIN_TOPIC_ARN",
);
const urls = deliverQueueUrls(env.TOCSIN_DELIVER_QUEUE_URLS, digestKinds);
const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
const sqs = withoutRequestLog(new SQSClient());
const telemetry = powertools("digest");
const { world } = createWorldSource({ table, now: systemNow, report: worldProblems(telemetry) });

export const handler = digestHandler({
  table,
  world,
  sendings: createDigestSendings(table),
  reports: createReports({
    client: withoutRequestLog(new S3Client({ region: env.TOCSIN_REPORT_REGION })),
    bucketName: env.TOCSIN_REPORT_BUCKET,
  }),
  topic: createTopic({ client: withoutRequestLog(new SNSClient()), topicArn: env.TOCSIN_TOPIC_ARN }),
  deliver: (kind) => sendingTo(sqs, { name: nouns.deliver(kind), url: urls[kind] }),
  scope: env.TOCSIN_SCOPE,
  place: stageOptions(env.TOCSIN_STAGE, env.TOCSIN_ALERTS_TABLE),
  now: systemNow,
  machineNow: systemNow,
  telemetry,
});
