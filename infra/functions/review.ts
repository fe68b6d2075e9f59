/** Every minute: evaluates alerts again whose view time alone has changed, and wakes on-call for what is due. */
import { reviewSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy, encryptBy } from "../encryption.ts";
import { onTable, queryIndex, table } from "../table.ts";
import { alarmTopic, mayMailOperators } from "../watch/alarm-topic.ts";
import { mayWake, work } from "./oncall-queue.ts";
import { scheduleFunction } from "./schedule.ts";

export const review = scheduleFunction("review", reviewSettings, {
  environment: {
    TOCSIN_ALARM_TOPIC_ARN: alarmTopic.arn,
    TOCSIN_ALERTS_TABLE: table.name,
    TOCSIN_ONCALL_QUEUE_URL: work.queue.url,
    TOCSIN_STAGE: $app.stage,
  },
  permissions: [
    queryIndex("due", "open", "policy", "review"),
    onTable("BatchGetItem", "DeleteItem", "PutItem", "Query", "UpdateItem"),
    decryptBy("dynamodb"),
    mayWake,
    mayMailOperators,
    encryptBy("sns"),
    encryptBy("sqs"),
  ],
  // The next run, a minute later, does what this one could not.
  retries: 0,
});
