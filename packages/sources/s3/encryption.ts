/** Observations about a bucket's default encryption. S3 encrypts every object: the question is with whose key. */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { parseArn } from "@tocsin/core/event/arn";
import { recordedCall } from "../caller.ts";
import { fieldAt, textAt } from "../details.ts";
import { about, type Bucket } from "./bucket.ts";
import type { Call, Parameters } from "./schema.ts";

export function encryptionPut(event: Call, bucket: Bucket, parameters: Parameters): Observed {
  const { name, account } = bucket;
  const [rule] = [fieldAt(parameters, "ServerSideEncryptionConfiguration", "Rule")].flat();
  const algorithm = textAt(rule, "ApplyServerSideEncryptionByDefault", "SSEAlgorithm");
  const key = textAt(rule, "ApplyServerSideEncryptionByDefault", "KMSMasterKeyID").slice(0, KEY_LIMIT);
  const said = { ...about("bucket-encryption", bucket), ...recordedCall(event.detail, account) };
  const owner = parseArn(key)?.account || account;
  if (algorithm.startsWith("aws:kms") && owner !== account)
    return [
      active(event, {
        ...said,
        severity: "HIGH",
        title: `Bucket ${name} encrypts under another account's key`,
        summary: `The bucket's default encryption was set to a key of account ${owner}, which can make every new object unreadable by disabling it.`,
        remedy:
          "Find out whose account it is. If that key is not intended, set one of your own with `aws s3api put-bucket-encryption`, and look for objects that were encrypted with the other.",
        attributes: { key, foreignAccounts: owner },
      }),
    ];
  if (algorithm.startsWith("aws:kms"))
    return [
      cleared(event, {
        ...said,
        scope: "condition",
        because: "fixed",
        title: `Bucket ${name} encrypts under a key of KMS`,
        summary: "The bucket's default encryption was set to a key of KMS.",
      }),
    ];
  return [
    active(event, {
      ...said,
      severity: "LOW",
      title: `Bucket ${name} encrypts without a key of KMS`,
      summary:
        algorithm === ""
          ? "The bucket's default encryption was changed, and CloudTrail's record does not show how."
          : "The bucket's default encryption was set to S3's own key. The record does not say whether it was a KMS key before.",
      attributes: { unread: algorithm === "" ? true : undefined },
    }),
  ];
}

const KEY_LIMIT = 512;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export function encryptionReset(event: Call, bucket: Bucket): Observed {
  return [
    active(event, {
      ...about("bucket-encryption", bucket),
      ...recordedCall(event.detail, bucket.account),
      severity: "MEDIUM",
      title: `Bucket ${bucket.name} encrypts without a key of KMS`,
      summary:
        "The bucket's default encryption was reset to S3's own key: whoever may read the bucket may read the objects that this key encrypts.",
    }),
  ];
}
