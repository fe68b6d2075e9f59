import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDeliveries } from "@tocsin/aws/alerts/deliveries";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { channelOf } from "@tocsin/lambda/handlers/channel-of";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall";
import { environment, secretAt } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL");
const telemetry = powertools("oncall");
// A function has no terminal: its console is its log, one entry a page.
const edges = {
  write: (page: string) => telemetry.log.info("page", { page }),
  styled: false,
  place: `--table ${env.TOCSIN_ALERTS_TABLE}`,
  secretAt,
  now: systemNow,
};

export const handler = oncallHandler({
  deliveries: createDeliveries({ client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE }),
  deadLetters: createDeadLetters({
    sendMessage: runtimeSendMessage(),
    queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL,
  }),
  policy: async () => defaultPolicy,
  channel: (policy, name) => channelOf(policy, name, edges),
  now: systemNow,
  machineNow: systemNow,
  telemetry,
});
