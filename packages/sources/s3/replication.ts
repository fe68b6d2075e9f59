/**
 * Observations about where a bucket is replicated to, and which objects are left out. A configuration replaces the former one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
 */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { parseArn } from "@tocsin/core/event/arn";
import { recordedCall } from "../caller.ts";
import { fieldAt, textAt } from "../details.ts";
import { about, type Bucket } from "./bucket.ts";
import { BUCKET_NAME, type Call, type Parameters } from "./schema.ts";

export function replicationPut(event: Call, bucket: Bucket, parameters: Parameters): Observed {
  const configuration = parameters.ReplicationConfiguration;
  const rules = [fieldAt(configuration, "Rule") ?? []].flat().filter((rule) => textAt(rule, "Status") !== "Disabled");
  const isUnread = fieldAt(configuration, "Rule") === undefined;
  const outside = exposure(event, bucket, rules, isUnread);
  return isUnread ? [outside] : [outside, gap(event, bucket, rules, textAt(configuration, "Role"))];
}

export function replicationEnded(event: Call, bucket: Bucket): Observed {
  return [notOutside(event, bucket), whole(event, bucket)];
}

const ACCOUNT = /^\d{12}$/;

/** The account of the destination, by the rule's account or that of its key. A bucket's ARN does not name its account. */
function destinationOf(rule: unknown): string | undefined {
  const named = textAt(rule, "Destination", "Account");
  const keyOwner = parseArn(textAt(rule, "Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"))?.account ?? "";
  return [named, keyOwner].find((account) => ACCOUNT.test(account));
}

/** The name of the destination bucket, which is unique in all of S3. A text that cannot be a bucket's name is not shown. */
function bucketOf(rule: unknown): string {
  const name = textAt(rule, "Destination", "Bucket").split(":").at(-1) ?? "";
  return BUCKET_NAME.test(name) ? name : "";
}

function named(buckets: readonly string[]): string {
  return buckets.length === 0 ? "a bucket" : `the bucket ${buckets.join(", ")}`;
}

function exposure(event: Call, bucket: Bucket, rules: readonly unknown[], isUnread: boolean): Observation {
  const { name, account } = bucket;
  const said = { ...about("replication-exposure", bucket), ...recordedCall(event.detail, account) };
  const foreign = rules.filter((rule) => (destinationOf(rule) ?? account) !== account);
  const unknown = rules.filter((rule) => textAt(rule, "Destination", "Account") === "");
  const attributesOf = (some: readonly unknown[]) => ({
    destinations: [...new Set(some.map(bucketOf))].filter((one) => one !== ""),
    foreignAccounts: [...new Set(some.flatMap((rule) => destinationOf(rule) ?? []))],
  });
  if (foreign.length > 0) {
    const attributes = attributesOf(foreign);
    return active(event, {
      ...said,
      severity: "HIGH",
      title: `Bucket ${name} is replicated to another account`,
      summary: `New objects of the bucket are copied to ${named(attributes.destinations)} of account ${attributes.foreignAccounts.join(", ")}.`,
      attributes: { ...attributes, exposedTo: "accounts" },
    });
  }
  if (unknown.length > 0 || isUnread) {
    const { destinations } = attributesOf(unknown);
    return active(event, {
      ...said,
      severity: "MEDIUM",
      title: `Bucket ${name} is replicated to a bucket of an unknown account`,
      summary: isUnread
        ? "The bucket's replication was changed, and CloudTrail's record does not show its destination."
        : `New objects of the bucket are copied to ${named(destinations)}: the record does not say in which account that is.`,
      remedy:
        "Find out whose bucket it is. If it is yours, name its account in the rule (`Destination.Account`); if not, end the replication: `aws s3api delete-bucket-replication`.",
      attributes: { destinations, exposedTo: "unknown", unread: isUnread ? true : undefined },
    });
  }
  return notOutside(event, bucket);
}

function notOutside(event: Call, bucket: Bucket): Observation {
  return cleared(event, {
    ...about("replication-exposure", bucket),
    ...recordedCall(event.detail, bucket.account),
    scope: "condition",
    because: "fixed",
    title: `Bucket ${bucket.name} is replicated to no other account`,
    summary: "The bucket is replicated to no other account.",
  });
}

/** Other accounts cannot use AWS managed keys. */
const MANAGED_KEY = /(?:^|:)alias\/aws\//;

const gaps = {
  role: "the role belongs to another account, and S3 cannot use it",
  key: "the replicas' key is an AWS managed key, which no other account can use",
  "kms-objects": "objects that are encrypted with a KMS key are left out, as no rule says that they are to be copied",
} as const;
type Gap = keyof typeof gaps;

/** The gaps that a record shows. It does not show whether the role's permissions and the key's policy suffice. */
function gapsOf(bucket: Bucket, rules: readonly unknown[], role: string): readonly Gap[] {
  const roleOwner = parseArn(role)?.account ?? bucket.account;
  const isOutside = (rule: unknown) => ![bucket.account, ""].includes(textAt(rule, "Destination", "Account"));
  const keyOf = (rule: unknown) => textAt(rule, "Destination", "EncryptionConfiguration", "ReplicaKmsKeyID");
  const copiesKms = (rule: unknown) =>
    textAt(rule, "SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status") === "Enabled";
  return [
    ...(rules.length > 0 && roleOwner !== bucket.account ? (["role"] as const) : []),
    ...(rules.some((rule) => isOutside(rule) && MANAGED_KEY.test(keyOf(rule))) ? (["key"] as const) : []),
    ...(rules.some((rule) => !copiesKms(rule)) ? (["kms-objects"] as const) : []),
  ];
}

function gap(event: Call, bucket: Bucket, rules: readonly unknown[], role: string): Observation {
  const found = gapsOf(bucket, rules, role);
  if (found.length === 0) return whole(event, bucket);
  return active(event, {
    ...about("replication-gap", bucket),
    ...recordedCall(event.detail, bucket.account),
    severity: found.some((one) => one !== "kms-objects") ? "MEDIUM" : "LOW",
    title: `Replication of bucket ${bucket.name} leaves objects out`,
    summary: `The bucket's replication has gaps: ${found.map((one) => gaps[one]).join("; ")}.`,
    attributes: { gap: found },
  });
}

function whole(event: Call, bucket: Bucket): Observation {
  return cleared(event, {
    ...about("replication-gap", bucket),
    ...recordedCall(event.detail, bucket.account),
    scope: "condition",
    because: "fixed",
    title: `Replication of bucket ${bucket.name} leaves nothing out`,
    summary: "As far as its configuration shows, the bucket's replication leaves nothing out.",
  });
}
