/** Weekly: the report → bucket and topic. */
import { digestSettings } from "@tocsin/lambda/deployment/settings";
import { reportBucket } from "../bucket.ts";
import { decryptBy, encryptBy, encryptReports, reportRegion } from "../encryption.ts";
import { config } from "../place.ts";
import { queryIndex, table } from "../table.ts";
import { mayPublish, topic } from "../topic.ts";
import { scheduleFunction } from "./schedule.ts";

export const digest = scheduleFunction("digest", digestSettings, {
  environment: {
    TOCSIN_ALERTS_TABLE: table.name,
    TOCSIN_REPORT_BUCKET: reportBucket.name,
    TOCSIN_REPORT_REGION: reportRegion,
    TOCSIN_TOPIC_ARN: topic.arn,
    TOCSIN_SCOPE: config.scope,
  },
  permissions: [
    queryIndex("open", "week"),
    { actions: ["s3:PutObject"], resources: [$interpolate`${reportBucket.arn}/*`] },
    mayPublish,
    decryptBy("dynamodb"),
    encryptReports,
    encryptBy("sns"),
  ],
  // It holds a week of the table.
  memory: "1024 MB",
  retries: 2,
});
