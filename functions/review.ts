import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDueGroups } from "@tocsin/aws/groups/due-groups";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { reviewHandler } from "@tocsin/lambda/handlers/review";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_ONCALL_QUEUE_URL");

const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };

const telemetry = powertools("review");
const { world } = createWorldSource({
  table,
  now: systemNow,
  report: worldProblems(telemetry),
});

export const handler = reviewHandler({
  alerts: createAlertsWriter(table),
  dueAlerts: createDueAlerts(table),
  dueGroups: createDueGroups(table),
  groups: createGroupsStore(table),
  wake: sendingTo(withoutRequestLog(new SQSClient()), { name: "oncall", url: env.TOCSIN_ONCALL_QUEUE_URL }),
  world,
  now: systemNow,
  telemetry,
});
