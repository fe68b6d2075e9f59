/** What must raise an alarm beside dead letters: what waits, what does not run, and a region that falls silent. */
import {
  CALLBACK_FAILED,
  LINK_FAILED,
  metricDimensions,
  NOT_SIGNED,
  OWED,
  UNREAD,
} from "@tocsin/lambda/deployment/metrics";
import { at, type Check, flaws, named, namesOf, numberAt, ofType, textAt } from "../graph.ts";
import type { Resource } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";
import { frontsOf, linkFrontsOf } from "./links.ts";

const DAY_SECONDS = 24 * 60 * 60;

const alarmsOf = (synthesis: Synthesis) => ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm");

const hasAlarm = (
  synthesis: Synthesis,
  metric: string,
  dimension: string,
  value: string,
  comparison: string,
): boolean =>
  alarmsOf(synthesis).some(
    (alarm) =>
      textAt(alarm, "metricName") === metric &&
      textAt(alarm, `dimensions.${dimension}`) === value &&
      textAt(alarm, "comparisonOperator") === comparison,
  );

/** A queue or a stream that no function reads fills no dead-letter queue: only its age shows it. */
export const whatWaitsRaisesAnAlarm: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping"), (mapping) => {
    const source = textAt(mapping, "eventSourceArn");
    const [metric, dimension, value] = source.includes(":sqs:")
      ? ["ApproximateAgeOfOldestMessage", "QueueName", named(synthesis, "sqs/queue:Queue", source)?.outputs.name ?? ""]
      : ["IteratorAge", "FunctionName", textAt(mapping, "functionName")];
    const has = hasAlarm(synthesis, metric, dimension, value, "GreaterThanOrEqualToThreshold");
    return has ? undefined : "may fall behind unnoticed";
  });

/** Somebody who should have been notified, and was not, knows nothing of it: the timer counts it, whatever is broken behind it. */
export const owedRaisesAnAlarm: Check = (synthesis) => {
  const has = alarmsOf(synthesis).some(
    (alarm) =>
      textAt(alarm, "metricName") === "overdue" &&
      textAt(alarm, `dimensions.${metricDimensions.service}`) === "review" &&
      textAt(alarm, `dimensions.${metricDimensions.reason}`) === OWED,
  );
  return has ? [] : [{ resource: "ReviewFunction", problem: "counts what is owed, and no alarm is raised by it" }];
};

/** Whoever opens a link that fails tells nobody; nor do people know that their messages should have had links. */
export const linksRaiseAlarms: Check = (synthesis) =>
  linkFrontsOf(synthesis).flatMap(({ resource, fn }) => {
    const name = fn ? textAt(fn, "name") : "";
    const raised = (metric: string, dimension: string, value: string) =>
      hasAlarm(synthesis, metric, dimension, value, "GreaterThanOrEqualToThreshold");
    return [
      ...(raised("links", metricDimensions.reason, LINK_FAILED) ? [] : ["fails"]),
      ...(raised("Throttles", "FunctionName", name) ? [] : ["is flooded"]),
      ...(raised("problems", metricDimensions.reason, NOT_SIGNED) ? [] : ["has no links to answer"]),
    ].map((what) => ({ resource: resource.name, problem: `${what} unnoticed` }));
  });

/** Whoever presses a button is told nothing where that fails, and a provider tells nobody. */
export const callbacksRaiseAlarms: Check = (synthesis) =>
  frontsOf(synthesis)
    .filter((front) => !linkFrontsOf(synthesis).some(({ resource }) => resource === front.resource))
    .flatMap(({ resource, fn }) => {
      const name = fn ? textAt(fn, "name") : "";
      const noun = name.slice(`${namesOf(synthesis).prefix}-`.length);
      const has = (metric: string, value: (alarm: Resource) => boolean) =>
        alarmsOf(synthesis).some((alarm) => textAt(alarm, "metricName") === metric && value(alarm));
      const fails = has(
        "callbacks",
        (alarm) =>
          textAt(alarm, `dimensions.${metricDimensions.service}`) === noun &&
          textAt(alarm, `dimensions.${metricDimensions.reason}`) === CALLBACK_FAILED,
      );
      const floods = has("Throttles", (alarm) => textAt(alarm, "dimensions.FunctionName") === name);
      return [...(fails ? [] : ["fails"]), ...(floods ? [] : ["is flooded"])].map((what) => ({
        ...{ resource: resource.name, problem: `${what} unnoticed` },
      }));
    });

/** A provider that gives no answer, or a key that it refuses, fails no run: the run counts how long that has been so. */
export const pollsRaiseAlarms: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    const noun = textAt(fn, "name").slice(`${namesOf(synthesis).prefix}-`.length);
    if (!noun.startsWith("poll-")) return undefined;
    const has = alarmsOf(synthesis).some(
      (alarm) =>
        textAt(alarm, "metricName") === "overdue" &&
        textAt(alarm, `dimensions.${metricDimensions.service}`) === noun &&
        textAt(alarm, `dimensions.${metricDimensions.reason}`) === UNREAD,
    );
    return has ? undefined : "may be answered by nobody unnoticed";
  });

/** Where nothing happens, nothing is reported, but by an alarm that counts what should happen. */
export const silenceRaisesAnAlarm: Check = (synthesis) => [
  ...flaws(ofType(synthesis, "scheduler/schedule:Schedule"), (schedule) => {
    const fn = named(synthesis, "lambda/function:Function", textAt(schedule, "target.arn"));
    const has = fn && hasAlarm(synthesis, "Invocations", "FunctionName", textAt(fn, "name"), "LessThanThreshold");
    return has ? undefined : "may stop running unnoticed";
  }),
  ...ofType(synthesis, "cloudformation/stackInstances:StackInstances").flatMap((instances) => {
    const regions = at(instances, "regions");
    return (Array.isArray(regions) ? regions.map(String) : [])
      .filter((region) => !hasAlarm(synthesis, "heartbeats", "region", region, "LessThanThreshold"))
      .map((region) => ({ resource: instances.name, problem: `may fall silent in ${region} unnoticed` }));
  }),
];

const MINUTE_SECONDS = 60;

/** Metric, and of what it is where that matters; between which thresholds an alarm is raised, and within how many seconds. */
const bounds: readonly (readonly [metric: string, of: RegExp, least: number, most: number, withinSeconds: number])[] = [
  ["ApproximateNumberOfMessagesVisible", /-dlq$/, 1, 1, MINUTE_SECONDS],
  // From when all deliveries should be over; well before somebody would ask.
  ["ApproximateAgeOfOldestMessage", /./, 10 * MINUTE_SECONDS, 60 * MINUTE_SECONDS, MINUTE_SECONDS],
  // Milliseconds.
  ["IteratorAge", /./, 5 * MINUTE_SECONDS * 1000, 60 * MINUTE_SECONDS * 1000, MINUTE_SECONDS],
  ["Invocations", /-(review|poll-\w+)$/, 1, 1, 15 * MINUTE_SECONDS],
  ["Invocations", /-(digest|directory)$/, 1, 1, DAY_SECONDS],
  // People ask after five minutes, and a first notification may take one attempt more.
  ["overdue", /,?owed\b/, 2 * MINUTE_SECONDS, 10 * MINUTE_SECONDS, MINUTE_SECONDS],
  ["overdue", /,?unread\b/, 2 * MINUTE_SECONDS, 10 * MINUTE_SECONDS, MINUTE_SECONDS],
  ["problems", /./, 1, 1, 5 * MINUTE_SECONDS],
  ["links", /,?failed\b/, 1, 1, 5 * MINUTE_SECONDS],
  ["callbacks", /,?failed\b/, 1, 1, 5 * MINUTE_SECONDS],
  ["Throttles", /-(acknowledge|callback-\w+)$/, 1, 1, 5 * MINUTE_SECONDS],
  ["heartbeats", /./, 1, 1, 2 * DAY_SECONDS],
];

/** Neither so late that it is of no use, nor so early that nobody heeds it. */
export const alarmsAreRaisedInTime: Check = (synthesis) =>
  flaws(alarmsOf(synthesis), (alarm) => {
    const of = Object.values(Object(at(alarm, "dimensions"))).join();
    const bound = bounds.find(([metric, whose]) => metric === textAt(alarm, "metricName") && whose.test(of));
    if (bound === undefined) return "has no bounds that anybody has thought of";
    const [, , least, most, withinSeconds] = bound;
    const threshold = numberAt(alarm, "threshold") ?? 0;
    if (threshold < least || threshold > most) return `is raised at ${threshold}, not from ${least} to ${most}`;
    const seconds = (numberAt(alarm, "period") ?? 0) * (numberAt(alarm, "evaluationPeriods") ?? 0);
    return seconds <= withinSeconds ? undefined : `is raised after ${seconds} s, not ${withinSeconds}`;
  });

/** An alarm on too much is quiet while nothing is measured; one on too little is raised then above all. */
export const alarmsMeanWhatTheySay: Check = (synthesis) =>
  flaws(alarmsOf(synthesis), (alarm) => {
    const tooLittle = textAt(alarm, "comparisonOperator") === "LessThanThreshold";
    if (textAt(alarm, "treatMissingData") !== (tooLittle ? "breaching" : "notBreaching")) return "misreads silence";
    if (textAt(alarm, "statistic") !== (tooLittle ? "Sum" : "Maximum")) return "looks at the wrong statistic";
    if (!((numberAt(alarm, "threshold") ?? 0) >= 1)) return "has no threshold";
    if (textAt(alarm, "okActions.0") !== textAt(alarm, "alarmActions.0")) return "does not say when it is over";
    return isAccepted(alarm) ? undefined : "looks at a longer time than CloudWatch does";
  });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function isAccepted(alarm: Resource): boolean {
  const period = numberAt(alarm, "period") ?? 0;
  const total = period * (numberAt(alarm, "evaluationPeriods") ?? 0);
  return period >= 60 && period % 60 === 0 && total > 0 && total <= (period < 3600 ? DAY_SECONDS : 7 * DAY_SECONDS);
}
