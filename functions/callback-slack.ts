import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { stageOptions } from "@tocsin/aws/names";
import { createSilenceMaker } from "@tocsin/aws/world/silence-store";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { slackCallbackHandler } from "@tocsin/lambda/handlers/callback/slack";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_STAGE");
const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
const telemetry = powertools("callback-slack");

export const handler = slackCallbackHandler({
  ...createWorldSource({ table, now: systemNow, report: worldProblems(telemetry) }),
  alerts: createAlertsReader(table),
  groups: createGroupsReader(table),
  writer: createAlertsWriter(table),
  silences: createSilenceMaker(table),
  secrets: runtimeSecrets(),
  place: stageOptions(env.TOCSIN_STAGE, env.TOCSIN_ALERTS_TABLE),
  now: systemNow,
  telemetry,
});
