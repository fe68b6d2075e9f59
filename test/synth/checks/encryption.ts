/** Everything is encrypted with the stack's key, and nothing travels in the clear. */

import { at, type Check, conditionValues, flaws, nameIn, ofType, policiesOf, statementsOf, textAt } from "../graph.ts";
import type { Resource } from "../mock-cloud.ts";
import type { Synthesis } from "../synthesize.ts";

/** Where each kind of resource names its key. */
const keyFields: Readonly<Record<string, string>> = {
  "dynamodb/table:Table": "serverSideEncryption.kmsKeyArn",
  "sqs/queue:Queue": "kmsMasterKeyId",
  "sns/topic:Topic": "kmsMasterKeyId",
  "cloudwatch/eventBus:EventBus": "kmsKeyIdentifier",
  "cloudwatch/eventArchive:EventArchive": "kmsKeyIdentifier",
  "cloudwatch/logGroup:LogGroup": "kmsKeyId",
  "lambda/function:Function": "kmsKeyArn",
  "ssm/parameter:Parameter": "keyId",
};

export const encryptedWithTheStacksKey: Check = (synthesis) => [
  ...Object.entries(keyFields).flatMap(([type, path]) =>
    flaws(ofType(synthesis, type), (resource) =>
      isOurKey(textAt(resource, path)) ? undefined : "is not under the key",
    ),
  ),
  ...flaws(ofType(synthesis, "dynamodb/table:Table"), (table) =>
    at(table, "serverSideEncryption.enabled") === true ? undefined : "is not encrypted",
  ),
  ...flaws(ofType(synthesis, "s3/bucket:Bucket"), (bucket) =>
    ofType(synthesis, "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").some(
      (encryption) =>
        textAt(encryption, "bucket") === textAt(bucket, "bucket") &&
        textAt(encryption, "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm") === "aws:kms" &&
        isOurKey(textAt(encryption, "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId")),
    )
      ? undefined
      : "is not under the key",
  ),
];

const isOurKey = (arn: string): boolean => /:kms:.*:key\/Key$/.test(arn);

export const oneKeyThatRotates: Check = (synthesis) => {
  const keys = ofType(synthesis, "kms/key:Key");
  if (keys.length !== 1) return [{ resource: "Key", problem: `there are ${keys.length} keys` }];
  return flaws(keys, (key) => (at(key, "enableKeyRotation") === true ? undefined : "is never rotated"));
};

/** A service uses the key for this account, or for the logs of this stage, only. */
export const keyServesThisAccountOnly: Check = (synthesis) =>
  ofType(synthesis, "kms/key:Key").flatMap((key) =>
    policiesOf(key)
      .filter(({ Principal }) => typeof Principal !== "object" || Principal.Service !== undefined)
      .filter((statement) => {
        const logs = conditionValues(statement, "kms:EncryptionContext:aws:logs:arn");
        const ours =
          logs.length > 0 && logs.every((arn) => /:\d{12}:log-group:\/aws\/\w+\/tocsin-[\w-]+-\*$/.test(arn));
        return conditionValues(statement, "aws:SourceAccount").length !== 1 && !ours;
      })
      .map(({ Principal }) => ({ resource: key.name, problem: `serves ${JSON.stringify(Principal)} of any account` })),
  );

/** What each service does with the key on our behalf. */
const keyUses: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  "sns.": ["Decrypt", "GenerateDataKey"],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
  "cloudwatch.": ["Decrypt", "GenerateDataKey"],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
  "events.": ["Decrypt", "DescribeKey", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  "logs.": [
    ...["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"],
    ...["ReEncryptFrom", "ReEncryptTo"],
  ],
  // A key that nobody may manage cannot be repaired.
  "arn:": ["Decrypt", "DescribeKey", "GenerateDataKey", "PutKeyPolicy", "ScheduleKeyDeletion"],
};

/** Services that send, store or log, each log group, and the account itself. */
export const keyServesWhoNeedsIt: Check = (synthesis) =>
  ofType(synthesis, "kms/key:Key").flatMap((key) => {
    const statements = policiesOf(key).filter(({ Effect }) => Effect === "Allow");
    const unserved = Object.entries(keyUses).flatMap(([principal, uses]) => {
      const granted = statements
        .filter(({ Principal }) =>
          Object.values(Object(Principal))
            .flat()
            .some((one) => String(one).startsWith(principal)),
        )
        .flatMap(({ Action }) => Action);
      return uses.filter((use) => !granted.includes(`kms:${use}`)).map((use) => `refuses ${use} to ${principal}…`);
    });
    const logs = statements.flatMap((statement) => conditionValues(statement, "kms:EncryptionContext:aws:logs:arn"));
    const unreadable = ofType(synthesis, "cloudwatch/logGroup:LogGroup")
      .map((group) => textAt(group, "name"))
      .filter((name) => !logs.some((arn) => name.startsWith(arn.replace(/.*:log-group:|\*$/g, ""))))
      .map((name) => `refuses the logs of ${name}`);
    const known = Object.values(keyUses).flat();
    const overserved = statements
      .filter(({ Principal }) => Object(Principal).Service !== undefined)
      .flatMap(({ Action }) => Action.filter((action) => !known.some((use) => action === `kms:${use}`)))
      .map((action) => `lets a service ${action}`);
    return [...unserved, ...unreadable, ...overserved].map((problem) => ({ resource: key.name, problem }));
  });

/** Each queue, topic and bucket has one policy, and it refuses what comes without TLS. */
export const insecureTransportIsDenied: Check = (synthesis) => [
  ...guarded(synthesis, "sqs/queue:Queue", "name", "sqs/queuePolicy:QueuePolicy", "queueUrl"),
  ...guarded(synthesis, "sns/topic:Topic", "name", "sns/topicPolicy:TopicPolicy", "arn"),
  ...guarded(synthesis, "s3/bucket:Bucket", "bucket", "s3/bucketPolicy:BucketPolicy", "bucket"),
];

function guarded(synthesis: Synthesis, type: string, nameField: string, policyType: string, subjectField: string) {
  return flaws(ofType(synthesis, type), (resource) => {
    const policies = ofType(synthesis, policyType).filter(
      (policy) => nameIn(textAt(policy, subjectField)) === textAt(resource, nameField),
    );
    if (policies.length !== 1) return `has ${policies.length} policies, of which the last one wins`;
    return policies.some((policy) => deniesInsecureTransport(policy, textAt(resource, nameField)))
      ? undefined
      : "takes what comes without TLS";
  });
}

/** Of everybody, whatever they want of it; to a topic nothing but messages can be sent. */
const deniesInsecureTransport = (policy: Resource, name: string): boolean =>
  statementsOf(at(policy, "policy")).some(
    (statement) =>
      statement.Effect === "Deny" &&
      (statement.Principal === "*" || Object(statement.Principal).AWS?.join() === "*") &&
      ["sqs:*", "sns:Publish", "s3:*"].includes(statement.Action.join()) &&
      statement.Resource.some((arn) => nameIn(arn) === name) &&
      conditionValues(statement, "aws:SecureTransport").join() === "false",
  );

/** A queue takes from one sender, named by its ARN, which is a rule, a topic or a bus of this stack. */
export const queuesNameTheirOneSender: Check = (synthesis) =>
  flaws(ofType(synthesis, "sqs/queuePolicy:QueuePolicy"), (policy) => {
    const senders = statementsOf(at(policy, "policy")).filter(({ Effect }) => Effect === "Allow");
    if (senders.length > 1) return "names more than one sender";
    return senders.every((sender) => {
      const sources = conditionValues(sender, "aws:SourceArn");
      return sources.length === 1 && sources.every((arn) => isSender(synthesis, arn));
    })
      ? undefined
      : "takes from whoever it does not name";
  });

const isSender = (synthesis: Synthesis, arn: string): boolean =>
  !arn.includes("*") &&
  ofType(synthesis, "cloudwatch/eventRule:EventRule", "sns/topic:Topic", "cloudwatch/eventBus:EventBus").some(
    (sender) => textAt(sender, "name") === nameIn(arn),
  );

export const bucketsArePrivate: Check = (synthesis) =>
  flaws(ofType(synthesis, "s3/bucket:Bucket"), (bucket) =>
    ofType(synthesis, "s3/bucketPublicAccessBlock:BucketPublicAccessBlock").some(
      (block) =>
        textAt(block, "bucket") === textAt(bucket, "bucket") &&
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
          (field) => at(block, field) === true,
        ),
    )
      ? undefined
      : "may be made public",
  );
