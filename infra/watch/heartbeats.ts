/**
 * Finds members that fell silent. Each sends a daily heartbeat from each region; they are logged and counted by region, and an alarm rings
 * if a whole region has sent none. No alarm names a single silent account; a query of the log does (docs/deploy.md).
 */
import { metricNamespace } from "@tocsin/lambda/deployment/metrics";
import { bus } from "../bus.ts";
import { keyArn } from "../encryption.ts";
import { createDeadLetters, protectQueue } from "../functions/queue.ts";
import { heartbeatPattern } from "../members/member-template.ts";
import { config, named, rules } from "../place.ts";
import { policyOf } from "../policy.ts";
import { alarmWhen } from "./alarm.ts";

const DAY_SECONDS = 24 * 60 * 60;
const RETENTION_DAYS = 14;

const rule = new aws.cloudwatch.EventRule("HeartbeatsRule", {
  name: named("heartbeats"),
  description: "The members' daily signs of life",
  eventBusName: bus.name,
  eventPattern: JSON.stringify(heartbeatPattern),
});

const log = new aws.cloudwatch.LogGroup("HeartbeatsLog", {
  name: `/aws/events/${named("heartbeats")}`,
  retentionInDays: rules.logRetentionDays ?? RETENTION_DAYS,
  kmsKeyId: keyArn,
});

/** EventBridge writes to a log under either name. */
const logWriters = ["events.amazonaws.com", "delivery.logs.amazonaws.com"];

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html */
const logPolicy = new aws.cloudwatch.LogResourcePolicy("HeartbeatsLogPolicy", {
  policyName: named("heartbeats"),
  policyDocument: policyOf([
    {
      // AWS documents no condition for this one.
      Sid: "StreamsOfHeartbeats",
      Principal: { Service: logWriters },
      Action: "logs:CreateLogStream",
      Resource: $interpolate`${log.arn}:*`,
    },
    {
      Sid: "HeartbeatsOfTheBus",
      Principal: { Service: logWriters },
      Action: "logs:PutLogEvents",
      Resource: $interpolate`${log.arn}:*`,
      Condition: { ArnEquals: { "aws:SourceArn": rule.arn } },
    },
  ]),
});

const undelivered = createDeadLetters("heartbeats");
const queuePolicy = protectQueue("heartbeats-dlq", undelivered, { service: "events.amazonaws.com", arn: rule.arn });

new aws.cloudwatch.EventTarget(
  "HeartbeatsTarget",
  {
    rule: rule.name,
    eventBusName: bus.name,
    targetId: "log",
    arn: log.arn,
    deadLetterConfig: { arn: undelivered.arn },
  },
  { dependsOn: [logPolicy, queuePolicy] },
);

export const heartbeatMetric = { namespace: metricNamespace($app.stage), name: "heartbeats" };

new aws.cloudwatch.LogMetricFilter("HeartbeatsByRegion", {
  name: named("heartbeats"),
  logGroupName: log.name,
  pattern: '{ $.region = "*" }',
  metricTransformation: { ...heartbeatMetric, value: "1", unit: "Count", dimensions: { region: "$.region" } },
});

export const heartbeatAlarms = config.regions.map((region) =>
  alarmWhen(`heartbeats-${region}`, {
    says: `no member in ${region} has sent a sign of life for two days`,
    namespace: heartbeatMetric.namespace,
    metric: heartbeatMetric.name,
    dimensions: { region },
    statistic: "Sum",
    lessThan: 1,
    // A heartbeat may come a little late, so that its day has none.
    periodSeconds: DAY_SECONDS,
    periods: 2,
  }),
);
