/** What the caller of a command must be allowed in AWS. `test/deployment/command-permissions.test.ts` holds it against what each command asks for. */

/** By command, as it is called for a deployed stage: the actions, as IAM names them. */
export const commandPermissions: Readonly<Record<string, readonly string[]>> = {
  "alerts list --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "alerts show --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "alerts ack --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "alerts suppress --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "alerts approve --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "alerts resolve --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "alerts reopen --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "silence add --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "silence list --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "silence expire --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "channel list --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "channel preview --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "channel test --stage": ["dynamodb:BatchGetItem", "dynamodb:Query", "events:PutEvents"],
  "oncall who --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "oncall export --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "oncall override add --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"],
  "oncall override list --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "oncall override cancel --stage": ["dynamodb:PutItem", "dynamodb:Query"],
  "oncall pause --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
  "oncall resume --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
  "oncall status --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "go-live --stage": ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
  "policy push --stage": [
    ...["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:PutItem"],
    ...["secretsmanager:DescribeSecret", "ssm:DescribeParameters"],
  ],
  "policy history --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "policy rollback --stage": [
    ...["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:PutItem"],
    ...["secretsmanager:DescribeSecret", "ssm:DescribeParameters"],
  ],
  "policy plan --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "policy dry-run --stage": ["dynamodb:BatchGetItem", "dynamodb:Query"],
  "policy pull --stage": ["dynamodb:BatchGetItem"],
  "digest --stage": ["dynamodb:BatchGetItem", "dynamodb:Query", "s3:GetObject", "s3:ListBucket"],
  "digest --send --stage": ["lambda:InvokeFunction"],
  "digest reviewed --stage": ["dynamodb:PutItem", "dynamodb:Query"],
  "dlq list --stage": ["sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
  "dlq show --stage": ["sqs:ChangeMessageVisibility", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
  "dlq redrive --stage": [
    ...["dynamodb:BatchGetItem", "dynamodb:Query", "sns:Publish", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage"],
    ...["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"],
  ],
  "dlq discard --stage": [
    ...["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
  ],
  "backfill --stage": ["sqs:GetQueueUrl", "sqs:SendMessage"],
  "replay --stage": ["events:DescribeArchive", "events:DescribeReplay", "events:DescribeRule", "events:StartReplay"],
  "send --bus": ["events:PutEvents"],
  "drill --stage": ["dynamodb:BatchGetItem", "dynamodb:Query", "events:PutEvents"],
  "key-policy --check": ["kms:DescribeKey", "kms:GetKeyPolicy"],
  "verify --stage": [
    ...["cloudformation:DescribeStackSet", "cloudformation:ListStackInstances", "cloudwatch:DescribeAlarms"],
    ...["cloudwatch:GetDashboard", "cloudwatch:GetMetricData", "dynamodb:BatchGetItem"],
    ...["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"],
    ...["dynamodb:Query", "events:DescribeArchive", "events:DescribeEventBus", "events:DescribeRule"],
    ...["events:ListTargetsByRule", "kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:ListGrants"],
    ...["lambda:GetFunctionConfiguration", "lambda:ListEventSourceMappings", "scheduler:GetSchedule"],
    ...["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
  ],
  doctor: [
    ...["account:ListRegions", "acm:GetAccountConfiguration", "cloudformation:DescribeOrganizationsAccess"],
    ...["cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"],
    ...["config:DescribeConfigurationRecorderStatus", "config:DescribeConfigurationRecorders"],
    ...["organizations:DescribeOrganization", "organizations:ListDelegatedAdministrators"],
    "organizations:ListParents",
  ],
};

const READS = /^(dynamodb:(BatchGetItem|Query)|sqs:ReceiveMessage)$/;
const WRITES = /^(dynamodb:PutItem|sqs:SendMessage|sns:Publish)$/;

/**
 * What the stack's key must let the caller do besides, by way of the service: to read what is encrypted takes one, to write it both.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
function keyActions(actions: readonly string[]): readonly string[] {
  const isWriting = actions.some((action) => WRITES.test(action));
  return [
    ...(isWriting || actions.some((action) => READS.test(action)) ? ["kms:Decrypt"] : []),
    ...(isWriting ? ["kms:GenerateDataKey"] : []),
  ];
}

/** A row a command, in Markdown. */
export function commandPermissionsTable(): string {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const rows = Object.entries(commandPermissions).map(
    ([command, actions]) => `| \`tocsin ${command}\` | ${code(actions)} | ${code(keyActions(actions)) || "—"} |`,
  );
  return ["| command | actions | with the stack's key |", "| --- | --- | --- |", ...rows].join("\n");
}
