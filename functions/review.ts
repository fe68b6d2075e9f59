import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDueGroups } from "@tocsin/aws/groups/due-groups";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createStaleAlerts } from "@tocsin/aws/world/stale-alerts";
import { createTimerMarks } from "@tocsin/aws/world/timer-marks";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { reviewHandler } from "@tocsin/lambda/handlers/review";
import { applyWorldChanges } from "@tocsin/lambda/handlers/world-changes";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_ONCALL_QUEUE_URL");

const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };

const telemetry = powertools("review");
const { world, reload } = createWorldSource({
  table,
  now: systemNow,
  report: worldProblems(telemetry),
});

const alerts = createAlertsWriter(table);
const wake = sendingTo(withoutRequestLog(new SQSClient()), { name: "oncall", url: env.TOCSIN_ONCALL_QUEUE_URL });

export const handler = reviewHandler({
  alerts,
  dueAlerts: createDueAlerts(table),
  dueGroups: createDueGroups(table),
  groups: createGroupsStore(table),
  wake,
  world,
  worldChanges: () =>
    applyWorldChanges({
      partition: () => readWorldPartition(table),
      staleAlerts: createStaleAlerts(table),
      reader: createAlertsReader(table),
      marks: createTimerMarks(table),
      ...{ alerts, wake, reload, now: systemNow, telemetry },
    }),
  now: systemNow,
  telemetry,
});
