/** Nothing is lost by configuration. */

import {
  at,
  type Check,
  conditionValues,
  flaws,
  named,
  nameIn,
  numberAt,
  ofType,
  statementsOf,
  textAt,
} from "../graph.ts";
import type { Resource } from "../mock-cloud.ts";
import type { Synthesis } from "../synthesize.ts";

const FOURTEEN_DAYS_SECONDS = 14 * 24 * 60 * 60;

/** Where a hop names its dead-letter queue. */
interface Hop {
  readonly resource: Resource;
  readonly deadLetters: string;
}

/** Every asynchronous hop: rule targets, queues that are worked off, subscriptions, schedules, streams, async invocations, the bus. */
function hopsOf(synthesis: Synthesis): readonly Hop[] {
  const hops = (type: string, path: string) =>
    ofType(synthesis, type).map((resource) => ({ resource, deadLetters: textAt(resource, path) }));
  return [
    ...hops("cloudwatch/eventBus:EventBus", "deadLetterConfig.arn"),
    ...hops("cloudwatch/eventTarget:EventTarget", "deadLetterConfig.arn"),
    ...hops("scheduler/schedule:Schedule", "target.deadLetterConfig.arn"),
    ...ofType(synthesis, "sns/topicSubscription:TopicSubscription").map(redriven),
    ...workQueues(synthesis).map(redriven),
    ...streamMappings(synthesis).map((resource) => ({
      resource,
      deadLetters: textAt(resource, "destinationConfig.onFailure.destinationArn"),
    })),
    ...invokedAsynchronously(synthesis).map((resource) => ({
      resource,
      deadLetters: failureDestination(synthesis, resource),
    })),
  ];
}

export const everyHopHasDeadLetters: Check = (synthesis) =>
  hopsOf(synthesis).flatMap(({ resource, deadLetters }) =>
    flaws([resource], () => {
      const queue = named(synthesis, "sqs/queue:Queue", deadLetters);
      if (queue === undefined) return "has no dead-letter queue of this stack";
      return numberAt(queue, "messageRetentionSeconds") === FOURTEEN_DAYS_SECONDS
        ? undefined
        : `has a dead-letter queue, ${queue.name}, that keeps for less than 14 days`;
    }),
  );

/** What waits in a queue is not forgotten before what waits among the dead letters is. */
export const noQueueForgets: Check = (synthesis) =>
  flaws(ofType(synthesis, "sqs/queue:Queue"), (queue) =>
    numberAt(queue, "messageRetentionSeconds") === FOURTEEN_DAYS_SECONDS ? undefined : "keeps for less than 14 days",
  );

/** Each dead-letter queue rings at its first message, and the alarm reaches a mail address. */
export const everyDeadLetterRings: Check = (synthesis) =>
  flaws(
    ofType(synthesis, "sqs/queue:Queue").filter((queue) => !workQueues(synthesis).includes(queue)),
    (queue) => {
      const alarm = ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm").find(
        (candidate) =>
          textAt(candidate, "dimensions.QueueName") === textAt(queue, "name") &&
          textAt(candidate, "metricName") === "ApproximateNumberOfMessagesVisible" &&
          textAt(candidate, "comparisonOperator") === "GreaterThanOrEqualToThreshold" &&
          numberAt(candidate, "threshold") === 1,
      );
      if (alarm === undefined) return "fills without an alarm";
      return reachesSomebody(synthesis, alarm) ? undefined : `has an alarm, ${alarm.name}, that reaches nobody`;
    },
  );

/** Alarms that ring nowhere are none. */
export const everyAlarmReachesSomebody: Check = (synthesis) =>
  flaws(ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm"), (alarm) =>
    reachesSomebody(synthesis, alarm) ? undefined : "reaches nobody",
  );

/** Policies let in who sends: a dead-letter queue that refuses its sender loses what it should keep. */
export const queuesTakeFromTheirSenders: Check = (synthesis) => [
  ...ofType(synthesis, "cloudwatch/eventTarget:EventTarget").flatMap((target) => {
    const rule = named(synthesis, "cloudwatch/eventRule:EventRule", textAt(target, "rule"));
    const sender = rule ? textAt(rule, "name") : "";
    return refusals(synthesis, target, sender, [textAt(target, "arn"), textAt(target, "deadLetterConfig.arn")]);
  }),
  ...ofType(synthesis, "sns/topicSubscription:TopicSubscription").flatMap((subscription) => {
    const queues = [redriven(subscription).deadLetters];
    if (textAt(subscription, "protocol") === "sqs") queues.push(textAt(subscription, "endpoint"));
    return refusals(synthesis, subscription, nameIn(textAt(subscription, "topic")), queues);
  }),
  ...ofType(synthesis, "cloudwatch/eventBus:EventBus").flatMap((bus) =>
    refusals(synthesis, bus, textAt(bus, "name"), [textAt(bus, "deadLetterConfig.arn")]),
  ),
];

function refusals(synthesis: Synthesis, { name }: Resource, sender: string, queues: readonly string[]) {
  return queues
    .filter((queue) => !takesFrom(synthesis, queue, sender))
    .map((queue) => ({
      resource: name,
      problem: `sends to ${nameIn(queue)}, which does not take it`,
    }));
}

/** Whether a queue, a topic or a log lets a rule, a topic or a bus send to it. */
const takesFrom = (synthesis: Synthesis, address: string, sender: string): boolean =>
  [
    ...ofType(synthesis, "sqs/queuePolicy:QueuePolicy", "sns/topicPolicy:TopicPolicy").flatMap((policy) =>
      statementsOf(at(policy, "policy")),
    ),
    ...ofType(synthesis, "cloudwatch/logResourcePolicy:LogResourcePolicy").flatMap((policy) =>
      statementsOf(at(policy, "policyDocument")),
    ),
  ].some(
    (statement) =>
      statement.Effect === "Allow" &&
      statement.Action.some((action) => sendingActions.includes(action)) &&
      statement.Resource.some((arn) => nameIn(arn.replace(/:\*$/, "")) === nameIn(address)) &&
      conditionValues(statement, "aws:SourceArn").some((arn) => nameIn(arn) === sender),
  );

const sendingActions = ["sqs:SendMessage", "sns:Publish", "logs:PutLogEvents"];

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const visibilityOutlastsTheFunction: Check = (synthesis) =>
  queueMappings(synthesis).flatMap((mapping) => {
    const queue = named(synthesis, "sqs/queue:Queue", textAt(mapping, "eventSourceArn"));
    const fn = named(synthesis, "lambda/function:Function", textAt(mapping, "functionName"));
    const visibility = queue && numberAt(queue, "visibilityTimeoutSeconds");
    const timeout = fn && numberAt(fn, "timeout");
    return visibility !== undefined && timeout !== undefined && visibility >= 6 * timeout
      ? []
      : [
          {
            resource: queue?.name ?? mapping.name,
            problem: `is visible again after ${visibility} s, its function runs ${timeout} s`,
          },
        ];
  });

export const onlyFailuresComeAgain: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping"), (mapping) =>
    JSON.stringify(at(mapping, "functionResponseTypes")) === '["ReportBatchItemFailures"]'
      ? undefined
      : "delivers a whole batch again when one of it fails",
  );

export const streamGivesUpInTheEnd: Check = (synthesis) =>
  flaws(streamMappings(synthesis), (mapping) => {
    if (at(mapping, "bisectBatchOnFunctionError") !== true) return "does not halve a batch that fails";
    const retries = numberAt(mapping, "maximumRetryAttempts");
    return retries !== undefined && retries >= 0 ? undefined : "retries until the stream forgets";
  });

const queueMappings = (synthesis: Synthesis): readonly Resource[] =>
  ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping").filter((mapping) =>
    textAt(mapping, "eventSourceArn").includes(":sqs:"),
  );

const streamMappings = (synthesis: Synthesis): readonly Resource[] =>
  ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping").filter((mapping) =>
    textAt(mapping, "eventSourceArn").includes(":dynamodb:"),
  );

/** Queues that a function works off; the others are dead-letter queues. */
const workQueues = (synthesis: Synthesis): readonly Resource[] =>
  queueMappings(synthesis).flatMap(
    (mapping) => named(synthesis, "sqs/queue:Queue", textAt(mapping, "eventSourceArn")) ?? [],
  );

/** Scheduler invokes a function without waiting for its answer. */
const invokedAsynchronously = (synthesis: Synthesis): readonly Resource[] =>
  ofType(synthesis, "scheduler/schedule:Schedule").flatMap(
    (schedule) => named(synthesis, "lambda/function:Function", textAt(schedule, "target.arn")) ?? [],
  );

function failureDestination(synthesis: Synthesis, fn: Resource): string {
  const config = ofType(synthesis, "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").find(
    (candidate) => textAt(candidate, "functionName") === textAt(fn, "name"),
  );
  return config ? textAt(config, "destinationConfig.onFailure.destination") : "";
}

function redriven(resource: Resource): Hop {
  const policy = textAt(resource, "redrivePolicy");
  return { resource, deadLetters: policy === "" ? "" : String(JSON.parse(policy).deadLetterTargetArn) };
}

function reachesSomebody(synthesis: Synthesis, alarm: Resource): boolean {
  const topics = at(alarm, "alarmActions");
  const mails = ofType(synthesis, "sns/topicSubscription:TopicSubscription").filter(
    (subscription) => textAt(subscription, "protocol") === "email" && textAt(subscription, "endpoint").includes("@"),
  );
  return (
    Array.isArray(topics) &&
    topics.some((topic) => mails.some((mail) => textAt(mail, "topic") === topic) && takesAlarms(synthesis, topic))
  );
}

const takesAlarms = (synthesis: Synthesis, topic: string): boolean =>
  ofType(synthesis, "sns/topicPolicy:TopicPolicy")
    .flatMap((policy) => statementsOf(at(policy, "policy")))
    .some(
      ({ Effect, Principal, Action, Resource }) =>
        Effect === "Allow" &&
        Object(Principal).Service?.includes("cloudwatch.amazonaws.com") &&
        Action.includes("sns:Publish") &&
        Resource.includes(topic),
    );
