/** The table's stream → the alerts topic and on-call. */
import { streamFilters } from "@tocsin/aws/alerts/stream";
import { announceSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy, encryptBy } from "../encryption.ts";
import { arnOf } from "../place.ts";
import { table } from "../table.ts";
import { mayPublish, topic } from "../topic.ts";
import { deployFunction } from "./function.ts";
import { mayWake, work } from "./oncall-queue.ts";
import { createDeadLetters, protectQueue } from "./queue.ts";

const deadLetters = createDeadLetters("announce");
protectQueue("announce-dlq", deadLetters);

const streamArn = table.nodes.table.streamArn;

export const announce = deployFunction("announce", {
  timeoutSeconds: announceSettings.timeoutSeconds,
  environment: { TOCSIN_TOPIC_ARN: topic.arn, TOCSIN_ONCALL_QUEUE_URL: work.queue.url },
  permissions: [
    {
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    },
    // All of the table's streams, including a future one. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    {
      actions: ["dynamodb:ListStreams"],
      resources: [arnOf("dynamodb", $interpolate`table/${table.name}/stream/*`)],
    },
    { actions: ["sqs:SendMessage"], resources: [deadLetters.arn] },
    mayPublish,
    mayWake,
    decryptBy("dynamodb"),
    encryptBy("sns"),
    encryptBy("sqs"),
  ],
});

/**
 * A batch that keeps failing is halved until the wrong record is alone; its position in the stream, which keeps the record for 24 hours,
 * goes to the dead-letter queue. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export const announceMapping = new aws.lambda.EventSourceMapping("AnnounceMapping", {
  eventSourceArn: streamArn,
  functionName: announce.name,
  startingPosition: "TRIM_HORIZON",
  batchSize: announceSettings.batchSize,
  maximumBatchingWindowInSeconds: announceSettings.windowSeconds,
  maximumRetryAttempts: announceSettings.maxRetryAttempts,
  bisectBatchOnFunctionError: true,
  functionResponseTypes: ["ReportBatchItemFailures"],
  filterCriteria: { filters: streamFilters.map((filter) => ({ pattern: JSON.stringify(filter) })) },
  destinationConfig: { onFailure: { destinationArn: deadLetters.arn } },
});
