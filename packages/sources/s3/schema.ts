/**
 * The fields used of CloudTrail's records of S3's calls. Their parameters are XML written as JSON: a list with one item may be the item, an
 * empty marker (`policy`, `acl`) stands beside what was sent, and a header is a text or a list of one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields } from "../cloudtrail.ts";
import type { EventOf } from "../source.ts";

/** Names from before 2018 may have capitals and underscores. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;
const bucketNameField = v.pipe(v.string(), v.regex(BUCKET_NAME, "expected the name of a bucket"));

/** The bucket's owner: in the caller's record, this may be another account. */
const resourcesField = v.nullish(
  v.array(objectField({ type: v.nullish(v.string()), accountId: v.nullish(v.string()) })),
);

const callFields = {
  ...recordFields,
  errorCode: v.nullish(v.unknown()),
  additionalEventData: v.optional(v.unknown()),
  resources: resourcesField,
};

/** The other parameters are read where they are needed: what cannot be read there may open the bucket. */
const bucketParameters = v.looseObject({ bucketName: bucketNameField });

/** Calls on a bucket. */
export const bucketCalls = [
  "PutBucketPolicy",
  "DeleteBucketPolicy",
  "PutBucketAcl",
  "PutBucketOwnershipControls",
  "PutBucketPublicAccessBlock",
  "DeleteBucketPublicAccessBlock",
  "PutBucketEncryption",
  "DeleteBucketEncryption",
  "PutBucketReplication",
  "DeleteBucketReplication",
  "DeleteBucket",
] as const;

/** Calls on the block of the whole account. */
export const accountCalls = ["PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock"] as const;

const call = v.object({
  "detail-type": v.literal(API_CALL),
  detail: v.variant("eventName", [
    v.object({
      ...callFields,
      eventName: v.picklist([...bucketCalls, "CreateBucket"]),
      requestParameters: bucketParameters,
    }),
    v.object({
      ...callFields,
      eventName: v.picklist(accountCalls),
      requestParameters: v.nullish(objectField({ PublicAccessBlockConfiguration: v.optional(v.unknown()) })),
    }),
  ]),
});

export const schema = call;
export type Call = EventOf<typeof call>;
export type Parameters = Readonly<Record<string, unknown>>;
