/** What the deployer's role must be allowed, by what is made: the provider's calls to make, read, change and delete each kind of resource. */
import type { Synthesis } from "../synthesis/synthesize.ts";

const tags = ["TagResource", "UntagResource"];

/** By kind of resource: the service, then its actions; one of another service brings its own prefix. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  "cloudformation/stackSet:StackSet": [
    ...["cloudformation", "CreateStackSet", "DescribeStackSet", "UpdateStackSet", "DeleteStackSet", ...tags],
    ...["DescribeStackSetOperation", "organizations:ListDelegatedAdministrators"],
  ],
  "cloudformation/stackInstances:StackInstances": [
    ...["cloudformation", "CreateStackInstances", "UpdateStackInstances", "DeleteStackInstances"],
    ...["DescribeStackInstance", "ListStackInstances"],
  ],
  "cloudwatch/dashboard:Dashboard": ["cloudwatch", "PutDashboard", "GetDashboard", "DeleteDashboards"],
  "cloudwatch/metricAlarm:MetricAlarm": [
    ...["cloudwatch", "PutMetricAlarm", "DescribeAlarms", "DeleteAlarms", "ListTagsForResource", ...tags],
  ],
  "cloudwatch/eventArchive:EventArchive": [
    ...["events", "CreateArchive", "DescribeArchive", "UpdateArchive", "DeleteArchive"],
  ],
  "cloudwatch/eventBus:EventBus": [
    ...["events", "CreateEventBus", "DescribeEventBus", "UpdateEventBus", "DeleteEventBus"],
    ...["ListTagsForResource", ...tags],
  ],
  "cloudwatch/eventBusPolicy:EventBusPolicy": ["events", "PutPermission", "RemovePermission"],
  "cloudwatch/eventRule:EventRule": ["events", "PutRule", "DescribeRule", "DeleteRule", "EnableRule", "DisableRule"],
  "cloudwatch/eventTarget:EventTarget": ["events", "PutTargets", "ListTargetsByRule", "RemoveTargets"],
  "cloudwatch/logGroup:LogGroup": [
    ...["logs", "CreateLogGroup", "DescribeLogGroups", "DeleteLogGroup", "PutRetentionPolicy"],
    ...["AssociateKmsKey", "DisassociateKmsKey", "ListTagsForResource", ...tags],
  ],
  "cloudwatch/logMetricFilter:LogMetricFilter": [
    ...["logs", "PutMetricFilter", "DescribeMetricFilters", "DeleteMetricFilter"],
  ],
  "cloudwatch/logResourcePolicy:LogResourcePolicy": [
    ...["logs", "PutResourcePolicy", "DescribeResourcePolicies", "DeleteResourcePolicy"],
  ],
  "dynamodb/table:Table": [
    ...["dynamodb", "CreateTable", "DescribeTable", "UpdateTable", "DeleteTable", "DescribeTimeToLive"],
    ...["UpdateTimeToLive", "DescribeContinuousBackups", "UpdateContinuousBackups", "ListTagsOfResource", ...tags],
  ],
  "iam/role:Role": [
    ...["iam", "CreateRole", "GetRole", "UpdateRole", "UpdateAssumeRolePolicy", "DeleteRole", "PassRole"],
    ...["PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy", "ListRolePolicies", "ListAttachedRolePolicies"],
    ...["ListInstanceProfilesForRole", "TagRole", "UntagRole"],
  ],
  "kms/key:Key": [
    ...["kms", "CreateKey", "DescribeKey", "PutKeyPolicy", "GetKeyPolicy", "EnableKeyRotation", "GetKeyRotationStatus"],
    ...["UpdateKeyDescription", "ScheduleKeyDeletion", "ListResourceTags", ...tags],
    // To make what is encrypted with it.
    ...["CreateGrant", "Encrypt", "Decrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"],
  ],
  "kms/alias:Alias": ["kms", "CreateAlias", "ListAliases", "UpdateAlias", "DeleteAlias"],
  "lambda/function:Function": [
    ...["lambda", "CreateFunction", "GetFunction", "GetFunctionCodeSigningConfig", "ListVersionsByFunction"],
    ...["UpdateFunctionCode", "UpdateFunctionConfiguration", "DeleteFunction", "ListTags", ...tags],
  ],
  "lambda/eventSourceMapping:EventSourceMapping": [
    ...["lambda", "CreateEventSourceMapping", "GetEventSourceMapping", "UpdateEventSourceMapping"],
    ...["DeleteEventSourceMapping"],
  ],
  "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    ...["lambda", "PutFunctionEventInvokeConfig", "GetFunctionEventInvokeConfig", "DeleteFunctionEventInvokeConfig"],
  ],
  "s3/bucket:Bucket": [
    ...[
      "s3",
      "CreateBucket",
      "ListBucket",
      "DeleteBucket",
      "GetAccelerateConfiguration",
      "GetBucketAcl",
      "GetBucketCORS",
    ],
    ...["GetBucketLogging", "GetBucketObjectLockConfiguration", "GetBucketRequestPayment", "GetBucketTagging"],
    ...["GetBucketWebsite", "GetLifecycleConfiguration", "GetReplicationConfiguration", "PutBucketTagging"],
    // Other stages than production delete what is in it when they are removed.
    ...["ListBucketVersions", "DeleteObject", "DeleteObjectVersion"],
  ],
  "s3/bucketObjectv2:BucketObjectv2": ["s3", "PutObject", "GetObject", "GetObjectTagging", "PutObjectTagging"],
  "s3/bucketPolicy:BucketPolicy": ["s3", "PutBucketPolicy", "GetBucketPolicy", "DeleteBucketPolicy"],
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
    ...["s3", "PutBucketPublicAccessBlock", "GetBucketPublicAccessBlock"],
  ],
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    ...["s3", "PutEncryptionConfiguration", "GetEncryptionConfiguration"],
  ],
  "s3/bucketVersioning:BucketVersioning": ["s3", "PutBucketVersioning", "GetBucketVersioning"],
  "scheduler/schedule:Schedule": ["scheduler", "CreateSchedule", "GetSchedule", "UpdateSchedule", "DeleteSchedule"],
  "sns/topic:Topic": [
    ...[
      "sns",
      "CreateTopic",
      "GetTopicAttributes",
      "SetTopicAttributes",
      "DeleteTopic",
      "ListTagsForResource",
      ...tags,
    ],
  ],
  "sns/topicPolicy:TopicPolicy": ["sns", "GetTopicAttributes", "SetTopicAttributes"],
  "sns/topicSubscription:TopicSubscription": [
    ...["sns", "Subscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe"],
  ],
  "sqs/queue:Queue": [
    ...["sqs", "CreateQueue", "GetQueueAttributes", "GetQueueUrl", "SetQueueAttributes", "DeleteQueue"],
    ...["ListQueueTags", "TagQueue", "UntagQueue"],
  ],
  "sqs/queuePolicy:QueuePolicy": ["sqs", "GetQueueAttributes", "SetQueueAttributes"],
};

/** What is made besides where there are links, by either front. */
const ofLinks: Readonly<Record<string, readonly string[]>> = {
  "apigatewayv2/api:Api": ["apigateway", "POST", "GET", "PATCH", "DELETE", ...tags],
  "apigatewayv2/integration:Integration": ["apigateway", "POST", "GET", "PATCH", "DELETE"],
  "apigatewayv2/route:Route": ["apigateway", "POST", "GET", "PATCH", "DELETE"],
  "apigatewayv2/stage:Stage": ["apigateway", "POST", "GET", "PATCH", "DELETE", ...tags],
  "lambda/functionUrl:FunctionUrl": [
    ...["lambda", "CreateFunctionUrlConfig", "GetFunctionUrlConfig", "UpdateFunctionUrlConfig"],
    ...["DeleteFunctionUrlConfig", "PutFunctionConcurrency", "DeleteFunctionConcurrency"],
  ],
  "lambda/permission:Permission": [
    ...["lambda", "AddPermission", "GetPolicy", "RemovePermission", "PutFunctionConcurrency"],
    "DeleteFunctionConcurrency",
  ],
};

/** The kinds of resources that there are of links alone. */
export const kindsOfLinks: readonly string[] = Object.keys(ofLinks);

/** What is needed besides where the configuration has links, in Markdown. */
export function linkPermissionsTable(): string {
  return tableOf(ofLinks);
}

/** What is made besides where there are mails. */
const ofMails: Readonly<Record<string, readonly string[]>> = {
  "sesv2/configurationSet:ConfigurationSet": [
    ...["ses", "CreateConfigurationSet", "GetConfigurationSet", "DeleteConfigurationSet", "ListTagsForResource"],
    ...["PutConfigurationSetDeliveryOptions", "PutConfigurationSetSuppressionOptions", ...tags],
  ],
  "sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": [
    ...["ses", "CreateConfigurationSetEventDestination", "GetConfigurationSetEventDestinations"],
    ...["UpdateConfigurationSetEventDestination", "DeleteConfigurationSetEventDestination"],
  ],
};

/** The kinds of resources that there are of mails alone. */
export const kindsOfMails: readonly string[] = Object.keys(ofMails);

/** What is needed besides where the configuration has mails, in Markdown. */
export function mailPermissionsTable(): string {
  return tableOf(ofMails);
}

/** A row a service, in Markdown. @throws Error for a kind of resource that is made and not listed, or listed and not made. */
export function permissionsTable({ resources }: Synthesis): string {
  const made = new Set(
    resources.map(({ type }) => type.replace(/^aws:/, "")).filter((type) => !type.startsWith("random:")),
  );
  const differing = [...made.symmetricDifference(new Set(Object.keys(actionsOf)))];
  if (differing.length > 0)
    throw new Error(`test/synth/documentation/permissions.ts does not go with ${differing.join(", ")}`);
  return tableOf(actionsOf);
}

function tableOf(kinds: Readonly<Record<string, readonly string[]>>): string {
  const actions = Object.values(kinds).flatMap(([service = "", ...names]) =>
    names.map((name) => (name.includes(":") ? name : `${service}:${name}`)),
  );
  const services = Map.groupBy([...new Set(actions)].sort(), (action) => action.split(":")[0] ?? "");
  const rows = [...services].map(
    ([service, all]) => `| \`${service}\` | ${all.map((action) => action.replace(/^\w+:/, "")).join(", ")} |`,
  );
  return ["| service | actions |", "| --- | --- |", ...rows].join("\n");
}
