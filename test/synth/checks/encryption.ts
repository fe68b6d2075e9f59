/** Everything is encrypted with the stack's key. */
import { rulesOf } from "@tocsin/infra/config";
import {
  arnOf,
  at,
  type Check,
  conditionValues,
  encryptionKeys,
  flaws,
  keyOf,
  ofType,
  policiesOf,
  reportKeyOf,
  textAt,
} from "../graph.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

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
      isOurKey(synthesis, textAt(resource, path)) ? undefined : "is not under the key",
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
        textAt(encryption, "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId") === reportKeyOf(synthesis),
    )
      ? undefined
      : "is not under the key",
  ),
];

const isOurKey = (synthesis: Synthesis, arn: string): boolean => keyOf(synthesis) === arn;

/** One for the stack, and one for reports that are kept in another region; none where the organization brings its own. */
export const oneKeyThatRotates: Check = (synthesis) => {
  const { key, reportRegion = synthesis.config.homeRegion } = rulesOf(synthesis.config);
  const wanted = key === undefined ? [...new Set([synthesis.config.homeRegion, reportRegion])] : [];
  const keys = encryptionKeys(synthesis);
  const found = keys.map((one) => arnOf(one).split(":")[3] ?? "");
  if (found.sort().join() !== wanted.sort().join())
    return [{ resource: "Key", problem: `there are keys of ${found.join(" and ") || "no region"}` }];
  return flaws(keys, (one) => (at(one, "enableKeyRotation") === true ? undefined : "is never rotated"));
};

/** A key that the account's policies may not manage cannot be repaired. */
const vital = ["Decrypt", "DescribeKey", "GenerateDataKey", "PutKeyPolicy", "ScheduleKeyDeletion"];

/** The account itself, and each log group by its name. What services do with the key is compared in policies.ts. */
export const keyServesWhoNeedsIt: Check = (synthesis) =>
  encryptionKeys(synthesis).flatMap((key) => {
    const statements = policiesOf(key).filter(({ Effect }) => Effect === "Allow");
    const ours = statements.filter(({ Principal }) => Object(Principal).AWS?.join().endsWith(":root"));
    const unserved = vital
      .filter((use) => !ours.some(({ Action }) => Action.includes(`kms:${use}`)))
      .map((use) => `refuses ${use} to the account`);
    // The key of reports elsewhere is used by who writes and reads them alone.
    const groups = arnOf(key) === keyOf(synthesis) ? ofType(synthesis, "cloudwatch/logGroup:LogGroup") : [];
    const logs = statements.flatMap((statement) => conditionValues(statement, "kms:EncryptionContext:aws:logs:arn"));
    const unreadable = groups
      .map((group) => textAt(group, "name"))
      .filter((name) => !logs.some((arn) => name.startsWith(arn.replace(/.*:log-group:|\*$/g, ""))))
      .map((name) => `refuses the logs of ${name}`);
    return [...unserved, ...unreadable].map((problem) => ({ resource: key.name, problem }));
  });

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
