/** The protections whose absence others than CloudTrail report, named as the source `protection` and its like name them. */
import { formatArn, parseArn, partitionOf } from "@tocsin/core/event/arn";
import { isPlain } from "@tocsin/core/text/text";
import { rootOf } from "../protection/gap.ts";
import type { ReportedResource } from "./reported.ts";

/** What has the protection or lacks it: the account in a Region, its detector, what a web ACL stands before, a distribution. */
type Of = "account" | "detector" | "web-acl-target" | "distribution";

interface Protection {
  /** By its service and its name there. */
  readonly name: string;
  readonly of: Of;
  readonly consolePath: string;
}

const guardduty = (name: string, of: Of): Protection => ({
  name: `guardduty-${name}`,
  of,
  consolePath: "/guardduty/home",
});

export const protections = {
  "guardduty-detector": guardduty("detector", "account"),
  "guardduty-s3": guardduty("feature/S3_DATA_EVENTS", "detector"),
  "guardduty-eks-audit": guardduty("feature/EKS_AUDIT_LOGS", "detector"),
  "guardduty-eks-runtime": guardduty("feature/EKS_RUNTIME_MONITORING", "detector"),
  "guardduty-lambda": guardduty("feature/LAMBDA_NETWORK_LOGS", "detector"),
  "guardduty-malware": guardduty("feature/EBS_MALWARE_PROTECTION", "detector"),
  "guardduty-rds": guardduty("feature/RDS_LOGIN_EVENTS", "detector"),
  "guardduty-runtime": guardduty("feature/RUNTIME_MONITORING", "detector"),
  "securityhub-hub": { name: "securityhub-hub", of: "account", consolePath: "/securityhub/home" },
  "macie-session": { name: "macie-session", of: "account", consolePath: "/macie/home" },
  "shield-response-team": { name: "shield-response-team", of: "account", consolePath: "/wafv2/shieldv2" },
  "waf-association": { name: "waf-association", of: "web-acl-target", consolePath: "/wafv2/homev2/web-acls" },
  "cloudfront-web-acl": { name: "cloudfront-configuration", of: "distribution", consolePath: "/cloudfront/v4/home" },
} as const satisfies Readonly<Record<string, Protection>>;

export type ReportedProtection = keyof typeof protections;

/** Which of several it is, empty where an account has one in a Region; and its ARN. */
interface Thing {
  readonly name: string;
  readonly arn: string;
}

/** `undefined` for what cannot have the protection. */
export function protectedThing(of: Of, resource: ReportedResource): Thing | undefined {
  switch (of) {
    case "account":
      return resource.type === "AWS::::Account" ? { name: "", arn: rootOf(resource) } : undefined;
    case "detector":
      return detector(resource);
    case "web-acl-target":
      return webAclTarget(resource);
    case "distribution":
      return distribution(resource);
  }
}

const DETECTOR = /^[0-9a-f]{32}$/;

/** An account has one in a Region, whose id says nothing more. */
function detector(resource: ReportedResource): Thing | undefined {
  const { type, id, account, region } = resource;
  if (type === "AWS::::Account") return { name: "", arn: rootOf(resource) };
  if (type !== "AWS::GuardDuty::Detector") return undefined;
  const bare = (parseArn(id)?.resource ?? id).replace(/^detector\//, "");
  const place = { partition: partitionOf(region), region, account };
  const arn = DETECTOR.test(bare) && formatArn({ ...place, service: "guardduty", resource: `detector/${bare}` });
  return { name: "", arn: arn || rootOf(resource) };
}

const targets: Readonly<Record<string, string>> = {
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "elasticloadbalancing",
  "AWS::ApiGateway::Stage": "apigateway",
  "AWS::AppSync::GraphQLApi": "appsync",
};

/** More than the longest ARN of one, and as much as the protection of something has room for in a name. */
const NAME_LIMIT = 300;

/** It is known by its ARN, by which WAF's calls name it. https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html */
function webAclTarget({ type, id }: ReportedResource): Thing | undefined {
  const service = Object.hasOwn(targets, type) ? targets[type] : undefined;
  const isTarget = service !== undefined && id.length <= NAME_LIMIT && isPlain(id) && parseArn(id)?.service === service;
  return isTarget ? { name: id, arn: id } : undefined;
}

const DISTRIBUTION = /^[A-Z0-9]{1,64}$/;

function distribution({ type, id, account, region }: ReportedResource): Thing | undefined {
  const name = (parseArn(id)?.resource ?? id).replace(/^distribution\//, "");
  if (type !== "AWS::CloudFront::Distribution" || !DISTRIBUTION.test(name)) return undefined;
  const place = { partition: partitionOf(region), region: "", account };
  return { name, arn: formatArn({ ...place, service: "cloudfront", resource: `distribution/${name}` }) };
}
