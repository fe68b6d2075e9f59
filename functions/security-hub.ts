import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { createSecurityHub } from "@tocsin/aws/security-hub";
import { findingPlace } from "@tocsin/channels/security-hub/asff-finding";
import { securityHubHandler } from "@tocsin/lambda/handlers/siem/security-hub";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";
import { runtimeSecurityHub } from "@tocsin/lambda/runtime/runtime-security-hub";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL", "TOCSIN_PREFIX", "TOCSIN_PRODUCT_ARN");

export const handler = securityHubHandler({
  alerts: createAlertsReader({
    client: withoutRequestLog(new DynamoDBClient()),
    tableName: env.TOCSIN_ALERTS_TABLE,
  }),
  securityHub: createSecurityHub(runtimeSecurityHub()),
  place: findingPlace(env.TOCSIN_PRODUCT_ARN, env.TOCSIN_PREFIX),
  deadLetters: createDeadLetters({ sendMessage: runtimeSendMessage(), queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL }),
  telemetry: powertools("security-hub"),
});
