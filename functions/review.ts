import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { defaultWorld } from "@tocsin/core/policy/world";
import { reviewHandler } from "@tocsin/lambda/handlers/review";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";

const env = environment("TOCSIN_ALERTS_TABLE");

const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };

export const handler = reviewHandler({
  alerts: createAlertsWriter(table),
  dueAlerts: createDueAlerts(table),
  world: async () => defaultWorld,
  now: systemNow,
  telemetry: powertools("review"),
});
