/**
 * The cases in which AWS documents how IAM Access Analyzer, and S3's block of public access, judge policies, in our own words. If they
 * differ from us, the title says so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import { describe, expect, test } from "vitest";
import { exposedByAll, OTHER, OWN, PARTNER } from "./testing/told.ts";

describe("IAM Access Analyzer", () => {
  test.each<[string, readonly object[], string]>([
    [
      "reports a key whose policy names another account by kms:CallerAccount",
      [
        {
          Principal: { AWS: "*" },
          Action: "kms:*",
          Resource: "*",
          Condition: { StringEquals: { "kms:CallerAccount": PARTNER } },
        },
      ],
      PARTNER,
    ],
    [
      "reports nothing of a key that a role of the own account alone may use",
      [{ Principal: { AWS: `arn:aws:iam::${OWN}:role/Admin` }, Action: "kms:*", Resource: "*" }],
      "nobody",
    ],
    [
      "reports nothing of its own service-linked role",
      [
        {
          Principal: {
            AWS: `arn:aws:iam::${OWN}:role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer`,
          },
          Action: ["kms:DescribeKey", "kms:List*"],
          Resource: "*",
        },
      ],
      "nobody",
    ],
    [
      "reports no service of AWS",
      [{ Principal: { Service: "delivery.logs.amazonaws.com" }, Action: "kms:GenerateDataKey*", Resource: "*" }],
      "nobody",
    ],
    [
      "reports a bucket that grants access to another account",
      [
        {
          Principal: { AWS: `arn:aws:iam::${PARTNER}:root` },
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::ledger/*",
        },
      ],
      PARTNER,
    ],
    [
      "reports an account whatever is known of it: nobody looks whether its role exists",
      [{ Principal: { AWS: `arn:aws:iam::${OTHER}:role/never-was` }, Action: "sqs:*", Resource: "*" }],
      OTHER,
    ],
    [
      "does not count a condition that callers can influence",
      [
        {
          Principal: "*",
          Action: "sqs:SendMessage",
          Resource: "*",
          Condition: { StringEquals: { "aws:UserAgent": "jobs" } },
        },
      ],
      "everyone",
    ],
    [
      "reports a topic that everyone may publish to",
      [{ Principal: { AWS: "*" }, Action: "sns:Publish", Resource: "*" }],
      "everyone",
    ],
    [
      "reports nothing of a topic whose owner alone may use it",
      [
        {
          Principal: { AWS: "*" },
          Action: ["sns:Publish", "sns:Subscribe"],
          Resource: "*",
          Condition: { StringEquals: { "AWS:SourceOwner": OWN } },
        },
      ],
      "nobody",
    ],
    [
      "reports a file system that everyone may mount, though it be within a network of somebody's",
      [
        {
          Principal: { AWS: "*" },
          Action: "elasticfilesystem:ClientMount",
          Condition: { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } },
        },
      ],
      "everyone within aws:SourceVpc",
    ],
    [
      "errs on the side of a finding where it cannot tell",
      [
        {
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "*",
          Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } },
        },
      ],
      "everyone",
    ],
  ])("%s", (_title, statements, expected) => {
    expect(exposedByAll(statements)).toBe(expected);
  });
});

describe("S3's block of public access", () => {
  const put = { Principal: "*", Resource: "*", Action: "s3:PutObject" };
  const when = (Condition: object) => [{ ...put, Condition }];
  test.each<[string, readonly object[], string]>([
    ["calls public what everyone may do", [put], "everyone"],
    ["calls public what is within any network", when({ StringLike: { "aws:SourceVpc": "vpc-*" } }), "everyone"],
    [
      "does not call public what is within one",
      when({ StringEquals: { "aws:SourceVpc": "vpc-91237329" } }),
      "everyone within aws:SourceVpc",
    ],
    [
      "calls public a range of addresses as wide as half the internet",
      when({ IpAddress: { "aws:SourceIp": "0.0.0.0/1" } }),
      "everyone",
    ],
    [
      "does not call public a range of /8",
      when({ IpAddress: { "aws:SourceIp": "11.0.0.0/8" } }),
      "everyone within aws:SourceIp",
    ],
    [
      "calls public a range of IPv6 that is wider than /32",
      when({ IpAddress: { "aws:SourceIp": "2400::/12" } }),
      "everyone",
    ],
    [
      "does not call public what has a fixed organization",
      when({ StringEquals: { "aws:PrincipalOrgID": "o-b" } }),
      "everyone within aws:PrincipalOrgID",
    ],
    [
      "does not call public what has a fixed source account",
      when({ StringEquals: { "aws:SourceAccount": PARTNER } }),
      PARTNER,
    ],
    [
      "does not call public access points of a fixed account, whatever their names",
      when({ StringLike: { "s3:DataAccessPointArn": `arn:aws:s3:us-west-2:${OWN}:accesspoint/*` } }),
      "nobody",
    ],
    [
      "calls public a variable for an organization; one that is the resource's own is ours here",
      when({ StringEquals: { "aws:PrincipalOrgID": "$" + "{aws:ResourceOrgID}" } }),
      "nobody",
    ],
    [
      "does not call public a fixed encryption key; here anyone may name it",
      when({ StringEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "k" } }),
      "everyone",
    ],
    [
      "calls public a policy of which one statement is",
      [
        { Principal: { Service: "cloudtrail.amazonaws.com" }, Action: "s3:PutObject", Resource: "*" },
        { Principal: { AWS: PARTNER }, Action: "s3:GetObject", Resource: "*" },
        put,
      ],
      "everyone",
    ],
    [
      "does not call it public without that one",
      [
        { Principal: { Service: "cloudtrail.amazonaws.com" }, Action: "s3:PutObject", Resource: "*" },
        { Principal: { AWS: PARTNER }, Action: "s3:GetObject", Resource: "*" },
      ],
      PARTNER,
    ],
  ])("%s", (_title, statements, expected) => {
    expect(exposedByAll(statements)).toBe(expected);
  });
});
