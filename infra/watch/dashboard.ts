/** What an operator sees at a glance: the ringing alarms, then the path of an event from the members to the channels. */
import { deadLettersOf, nouns, otherNouns } from "@tocsin/aws/names";
import { type MetricName, metricDimensions, metricNamespace, OWED_SECONDS } from "@tocsin/lambda/deployment/metrics";
import {
  deliverSettings,
  ingestSettings,
  oncallSettings,
  subscriberSettings,
} from "@tocsin/lambda/deployment/settings";
import { bus } from "../bus.ts";
import { callbacks } from "../callbacks/callbacks.ts";
import { polls } from "../callbacks/polls.ts";
import { announce } from "../functions/announce.ts";
import { deliver } from "../functions/deliver.ts";
import { digest } from "../functions/digest.ts";
import { directory } from "../functions/directory.ts";
import { ingest } from "../functions/ingest.ts";
import { oncall } from "../functions/oncall.ts";
import { work as oncallWork } from "../functions/oncall-queue.ts";
import { review } from "../functions/review.ts";
import { links } from "../links/links.ts";
import { arnOf, config, named } from "../place.ts";
import { subscribers } from "../subscribers/subscribers.ts";
import { table } from "../table.ts";
import { alarms, lateAfterSeconds } from "./alarms.ts";
import { heartbeatAlarms, heartbeatMetric } from "./heartbeats.ts";
import { drawRows, type Line, type Row } from "./widget.ts";

const DAY_SECONDS = 24 * 60 * 60;
const ALARMS_HEIGHT = 4;

const functions = [
  ...ingest.map(({ fn }) => fn),
  announce,
  oncall,
  ...deliver.map(({ fn }) => fn),
  review,
  directory,
  digest,
  ...(links ? [links.fn] : []),
  ...callbacks.map(({ fn }) => fn),
  ...subscribers.map(({ fn }) => fn),
  ...polls.map(({ fn }) => fn),
];

/** The functions' counts, a line for each function and reason. */
function counted(metric: MetricName): Line {
  const { service, reason } = metricDimensions;
  return {
    search: `{"${metricNamespace($app.stage)}","${service}","${reason}"} MetricName="${metric}"`,
    label: `\${PROP('Dim.${service}')} \${PROP('Dim.${reason}')}`,
  };
}

const ofFunction = (metric: string, fn: sst.aws.Function): Line => ({
  namespace: "AWS/Lambda",
  metric,
  dimensions: { FunctionName: fn.name },
  label: fn.name,
});

const ofQueue = (metric: string, name: $util.Input<string>): Line => ({
  namespace: "AWS/SQS",
  metric,
  dimensions: { QueueName: name },
  label: name,
});

/** By their names, which the alarms of them share. */
const deadLetterQueues = [
  ...ingest.map(({ name }) => nouns.ingest(name)),
  ...deliver.map(({ noun }) => noun),
  ...subscribers.map(({ noun }) => noun),
  ...otherNouns,
  ...polls.map(({ noun }) => noun),
].map((noun) => named(deadLettersOf(noun)));

const ofTable = (metric: string): Line => ({
  namespace: "AWS/DynamoDB",
  metric,
  dimensions: { TableName: table.name },
  label: metric,
});

const rows: readonly Row[] = [
  {
    heading: "What members forward, and that they do",
    graphs: [
      {
        title: "Events by source",
        stat: "Sum",
        lines: ingest.map(({ name, rule }) => ({
          namespace: "AWS/Events",
          metric: "Invocations",
          dimensions: { EventBusName: bus.name, RuleName: rule.name },
          label: name,
        })),
      },
      {
        title: "Heartbeats by region: one a day from each account",
        stat: "Sum",
        periodSeconds: DAY_SECONDS,
        lines: config.regions.map((region) => ({
          namespace: heartbeatMetric.namespace,
          metric: heartbeatMetric.name,
          dimensions: { region },
          label: region,
        })),
      },
    ],
  },
  {
    heading: "Ingest: event → observation → alerts table",
    graphs: [
      {
        title: "Oldest event that waits, in seconds",
        stat: "Maximum",
        lines: ingest.map(({ queue }) => ofQueue("ApproximateAgeOfOldestMessage", queue.nodes.queue.name)),
        limit: lateAfterSeconds(ingestSettings),
      },
      { title: "Events by what became of them", stat: "Sum", lines: [counted("events")] },
      { title: "Observations by what they changed", stat: "Sum", lines: [counted("observations")] },
    ],
  },
  {
    heading: "Announce: alerts table → topic",
    graphs: [
      {
        title: "Oldest transition that waits, in milliseconds",
        stat: "Maximum",
        lines: [ofFunction("IteratorAge", announce)],
      },
      { title: "Announcements by kind", stat: "Sum", lines: [counted("announcements")] },
      {
        title: "Alerts table",
        stat: "Sum",
        lines: [
          "ConsumedReadCapacityUnits",
          "ConsumedWriteCapacityUnits",
          "ReadThrottleEvents",
          "WriteThrottleEvents",
        ].map(ofTable),
      },
    ],
  },
  {
    heading: "On call: alerts → groups → channels",
    graphs: [
      {
        title: "Oldest alert that waits to be decided on, in seconds",
        stat: "Maximum",
        lines: [ofQueue("ApproximateAgeOfOldestMessage", oncallWork.queue.nodes.queue.name)],
        limit: lateAfterSeconds(oncallSettings),
      },
      { title: "Verdicts by reason", stat: "Sum", lines: [counted("verdicts")] },
      {
        title: "Longest overdue, in seconds: notifications, and destinations that take none",
        stat: "Maximum",
        lines: [counted("overdue")],
        limit: OWED_SECONDS,
      },
    ],
  },
  {
    heading: "Deliver: what was decided → channels",
    graphs: [
      {
        title: "Oldest notification that waits, in seconds",
        stat: "Maximum",
        lines: deliver.map(({ queue }) => ofQueue("ApproximateAgeOfOldestMessage", queue.nodes.queue.name)),
        limit: lateAfterSeconds(deliverSettings),
      },
      { title: "Notifications by what became of them", stat: "Sum", lines: [counted("notifications")] },
      { title: "Rings", stat: "Sum", lines: [counted("rings")] },
      { title: "Heartbeats by what became of them", stat: "Sum", lines: [counted("beats")] },
      ...(links
        ? [{ title: "Requests by links, by what became of them", stat: "Sum" as const, lines: [counted("links")] }]
        : []),
      ...(callbacks.length + polls.length > 0
        ? [{ title: "Callbacks by what became of them", stat: "Sum" as const, lines: [counted("callbacks")] }]
        : []),
    ],
  },
  ...(subscribers.length > 0
    ? [
        {
          heading: "Told of alerts by queues of their own: SIEMs, and services of what a person resolved",
          graphs: [
            {
              title: "Oldest transition that waits, in seconds",
              stat: "Maximum" as const,
              lines: subscribers.map(({ queue }) => ofQueue("ApproximateAgeOfOldestMessage", queue.nodes.queue.name)),
              limit: lateAfterSeconds(subscriberSettings),
            },
            { title: "Alerts by what became of them", stat: "Sum" as const, lines: [counted("exports")] },
          ],
        },
      ]
    : []),
  {
    heading: "By the clock",
    graphs: [
      { title: "Runs of review: one a minute", stat: "Sum", lines: [ofFunction("Invocations", review)] },
      { title: "Reviews by what they changed", stat: "Sum", lines: [counted("reviews")] },
      { title: "What in force cannot be read", stat: "Sum", lines: [counted("problems")] },
      { title: "Refreshes of the directory", stat: "Sum", periodSeconds: DAY_SECONDS, lines: [counted("refreshes")] },
      { title: "Digests", stat: "Sum", periodSeconds: DAY_SECONDS, lines: [counted("digests")] },
    ],
  },
  {
    heading: "The functions",
    graphs: [
      { title: "Errors", stat: "Sum", lines: functions.map((fn) => ofFunction("Errors", fn)) },
      { title: "Throttles", stat: "Sum", lines: functions.map((fn) => ofFunction("Throttles", fn)) },
      {
        title: "Duration, p99, in milliseconds",
        stat: "p99",
        lines: functions.map((fn) => ofFunction("Duration", fn)),
      },
    ],
  },
  {
    heading: "What could not be handled: docs/operations.md says how to redrive it",
    graphs: [
      {
        title: "Messages in dead-letter queues",
        stat: "Maximum",
        lines: deadLetterQueues.map((name) => ofQueue("ApproximateNumberOfMessagesVisible", name)),
      },
    ],
  },
];

const alarmArns = [
  ...[...alarms, ...heartbeatAlarms].map(({ arn }) => arn),
  ...deadLetterQueues.map((name) => arnOf("cloudwatch", `alarm:${name}`)),
];

const ringing = {
  type: "alarm",
  x: 0,
  y: 0,
  width: 24,
  height: ALARMS_HEIGHT,
  properties: { title: "Alarms", alarms: alarmArns },
};

export const dashboard = new aws.cloudwatch.Dashboard("Dashboard", {
  dashboardName: named("overview"),
  dashboardBody: $util.jsonStringify({ widgets: [ringing, ...drawRows(rows, ALARMS_HEIGHT)] }),
});
