import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import { digestHandler } from "@tocsin/lambda/handlers/digest";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";

const env = environment(
  "TOCSIN_ALERTS_TABLE",
  "TOCSIN_REPORT_BUCKET",
  "TOCSIN_REPORT_REGION",
  "TOCSIN_TOPIC_ARN",
  "TOCSIN_SCOPE",
);

export const handler = digestHandler({
  alerts: createAlertsReader({ client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE }),
  reports: createReports({
    client: withoutRequestLog(new S3Client({ region: env.TOCSIN_REPORT_REGION })),
    bucketName: env.TOCSIN_REPORT_BUCKET,
  }),
  topic: createTopic({ client: withoutRequestLog(new SNSClient()), topicArn: env.TOCSIN_TOPIC_ARN }),
  scope: env.TOCSIN_SCOPE,
  now: systemNow,
  telemetry: powertools("digest"),
});
