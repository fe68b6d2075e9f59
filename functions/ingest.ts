/** Deployed once per source, each with a queue of its own: a storm in one delays no other. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlerts } from "@tocsin/aws/alerts";
import { createDeadLetters } from "@tocsin/aws/dead-letters";
import { defaultPolicy } from "@tocsin/core/policy";
import { environment } from "@tocsin/lambda/environment";
import { ingestHandler } from "@tocsin/lambda/ingest";
import { systemNow } from "@tocsin/lambda/system-clock";
import { powertools } from "@tocsin/lambda/telemetry";
import { sourceNamed } from "@tocsin/sources/registry";

const env = environment("TOCSIN_SOURCE", "TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL");

export const handler = ingestHandler({
  source: sourceNamed(env.TOCSIN_SOURCE),
  alerts: createAlerts({ client: new DynamoDBClient(), tableName: env.TOCSIN_ALERTS_TABLE }),
  deadLetters: createDeadLetters({
    client: async () => new (await import("@aws-sdk/client-sqs")).SQSClient(),
    queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL,
  }),
  policy: async () => defaultPolicy,
  now: systemNow,
  telemetry: powertools(`ingest-${env.TOCSIN_SOURCE}`),
});
