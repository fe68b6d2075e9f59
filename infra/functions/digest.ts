/** Every hour: last week's editions that are due → bucket, topic, and the queues of `deliver-<kind>`. */
import { digestKinds } from "@tocsin/core/policy/channels/declared-channels";
import { digestSettings } from "@tocsin/lambda/deployment/settings";
import { reportBucket } from "../bucket.ts";
import { decryptBy, encryptBy, encryptReports, reportRegion } from "../encryption.ts";
import { config } from "../place.ts";
import { onTable, queryIndex, table } from "../table.ts";
import { mayPublish, topic } from "../topic.ts";
import { deliverQueues } from "./deliver.ts";
import { scheduleFunction } from "./schedule.ts";

const digestQueues = deliverQueues.filter(({ kind }) => digestKinds.includes(kind));

export const digest = scheduleFunction("digest", digestSettings, {
  environment: {
    TOCSIN_ALERTS_TABLE: table.name,
    TOCSIN_REPORT_BUCKET: reportBucket.name,
    TOCSIN_REPORT_REGION: reportRegion,
    TOCSIN_TOPIC_ARN: topic.arn,
    TOCSIN_SCOPE: config.scope,
    TOCSIN_STAGE: $app.stage,
    TOCSIN_DELIVER_QUEUE_URLS: $util.jsonStringify(
      Object.fromEntries(digestQueues.map(({ kind, queue }) => [kind, queue.url])),
    ),
  },
  permissions: [
    queryIndex("ids", "open", "week"),
    onTable("BatchGetItem", "Query", "UpdateItem"),
    { actions: ["s3:GetObject", "s3:PutObject"], resources: [$interpolate`${reportBucket.arn}/*`] },
    // Without it, S3 answers "access denied" for a missing file.
    { actions: ["s3:ListBucket"], resources: [reportBucket.arn] },
    { actions: ["sqs:SendMessage"], resources: digestQueues.map(({ queue }) => queue.arn) },
    mayPublish,
    decryptBy("dynamodb"),
    encryptReports,
    encryptBy("sns"),
    encryptBy("sqs"),
  ],
  // It holds a part of a quarter of the table.
  memory: "1024 MB",
  retries: 2,
});
