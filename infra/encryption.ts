/**
 * The one key of the stack: table, queues, topics, bus, archive, bucket and logs are encrypted with it. AWS services may use it
 * for this account only; functions may use it only by way of the services that they are granted.
 */
import { account, arnOf, endpointOf, isProduction, named } from "./place.ts";
import { type Permission, policyOf } from "./policy.ts";

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
        // A rule or a topic that sends to an encrypted queue, an alarm that publishes to an encrypted topic, the bus itself.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        Sid: "ServicesSendForThisAccount",
        Principal: { Service: ["events.amazonaws.com", "sns.amazonaws.com", "cloudwatch.amazonaws.com"] },
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
        Sid: "ArchiveOfThisAccount",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
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
  },
);

export const keyAlias = new aws.kms.Alias("KeyAlias", { name: `alias/${named("key")}`, targetKeyId: key.keyId });

/** Lets a function read what `service` encrypted with the key, and by no other way. */
export const decryptBy = (service: EncryptingService): Permission => useBy(service, ["kms:Decrypt"]);

/** Lets a function write to what `service` encrypts, which may first have to read a data key again. */
export const encryptBy = (service: EncryptingService): Permission =>
  useBy(service, ["kms:Decrypt", "kms:GenerateDataKey"]);

type EncryptingService = "dynamodb" | "sqs" | "sns" | "s3";

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function useBy(service: EncryptingService, actions: string[]): Permission {
  return {
    actions,
    resources: [key.arn],
    conditions: [{ test: "StringEquals", variable: "kms:ViaService", values: [endpointOf(service)] }],
  };
}
