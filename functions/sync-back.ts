import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createFindingsArchive } from "@tocsin/aws/guardduty";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { createSecurityHub } from "@tocsin/aws/security-hub";
import { syncedServices } from "@tocsin/core/alert/synced";
import { syncBackHandler } from "@tocsin/lambda/handlers/sync-back";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeGuardDuty } from "@tocsin/lambda/runtime/runtime-guardduty";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";
import { runtimeSecurityHub } from "@tocsin/lambda/runtime/runtime-security-hub";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL", "TOCSIN_SYNC_BACK");
const asked = env.TOCSIN_SYNC_BACK.split(",");

export const handler = syncBackHandler({
  alerts: createAlertsReader({
    client: withoutRequestLog(new DynamoDBClient()),
    tableName: env.TOCSIN_ALERTS_TABLE,
  }),
  services: syncedServices.filter((service) => asked.includes(service)),
  guardduty: createFindingsArchive(runtimeGuardDuty()),
  securityHubIn: (region) => createSecurityHub(runtimeSecurityHub(region)),
  deadLetters: createDeadLetters({ sendMessage: runtimeSendMessage(), queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL }),
  telemetry: powertools("sync-back"),
});
