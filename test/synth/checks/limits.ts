/** What AWS would refuse when it is deployed, as far as its documentation has a number. */
import * as v from "valibot";
import { at, type Check, type Flaw, flaws, ofType, textAt } from "../graph.ts";
import { physicalNames } from "./operation.ts";

/** How a name may look, and how long it may be. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const namePatterns: Readonly<Record<string, RegExp>> = {
  "apigatewayv2/api:Api": /^.{1,128}$/,
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
  "sesv2/configurationSet:ConfigurationSet": /^[\w-]{1,64}$/,
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

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const PATTERN_LIMIT = 2048;

/** The most characters of each. */
const sizes: readonly (readonly [type: string, field: string, most: number])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  ["iam/role:Role", "inlinePolicies", 10_240],
  ["iam/role:Role", "assumeRolePolicy", 2048],
  // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
  ["kms/key:Key", "policy", 32_768],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  ["cloudwatch/eventBusPolicy:EventBusPolicy", "policy", 10_240],
  ["cloudwatch/eventRule:EventRule", "eventPattern", PATTERN_LIMIT],
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  ["cloudwatch/eventRule:EventRule", "description", 512],
  ["cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument", 5120],
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  ["lambda/function:Function", "environment.variables", 4096],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  ["cloudformation/stackSet:StackSet", "templateBody", 51_200],
];

export const documentsAreShortEnough: Check = (synthesis) => [
  ...sizes.flatMap(([type, field, most]) =>
    flaws(ofType(synthesis, type), (resource) => {
      const length = textAt(resource, field).length || JSON.stringify(at(resource, field) ?? "").length;
      return length <= most ? undefined : `has ${length} characters of ${field}; AWS takes ${most}`;
    }),
  ),
  ...ofType(synthesis, "cloudformation/stackSet:StackSet").flatMap(({ name, inputs }) =>
    longPatterns(v.parse(templateSchema, inputs.templateBody)).map((problem) => ({ resource: name, problem })),
  ),
];

/** The members' rules, whose patterns the template holds. */
const templateSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.looseObject({}) })) }),
);

const longPatterns = ({ Resources }: v.InferOutput<typeof templateSchema>): readonly Flaw["problem"][] =>
  Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::Events::Rule")
    .flatMap(({ Properties: { Name, EventPattern = {} } }) =>
      alternatives(EventPattern)
        .map((pattern) => JSON.stringify(pattern).length)
        .filter((length) => length > PATTERN_LIMIT)
        .map((length) => `has ${length} characters of pattern in the rule ${Name}; EventBridge takes ${PATTERN_LIMIT}`),
    );

/** Both patterns of a rule that has one for the security account and one for the others. */
const alternatives = (pattern: unknown): readonly unknown[] =>
  v.is(v.object({ "Fn::If": v.tuple([v.string(), v.unknown(), v.unknown()]) }), pattern)
    ? pattern["Fn::If"].slice(1)
    : [pattern];
