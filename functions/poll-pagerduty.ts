import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createPollMarks } from "@tocsin/aws/world/poll-marks";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { pagerdutyPollHandler } from "@tocsin/lambda/handlers/callback/poll-pagerduty";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

const env = environment("TOCSIN_ALERTS_TABLE");
const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
const telemetry = powertools("poll-pagerduty");

export const handler = pagerdutyPollHandler({
  ...createWorldSource({ table, now: systemNow, report: worldProblems(telemetry) }),
  alerts: createAlertsReader(table),
  groups: createGroupsReader(table),
  writer: createAlertsWriter(table),
  marks: createPollMarks(table),
  secrets: runtimeSecrets(),
  now: systemNow,
  telemetry,
});
