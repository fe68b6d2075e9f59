/**
 * Which changes of a resource make another one in its place, and what is lost with the one before. Of the AWS provider's schema: what
 * its documentation says of an input that forces a new resource. https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */

export interface Kind {
  /** The inputs that cannot be changed. */
  readonly fixed: readonly string[];
  /** What goes with a resource of this kind; nothing where it only says how others work together. */
  readonly loses?: string;
}

/** By Pulumi's type, without the provider. A test fails for a kind that is deployed and not listed. */
export const kinds: Readonly<Record<string, Kind>> = {
  // What belongs to an API names it by an id that only AWS gives: a replaced API is told of itself.
  "apigatewayv2/api:Api": {
    fixed: ["protocolType"],
    loses: "the links in the messages that were sent, and what providers send to it",
  },
  "apigatewayv2/integration:Integration": { fixed: ["integrationType"] },
  "apigatewayv2/route:Route": { fixed: [] },
  "apigatewayv2/stage:Stage": { fixed: ["name"] },
  "cloudformation/stackInstances:StackInstances": {
    fixed: ["stackSetName", "callAs"],
    loses: "what members say until their rules are there again",
  },
  "cloudformation/stackSet:StackSet": {
    fixed: ["name", "callAs", "permissionModel"],
    loses: "what members say until their rules are there again",
  },
  "cloudwatch/dashboard:Dashboard": { fixed: ["dashboardName"] },
  "cloudwatch/eventArchive:EventArchive": {
    fixed: ["name", "eventSourceArn"],
    loses: "the events that could be replayed",
  },
  "cloudwatch/eventBus:EventBus": { fixed: ["name"], loses: "the events that come before it is there again" },
  "cloudwatch/eventBusPolicy:EventBusPolicy": { fixed: ["eventBusName"] },
  "cloudwatch/eventRule:EventRule": { fixed: ["name", "eventBusName"], loses: "the events that come meanwhile" },
  "cloudwatch/eventTarget:EventTarget": {
    fixed: ["rule", "eventBusName", "targetId"],
    loses: "the events that come meanwhile",
  },
  "cloudwatch/logGroup:LogGroup": { fixed: ["name", "logGroupClass"], loses: "the log" },
  "cloudwatch/logMetricFilter:LogMetricFilter": { fixed: ["name", "logGroupName"] },
  "cloudwatch/logResourcePolicy:LogResourcePolicy": { fixed: ["policyName"] },
  "cloudwatch/metricAlarm:MetricAlarm": { fixed: ["name"] },
  "dynamodb/table:Table": {
    fixed: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
    loses: "every alert, decision, policy and silence",
  },
  "iam/role:Role": { fixed: ["name", "path"] },
  "kms/alias:Alias": { fixed: ["name"] },
  "kms/key:Key": {
    fixed: ["keyUsage", "customerMasterKeySpec", "multiRegion"],
    loses: "what is encrypted with it, once it is deleted",
  },
  "lambda/eventSourceMapping:EventSourceMapping": {
    fixed: ["eventSourceArn", "startingPosition", "startingPositionTimestamp"],
  },
  "lambda/function:Function": { fixed: ["name", "packageType"] },
  "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": { fixed: ["functionName", "qualifier"] },
  "lambda/functionUrl:FunctionUrl": {
    fixed: ["functionName", "qualifier"],
    loses: "the links in the messages that were sent, and what providers send to it",
  },
  "lambda/permission:Permission": {
    fixed: ["action", "function", "functionUrlAuthType", "invokedViaFunctionUrl", "principal"],
  },
  "s3/bucket:Bucket": { fixed: ["bucket", "objectLockEnabled"], loses: "the weekly reports" },
  // The code of a function, whose name is a hash of it: each version brings another.
  "s3/bucketObjectv2:BucketObjectv2": { fixed: [] },
  "s3/bucketPolicy:BucketPolicy": { fixed: ["bucket"] },
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { fixed: ["bucket"] },
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": { fixed: ["bucket"] },
  "s3/bucketVersioning:BucketVersioning": { fixed: ["bucket"] },
  "scheduler/schedule:Schedule": { fixed: ["name", "groupName"] },
  "sesv2/configurationSet:ConfigurationSet": { fixed: ["configurationSetName"] },
  "sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    fixed: ["configurationSetName", "eventDestinationName"],
    loses: "what is heard of mails meanwhile",
  },
  "sns/topic:Topic": {
    fixed: ["name", "fifoTopic"],
    loses: "its subscriptions, those that were added by hand too",
  },
  "sns/topicPolicy:TopicPolicy": { fixed: ["arn"] },
  "sns/topicSubscription:TopicSubscription": {
    fixed: ["topic", "protocol", "endpoint"],
    loses: "the confirmation of a mail address",
  },
  "sqs/queue:Queue": { fixed: ["name", "fifoQueue"], loses: "the messages that wait in it" },
  "sqs/queuePolicy:QueuePolicy": { fixed: ["queueUrl"] },
};

/** Of every kind: a resource stays in its region. */
const fixedOfAll = ["region"] as const;

export const fixedInputs = (type: string): readonly string[] => [...(kinds[type]?.fixed ?? []), ...fixedOfAll];
