import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlerts } from "@tocsin/aws/alerts";
import { defaultPolicy } from "@tocsin/core/policy";
import { environment } from "@tocsin/lambda/environment";
import { reviewHandler } from "@tocsin/lambda/review";
import { systemNow } from "@tocsin/lambda/system-clock";
import { powertools } from "@tocsin/lambda/telemetry";

const env = environment("TOCSIN_ALERTS_TABLE");

export const handler = reviewHandler({
  alerts: createAlerts({ client: new DynamoDBClient(), tableName: env.TOCSIN_ALERTS_TABLE }),
  policy: async () => defaultPolicy,
  now: systemNow,
  telemetry: powertools("review"),
});
