/**
 * Every field that a resource may have, with its value where that switches something on or off or reshapes what passes. A field that is
 * not here fails: what it would do to the deployment nobody has thought of.
 */
import { logEntriesFilter } from "@tocsin/aws/alerts/stream";
import { oncallFilterPolicy } from "@tocsin/aws/topic";
import {
  announceSettings,
  digestSettings,
  ingestSettings,
  oncallSettings,
  reviewSettings,
} from "@tocsin/lambda/deployment/settings";
import * as v from "valibot";
import { type Check, textAt } from "../graph.ts";
import type { Resource } from "../mock-cloud.ts";

type Shape = v.GenericSchema<unknown, unknown>;

const text = v.string();
const number = v.number();
const on = v.literal(true);
const off = v.literal(false);
const strict = v.strictObject;
const only = <T extends string | number>(...values: readonly T[]) => v.picklist(values);
const json = <T extends Shape>(shape: T) => v.pipe(v.string(), v.parseJson(), shape);

const deadLetters = strict({ arn: text });
const preferences = {
  failureTolerancePercentage: v.literal(10),
  maxConcurrentPercentage: v.literal(100),
  regionConcurrencyType: v.literal("PARALLEL"),
};
const callAs = v.literal("DELEGATED_ADMIN");

const shapes: Readonly<Record<string, (resource: Resource) => Shape>> = {
  "cloudformation/stackInstances:StackInstances": () =>
    strict({
      callAs,
      // All accounts of the units: a list of accounts, or a filter, would leave some of them out.
      deploymentTargets: strict({ organizationalUnitIds: v.array(text) }),
      operationPreferences: strict({ ...preferences, concurrencyMode: v.literal("SOFT_FAILURE_TOLERANCE") }),
      regions: v.array(text),
      stackSetName: text,
    }),
  "cloudformation/stackSet:StackSet": () =>
    strict({
      autoDeployment: strict({ enabled: on, retainStacksOnAccountRemoval: off }),
      callAs,
      capabilities: v.array(text),
      description: text,
      managedExecution: strict({ active: on }),
      name: text,
      operationPreferences: strict(preferences),
      permissionModel: v.literal("SERVICE_MANAGED"),
      templateBody: text,
    }),
  "cloudwatch/dashboard:Dashboard": () => strict({ dashboardBody: text, dashboardName: text }),
  "cloudwatch/eventArchive:EventArchive": () =>
    strict({ eventSourceArn: text, kmsKeyIdentifier: text, name: text, retentionDays: number }),
  "cloudwatch/eventBus:EventBus": () => strict({ deadLetterConfig: deadLetters, kmsKeyIdentifier: text, name: text }),
  "cloudwatch/eventBusPolicy:EventBusPolicy": () => strict({ eventBusName: text, policy: text }),
  // No `state`, which could be DISABLED.
  "cloudwatch/eventRule:EventRule": () =>
    strict({ description: text, eventBusName: text, eventPattern: text, name: text }),
  // Whole events: no input, no path, no transformer; as long as EventBridge tries by default.
  "cloudwatch/eventTarget:EventTarget": () =>
    strict({ arn: text, deadLetterConfig: deadLetters, eventBusName: text, rule: text, targetId: text }),
  "cloudwatch/logGroup:LogGroup": () => strict({ kmsKeyId: text, name: text, retentionInDays: only(14, 90) }),
  "cloudwatch/logMetricFilter:LogMetricFilter": () =>
    strict({
      logGroupName: text,
      metricTransformation: strict({
        dimensions: strict({ region: v.literal("$.region") }),
        name: text,
        namespace: text,
        unit: v.literal("Count"),
        value: v.literal("1"),
      }),
      name: text,
      pattern: v.literal('{ $.region = "*" }'),
    }),
  "cloudwatch/logResourcePolicy:LogResourcePolicy": () => strict({ policyDocument: text, policyName: text }),
  "cloudwatch/metricAlarm:MetricAlarm": () =>
    strict({
      alarmActions: v.pipe(v.array(text), v.length(1)),
      alarmDescription: text,
      comparisonOperator: text,
      dimensions: v.record(text, text),
      evaluationPeriods: number,
      metricName: text,
      name: text,
      namespace: text,
      okActions: v.pipe(v.array(text), v.length(1)),
      period: number,
      statistic: text,
      threshold: number,
      treatMissingData: text,
    }),
  "dynamodb/table:Table": () =>
    strict({
      attributes: v.array(strict({ name: text, type: v.literal("S") })),
      billingMode: v.literal("PAY_PER_REQUEST"),
      deletionProtectionEnabled: v.boolean(),
      globalSecondaryIndexes: v.array(
        strict({
          hashKey: text,
          name: text,
          nonKeyAttributes: v.optional(v.array(text)),
          projectionType: only("INCLUDE", "KEYS_ONLY"),
          rangeKey: text,
        }),
      ),
      hashKey: text,
      localSecondaryIndexes: v.strictTuple([]),
      name: text,
      pointInTimeRecovery: strict({ enabled: on }),
      rangeKey: text,
      serverSideEncryption: strict({ enabled: on, kmsKeyArn: text }),
      streamEnabled: on,
      streamViewType: v.literal("NEW_AND_OLD_IMAGES"),
      ttl: strict({ attributeName: text, enabled: on }),
    }),
  "iam/role:Role": () =>
    strict({
      assumeRolePolicy: v.union([text, v.record(text, v.unknown())]),
      inlinePolicies: v.pipe(v.array(strict({ name: text, policy: text })), v.length(1)),
      managedPolicyArns: v.optional(v.strictTuple([])),
      name: text,
    }),
  "kms/alias:Alias": () => strict({ name: text, targetKeyId: text }),
  "kms/key:Key": () => strict({ description: text, enableKeyRotation: on, policy: text }),
  "lambda/eventSourceMapping:EventSourceMapping": (mapping) =>
    textAt(mapping, "eventSourceArn").includes(":sqs:") ? queueMapping : streamMapping,
  // No network of one's own, no layer, no other variable that the runtime would heed.
  "lambda/function:Function": () =>
    strict({
      architectures: v.strictTuple([v.literal("arm64")]),
      description: text,
      environment: strict({ variables: v.record(v.pipe(text, v.regex(ownVariable)), text) }),
      ephemeralStorage: strict({ size: v.literal(512) }),
      handler: v.literal("bundle.handler"),
      kmsKeyArn: text,
      loggingConfig: strict({ logFormat: v.literal("JSON"), logGroup: text }),
      memorySize: only(512, 1024),
      name: text,
      packageType: v.literal("Zip"),
      publish: off,
      role: text,
      runtime: v.literal("nodejs24.x"),
      s3Bucket: text,
      s3Key: text,
      timeout: number,
      tracingConfig: strict({ mode: v.literal("Active") }),
    }),
  // As long as Lambda keeps what waits by default, six hours; the longest that it does.
  "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": () =>
    strict({
      destinationConfig: strict({ onFailure: strict({ destination: text }) }),
      functionName: text,
      maximumRetryAttempts: only(0, 2),
    }),
  "s3/bucket:Bucket": () => strict({ bucket: text, forceDestroy: v.boolean() }),
  "s3/bucketObjectv2:BucketObjectv2": () => strict({ bucket: text, key: text, source: text }),
  "s3/bucketPolicy:BucketPolicy": () => strict({ bucket: text, policy: text }),
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": () =>
    strict({
      blockPublicAcls: on,
      blockPublicPolicy: on,
      bucket: text,
      ignorePublicAcls: on,
      restrictPublicBuckets: on,
    }),
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": () =>
    strict({
      bucket: text,
      rules: v.strictTuple([
        strict({
          applyServerSideEncryptionByDefault: strict({ kmsMasterKeyId: text, sseAlgorithm: text }),
          bucketKeyEnabled: on,
        }),
      ]),
    }),
  "s3/bucketVersioning:BucketVersioning": () =>
    strict({ bucket: text, versioningConfiguration: strict({ status: v.literal("Enabled") }) }),
  // No `state`, no start, no end, no time zone but UTC.
  "scheduler/schedule:Schedule": () =>
    strict({
      flexibleTimeWindow: strict({ mode: v.literal("OFF") }),
      name: text,
      scheduleExpression: only(reviewSettings.schedule, digestSettings.schedule),
      target: strict({
        arn: text,
        deadLetterConfig: deadLetters,
        input: v.literal("{}"),
        retryPolicy: strict({ maximumEventAgeInSeconds: v.literal(3600), maximumRetryAttempts: v.literal(3) }),
        roleArn: text,
      }),
    }),
  "sns/topic:Topic": () => strict({ fifoTopic: off, kmsMasterKeyId: text, name: text }),
  "sns/topicPolicy:TopicPolicy": () => strict({ arn: text, policy: text }),
  "sns/topicSubscription:TopicSubscription": (subscription) =>
    textAt(subscription, "protocol") === "email" ? mail : oncallSubscription,
  "sqs/queue:Queue": () =>
    strict({
      contentBasedDeduplication: off,
      delaySeconds: v.literal(0),
      fifoQueue: off,
      kmsDataKeyReusePeriodSeconds: v.literal(300),
      kmsMasterKeyId: text,
      messageRetentionSeconds: number,
      name: text,
      redrivePolicy: v.optional(
        json(
          strict({
            deadLetterTargetArn: text,
            maxReceiveCount: only(ingestSettings.maxReceiveCount, oncallSettings.maxReceiveCount),
          }),
        ),
      ),
      visibilityTimeoutSeconds: number,
    }),
  "sqs/queuePolicy:QueuePolicy": () => strict({ policy: text, queueUrl: text }),
};

/** SST's own, ours, and the namespace of the metrics. */
const ownVariable = /^(SST_\w+|TOCSIN_\w+|POWERTOOLS_METRICS_NAMESPACE)$/;

const fedFunction = {
  batchSize: number,
  eventSourceArn: text,
  functionName: text,
  functionResponseTypes: v.strictTuple([v.literal("ReportBatchItemFailures")]),
  maximumBatchingWindowInSeconds: number,
};
/** No filter: what one holds back, a queue forgets. */
const queueMapping = strict({ ...fedFunction, scalingConfig: strict({ maximumConcurrency: number }) });
const streamMapping = strict({
  ...fedFunction,
  bisectBatchOnFunctionError: on,
  destinationConfig: strict({ onFailure: strict({ destinationArn: text }) }),
  filterCriteria: strict({
    filters: v.strictTuple([strict({ pattern: v.literal(JSON.stringify(logEntriesFilter)) })]),
  }),
  maximumRetryAttempts: v.literal(announceSettings.maxRetryAttempts),
  startingPosition: v.literal("TRIM_HORIZON"),
});

const subscribed = { endpoint: text, redrivePolicy: json(strict({ deadLetterTargetArn: text })), topic: text };
/** Whatever rings is mailed. */
const mail = strict({ ...subscribed, protocol: v.literal("email") });
const oncallSubscription = strict({
  ...subscribed,
  filterPolicy: v.literal(JSON.stringify(oncallFilterPolicy)),
  filterPolicyScope: v.literal("MessageAttributes"),
  protocol: v.literal("sqs"),
  rawMessageDelivery: on,
});

export const fieldsAreKnown: Check = ({ resources }) =>
  resources
    .filter(({ type }) => type.startsWith("aws:"))
    .flatMap((resource) => {
      const shape = shapes[resource.type.slice("aws:".length)];
      if (shape === undefined) return [{ resource: resource.name, problem: "is of a kind that nobody has described" }];
      return (v.safeParse(shape(resource), resource.inputs).issues ?? []).map((issue) => ({
        resource: resource.name,
        problem: `${v.getDotPath(issue)}: ${issue.message}`,
      }));
    });
