/** Whatever is sent arrives, whole and at once: no field switches a hop off, filters it, cuts what passes, or gives up early. */
import { streamFilters } from "@tocsin/aws/alerts/stream";
import { SYNC_BACK } from "@tocsin/aws/names";
import { announcementsOnly, resolutionsOnly } from "@tocsin/core/transition/announcement";
import { at, type Check, flaws, ofType, textAt } from "../graph.ts";
import type { Resource } from "../synthesis/mock-cloud.ts";

/** What a field may hold, and what is wrong where it holds something else. Most may hold nothing, so that AWS's default stands. */
type Row = readonly [
  type: string,
  field: string,
  isFine: (value: unknown, resource: Resource) => boolean,
  problem: string,
];

const isAbsent = (value: unknown): boolean => value === undefined;
const isOn = (value: unknown): boolean => value === undefined || value === true || value === "ENABLED";
const isAtLeast = (least: number) => (value: unknown) => value === undefined || Number(value) >= least;

const obeys =
  (...rows: readonly Row[]): Check =>
  (synthesis) =>
    rows.flatMap(([type, field, isFine, problem]) =>
      flaws(ofType(synthesis, type), (resource) => (isFine(at(resource, field), resource) ? undefined : problem)),
    );

export const nothingIsSwitchedOff = obeys(
  ["cloudwatch/eventRule:EventRule", "state", isOn, "is disabled"],
  ["cloudwatch/eventRule:EventRule", "isEnabled", isOn, "is disabled"],
  ["lambda/eventSourceMapping:EventSourceMapping", "enabled", isOn, "is disabled"],
  ["scheduler/schedule:Schedule", "state", isOn, "is disabled"],
  ["scheduler/schedule:Schedule", "startDate", isAbsent, "does not run yet"],
  ["scheduler/schedule:Schedule", "endDate", isAbsent, "ends"],
  // Weeks, and what the digest counts in them, are UTC's.
  ["scheduler/schedule:Schedule", "scheduleExpressionTimezone", isAbsent, "goes by another time zone than UTC"],
  ["cloudwatch/metricAlarm:MetricAlarm", "actionsEnabled", isOn, "notifies nobody"],
);

/** The stream's filters, and no other: what a filter holds back is in no dead-letter queue. */
export const eventsPassWhole = obeys(
  ["cloudwatch/eventTarget:EventTarget", "input", isAbsent, "is given something else than the event"],
  ["cloudwatch/eventTarget:EventTarget", "inputPath", isAbsent, "is given a part of the event"],
  ["cloudwatch/eventTarget:EventTarget", "inputTransformer", isAbsent, "is given something else than the event"],
  ["lambda/eventSourceMapping:EventSourceMapping", "filterCriteria", isFilteredAsAgreed, "filters otherwise"],
  ["sns/topicSubscription:TopicSubscription", "filterPolicy", isSubscribedAsAgreed, "filters"],
  ["sns/topicSubscription:TopicSubscription", "filterPolicyScope", isAbsent, "filters by the body"],
  ["sns/topicSubscription:TopicSubscription", "rawMessageDelivery", isDeliveredAsAgreed, "is given an envelope"],
);

/** Who writes for SIEMs is told of transitions, and not of the weekly digest; who tells services of ends is told of ends. */
function isSubscribedAsAgreed(policy: unknown, subscription: Resource): boolean {
  if (!isToQueue(subscription)) return policy === undefined;
  const isOfEnds = textAt(subscription, "endpoint").endsWith(`-${SYNC_BACK}`);
  return policy === JSON.stringify(isOfEnds ? resolutionsOnly : announcementsOnly);
}

function isDeliveredAsAgreed(isRaw: unknown, subscription: Resource): boolean {
  return !isToQueue(subscription) || isRaw === true;
}

function isToQueue(subscription: Resource): boolean {
  return textAt(subscription, "protocol") === "sqs";
}

function isFilteredAsAgreed(criteria: unknown, mapping: Resource): boolean {
  if (textAt(mapping, "eventSourceArn").includes(":sqs:")) return criteria === undefined;
  const filters = streamFilters.map((filter) => ({ pattern: JSON.stringify(filter) }));
  return JSON.stringify(criteria) === JSON.stringify({ filters });
}

/** What an SNS message may hold; SQS takes as much. https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html */
const LARGEST_MESSAGE_BYTES = 256 * 1024;

export const queuesTakeWhatComes = obeys(
  ["sqs/queue:Queue", "delaySeconds", (seconds) => !seconds, "holds messages back"],
  ["sqs/queue:Queue", "maxMessageSize", isAtLeast(LARGEST_MESSAGE_BYTES), "refuses what SNS sends"],
  ["sqs/queue:Queue", "redriveAllowPolicy", isAbsent, "chooses whose dead letters it takes"],
);

const HOUR_SECONDS = 3600;

/** By default EventBridge tries for a day, an asynchronous invocation waits for six hours, and a stream keeps a record for a day. */
export const nothingIsGivenUpEarly = obeys(
  ["cloudwatch/eventTarget:EventTarget", "retryPolicy", isAbsent, "is tried for less than a day"],
  ["lambda/eventSourceMapping:EventSourceMapping", "maximumRecordAgeInSeconds", isAbsent, "drops what is old"],
  [
    "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "maximumEventAgeInSeconds",
    isAbsent,
    "drops what waited for less than six hours",
  ],
  ["scheduler/schedule:Schedule", "target.retryPolicy.maximumRetryAttempts", isAtLeast(3), "is tried too seldom"],
  [
    "scheduler/schedule:Schedule",
    "target.retryPolicy.maximumEventAgeInSeconds",
    isAtLeast(HOUR_SECONDS),
    "is tried for less than an hour",
  ],
);
