/** How functions run and what they leave behind; names and partitions. */
import { at, type Check, flaws, numberAt, ofType, textAt } from "../graph.ts";
import type { Resource } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

export const functionsRunAsAgreed: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    if (textAt(fn, "runtime") !== "nodejs24.x") return `runs on ${textAt(fn, "runtime")}`;
    if (JSON.stringify(at(fn, "architectures")) !== '["arm64"]') return "does not run on arm64";
    if (textAt(fn, "tracingConfig.mode") !== "Active") return "is not traced";
    if (textAt(fn, "loggingConfig.logFormat") !== "JSON") return "does not log JSON";
    // Either would be code or a network that no bundle and no role shows.
    if (at(fn, "layers") !== undefined) return "runs the code of a layer";
    return at(fn, "vpcConfig") === undefined ? undefined : "is in a network";
  });

export const logsEnd: Check = (synthesis) => {
  const groups = ofType(synthesis, "cloudwatch/logGroup:LogGroup");
  const isKept = (name: string) => groups.some((group) => textAt(group, "name") === name);
  return [
    ...flaws(ofType(synthesis, "lambda/function:Function"), (fn) =>
      isKept(textAt(fn, "loggingConfig.logGroup")) ? undefined : "logs to a group that is not of this stack",
    ),
    ...flaws(ofType(synthesis, "cloudwatch/logMetricFilter:LogMetricFilter"), (filter) =>
      isKept(textAt(filter, "logGroupName")) ? undefined : "counts in a log that is not of this stack",
    ),
    ...flaws(groups, (group) => ((numberAt(group, "retentionInDays") ?? 0) > 0 ? undefined : "is kept for ever")),
  ];
};

/** What stays when production is removed: the data, the key that it is read with, and what protects the reports. */
const lasting = [
  "dynamodb/table:Table",
  "kms/key:Key",
  "s3/bucket:Bucket",
  "s3/bucketPolicy:BucketPolicy",
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "s3/bucketVersioning:BucketVersioning",
];

/** Reports keep every version; and what production keeps, nobody deletes by mistake. */
export const dataIsKept =
  (isProduction: boolean): Check =>
  (synthesis) => [
    ...flaws(ofType(synthesis, "s3/bucket:Bucket"), (bucket) => {
      const versioning = ofType(synthesis, "s3/bucketVersioning:BucketVersioning").find(
        (candidate) => textAt(candidate, "bucket") === textAt(bucket, "bucket"),
      );
      if (!versioning || textAt(versioning, "versioningConfiguration.status") !== "Enabled") return "keeps one version";
      return at(bucket, "forceDestroy") === !isProduction ? undefined : "is destroyed against its stage's wish";
    }),
    ...flaws(ofType(synthesis, "dynamodb/table:Table"), (table) => {
      if (at(table, "pointInTimeRecovery.enabled") !== true) return "cannot be recovered";
      return at(table, "deletionProtectionEnabled") === isProduction
        ? undefined
        : "is protected against its stage's wish";
    }),
    // A key that signs is no key to data: who makes the stage anew makes another.
    ...flaws(synthesis.resources, ({ type, isKept, inputs }) => {
      const wanted = isProduction && lasting.includes(type.replace(/^aws:/, "")) && inputs.keyUsage === undefined;
      if (isKept === wanted) return undefined;
      return isKept ? "stays when its stage is removed" : "is removed with its stage";
    }),
  ];

/**
 * A mapping takes no more than its share, so that nothing need be reserved: AWS refuses a reservation that leaves an account less
 * than 100, which is more than a new account has. docs/adr/0014
 */
export const concurrencyIsShared: Check = (synthesis) => [
  ...flaws(ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping"), (mapping) => {
    if (!textAt(mapping, "eventSourceArn").includes(":sqs:")) return undefined;
    const most = numberAt(mapping, "scalingConfig.maximumConcurrency");
    return most !== undefined && most >= 2 && most <= 10 ? undefined : `takes ${most ?? "all"} of the concurrency`;
  }),
];

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
  "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
  "aws:sesv2/configurationSet:ConfigurationSet": "configurationSetName",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyName",
  "aws:s3/bucketObjectv2:BucketObjectv2": "none: its key is a hash",
  "aws:apigatewayv2/stage:Stage": "none: it is the one that no path names",
};

/** Kinds of resources that AWS knows by a name; one without gets a random one that says nothing of the stage. */
const mustBeNamed = [
  "cloudformation/stackSet:StackSet",
  "cloudwatch/dashboard:Dashboard",
  "cloudwatch/eventArchive:EventArchive",
  "cloudwatch/eventBus:EventBus",
  "cloudwatch/eventRule:EventRule",
  "cloudwatch/logGroup:LogGroup",
  "cloudwatch/logMetricFilter:LogMetricFilter",
  "cloudwatch/logResourcePolicy:LogResourcePolicy",
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

export const namesBeginAsTheyShould =
  (prefix: string): Check =>
  (synthesis) =>
    flaws(ofType(synthesis, ...mustBeNamed), (resource) => {
      const name = textAt(resource, namedBy[resource.type] ?? "name");
      const bare = name.replace(/^(alias\/|\/aws\/(lambda|events)\/)/, "");
      return bare.startsWith(`${prefix}-`) ? undefined : `is named ${JSON.stringify(name)}`;
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
