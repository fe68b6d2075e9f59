import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsWriter } from "@tocsin/aws/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/due-alerts";
import { defaultEvaluationPolicy } from "@tocsin/core/policy";
import { environment } from "@tocsin/lambda/environment";
import { reviewHandler } from "@tocsin/lambda/review";
import { systemNow } from "@tocsin/lambda/system-clock";
import { powertools } from "@tocsin/lambda/telemetry";

const env = environment("TOCSIN_ALERTS_TABLE");

const table = { client: new DynamoDBClient(), tableName: env.TOCSIN_ALERTS_TABLE };

export const handler = reviewHandler({
  alerts: createAlertsWriter(table),
  dueAlerts: createDueAlerts(table),
  policy: async () => defaultEvaluationPolicy,
  now: systemNow,
  telemetry: powertools("review"),
});
