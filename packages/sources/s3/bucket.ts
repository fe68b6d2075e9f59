/** A bucket is known by its ARN, which has neither Region nor account. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";

export interface Bucket {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** CloudTrail's records of calls. A policy and an ACL open a bucket independently, and each is closed by itself. */
export const REPORTER = "cloudtrail";
export const POLICY_REPORTER = "cloudtrail-policy";
export const ACL_REPORTER = "cloudtrail-acl";

/** The fields that all statements about a bucket share. */
export function about<C extends ConditionName>(condition: C, bucket: Bucket, reporter = REPORTER) {
  const { account, region, name } = bucket;
  const partition = partitionOf(region);
  const resource = formatArn({ partition, service: "s3", region: "", account: "", resource: name });
  const identity: Identity<C> = { condition, partition, account, region, resource, discriminator: "" };
  return { identity, reporter, resource, link: consoleLink(region, `/s3/buckets/${name}?region=${region}`) };
}
