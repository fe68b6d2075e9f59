/** The checks can fail: each way to weaken the deployment is caught by the check that is meant for it, which names the resource. */
import { expect, test } from "vitest";
import { checks } from "./checks.ts";
import type { Resource } from "./mock-cloud.ts";
import { type Change, type Mutation, rewritten, withInputs, without } from "./mutations/mutation.ts";
import { policyMutations } from "./mutations/policies.ts";
import { roleMutations } from "./mutations/roles.ts";
import { shapeMutations } from "./mutations/shapes.ts";
import type { Synthesis } from "./synthesize.ts";

const mutations: readonly Mutation[] = [
  ...roleMutations,
  ...policyMutations,
  ...shapeMutations,
  // Dead letters.
  [
    "a rule's target loses its dead-letter queue",
    "IngestAcmTarget",
    without("deadLetterConfig"),
    "every hop has a dead-letter queue that keeps for 14 days",
    "IngestAcmTarget",
  ],
  [
    "a queue loses its redrive",
    "IngestSsmQueueQueue",
    without("redrivePolicy"),
    "every hop has a dead-letter queue that keeps for 14 days",
    "IngestSsmQueueQueue",
  ],
  [
    "a dead-letter queue is removed",
    "OncallDlqQueue",
    undefined,
    "every hop has a dead-letter queue that keeps for 14 days",
    "OncallSubscription",
  ],
  [
    "a dead-letter queue keeps for the default of four days",
    "AnnounceDlqQueue",
    without("messageRetentionSeconds"),
    "every hop has a dead-letter queue that keeps for 14 days",
    "AnnounceMapping",
  ],
  [
    "a queue forgets in the default of four days",
    "IngestAcmQueueQueue",
    without("messageRetentionSeconds"),
    "no queue forgets within 14 days",
    "IngestAcmQueueQueue",
  ],
  [
    "the stream has no failure destination",
    "AnnounceMapping",
    without("destinationConfig"),
    "every hop has a dead-letter queue that keeps for 14 days",
    "AnnounceMapping",
  ],
  [
    "a schedule has no dead-letter queue",
    "ReviewSchedule",
    rewritten('"deadLetterConfig"', '"none"'),
    "every hop has a dead-letter queue that keeps for 14 days",
    "ReviewSchedule",
  ],
  [
    "what a scheduled function fails at goes nowhere",
    "DigestInvocations",
    undefined,
    "every hop has a dead-letter queue that keeps for 14 days",
    "DigestFunction",
  ],
  [
    "the bus has no dead-letter queue",
    "BusBus",
    without("deadLetterConfig"),
    "every hop has a dead-letter queue that keeps for 14 days",
    "BusBus",
  ],
  [
    "a dead-letter queue has no alarm",
    "IngestMacieDlqAlarm",
    undefined,
    "every dead-letter queue has an alarm that reaches somebody",
    "IngestMacieDlqQueue",
  ],
  [
    "an alarm has no action",
    "ReviewDlqAlarm",
    withInputs({ alarmActions: [] }),
    "every alarm reaches somebody",
    "ReviewDlqAlarm",
  ],
  [
    "nobody is subscribed to the alarms",
    "AlarmMail0",
    undefined,
    "every dead-letter queue has an alarm that reaches somebody",
    "BusDlqQueue",
  ],
  [
    "a dead-letter queue does not take from its rule",
    "IngestAcmDlqPolicy",
    rewritten(
      'OneSender","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage',
      'OneSender","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:ReceiveMessage',
    ),
    "a policy lets in who sends, and nobody else",
    "IngestAcmDlqPolicy",
  ],
  [
    "a queue is visible again too soon",
    "OncallQueueQueue",
    withInputs({ visibilityTimeoutSeconds: 359 }),
    "a queue's visibility outlasts its function sixfold",
    "OncallQueueQueue",
  ],
  [
    "a whole batch comes again",
    "IngestSsmMapping",
    without("functionResponseTypes"),
    "only what failed of a batch comes again",
    "IngestSsmMapping",
  ],
  [
    "the stream retries for ever",
    "AnnounceMapping",
    withInputs({ maximumRetryAttempts: -1 }),
    "the stream gives up what keeps failing",
    "AnnounceMapping",
  ],
  [
    "the stream does not halve",
    "AnnounceMapping",
    without("bisectBatchOnFunctionError"),
    "the stream gives up what keeps failing",
    "AnnounceMapping",
  ],
  // Permissions.
  [
    "a role may do everything to the table",
    "IngestAcmRole",
    rewritten("dynamodb:PutItem", "dynamodb:*"),
    "no policy allows an action by wildcard",
    "IngestAcmRole",
  ],
  [
    "a role may delete",
    "IngestAcmRole",
    rewritten("dynamodb:PutItem", "dynamodb:DeleteItem"),
    "a role allows what its function needs, where it needs it",
    "IngestAcmRole",
  ],
  [
    "a role may publish to every topic",
    "AnnounceRole",
    rewritten(
      '"sns:Publish"],"Resource":["arn:aws:sns:eu-central-1:111122223333:tocsin-prod-alerts"]',
      '"sns:Publish"],"Resource":["*"]',
    ),
    "a role allows what its function needs, where it needs it",
    "AnnounceRole",
  ],
  [
    "a role has AWS's managed policy",
    "OncallRole",
    withInputs({ managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] }),
    "no role has a managed policy",
    "OncallRole",
  ],
  [
    "the account assumes a role, as by SST's default",
    "ReviewRole",
    rewritten(
      '{"Service":"lambda.amazonaws.com"}',
      '{"Service":"lambda.amazonaws.com","AWS":"arn:aws:iam::111122223333:root"}',
    ),
    "a role is assumed by its service alone",
    "ReviewRole",
  ],
  [
    "a role decrypts by every service",
    "ReviewRole",
    rewritten("kms:ViaService", "kms:CallerAccount"),
    "a role allows what its function needs, where it needs it",
    "ReviewRole",
  ],
  [
    "a function takes another's role",
    "OncallFunction",
    withInputs({ role: "arn:aws:iam::111122223333:role/tocsin-prod-review" }),
    "each function has a role of its own",
    "OncallFunction",
  ],
  [
    "anyone may put events",
    "BusPolicy",
    rewritten("aws:PrincipalOrgID", "aws:Whatever"),
    "a policy lets in who sends, and nobody else",
    "BusPolicy",
  ],
  [
    "any role of the organization may put events",
    "BusPolicy",
    rewritten("role/tocsin-prod-forward-us-east-1", "role/*"),
    "a policy lets in who sends, and nobody else",
    "BusPolicy",
  ],
  [
    "a queue takes from any rule",
    "IngestAcmPolicy",
    rewritten("rule/tocsin-prod-bus/tocsin-prod-ingest-acm", "rule/*"),
    "a policy lets in who sends, and nobody else",
    "IngestAcmPolicy",
  ],
  [
    "who has no organization may put events",
    "BusPolicy",
    rewritten('"StringEquals"', '"StringEqualsIfExists"'),
    "a policy lets in who sends, and nobody else",
    "BusPolicy",
  ],
  [
    "who sends to a queue may also read it",
    "IngestAcmPolicy",
    rewritten('"Action":"sqs:SendMessage"', '"Action":["sqs:SendMessage","sqs:ReceiveMessage"]'),
    "a policy lets in who sends, and nobody else",
    "IngestAcmPolicy",
  ],
  [
    "a rule sends by another service",
    "IngestAcmPolicy",
    rewritten("events.amazonaws.com", "sns.amazonaws.com"),
    "a policy lets in who sends, and nobody else",
    "IngestAcmPolicy",
  ],
  [
    "any account's alarms are published",
    "AlarmsPolicy",
    rewritten("aws:SourceAccount", "aws:Whatever"),
    "a policy lets in who sends, and nobody else",
    "AlarmsPolicy",
  ],
  [
    "a queue is under another account's key",
    "OncallQueueQueue",
    rewritten("111122223333:key", "444455556666:key"),
    "nothing is of another account or region",
    "OncallQueueQueue",
  ],
  [
    "a queue takes from every service's anything",
    "OncallPolicy",
    rewritten("aws:SourceArn", "aws:SourceAccount"),
    "a policy lets in who sends, and nobody else",
    "OncallPolicy",
  ],
  // Encryption.
  [
    "the table is under AWS's key",
    "AlertsTable",
    without("serverSideEncryption"),
    "everything is encrypted with the stack's key",
    "AlertsTable",
  ],
  [
    "a queue is under SQS's key",
    "OncallDlqQueue",
    without("kmsMasterKeyId"),
    "everything is encrypted with the stack's key",
    "OncallDlqQueue",
  ],
  [
    "the topic is not encrypted",
    "TopicTopic",
    without("kmsMasterKeyId"),
    "everything is encrypted with the stack's key",
    "TopicTopic",
  ],
  [
    "the archive is not encrypted",
    "Archive",
    without("kmsKeyIdentifier"),
    "everything is encrypted with the stack's key",
    "Archive",
  ],
  [
    "logs are not encrypted",
    "DigestLogGroup",
    without("kmsKeyId"),
    "everything is encrypted with the stack's key",
    "DigestLogGroup",
  ],
  [
    "the bucket is under S3's key",
    "ReportsEncryption",
    undefined,
    "everything is encrypted with the stack's key",
    "ReportsBucket",
  ],
  [
    "the bucket may be made public",
    "ReportsPublicAccessBlock",
    undefined,
    "no bucket can be made public",
    "ReportsBucket",
  ],
  [
    "a topic takes what comes without TLS",
    "TopicPolicy",
    rewritten("aws:SecureTransport", "aws:Whatever"),
    "a policy lets in who sends, and nobody else",
    "TopicPolicy",
  ],
  [
    "a queue refuses but one thing without TLS",
    "IngestAcmPolicy",
    rewritten("sqs:*", "sqs:DeleteQueue"),
    "a policy lets in who sends, and nobody else",
    "IngestAcmPolicy",
  ],
  [
    "the key refuses the archive",
    "Key",
    rewritten(
      '"kms:ReEncryptFrom","kms:ReEncryptTo"],"Resource":"*","Condition":{"StringEquals"',
      '"kms:Decrypt"],"Resource":"*","Condition":{"StringEquals"',
    ),
    "the key serves services for this account only",
    "Key",
  ],
  [
    "a log is of a name that the key is not for",
    "HeartbeatsLog",
    withInputs({ name: "/aws/vendedlogs/tocsin-prod-heartbeats" }),
    "the key serves who needs it",
    "Key",
  ],
  [
    "a queue has no policy",
    "ReviewDlqPolicy",
    undefined,
    "a policy lets in who sends, and nobody else",
    "ReviewDlqQueue",
  ],
  ["the key never rotates", "Key", withInputs({ enableKeyRotation: false }), "there is one key, and it rotates", "Key"],
  [
    "the key serves any account",
    "Key",
    rewritten("aws:SourceAccount", "aws:Whatever"),
    "the key serves services for this account only",
    "Key",
  ],
  // Alarms beside dead letters.
  ["a queue's age rings no more", "OncallAgeAlarm", undefined, "what waits too long rings", "OncallMapping"],
  ["the stream's age rings no more", "AnnounceAgeAlarm", undefined, "what waits too long rings", "AnnounceMapping"],
  ["review stops unnoticed", "ReviewRunsAlarm", undefined, "what falls silent rings", "ReviewSchedule"],
  [
    "a region falls silent unnoticed",
    "HeartbeatsUsEast-1Alarm",
    undefined,
    "what falls silent rings",
    "MembersInstances",
  ],
  [
    "an alarm takes silence for health",
    "ReviewRunsAlarm",
    withInputs({ treatMissingData: "notBreaching" }),
    "an alarm means what it says",
    "ReviewRunsAlarm",
  ],
  [
    "an alarm takes an age for a sum",
    "IngestAcmAgeAlarm",
    withInputs({ statistic: "Sum" }),
    "an alarm means what it says",
    "IngestAcmAgeAlarm",
  ],
  [
    "an alarm looks back for longer than CloudWatch does",
    "ReviewRunsAlarm",
    withInputs({ evaluationPeriods: 97 }),
    "an alarm means what it says",
    "ReviewRunsAlarm",
  ],
  [
    "an alarm watches a queue that is not there",
    "OncallAgeAlarm",
    withInputs({ dimensions: { QueueName: "tocsin-prod-pager" } }),
    "an alarm watches what is measured",
    "OncallAgeAlarm",
  ],
  [
    "heartbeats are counted under another name",
    "HeartbeatsByRegion",
    rewritten('"name":"heartbeats"', '"name":"signs"'),
    "an alarm watches what is measured",
    "HeartbeatsUsEast-1Alarm",
  ],
  [
    "CloudWatch may not publish to the topic of the alarms",
    "AlarmsPolicy",
    rewritten("cloudwatch.amazonaws.com", "budgets.amazonaws.com"),
    "every alarm reaches somebody",
    "OncallAgeAlarm",
  ],
  [
    "the alarms go to what is no address",
    "AlarmMail0",
    withInputs({ endpoint: "security" }),
    "every alarm reaches somebody",
    "OncallAgeAlarm",
  ],
  // The dashboard.
  [
    "the dashboard looks for another stage's counts",
    "Dashboard",
    rewritten('{\\"Tocsin/prod', '{\\"Tocsin/staging'),
    "the dashboard shows what is measured",
    "Dashboard",
  ],
  [
    "the dashboard shows a count that no function makes",
    "Dashboard",
    rewritten('MetricName=\\"observations', 'MetricName=\\"remarks'),
    "the dashboard shows what is measured",
    "Dashboard",
  ],
  [
    "the dashboard shows a metric that SQS has not",
    "Dashboard",
    rewritten("ApproximateAgeOfOldestMessage", "AgeOfOldestMessage"),
    "the dashboard shows what is measured",
    "Dashboard",
  ],
  [
    "the dashboard shows a function that is not there",
    "Dashboard",
    rewritten('FunctionName","tocsin-prod-review', 'FunctionName","tocsin-prod-reviews'),
    "the dashboard shows what is measured",
    "Dashboard",
  ],
  [
    "a count is not shown",
    "Dashboard",
    rewritten('MetricName=\\"reviews', 'MetricName=\\"events'),
    "the dashboard shows what matters",
    "tocsin-prod-review",
  ],
  [
    "a function counts in another namespace",
    "IngestAcmFunction",
    rewritten("Tocsin/prod", "Tocsin/staging"),
    "the dashboard shows what matters",
    "tocsin-prod-ingest-acm",
  ],
  [
    "an alarm is not shown",
    "Dashboard",
    rewritten("alarm:tocsin-prod-oncall-dlq", "alarm:tocsin-prod-oncall"),
    "the dashboard shows what matters",
    "OncallDlqAlarm",
  ],
  ["there is no dashboard", "Dashboard", undefined, "the dashboard shows what matters", "Dashboard"],
  // Wiring.
  [
    "a rule is on the account's default bus",
    "IngestAcmRule",
    without("eventBusName"),
    "a rule is on the central bus, and has a target",
    "IngestAcmRule",
  ],
  [
    "a rule has no target",
    "HeartbeatsTarget",
    undefined,
    "a rule is on the central bus, and has a target",
    "HeartbeatsRule",
  ],
  ["the bus is not archived", "Archive", undefined, "what the bus took is archived", "BusBus"],
  [
    "the bus is archived in part",
    "Archive",
    withInputs({ eventPattern: '{"source":["aws.acm"]}' }),
    "what the bus took is archived",
    "BusBus",
  ],
  [
    "the archive forgets in a week",
    "Archive",
    withInputs({ retentionDays: 7 }),
    "what the bus took is archived",
    "BusBus",
  ],
  [
    "a schedule may not run its function",
    "ReviewSchedulerRole",
    rewritten("function:tocsin-prod-review", "function:tocsin-prod-digest"),
    "a role allows what its function needs, where it needs it",
    "ReviewSchedulerRole",
  ],
  [
    "the scheduler of another account assumes the role",
    "ReviewSchedulerRole",
    rewritten("aws:SourceAccount", "aws:SourceArn"),
    "a role is assumed by its service alone",
    "ReviewSchedulerRole",
  ],
  [
    "one account that fails stops the others",
    "MembersInstances",
    without("operationPreferences"),
    "every member is reached",
    "MembersInstances",
  ],
  ["members' roles may not be named", "Members", without("capabilities"), "every member is reached", "Members"],
  // Names and sizes.
  [
    "a name is longer than EventBridge takes",
    "Archive",
    withInputs({ name: "tocsin-prod-".padEnd(49, "x") }),
    "AWS takes the names",
    "Archive",
  ],
  [
    "a bucket has a capital letter",
    "ReportsBucket",
    withInputs({ bucket: "tocsin-Prod-reports-111122223333" }),
    "AWS takes the names",
    "ReportsBucket",
  ],
  [
    "a pattern is longer than EventBridge takes",
    "IngestAcmRule",
    withInputs({ eventPattern: JSON.stringify({ source: ["x".repeat(2048)] }) }),
    "AWS takes the documents",
    "IngestAcmRule",
  ],
  // Rules.
  [
    "a rule takes less",
    "IngestSsmRule",
    rewritten("Delete", "Remove"),
    "a rule has its source's pattern",
    "IngestSsmRule",
  ],
  [
    "a rule takes everything",
    "IngestMacieRule",
    withInputs({ eventPattern: "{}" }),
    "a rule has its source's pattern",
    "IngestMacieRule",
  ],
  ["a source has no rule", "IngestGuarddutyRule", undefined, "a rule has its source's pattern", "ingest-guardduty"],
  [
    "members' alarms are heard when they are over",
    "MemberAlarmsRule",
    rewritten("ALARM", "OK"),
    "a rule has its source's pattern",
    "MemberAlarmsRule",
  ],
  [
    "heartbeats are taken from one region only",
    "HeartbeatsRule",
    rewritten('{"source"', '{"region":["us-east-1"],"source"'),
    "a rule has its source's pattern",
    "HeartbeatsRule",
  ],
  // Operation.
  ["logs are kept for ever", "OncallLogGroup", without("retentionInDays"), "logs end", "OncallLogGroup"],
  [
    "a function runs on x86",
    "ReviewFunction",
    withInputs({ architectures: ["x86_64"] }),
    "functions run on arm64 and nodejs24.x, traced, with JSON logs",
    "ReviewFunction",
  ],
  [
    "a mapping takes all of the account's concurrency",
    "OncallMapping",
    without("scalingConfig"),
    "no queue takes all of the account's concurrency, and none is reserved",
    "OncallMapping",
  ],
  [
    "a function reserves what a new account has not",
    "ReviewFunction",
    withInputs({ reservedConcurrentExecutions: 1 }),
    "no queue takes all of the account's concurrency, and none is reserved",
    "ReviewFunction",
  ],
  [
    "two queues have one name",
    "OncallDlqQueue",
    withInputs({ name: "tocsin-prod-oncall" }),
    "no two resources share a name",
    "OncallDlqQueue",
  ],
];

/** The graph is had by `synthesis`, once the tests run; its stage is `prod`. */
export function describeMutations(synthesis: () => Synthesis): void {
  test("each check can fail", () => {
    expect(new Set(mutations.map(([, , , check]) => check))).toEqual(new Set(Object.keys(checks)));
  });

  test.each(mutations)("%s", (_title, mutated, change, check, resource) => {
    const found = checks[check](mutate(synthesis(), mutated, change));
    expect(found.map((flaw) => flaw.resource)).toContain(resource);
  });
}

function mutate(synthesis: Synthesis, name: string, change: Change): Synthesis {
  const [resource, ...others] = synthesis.resources.filter((candidate) => candidate.name === name);
  if (resource === undefined || others.length > 0) throw new Error(`not one resource is named ${name}`);
  const changed: readonly Resource[] = change ? [{ ...resource, inputs: change({ ...resource.inputs }) }] : [];
  return { ...synthesis, resources: synthesis.resources.flatMap((one) => (one === resource ? changed : [one])) };
}
