import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createAlarmTopic } from "@tocsin/aws/alarm-topic";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { createFailureReports } from "@tocsin/aws/groups/failure-reports";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { stageOptions } from "@tocsin/aws/names";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createStaleAlerts } from "@tocsin/aws/world/stale-alerts";
import { createTimerMarks } from "@tocsin/aws/world/timer-marks";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { tellOperators } from "@tocsin/lambda/handlers/operators";
import { reviewHandler } from "@tocsin/lambda/handlers/review";
import { remindOfSilences } from "@tocsin/lambda/handlers/silence-reminders";
import { applyWorldChanges } from "@tocsin/lambda/handlers/world-changes";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

const env = environment("TOCSIN_ALARM_TOPIC_ARN", "TOCSIN_ALERTS_TABLE", "TOCSIN_ONCALL_QUEUE_URL", "TOCSIN_STAGE");

const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };

const telemetry = powertools("review");
const { world, reload } = createWorldSource({
  table,
  now: systemNow,
  report: worldProblems(telemetry),
});

const alerts = createAlertsWriter(table);
const reader = createAlertsReader(table);
const groups = createGroupsStore(table);
const marks = createTimerMarks(table);
const silences = createSilenceStore(table);
const staleAlerts = createStaleAlerts(table);
const reports = createFailureReports(table);
const mail = createAlarmTopic({
  client: withoutRequestLog(new SNSClient()),
  topicArn: env.TOCSIN_ALARM_TOPIC_ARN,
});
const wake = sendingTo(withoutRequestLog(new SQSClient()), { name: "oncall", url: env.TOCSIN_ONCALL_QUEUE_URL });

export const handler = reviewHandler({
  alerts,
  reader,
  dueAlerts: createDueAlerts(table),
  dueWakes: createDueWakes(table),
  groups,
  wake,
  world,
  reload,
  worldChanges: (inForce) =>
    applyWorldChanges({
      partition: async () => (await inForce).partition,
      reload: () => inForce,
      ...{ staleAlerts, reader, marks, alerts, wake, now: systemNow, telemetry },
    }),
  tellOperators: (inForce) =>
    tellOperators({
      partition: async () => (await inForce).partition,
      policy: async () => (await inForce).policy,
      stage: env.TOCSIN_STAGE,
      ...{ mail, reports, groups, marks, now: systemNow },
    }),
  remindOfSilences: (inForce) =>
    remindOfSilences({
      partition: async () => (await inForce).partition,
      policy: async () => (await inForce).policy,
      title: `Tocsin ${env.TOCSIN_STAGE}`,
      place: stageOptions(env.TOCSIN_STAGE, env.TOCSIN_ALERTS_TABLE),
      ...{ reader, silences, mail, now: systemNow },
    }),
  beat: marks.heartbeat,
  now: systemNow,
  telemetry,
});
