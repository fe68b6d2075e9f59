/** Observations about the block of public access of a bucket or an account. */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { fieldAt } from "../details.ts";
import { aboutAccountBlock } from "./account.ts";
import { publicAclIgnored } from "./acl.ts";
import { about, type Bucket, REPORTER } from "./bucket.ts";
import { publicPolicyBlocked } from "./policy.ts";
import type { Call, Parameters } from "./schema.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
const FLAGS = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;
type Flag = (typeof FLAGS)[number];

/** The flags that are on; nothing if the record shows none. A flag that the call leaves out is off. */
function flagsIn(parameters: Parameters): ReadonlySet<Flag> | undefined {
  const configuration = parameters.PublicAccessBlockConfiguration;
  if (typeof configuration !== "object" || configuration === null) return undefined;
  return new Set(FLAGS.filter((flag) => String(fieldAt(configuration, flag)) === "true"));
}

interface Place {
  /** The fields that all statements about the block share. */
  readonly said: ReturnType<typeof ofBucket> | ReturnType<typeof ofAccount>;
  readonly whose: string;
  readonly remedy: string;
  readonly blocks: "bucket" | "account";
}

function ofBucket(event: Call, bucket: Bucket) {
  return { ...about("public-access-block", bucket), ...recordedCall(event.detail, bucket.account) };
}

function ofAccount(event: Call, account: string) {
  const { awsRegion } = event.detail;
  return { ...aboutAccountBlock(account, awsRegion), reporter: REPORTER, ...recordedCall(event.detail, account) };
}

const COMMAND = "--public-access-block-configuration";
const ALL_ON = `\`${FLAGS.map((flag) => `${flag}=true`).join(",")}\``;

export function bucketBlock(event: Call, bucket: Bucket): Place {
  return {
    said: ofBucket(event, bucket),
    whose: `of bucket ${bucket.name}`,
    remedy: `Find out who removed it and why, and put it back: \`aws s3api put-public-access-block --bucket ${bucket.name} ${COMMAND}\` with ${ALL_ON}.`,
    blocks: "bucket",
  };
}

export function accountBlock(event: Call, account: string): Place {
  return {
    said: ofAccount(event, account),
    whose: `of all buckets of account ${account}`,
    remedy: `Find out who removed it and why, and put it back: \`aws s3control put-public-access-block --account-id ${account} ${COMMAND}\` with ${ALL_ON}.`,
    blocks: "account",
  };
}

export function blockPut(event: Call, place: Place, parameters: Parameters, bucket?: Bucket): Observed {
  const on = flagsIn(parameters);
  return [blockIs(event, place, on), ...(bucket ? overtaken(event, bucket, on) : [])];
}

export function blockDeleted(event: Call, place: Place): Observed {
  return [blockIs(event, place, new Set())];
}

function blockIs(event: Call, { said, whose, remedy, blocks }: Place, on: ReadonlySet<Flag> | undefined): Observation {
  const off = FLAGS.filter((flag) => !on?.has(flag));
  if (off.length === 0)
    return cleared(event, {
      ...said,
      scope: "condition",
      because: "fixed",
      title: `Public access ${whose} is blocked`,
      summary: `The block of public access ${whose} is complete.`,
      attributes: { blocks },
    });
  const isWhole = off.length === FLAGS.length;
  // ACLs usually only grant access for logs; a policy can open everything.
  const isOfPolicies = off.some((flag) => flag === "BlockPublicPolicy" || flag === "RestrictPublicBuckets");
  return active(event, {
    ...said,
    severity: isOfPolicies ? "HIGH" : "MEDIUM",
    title: `The block of public access ${whose} ${on === undefined ? "may be removed" : isWhole ? "is removed" : "is incomplete"}`,
    summary:
      on === undefined
        ? `The block of public access ${whose} was changed, and CloudTrail's record does not show how.`
        : `The block of public access ${whose} was ${isWhole ? "removed" : `set without ${off.join(", ")}`}: whoever may write its policy or grants can open it to everyone.`,
    remedy,
    attributes: { blocks, off: on === undefined ? undefined : off, unread: on === undefined ? true : undefined },
  });
}

/**
 * While the block is on, the bucket is not open to everyone: a public policy then lets in only its own account, and S3 ignores public
 * grants. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function overtaken(event: Call, bucket: Bucket, on: ReadonlySet<Flag> | undefined): Observed & readonly Observation[] {
  return [
    ...(on?.has("RestrictPublicBuckets") ? [publicPolicyBlocked(event, bucket)] : []),
    ...(on?.has("IgnorePublicAcls") ? [publicAclIgnored(event, bucket)] : []),
  ];
}
