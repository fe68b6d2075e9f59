/** What an alarm watches and a graph shows is measured, and what matters is shown. */
import { metricDimensions } from "@tocsin/lambda/deployment/metrics";
import * as v from "valibot";
import { arnOf, at, type Check, type Flaw, flaws, named, ofType, textAt } from "../graph.ts";
import type { Resource } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

/** A metric as an alarm watches it or a graph shows it; a search finds all with these dimensions, whatever their values. */
interface Measure {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly found?: boolean;
}

/** What AWS measures of a resource, by the dimension that names it; of the documentation's lists what is of use here. */
const measuredByAws: Readonly<
  Record<string, { readonly metrics: readonly string[]; readonly dimensions: Readonly<Record<string, string>> }>
> = {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  "AWS/SQS": {
    metrics: ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"],
    dimensions: { QueueName: "sqs/queue:Queue" },
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  "AWS/Lambda": {
    metrics: ["Duration", "Errors", "Invocations", "IteratorAge", "Throttles"],
    dimensions: { FunctionName: "lambda/function:Function" },
  },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html: of rules on a bus of one's own by both.
  "AWS/Events": {
    metrics: ["Invocations"],
    dimensions: { EventBusName: "cloudwatch/eventBus:EventBus", RuleName: "cloudwatch/eventRule:EventRule" },
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  "AWS/DynamoDB": {
    metrics: ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"],
    dimensions: { TableName: "dynamodb/table:Table" },
  },
};

/** An alarm on a metric that nobody measures is never raised, or always. */
export const alarmsWatchWhatIsMeasured: Check = (synthesis) =>
  flaws(ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm"), (alarm) => {
    const measure = measureOf(alarm);
    return isMeasured(synthesis, measure) ? undefined : `watches ${shown(measure)}, which nobody measures`;
  });

export const dashboardShowsWhatIsMeasured: Check = (synthesis) =>
  dashboards(synthesis).flatMap((dashboard) =>
    measuresOn(dashboard)
      .filter((measure) => !isMeasured(synthesis, measure))
      .map((measure) => ({ resource: dashboard.name, problem: `shows ${shown(measure)}, which nobody measures` })),
  );

/** Each alarm, each count of a function, each queue's backlog, each function's failures: what is not shown is not looked at. */
export const dashboardShowsWhatMatters: Check = (synthesis) => {
  const dashboard = dashboards(synthesis)[0];
  if (dashboard === undefined) return [{ resource: "Dashboard", problem: "is not there" }];
  const measures = measuresOn(dashboard);
  const isShown = (metric: string, value?: string) =>
    measures.some((one) => one.metric === metric && (!value || Object.values(one.dimensions).includes(value)));
  const without = (type: string, metrics: readonly string[]): readonly Flaw[] =>
    flaws(ofType(synthesis, type), (resource) => {
      const missing = metrics.filter((metric) => !isShown(metric, textAt(resource, "name")));
      return missing.length === 0 ? undefined : `is not shown by its ${missing.join(", ")}`;
    });
  const alarms = alarmsOn(dashboard);
  const fed = ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping").map((mapping) =>
    textAt(mapping, "eventSourceArn"),
  );
  return [
    ...without("lambda/function:Function", ["Errors", "Throttles", "Duration"]),
    ...flaws(ofType(synthesis, "sqs/queue:Queue"), (queue) => {
      const name = textAt(queue, "name");
      const metric = fed.includes(arnOf(queue))
        ? "ApproximateAgeOfOldestMessage"
        : "ApproximateNumberOfMessagesVisible";
      return isShown(metric, name) ? undefined : `is not shown by its ${metric}`;
    }),
    ...flaws(ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm"), (alarm) =>
      alarms.includes(arnOf(alarm)) ? undefined : "is not shown when it is raised",
    ),
    ...synthesis.functions.flatMap((fn) =>
      fn.counts
        .filter(
          (metric) => !measures.some((one) => one.metric === metric && one.namespace === namespaceOf(synthesis, fn)),
        )
        .map((metric) => ({ resource: fn.name, problem: `counts ${metric}, which are not shown` })),
    ),
  ];
};

function isMeasured(synthesis: Synthesis, measure: Measure): boolean {
  const byAws = measuredByAws[measure.namespace];
  if (byAws === undefined) return isCounted(synthesis, measure) || isFiltered(synthesis, measure);
  const names = Object.keys(byAws.dimensions);
  return (
    byAws.metrics.includes(measure.metric) &&
    sameKeys(measure.dimensions, names) &&
    names.every((name) => named(synthesis, byAws.dimensions[name] ?? "", measure.dimensions[name] ?? ""))
  );
}

/** By a function of this stage, the one that is named where one is: its bundle counts it, and its environment has the namespace. */
const isCounted = (synthesis: Synthesis, { namespace, metric, dimensions, found = false }: Measure): boolean =>
  sameKeys(dimensions, Object.values(metricDimensions)) &&
  synthesis.functions.some(
    (fn) =>
      (found || fn.handler === `functions/${dimensions[metricDimensions.service]}.handler`) &&
      fn.counts.some((count) => count === metric) &&
      namespaceOf(synthesis, fn) === namespace,
  );

function namespaceOf(synthesis: Synthesis, { name }: Synthesis["functions"][number]): string {
  const fn = named(synthesis, "lambda/function:Function", name);
  return fn ? textAt(fn, "environment.variables.POWERTOOLS_METRICS_NAMESPACE") : "";
}

/** By a filter over a log, which counts each line once that has the fields it is split by. */
const isFiltered = (synthesis: Synthesis, { namespace, metric, dimensions }: Measure): boolean =>
  ofType(synthesis, "cloudwatch/logMetricFilter:LogMetricFilter").some(
    (filter) =>
      textAt(filter, "metricTransformation.namespace") === namespace &&
      textAt(filter, "metricTransformation.name") === metric &&
      sameKeys(dimensions, Object.keys(splitBy(filter))) &&
      textAt(filter, "metricTransformation.value") === "1" &&
      textAt(filter, "pattern") ===
        `{ ${Object.values(splitBy(filter))
          .map((field) => `${field} = "*"`)
          .join(" && ")} }`,
  );

const splitBy = (filter: Resource): object => Object(at(filter, "metricTransformation.dimensions"));

const sameKeys = (dimensions: Measure["dimensions"], names: readonly string[]): boolean =>
  Object.keys(dimensions).sort().join() === [...names].sort().join();

const measureOf = (alarm: Resource): Measure => ({
  namespace: textAt(alarm, "namespace"),
  metric: textAt(alarm, "metricName"),
  dimensions: v.parse(v.record(v.string(), v.string()), at(alarm, "dimensions")),
});

const shown = ({ namespace, metric, dimensions }: Measure): string =>
  `${namespace} ${metric} of ${Object.values(dimensions).join(", ") || Object.keys(dimensions).join(", ")}`;

const dashboards = (synthesis: Synthesis): readonly Resource[] => ofType(synthesis, "cloudwatch/dashboard:Dashboard");

const lineField = v.union([
  v.pipe(
    v.strictTuple([v.object({ expression: v.string() })]),
    v.transform(([{ expression }]) => searched(expression)),
  ),
  v.pipe(
    v.array(v.union([v.string(), v.object({ label: v.string() })])),
    v.transform((row) => pointed(row.filter((cell) => typeof cell === "string"))),
  ),
]);
const bodySchema = v.object({
  widgets: v.array(
    v.object({
      properties: v.object({
        alarms: v.optional(v.array(v.string()), []),
        metrics: v.optional(v.array(lineField), []),
      }),
    }),
  ),
});

const widgetsOf = (dashboard: Resource) => v.parse(bodySchema, JSON.parse(textAt(dashboard, "dashboardBody"))).widgets;

const measuresOn = (dashboard: Resource): readonly Measure[] =>
  widgetsOf(dashboard).flatMap(({ properties }) => properties.metrics);

const alarmsOn = (dashboard: Resource): readonly string[] =>
  widgetsOf(dashboard).flatMap(({ properties }) => properties.alarms);

/** `SEARCH('{"Tocsin/prod","service","reason"} MetricName="events"', 'Sum', 300)` */
function searched(expression: string): Measure {
  const [, schema = "", metric = ""] =
    /^SEARCH\('\{([^}]*)\} MetricName="(\w+)"', '\w+', \d+\)$/.exec(expression) ?? [];
  const [namespace = "", ...names] = schema.split(",").map((part) => part.replaceAll('"', ""));
  return { namespace, metric, dimensions: Object.fromEntries(names.map((name) => [name, ""])), found: true };
}

/** `["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "tocsin-prod-oncall"]` */
function pointed([namespace = "", metric = "", ...pairs]: readonly string[]): Measure {
  const keys = pairs.filter((_, i) => i % 2 === 0);
  return { namespace, metric, dimensions: Object.fromEntries(keys.map((key, i) => [key, pairs[2 * i + 1] ?? ""])) };
}
