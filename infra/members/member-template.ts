/**
 * The CloudFormation template of the member accounts, for each of their regions: it forwards the sources' events, in one hop, to the
 * central bus. The patterns are the sources' own.
 */
import type { Pattern } from "@tocsin/core/pattern/pattern";
import type { Source } from "@tocsin/sources/source";
import type { OrganizationRules } from "../organization-rules.ts";

export interface Central {
  /** The prefix of this stage's names, such as `tocsin-prod`. */
  readonly prefix: string;
  readonly busArn: string;
  /** The security account, which gets its members' findings as their delegated administrator. */
  readonly account: string;
  /** The organization's rules for resources in its accounts. */
  readonly rules: Pick<OrganizationRules, "permissionsBoundary" | "rolePath" | "tags">;
}

/**
 * The limit of a template that is not in S3, as it is printed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const TEMPLATE_LIMIT_BYTES = 51_200;
/** EventBridge's quota. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const PATTERN_LIMIT = 2048;
const LONGEST_RETENTION_SECONDS = 14 * 24 * 60 * 60;

/** Each region has its own role: a role for the whole account would have to exist before the first region's rules. */
export const forwarderRoleName = (prefix: string, region: string): string => `${prefix}-forward-${region}`;

/** The forwarding role of a region, as the end of its ARN in any account. */
export const forwarderRole = (prefix: string, region: string, rolePath = "/"): string =>
  `role${rolePath}${forwarderRoleName(prefix, region)}`;

/** @throws RangeError if a source's pattern is longer than EventBridge allows, or the whole template longer than CloudFormation allows. */
export function memberTemplate(sources: readonly Source[], central: Central): object {
  const template = templateOf(sources, central);
  const bytes = Buffer.byteLength(printed(template));
  if (bytes <= TEMPLATE_LIMIT_BYTES) return template;
  throw new RangeError(
    `the members' template has ${bytes} bytes, and CloudFormation takes ${TEMPLATE_LIMIT_BYTES}: shorten the tags of organizationRules`,
  );
}

/** As people get it in a file: indented by one space for each level, since indentation counts towards the limit. */
export function printed(template: object): string {
  return JSON.stringify(template, null, 1);
}

function templateOf(sources: readonly Source[], central: Central): object {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Tocsin (${central.prefix}): forwards what its sources observe to the security account`,
    Conditions: { InSecurityAccount: { "Fn::Equals": [{ Ref: "AWS::AccountId" }, central.account] } },
    Resources: {
      ForwardRole: forwardRole(central),
      DeadLetters: deadLetters(central),
      DeadLettersPolicy: deadLettersPolicy(central),
      DeadLettersAlarm: deadLettersAlarm(central),
      ...Object.assign({}, ...sources.map((source) => forwardingRules(source, central))),
      ForwardAlarm: rule(`${central.prefix}-forward-alarm`, central, { EventPattern: alarmPattern(central.prefix) }),
      ForwardHeartbeat: rule(`${central.prefix}-forward-heartbeat`, central, { ScheduleExpression: "rate(1 day)" }),
    },
  };
}

/** The alarms of the members' own dead-letter queues, as events: the central bus passes them to the alarm topic. */
export const alarmPattern = (prefix: string): Pattern => ({
  source: ["aws.cloudwatch"],
  "detail-type": ["CloudWatch Alarm State Change"],
  detail: { alarmName: [`${prefix}-forward-dlq`], state: { value: ["ALARM"] } },
});

/** The members' daily heartbeats: the central bus admits nothing else from a schedule. */
export const heartbeatPattern: Pattern = { source: ["aws.events"], "detail-type": ["Scheduled Event"] };

/** The patterns that forward a source's events in the security account, and in all others; nothing if no event is left. */
export function forwardedPatterns({ pattern, delegated }: Source): {
  readonly security: Pattern;
  readonly member: Pattern | undefined;
} {
  return { security: pattern, member: withoutDetailTypes(pattern, delegated) };
}

/** The pattern that matches what `pattern` matches, except these types; nothing if it matches no other. */
function withoutDetailTypes(pattern: Pattern, types: readonly string[]): Pattern | undefined {
  if (types.length === 0) return pattern;
  const detailTypes = pattern["detail-type"];
  if (Array.isArray(detailTypes)) {
    const left = detailTypes.filter((type) => !types.includes(type));
    return left.length === 0 ? undefined : { ...pattern, "detail-type": left };
  }
  const alternatives = pattern.$or;
  if (!Array.isArray(alternatives)) return pattern;
  const left = alternatives.flatMap((alternative: Pattern): readonly Pattern[] => {
    const without = withoutDetailTypes(alternative, types);
    return without === undefined ? [] : [without];
  });
  const [first] = left;
  if (first === undefined || left.length > 1) return first && { ...pattern, $or: left };
  // EventBridge does not accept a list with a single alternative.
  const { $or, ...rest } = pattern;
  return { ...rest, ...first };
}

function forwardingRules(source: Source, central: Central): object {
  const { security, member } = forwardedPatterns(source);
  for (const pattern of [security, member]) {
    const length = JSON.stringify(pattern ?? {}).length;
    if (length > PATTERN_LIMIT) {
      throw new RangeError(
        `the pattern of ${source.name} has ${length} characters; EventBridge takes ${PATTERN_LIMIT}`,
      );
    }
  }
  const id = `Forward${source.name.charAt(0).toUpperCase()}${source.name.slice(1)}`;
  const name = `${central.prefix}-forward-${source.name}`;
  if (member === undefined) {
    return { [id]: { ...rule(name, central, { EventPattern: security }), Condition: "InSecurityAccount" } };
  }
  const EventPattern = member === security ? security : { "Fn::If": ["InSecurityAccount", security, member] };
  return { [id]: rule(name, central, { EventPattern }) };
}

/** In CloudFormation's form. Tags of a whole stack exist too, but not all kinds of resources inherit them. */
const tagged = ({ rules: { tags } }: Central) =>
  tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };

function rule(name: string, central: Central, trigger: object) {
  const { busArn } = central;
  return {
    Type: "AWS::Events::Rule",
    Properties: {
      Name: name,
      ...trigger,
      ...tagged(central),
      Targets: [
        {
          Id: "central",
          Arn: busArn,
          RoleArn: { "Fn::GetAtt": ["ForwardRole", "Arn"] },
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetters", "Arn"] } },
        },
      ],
    },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html */
function forwardRole(central: Central) {
  const { prefix, busArn, rules } = central;
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: { "Fn::Sub": forwarderRoleName(prefix, `\${AWS::Region}`) },
      ...(rules.rolePath && { Path: rules.rolePath }),
      ...(rules.permissionsBoundary && {
        PermissionsBoundary: {
          "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${rules.permissionsBoundary}`,
        },
      }),
      ...tagged(central),
      AssumeRolePolicyDocument: policy({
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      }),
      Policies: [
        {
          PolicyName: "forward",
          PolicyDocument: policy({ Effect: "Allow", Action: "events:PutEvents", Resource: busArn }),
        },
      ],
    },
  };
}

/** Encrypted with SQS's own key: EventBridge may not use AWS's key for SQS, and ours is in another account. */
function deadLetters(central: Central) {
  return {
    Type: "AWS::SQS::Queue",
    Properties: {
      QueueName: `${central.prefix}-forward-dlq`,
      ...tagged(central),
      MessageRetentionPeriod: LONGEST_RETENTION_SECONDS,
      SqsManagedSseEnabled: true,
    },
  };
}

function deadLettersPolicy({ prefix }: Central) {
  const Resource = { "Fn::GetAtt": ["DeadLetters", "Arn"] };
  const rules = {
    "Fn::Sub": `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${prefix}-forward-*`,
  };
  return {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [{ Ref: "DeadLetters" }],
      PolicyDocument: policy(
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource,
          Condition: { ArnLike: { "aws:SourceArn": rules } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    },
  };
}

function deadLettersAlarm(central: Central) {
  const { prefix } = central;
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmName: `${prefix}-forward-dlq`,
      ...tagged(central),
      AlarmDescription: "Events could not be forwarded to the security account.",
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: `${prefix}-forward-dlq` }],
      Statistic: "Maximum",
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
    },
  };
}

const policy = (...statements: readonly object[]) => ({ Version: "2012-10-17", Statement: statements });
