/** Nothing is lost by configuration. */
import { arnOf, at, type Check, flaws, named, nameIn, numberAt, ofType, statementsOf, textAt } from "../graph.ts";
import type { Resource } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

const FOURTEEN_DAYS_SECONDS = 14 * 24 * 60 * 60;

/** Where a hop names its dead-letter queue, and whose name that queue must bear. */
interface Hop {
  readonly resource: Resource;
  readonly deadLetters: string;
  readonly owner: string;
}

/** Every asynchronous hop: rule targets, queues that are worked off, subscriptions, schedules, streams, async invocations, the bus. */
function hopsOf(synthesis: Synthesis): readonly Hop[] {
  const hops = (type: string, path: string, owner: string) =>
    ofType(synthesis, type).map((resource) => hop(resource, textAt(resource, path), textAt(resource, owner)));
  return [
    ...hops("cloudwatch/eventBus:EventBus", "deadLetterConfig.arn", "name"),
    ...hops("cloudwatch/eventTarget:EventTarget", "deadLetterConfig.arn", "rule"),
    ...hops("scheduler/schedule:Schedule", "target.deadLetterConfig.arn", "name"),
    ...ofType(synthesis, "sns/topicSubscription:TopicSubscription").map((subscription) => {
      const owner = textAt(subscription, textAt(subscription, "protocol") === "sqs" ? "endpoint" : "topic");
      return hop(subscription, redriveOf(subscription), nameIn(owner));
    }),
    ...workQueues(synthesis).map((queue) => hop(queue, redriveOf(queue), textAt(queue, "name"))),
    ...streamMappings(synthesis).map((mapping) =>
      hop(mapping, textAt(mapping, "destinationConfig.onFailure.destinationArn"), textAt(mapping, "functionName")),
    ),
    ...invokedAsynchronously(synthesis).map((fn) => hop(fn, failureDestination(synthesis, fn), textAt(fn, "name"))),
  ];
}

const hop = (resource: Resource, deadLetters: string, owner: string): Hop => ({ resource, deadLetters, owner });

/** Another's dead letters are redriven to where they do not belong; messages of a queue that is its own dead-letter queue go round for ever. */
export const deadLettersAreOnesOwn: Check = (synthesis) =>
  hopsOf(synthesis).flatMap(({ resource, deadLetters, owner }) =>
    flaws([resource], () => {
      const own = named(synthesis, "sqs/queue:Queue", `${owner}-dlq`);
      return own && arnOf(own) === deadLetters ? undefined : `dead-letters to ${deadLetters}`;
    }),
  );

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

/** Each dead-letter queue raises an alarm at its first message, and the alarm reaches a mail address. */
export const everyDeadLetterRaisesAnAlarm: Check = (synthesis) =>
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

/** An alarm that notifies nobody is none. */
export const everyAlarmReachesSomebody: Check = (synthesis) =>
  flaws(ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm"), (alarm) =>
    reachesSomebody(synthesis, alarm) ? undefined : "reaches nobody",
  );

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

function redriveOf(resource: Resource): string {
  const policy = textAt(resource, "redrivePolicy");
  return policy === "" ? "" : String(JSON.parse(policy).deadLetterTargetArn);
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
