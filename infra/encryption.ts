/**
 * The one key of the stack: table, queues, topics, bus, archive, bucket and logs are encrypted with it. AWS services may use it
 * for this account, or for the one resource of this stack that they name, only; functions may use it only by way of the services
 * that they are granted. What is known of each condition is listed in docs/deploy.md.
 */
import { alertsOf, nouns } from "@tocsin/aws/names";
import { account, adopted, arnOf, endpointOf, isProduction, named, prefix } from "./place.ts";
import { type Permission, policyOf } from "./policy.ts";

/** The noun of the alarm topic, which cannot be imported: it is encrypted with the key. */
export const alarmsNoun = "alarms";

export const key = new aws.kms.Key(
  "Key",
  {
    description: `${named("key")}: everything that Tocsin stores or sends`,
    enableKeyRotation: true,
    policy: policyOf([
      {
        Sid: "ThisAccountsPoliciesDecide",
        Principal: { AWS: arnOf("iam", "root", { region: "" }) },
        // All that manages or uses a key, named one by one: a key that nobody may manage cannot be repaired.
        // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
        Action: [
          ...["CancelKeyDeletion", "CreateAlias", "CreateGrant", "Decrypt", "DeleteAlias", "DescribeKey", "DisableKey"],
          ...["DisableKeyRotation", "EnableKey", "EnableKeyRotation", "Encrypt", "GenerateDataKey"],
          ...[
            "GenerateDataKeyWithoutPlaintext",
            "GetKeyPolicy",
            "GetKeyRotationStatus",
            "ListAliases",
            "ListGrants",
            "ListKeyPolicies",
            "ListResourceTags",
            "PutKeyPolicy",
          ],
          ...["ReEncryptFrom", "ReEncryptTo", "RetireGrant", "RevokeGrant", "RotateKeyOnDemand", "ScheduleKeyDeletion"],
          ...["TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"],
        ].map((name) => `kms:${name}`),
        Resource: "*",
      },
      {
        // A rule, or the bus itself, that sends to an encrypted queue.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        Sid: "EventsGoToQueues",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        // https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
        Sid: "TopicsSendToQueues",
        Principal: { Service: "sns.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: {
          ArnEquals: {
            "aws:SourceArn": [alertsOf(prefix), named(nouns.pages), named(alarmsNoun)].map((name) =>
              arnOf("sns", name),
            ),
          },
        },
      },
      {
        // A rule or an alarm that publishes to the encrypted alarm topic. Of EventBridge's requests SNS documents no source account
        // and no source ARN, but the topic is in every one. The topic's own policy says whose rules and alarms may publish.
        // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        Sid: "AlarmTopicIsPublishedTo",
        Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": arnOf("sns", named(alarmsNoun)) } },
      },
      {
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
        Sid: "BusAndArchive",
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
        // This request has no encryption context, and tells nothing but what kind of key it is.
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
        Sid: "BusAndArchiveAreMade",
        Principal: { Service: "events.amazonaws.com" },
        Action: "kms:DescribeKey",
        Resource: "*",
      },
      {
        // CloudWatch Logs names no source account; it is bound to the log groups of this stage instead.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        Sid: "LogsOfThisStage",
        Principal: { Service: endpointOf("logs") },
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
    ]),
  },
  {
    // The data that production keeps when the app is removed cannot be read without its key.
    retainOnDelete: isProduction,
    import: adopted?.key,
  },
);

export const keyAlias = new aws.kms.Alias("KeyAlias", { name: `alias/${named("key")}`, targetKeyId: key.keyId });

/** Lets a function read what `service` encrypted with the key, and by no other way. */
export const decryptBy = (service: EncryptingService): Permission => useBy(service, ["kms:Decrypt"]);

/** Lets a function write to what `service` encrypts, which may first have to read a data key again. */
export const encryptBy = (service: EncryptingService): Permission =>
  useBy(service, ["kms:Decrypt", "kms:GenerateDataKey"]);

type EncryptingService = "dynamodb" | "sqs" | "sns" | "s3" | "ssm" | "secretsmanager";

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function useBy(service: EncryptingService, actions: string[]): Permission {
  return {
    actions,
    resources: [key.arn],
    conditions: [{ test: "StringEquals", variable: "kms:ViaService", values: [endpointOf(service)] }],
  };
}
