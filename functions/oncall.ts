import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createKmsMac } from "@tocsin/aws/links/kms-mac";
import { nouns } from "@tocsin/aws/names";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createCountHeldBack } from "@tocsin/aws/world/held-back";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { createLinkAddress } from "@tocsin/lambda/handlers/acknowledge/link-address";
import type { MessageLinks } from "@tocsin/lambda/handlers/oncall/message-link";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall/oncall";
import { oncallWorldOf } from "@tocsin/lambda/handlers/oncall/oncall-world";
import { deliverQueueUrls, environment, environmentIfAny } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeGenerateMac } from "@tocsin/lambda/runtime/runtime-kms";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";
import { createLinkKeys } from "@tocsin/oncall/links/link-keys";

const env = environment(
  "TOCSIN_ALERTS_TABLE",
  "TOCSIN_DEAD_LETTER_QUEUE_URL",
  "TOCSIN_DELIVER_QUEUE_URLS",
  "TOCSIN_ONCALL_QUEUE_URL",
);
const urls = deliverQueueUrls(env.TOCSIN_DELIVER_QUEUE_URLS);
const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
const sqs = withoutRequestLog(new SQSClient());
const telemetry = powertools("oncall");
const { world } = createWorldSource({ table, now: systemNow, report: worldProblems(telemetry) });

function messageLinks(): MessageLinks | undefined {
  const given = environmentIfAny("TOCSIN_LINKS_URL", "TOCSIN_LINK_KEY_ARN", "TOCSIN_STAGE");
  if (given === undefined) return undefined;
  const mac = createKmsMac({ generateMac: runtimeGenerateMac(), keyArn: given.TOCSIN_LINK_KEY_ARN });
  const keyOf = createLinkKeys({ mac, stage: given.TOCSIN_STAGE });
  return { addressOf: createLinkAddress(given.TOCSIN_LINKS_URL, keyOf), leftOutOf: "console" };
}

export const handler = oncallHandler({
  store: createGroupsStore(table),
  members: { alerts: createAlertsReader(table), groups: createGroupsReader(table) },
  world: async () => oncallWorldOf(await world()),
  deliver: (kind) => sendingTo(sqs, { name: nouns.deliver(kind), url: urls[kind] }),
  links: messageLinks(),
  countHeldBack: createCountHeldBack(table),
  wake: sendingTo(sqs, { name: "oncall", url: env.TOCSIN_ONCALL_QUEUE_URL }),
  deadLetters: createDeadLetters({ sendMessage: runtimeSendMessage(), queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL }),
  now: systemNow,
  machineNow: systemNow,
  telemetry,
});
