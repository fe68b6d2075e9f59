/**
 * What is known of each way in which a policy lets a service in. A row is an admission as `conditions.ts` words it, what AWS
 * documents, and what was measured.
 */

/** Public captures of September to October 2026 in the repository radkawar/stackd, which nobody of this project repeated. */
const CAPTURED = "captured";
const UNKNOWN = "no";

const eventBridge = "https://docs.aws.amazon.com/eventbridge/latest/userguide";
const sns = "https://docs.aws.amazon.com/sns/latest/dg";

type Row = readonly [admission: string, documented: string, measured: string];

const rows: readonly Row[] = [
  [
    "key | events | Decrypt, GenerateDataKey | `aws:SourceAccount` is this account",
    `[as the rule's account](${eventBridge}/eb-use-conditions.html). Serves rules and the bus, which send to queues`,
    `${CAPTURED} for a rule and an encrypted queue: works, as does \`aws:SourceArn\` with the rule's ARN; the queue's ARN does not. Not for the bus's own dead letters`,
  ],
  [
    "key | sns | Decrypt, GenerateDataKey | `aws:SourceArn` is a topic of this stage",
    `[subscriptions of encrypted queues](${sns}/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html); AWS's CDK writes this condition`,
    UNKNOWN,
  ],
  [
    "key | cloudwatch | Decrypt, GenerateDataKey | `kms:EncryptionContext:aws:sns:topicArn` is a topic of this stage",
    `[CloudWatch uses the key as a service](${sns}/sns-key-management.html); the context is the topic's`,
    UNKNOWN,
  ],
  [
    "key | events | Decrypt, GenerateDataKey | `kms:EncryptionContext:aws:sns:topicArn` is a topic of this stage",
    `[source account, ARN and organization are not supported here](${sns}/sns-key-management.html), so the context stands alone`,
    `${CAPTURED}: once, source conditions worked all the same`,
  ],
  [
    "key | events | Decrypt, GenerateDataKey, ReEncryptFrom, ReEncryptTo | `kms:EncryptionContext:aws:events:event-bus:arn` is the bus",
    `[for archives](${eventBridge}/encryption-archives.html) and [for buses](${eventBridge}/eb-encryption-event-bus-cmkey.html). A source account is not documented for archives`,
    UNKNOWN,
  ],
  [
    "key | events | DescribeKey | nothing",
    `[without a condition](${eventBridge}/encryption-archives.html); the request has no encryption context, and its answer tells only what kind of key it is`,
    UNKNOWN,
  ],
  [
    "key | logs | Decrypt, DescribeKey, Encrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext, ReEncryptFrom, ReEncryptTo | `kms:EncryptionContext:aws:logs:arn` is a log of this stage",
    "[for log groups](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html)",
    UNKNOWN,
  ],
  [
    "queue | events | SendMessage | `aws:SourceArn` is a rule of this stage",
    `[for targets](${eventBridge}/eb-use-resource-based.html) and [for dead letters](${eventBridge}/eb-rule-dlq.html)`,
    `${CAPTURED}: works`,
  ],
  [
    "queue | events | SendMessage | `aws:SourceArn` is the bus",
    `[the queue](${eventBridge}/eb-encryption-event-bus-dlq.html), but no condition for it`,
    `${UNKNOWN}; only custom events under a broken key would be lost, as AWS's own never go there`,
  ],
  [
    "queue | sns | SendMessage | `aws:SourceArn` is a topic of this stage",
    `[for subscriptions](${sns}/subscribe-sqs-queue-to-sns-topic.html)`,
    UNKNOWN,
  ],
  [
    "topic | cloudwatch | Publish | `aws:SourceArn` is an alarm of this stage",
    `[for alarms](${sns}/sns-access-policy-use-cases.html)`,
    UNKNOWN,
  ],
  [
    "topic | events | Publish | `aws:SourceArn` is a rule of this stage",
    `[EventBridge's guide says that it takes none](${eventBridge}/eb-use-resource-based.html). Without one, any account's rule could publish`,
    `${CAPTURED}: works. If it did not, \`…-member-alarms-dlq\` would ring`,
  ],
  [
    "log | delivery.logs | CreateLogStream | nothing",
    `[without a condition](${eventBridge}/eb-use-resource-based.html)`,
    UNKNOWN,
  ],
  [
    "log | events | CreateLogStream | nothing",
    `[without a condition](${eventBridge}/eb-use-resource-based.html)`,
    UNKNOWN,
  ],
  [
    "log | delivery.logs | PutLogEvents | `aws:SourceArn` is a rule of this stage",
    `[for logs](${eventBridge}/eb-use-resource-based.html)`,
    UNKNOWN,
  ],
  [
    "log | events | PutLogEvents | `aws:SourceArn` is a rule of this stage",
    `[for logs](${eventBridge}/eb-use-resource-based.html)`,
    UNKNOWN,
  ],
  [
    "bus | everybody | PutEvents | `aws:PrincipalOrgID` is this organization and `aws:PrincipalArn` is a forwarding role of this stage",
    `[the organization](${eventBridge}/eb-event-bus-perms.html). The role is [in every request of one](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html), but EventBridge's guide does not name it`,
    `${UNKNOWN}. If it is not set, nothing is let in: the heartbeats' alarms ring, and events wait in the members' \`…-forward-dlq\``,
  ],
  [
    "role | scheduler | AssumeRole | `aws:SourceAccount` is this account",
    "[for schedules](https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html)",
    UNKNOWN,
  ],
  [
    "role | lambda | AssumeRole | nothing",
    "[without a condition](https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html)",
    UNKNOWN,
  ],
  [
    "members' queue | events | SendMessage | `aws:SourceArn` is a rule of this stage",
    `[for dead letters](${eventBridge}/eb-rule-dlq.html)`,
    `${CAPTURED} for a queue of the same account: works`,
  ],
  [
    "members' role | events | AssumeRole | `aws:SourceAccount` is this account",
    `[as the rule's account](${eventBridge}/eb-use-conditions.html), but not named for roles`,
    `${UNKNOWN}. If it is not set, events wait in \`…-forward-dlq\`, whose alarm cannot be forwarded either: the heartbeats' alarms ring`,
  ],
];

/** By the admission. */
export const answers: ReadonlyMap<string, readonly [documented: string, measured: string]> = new Map(
  rows.map(([admission, documented, measured]) => [admission, [documented, measured]]),
);
