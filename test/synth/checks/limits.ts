/** What AWS would refuse when it is deployed, as far as its documentation has a number. */
import { at, type Check, flaws, ofType, textAt } from "../graph.ts";
import { physicalNames } from "./operation.ts";

/** How a name may look, and how long it may be. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const namePatterns: Readonly<Record<string, RegExp>> = {
  "cloudformation/stackSet:StackSet": /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
  "cloudwatch/dashboard:Dashboard": /^[\w-]{1,255}$/,
  "cloudwatch/eventArchive:EventArchive": /^[.\w-]{1,48}$/,
  "cloudwatch/eventBus:EventBus": /^[/.\w-]{1,256}$/,
  "cloudwatch/eventRule:EventRule": /^[.\w-]{1,64}$/,
  "cloudwatch/logGroup:LogGroup": /^[.\w/#-]{1,512}$/,
  "cloudwatch/metricAlarm:MetricAlarm": /^.{1,255}$/,
  "dynamodb/table:Table": /^[.\w-]{3,255}$/,
  "iam/role:Role": /^[\w+=,.@-]{1,64}$/,
  "kms/alias:Alias": /^alias\/[\w/-]{1,250}$/,
  "lambda/function:Function": /^[\w-]{1,64}$/,
  "s3/bucket:Bucket": /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "scheduler/schedule:Schedule": /^[.\w-]{1,64}$/,
  "sns/topic:Topic": /^[\w-]{1,256}$/,
  "sqs/queue:Queue": /^[\w-]{1,80}$/,
};

export const namesAreAccepted: Check = (synthesis) =>
  physicalNames(synthesis).flatMap(({ resource, name }) => {
    const pattern = namePatterns[resource.type.replace(/^aws:/, "")];
    return pattern === undefined || pattern.test(name)
      ? []
      : [{ resource: resource.name, problem: `AWS refuses the name ${name}` }];
  });

/** The most characters of each. */
const sizes: readonly (readonly [type: string, field: string, most: number])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  ["iam/role:Role", "inlinePolicies", 10_240],
  ["iam/role:Role", "assumeRolePolicy", 2048],
  // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
  ["kms/key:Key", "policy", 32_768],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  ["cloudwatch/eventBusPolicy:EventBusPolicy", "policy", 10_240],
  ["cloudwatch/eventRule:EventRule", "eventPattern", 2048],
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  ["cloudwatch/eventRule:EventRule", "description", 512],
  ["cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument", 5120],
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  ["lambda/function:Function", "environment.variables", 4096],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  ["cloudformation/stackSet:StackSet", "templateBody", 51_200],
];

export const documentsAreShortEnough: Check = (synthesis) =>
  sizes.flatMap(([type, field, most]) =>
    flaws(ofType(synthesis, type), (resource) => {
      const length = textAt(resource, field).length || JSON.stringify(at(resource, field) ?? "").length;
      return length <= most ? undefined : `has ${length} characters of ${field}; AWS takes ${most}`;
    }),
  );
