/** A bucket is known by its ARN, which has neither Region nor account. What is the account's own has neither a bucket nor a Region. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";

export interface Bucket {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** CloudTrail's records of calls. Policies and lists of grants open a bucket apart from each other, and are closed apart. */
export const REPORTER = "cloudtrail";
export const POLICY_REPORTER = "cloudtrail-policy";
export const ACL_REPORTER = "cloudtrail-acl";

/** What every statement about a bucket has in common. */
export function about<C extends ConditionName>(condition: C, bucket: Bucket, reporter = REPORTER) {
  const { account, region, name } = bucket;
  const partition = partitionOf(region);
  const resource = formatArn({ partition, service: "s3", region: "", account: "", resource: name });
  const identity: Identity<C> = { condition, partition, account, region, resource, discriminator: "" };
  return { identity, reporter, resource, link: consoleLink(region, `/s3/buckets/${name}?region=${region}`) };
}
