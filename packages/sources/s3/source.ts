/** Buckets that are opened, replicated elsewhere or with gaps, or encrypted less well, from CloudTrail's records. */
import { cleared, type Observed } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { API_CALL, hadEffect, succeeded } from "../cloudtrail.ts";
import { fieldAt } from "../details.ts";
import { defineSource } from "../source.ts";
import { aclClosed, aclPut, GRANT_HEADERS, grantedBy } from "./acl.ts";
import { accountBlock, blockDeleted, blockPut, bucketBlock } from "./block.ts";
import { ACL_REPORTER, about, type Bucket, POLICY_REPORTER, REPORTER } from "./bucket.ts";
import { encryptionPut, encryptionReset } from "./encryption.ts";
import { policyClosed, policyPut } from "./policy.ts";
import { replicationEnded, replicationPut } from "./replication.ts";
import { accountCalls, bucketCalls, type Call, type Parameters, schema } from "./schema.ts";

const eventSource = ["s3.amazonaws.com"];

export const s3 = defineSource({
  name: "s3",
  about:
    "buckets that policies or grants open, blocks of public access removed, replication to other accounts or with gaps, default encryption without KMS or under another's key",
  pattern: {
    source: ["aws.s3"],
    "detail-type": [API_CALL],
    $or: [
      { detail: { eventSource, eventName: [...bucketCalls, ...accountCalls], ...succeeded } },
      {
        // A new bucket is open to its owner only, unless the call says otherwise.
        detail: {
          eventSource,
          eventName: ["CreateBucket"],
          requestParameters: { "x-amz-acl": [{ prefix: "public-read" }, "authenticated-read"] },
          ...succeeded,
        },
      },
      {
        detail: {
          eventSource,
          eventName: ["CreateBucket"],
          requestParameters: {
            accessControlList: { $or: GRANT_HEADERS.map((name) => ({ [name]: [{ exists: true }] })) },
          },
          ...succeeded,
        },
      },
    ],
  },
  reporters: [REPORTER, POLICY_REPORTER, ACL_REPORTER],
  schema,
  observe(event) {
    const isDone = hadEffect("no-error-code", event.detail) && !wasRefused(event.detail);
    return isDone ? called(event) : { ignored: "without-effect" };
  },
});

/** S3's answers are empty: only their status, if the record has it, shows whether the call succeeded. */
function wasRefused({ additionalEventData }: Call["detail"]): boolean {
  const status = fieldAt(additionalEventData, "httpStatusCode");
  return typeof status === "number" && status >= 300;
}

function called(event: Call): Observed {
  const { detail } = event;
  switch (detail.eventName) {
    case "PutAccountPublicAccessBlock":
      return blockPut(event, accountBlock(event, accountOf(event)), detail.requestParameters ?? {});
    case "DeleteAccountPublicAccessBlock":
      return blockDeleted(event, accountBlock(event, accountOf(event)));
    default:
      return calledOn(
        bucketIn(event, detail.requestParameters.bucketName),
        event,
        detail.eventName,
        detail.requestParameters,
      );
  }
}

function calledOn(
  bucket: Bucket,
  event: Call,
  eventName: (typeof bucketCalls)[number] | "CreateBucket",
  parameters: Parameters,
): Observed {
  switch (eventName) {
    case "PutBucketPolicy":
      return policyPut(event, bucket, parameters);
    case "DeleteBucketPolicy":
      return policyClosed(event, bucket);
    case "PutBucketAcl":
      return aclPut(event, bucket, grantedBy(parameters));
    case "CreateBucket":
      return aclOfNew(event, bucket, parameters);
    case "PutBucketOwnershipControls":
      return ownershipPut(event, bucket, parameters);
    case "PutBucketPublicAccessBlock":
      return blockPut(event, bucketBlock(event, bucket), parameters, bucket);
    case "DeleteBucketPublicAccessBlock":
      return blockDeleted(event, bucketBlock(event, bucket));
    case "PutBucketEncryption":
      return encryptionPut(event, bucket, parameters);
    case "DeleteBucketEncryption":
      return encryptionReset(event, bucket);
    case "PutBucketReplication":
      return replicationPut(event, bucket, parameters);
    case "DeleteBucketReplication":
      return replicationEnded(event, bucket);
    case "DeleteBucket":
      return deleted(event, bucket);
  }
}

function accountOf({ detail, account }: Call): string {
  return detail.recipientAccountId ?? account;
}

/** A caller's account has the record too: the list of resources, or else the account of the trail, says who owns the bucket. */
function bucketIn(event: Call, name: string): Bucket {
  const owner = event.detail.resources?.find(({ type }) => type === "AWS::S3::Bucket")?.accountId;
  const account = owner && /^\d{12}$/.test(owner) ? owner : accountOf(event);
  return { account, region: event.detail.awsRegion, name };
}

/** Without an ACL, a new bucket is open to its owner only. */
function aclOfNew(event: Call, bucket: Bucket, parameters: Parameters): Observed {
  const granted = grantedBy(parameters);
  return granted === undefined ? { ignored: "informational" } : aclPut(event, bucket, granted);
}

/**
 * Under this setting S3 ignores ACLs, and accepts it only if the ACL lets in nobody else.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
function ownershipPut(event: Call, bucket: Bucket, parameters: Parameters): Observed {
  const [rule] = [fieldAt(parameters, "OwnershipControls", "Rule")].flat();
  const isEnforced = fieldAt(rule, "ObjectOwnership") === "BucketOwnerEnforced";
  return isEnforced ? aclClosed(event, bucket) : { ignored: "informational" };
}

const endedByDeletion = [
  "bucket-exposure",
  "public-access-block",
  "bucket-encryption",
  "replication-exposure",
  "replication-gap",
] as const;

function deleted(event: Call, bucket: Bucket): Observed {
  return endedByDeletion.map((condition) =>
    cleared(event, {
      ...about(condition, bucket),
      ...recordedCall(event.detail, bucket.account),
      scope: "condition",
      because: "deleted",
      title: `Bucket ${bucket.name} is gone`,
      summary: "The bucket was deleted.",
    }),
  );
}
