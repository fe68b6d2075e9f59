import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createKmsMac } from "@tocsin/aws/links/kms-mac";
import { stageOptions } from "@tocsin/aws/names";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { acknowledgeHandler } from "@tocsin/lambda/handlers/acknowledge/acknowledge";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeGenerateMac } from "@tocsin/lambda/runtime/runtime-kms";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";
import { createLinkKeys } from "@tocsin/oncall/links/link-keys";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_LINK_KEY_ARN", "TOCSIN_STAGE");
const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
const telemetry = powertools("acknowledge");
const { world, reload } = createWorldSource({ table, now: systemNow, report: worldProblems(telemetry) });

export const handler = acknowledgeHandler({
  alerts: createAlertsReader(table),
  groups: createGroupsReader(table),
  writer: createAlertsWriter(table),
  world,
  reload,
  keyOf: createLinkKeys({
    mac: createKmsMac({ generateMac: runtimeGenerateMac(), keyArn: env.TOCSIN_LINK_KEY_ARN }),
    stage: env.TOCSIN_STAGE,
  }),
  place: stageOptions(env.TOCSIN_STAGE, env.TOCSIN_ALERTS_TABLE),
  now: systemNow,
  telemetry,
});
