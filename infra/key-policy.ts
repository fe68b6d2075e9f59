/**
 * The policy of the stack's key: AWS services may only use the key for this account, or for a resource of this stage that they name. An
 * organization's own key must have the same statements; `tocsin key-policy` prints them. docs/deploy.md says what is known of each
 * condition.
 */
import { alertsOf, nameIn, nouns, type StageNames } from "@tocsin/aws/names";
import { type Arn, formatArn } from "@tocsin/core/event/arn";

/** Where the stack is. */
export interface KeyPlace extends Pick<Arn, "partition" | "region" | "account"> {
  /** What the names of AWS's services end in there. */
  readonly dnsSuffix: string;
}

export interface KeyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS: string } | { readonly Service: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource: "*";
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** All that uses a key. */
const USES = [
  ...["CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"],
  ...["ReEncryptFrom", "ReEncryptTo"],
];

/**
 * All actions that manage a key, named one by one: a key that nobody may manage cannot be repaired.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const MANAGES = [
  ...["CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DisableKey", "DisableKeyRotation", "EnableKey"],
  ...["EnableKeyRotation", "GetKeyPolicy", "GetKeyRotationStatus", "ListAliases", "ListGrants", "ListKeyPolicies"],
  ...["ListResourceTags", "PutKeyPolicy", "RetireGrant", "RevokeGrant", "RotateKeyOnDemand", "ScheduleKeyDeletion"],
  ...["TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"],
];

/** The statement that lets IAM decide who in the account uses the key, and, if the stack makes it, who manages it. */
export const accountStatement = (place: KeyPlace, isMade: boolean): KeyStatement => ({
  Sid: "ThisAccountsPoliciesDecide",
  Effect: "Allow",
  Principal: { AWS: formatArn({ ...place, service: "iam", region: "", resource: "root" }) },
  Action: kms(isMade ? [...USES, ...MANAGES].sort() : USES),
  Resource: "*",
});

const kms = (actions: readonly string[]) => actions.map((name) => `kms:${name}`);

/** The statements that let AWS services use the key for a stage. */
export function serviceStatements(place: KeyPlace, names: StageNames): readonly KeyStatement[] {
  const arnOf = (service: string, resource: string) => formatArn({ ...place, service, resource });
  const named = (noun: string) => nameIn(names, noun);
  return [
    {
      // A rule, or the bus itself, that sends to an encrypted queue.
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
      Sid: "EventsGoToQueues",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": place.account } },
    },
    {
      // https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
      Sid: "TopicsSendToQueues",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        ArnEquals: {
          "aws:SourceArn": [
            alertsOf(names.prefix),
            ...[nouns.pages, nouns.chat, nouns.ocsf, nouns.alarms].map((noun) => named(noun)),
          ].map((topic) => arnOf("sns", topic)),
        },
      },
    },
    {
      // A rule or an alarm that publishes to the encrypted alarm topic. SNS documents neither a source account nor a source ARN for
      // EventBridge's requests, but every request has the topic. The topic's own policy says whose rules and alarms may publish.
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
      Sid: "AlarmTopicIsPublishedTo",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": arnOf("sns", named(nouns.alarms)) } },
    },
    {
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
      Sid: "BusAndArchive",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
      Resource: "*",
      Condition: {
        StringEquals: {
          "kms:EncryptionContext:aws:events:event-bus:arn": arnOf("events", `event-bus/${named(nouns.bus)}`),
        },
      },
    },
    {
      // This request has no encryption context, and its answer only says what kind of key it is.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
      Sid: "BusAndArchiveAreMade",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "kms:DescribeKey",
      Resource: "*",
    },
    {
      // CloudWatch Logs names no source account; it is bound to the log groups of this stage instead.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      Sid: "LogsOfThisStage",
      Effect: "Allow",
      Principal: { Service: `logs.${place.region}.${place.dnsSuffix}` },
      Action: [
        ...["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
        ...["kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
      ],
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": ["/aws/lambda", "/aws/events"].map((kind) =>
            arnOf("logs", `log-group:${kind}/${named("*")}`),
          ),
        },
      },
    },
  ];
}

/** A key's policy, as KMS takes it. */
export const keyPolicyOf = (statements: readonly KeyStatement[]) => ({ Version: "2012-10-17", Statement: statements });
