/** How functions run and what they leave behind; names and partitions. */
import { at, type Check, flaws, numberAt, ofType, textAt } from "../graph.ts";
import type { Resource } from "../mock-cloud.ts";
import type { Synthesis } from "../synthesize.ts";

export const functionsRunAsAgreed: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    if (textAt(fn, "runtime") !== "nodejs24.x") return `runs on ${textAt(fn, "runtime")}`;
    if (JSON.stringify(at(fn, "architectures")) !== '["arm64"]') return "does not run on arm64";
    if (textAt(fn, "tracingConfig.mode") !== "Active") return "is not traced";
    return textAt(fn, "loggingConfig.logFormat") === "JSON" ? undefined : "does not log JSON";
  });

export const logsEnd: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    const group = ofType(synthesis, "cloudwatch/logGroup:LogGroup").find(
      (candidate) => textAt(candidate, "name") === textAt(fn, "loggingConfig.logGroup"),
    );
    if (group === undefined) return "logs to a group that is not of this stack";
    return (numberAt(group, "retentionInDays") ?? 0) > 0 ? undefined : `logs to ${group.name}, which is kept for ever`;
  });

/** A function that works off a queue is bounded by its mapping, and keeps as much for itself. */
export const concurrencyIsBounded: Check = (synthesis) =>
  ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping")
    .filter((mapping) => textAt(mapping, "eventSourceArn").includes(":sqs:"))
    .flatMap((mapping) => {
      const fn = ofType(synthesis, "lambda/function:Function").find(
        (candidate) => textAt(candidate, "name") === textAt(mapping, "functionName"),
      );
      const most = numberAt(mapping, "scalingConfig.maximumConcurrency");
      const reserved = fn && numberAt(fn, "reservedConcurrentExecutions");
      return most !== undefined && reserved !== undefined && reserved >= most
        ? []
        : [{ resource: mapping.name, problem: `takes ${most} of the ${reserved} that are reserved` }];
    });

/** The names that AWS knows resources by, app and stage first. */
export function physicalNames({
  resources,
}: Synthesis): readonly { readonly resource: Resource; readonly name: string }[] {
  return resources.flatMap((resource) => {
    const name = textAt(resource, namedBy[resource.type] ?? "name");
    return name === "" ? [] : [{ resource, name }];
  });
}

const namedBy: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketObjectv2:BucketObjectv2": "none: its key is a hash",
};

/** Kinds of resources that AWS knows by a name; one without gets a random one that says nothing of the stage. */
const mustBeNamed = [
  "cloudformation/stackSet:StackSet",
  "cloudwatch/eventArchive:EventArchive",
  "cloudwatch/eventBus:EventBus",
  "cloudwatch/eventRule:EventRule",
  "cloudwatch/logGroup:LogGroup",
  "cloudwatch/metricAlarm:MetricAlarm",
  "dynamodb/table:Table",
  "iam/role:Role",
  "kms/alias:Alias",
  "lambda/function:Function",
  "s3/bucket:Bucket",
  "scheduler/schedule:Schedule",
  "sns/topic:Topic",
  "sqs/queue:Queue",
];

export const namesCarryAppAndStage =
  (stage: string): Check =>
  (synthesis) =>
    flaws(ofType(synthesis, ...mustBeNamed), (resource) => {
      const name = textAt(resource, namedBy[resource.type] ?? "name");
      const bare = name.replace(/^(alias\/|\/aws\/lambda\/)/, "");
      return bare.startsWith(`tocsin-${stage}-`) ? undefined : `is named ${JSON.stringify(name)}`;
    });

export const namesAreUnique: Check = (synthesis) => {
  const names = Map.groupBy(physicalNames(synthesis), ({ resource, name }) => `${resource.type} ${name}`);
  return [...names.values()]
    .filter((same) => same.length > 1)
    .flatMap((same) =>
      same.map(({ resource, name }) => ({ resource: resource.name, problem: `shares the name ${name}` })),
    );
};

/** Nothing names a partition that it is not deployed to. */
export const arnsAreOfThePartition =
  (partition: string): Check =>
  ({ resources }) =>
    resources.flatMap((resource) =>
      [...JSON.stringify(resource.inputs).matchAll(/\barn:(aws[\w-]*):[^"\\]*/g)]
        .filter(([, found]) => found !== partition)
        .map(([arn]) => ({ resource: resource.name, problem: `names ${arn}` })),
    );
