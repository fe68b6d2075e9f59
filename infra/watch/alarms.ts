/** Alarms about Tocsin itself, beside those of its dead-letter queues. */

import { callbackOf } from "@tocsin/core/policy/channels/callbacks";
import {
  CALLBACK_FAILED,
  type CountedAlarmName,
  countedAlarms,
  LINK_FAILED,
  type MetricName,
  metricDimensions,
  metricNamespace,
  NOT_SIGNED,
  OWED_SECONDS,
  UNREAD,
} from "@tocsin/lambda/deployment/metrics";
import {
  deliverSettings,
  ingestSettings,
  oncallSettings,
  type QueueSettings,
  subscriberSettings,
} from "@tocsin/lambda/deployment/settings";
import { callbacks } from "../callbacks/callbacks.ts";
import { polls } from "../callbacks/polls.ts";
import { announce } from "../functions/announce.ts";
import { deliver } from "../functions/deliver.ts";
import { digest } from "../functions/digest.ts";
import { directory } from "../functions/directory.ts";
import { ingest } from "../functions/ingest.ts";
import { work as oncallWork } from "../functions/oncall-queue.ts";
import { createDeadLetters, protectQueue } from "../functions/queue.ts";
import { review } from "../functions/review.ts";
import { links } from "../links/links.ts";
import { config } from "../place.ts";
import { subscribers } from "../subscribers/subscribers.ts";
import { alarmWhen } from "./alarm.ts";
import { alarmTopic } from "./alarm-topic.ts";

const DAY_SECONDS = 24 * 60 * 60;

const undelivered = createDeadLetters("alarms");
const policy = protectQueue("alarms-dlq", undelivered, { service: "sns.amazonaws.com", arn: alarmTopic.arn });

export const alarmMails = config.alarmAddresses.map(
  (address, i) =>
    new aws.sns.TopicSubscription(
      `AlarmMail${i}`,
      {
        topic: alarmTopic.arn,
        protocol: "email",
        endpoint: address,
        redrivePolicy: $util.jsonStringify({ deadLetterTargetArn: undelivered.arn }),
      },
      { dependsOn: [policy] },
    ),
);

/** By this age a message has been delivered as often as it ever is. */
export const lateAfterSeconds = ({ visibilitySeconds, maxReceiveCount }: QueueSettings): number =>
  visibilitySeconds * (maxReceiveCount + 1);

/** If nothing consumes a queue, its dead-letter queue stays empty: only the age of its messages shows the problem. */
const late = [
  ...ingest.map(({ name, queue }) => ({ noun: `ingest-${name}`, queue, settings: ingestSettings })),
  { noun: "oncall", queue: oncallWork.queue, settings: oncallSettings },
  ...deliver.map(({ noun, queue }) => ({ noun, queue, settings: deliverSettings })),
  ...subscribers.map(({ noun, queue }) => ({ noun, queue, settings: subscriberSettings })),
].map(({ noun, queue, settings }) =>
  alarmWhen(`${noun}-age`, {
    says: `what came for ${noun} waits longer than all of its deliveries should take`,
    namespace: "AWS/SQS",
    metric: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: queue.nodes.queue.name },
    statistic: "Maximum",
    atLeast: lateAfterSeconds(settings),
  }),
);

const announceLate = alarmWhen("announce-age", {
  says: "transitions are written down but not announced",
  namespace: "AWS/Lambda",
  metric: "IteratorAge",
  dimensions: { FunctionName: announce.name },
  statistic: "Maximum",
  // Milliseconds.
  atLeast: 15 * 60_000,
});

const reviewSilent = alarmWhen("review-runs", {
  says: "deadlines are not looked at: review has not run for a quarter of an hour",
  namespace: "AWS/Lambda",
  metric: "Invocations",
  dimensions: { FunctionName: review.name },
  statistic: "Sum",
  lessThan: 1,
  periodSeconds: 15 * 60,
});

/** Counted by the function that runs every minute; the others read the same items. */
const worldUnreadable = alarmWhen("world-unreadable", {
  says: "the policy, the directory or a silence cannot be read, and the last that could be read is in use",
  ...counted("world-unreadable"),
  periodSeconds: 5 * 60,
});

/** Whatever the reason: a destination, a function that does not run, or an unreadable item. */
const owed = alarmWhen("notifications-owed", {
  says: "somebody should have been notified five minutes ago, and was not",
  ...counted("notifications-owed"),
});

function counted(name: CountedAlarmName) {
  const { metric, reason, atLeast } = countedAlarms[name];
  return {
    namespace: metricNamespace($app.stage),
    metric,
    dimensions: { [metricDimensions.service]: "review", [metricDimensions.reason]: reason },
    statistic: "Maximum",
    atLeast,
  } as const;
}

const directorySilent = alarmWhen("directory-runs", {
  says: "new accounts have no owner and no environment: directory has not run for a day",
  namespace: "AWS/Lambda",
  metric: "Invocations",
  dimensions: { FunctionName: directory.name },
  statistic: "Sum",
  lessThan: 1,
  periodSeconds: DAY_SECONDS,
});

const digestSilent = alarmWhen("digest-runs", {
  says: "nobody is reported to: digest has not run for a day",
  namespace: "AWS/Lambda",
  metric: "Invocations",
  dimensions: { FunctionName: digest.name },
  statistic: "Sum",
  lessThan: 1,
  periodSeconds: DAY_SECONDS,
});

/** Of links, where there are any. */
const ofLinks = links
  ? [
      alarmWhen("links-failed", {
        says: "somebody opened a link in a message, and it could not be answered",
        namespace: metricNamespace($app.stage),
        metric: "links" satisfies MetricName,
        dimensions: { [metricDimensions.service]: "acknowledge", [metricDimensions.reason]: LINK_FAILED },
        statistic: "Maximum",
        periodSeconds: 5 * 60,
      }),
      alarmWhen("links-throttled", {
        says: "links are asked for faster than they are answered; nothing else waits for that",
        namespace: "AWS/Lambda",
        metric: "Throttles",
        dimensions: { FunctionName: links.fn.name },
        statistic: "Maximum",
        periodSeconds: 5 * 60,
      }),
      alarmWhen("links-not-signed", {
        says: "notifications go without their links, since these cannot be signed",
        namespace: metricNamespace($app.stage),
        metric: "problems" satisfies MetricName,
        dimensions: { [metricDimensions.service]: "oncall", [metricDimensions.reason]: NOT_SIGNED },
        statistic: "Maximum",
        periodSeconds: 5 * 60,
      }),
    ]
  : [];

/** Of callbacks, where there are any. */
const ofCallbacks = callbacks.flatMap(({ kind, fn }) => [
  alarmWhen(`${callbackOf(kind)}-failed`, {
    says: `somebody has answered by ${kind}, and it could not be taken`,
    namespace: metricNamespace($app.stage),
    metric: "callbacks" satisfies MetricName,
    dimensions: { [metricDimensions.service]: callbackOf(kind), [metricDimensions.reason]: CALLBACK_FAILED },
    statistic: "Maximum",
    periodSeconds: 5 * 60,
  }),
  alarmWhen(`${callbackOf(kind)}-throttled`, {
    says: `more comes from ${kind} than is taken; nothing else waits for that`,
    namespace: "AWS/Lambda",
    metric: "Throttles",
    dimensions: { FunctionName: fn.name },
    statistic: "Maximum",
    periodSeconds: 5 * 60,
  }),
]);

/** For the functions that ask providers, if there are any. */
const ofPolls = polls.flatMap(({ kind, noun, fn }) => [
  alarmWhen(`${noun}-unread`, {
    says: `what people do in ${kind} has not been read, or not decided here, for five minutes`,
    namespace: metricNamespace($app.stage),
    metric: "overdue" satisfies MetricName,
    dimensions: { [metricDimensions.service]: noun, [metricDimensions.reason]: UNREAD },
    statistic: "Maximum",
    atLeast: OWED_SECONDS,
  }),
  alarmWhen(`${noun}-runs`, {
    says: `nobody asks what people do in ${kind}: ${noun} has not run for a quarter of an hour`,
    namespace: "AWS/Lambda",
    metric: "Invocations",
    dimensions: { FunctionName: fn.name },
    statistic: "Sum",
    lessThan: 1,
    periodSeconds: 15 * 60,
  }),
]);

export const alarms = [
  ...ofLinks,
  ...ofCallbacks,
  ...ofPolls,
  ...late,
  announceLate,
  owed,
  worldUnreadable,
  reviewSilent,
  directorySilent,
  digestSilent,
];
