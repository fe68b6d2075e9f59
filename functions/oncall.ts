import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDeadLetters } from "@tocsin/aws/dead-letters";
import { createDeliveries } from "@tocsin/aws/deliveries";
import { defaultPolicy } from "@tocsin/core/parse-policy";
import { channelOf } from "@tocsin/lambda/channel-of";
import { environment, secretAt } from "@tocsin/lambda/environment";
import { oncallHandler } from "@tocsin/lambda/oncall";
import { runtimeSendMessage } from "@tocsin/lambda/runtime-sdk";
import { systemNow } from "@tocsin/lambda/system-clock";
import { powertools } from "@tocsin/lambda/telemetry";

const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL");
const telemetry = powertools("oncall");
// A function has no terminal: its console is its log, one entry a page.
const edges = {
  write: (page: string) => telemetry.log.info("page", { page }),
  styled: false,
  secretAt,
  now: systemNow,
};

export const handler = oncallHandler({
  deliveries: createDeliveries({ client: new DynamoDBClient(), tableName: env.TOCSIN_ALERTS_TABLE }),
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
