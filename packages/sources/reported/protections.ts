/** The protections whose absence not only CloudTrail reports, with the names that the sources `protection` and `edge` give them. */
import { formatArn, parseArn, partitionOf } from "@tocsin/core/event/arn";
import { isPlain } from "@tocsin/core/text/text";
import { rootOf } from "../protection/gap.ts";
import type { ReportedResource } from "./reported.ts";

/**
 * The kind of resource that has or lacks the protection: the account in a Region, its detector, a resource behind a web ACL, a
 * distribution.
 */
type Of = "account" | "detector" | "web-acl-target" | "distribution";

interface Protection {
  readonly service: "guardduty" | "securityhub" | "macie" | "shield" | "waf" | "cloudfront";
  /** Its name in the service's table in `packages/sources/protection` or `packages/sources/edge`. */
  readonly protection: string;
  /** Which of several it is, if this is always the same. */
  readonly which?: string;
  readonly of: Of;
  readonly consolePath: string;
}

const guardduty = { service: "guardduty", consolePath: "/guardduty/home" } as const;

const feature = (which: string) => ({ ...guardduty, protection: "feature", which, of: "detector" }) as const;

const declared = {
  "guardduty-detector": { ...guardduty, protection: "detector", of: "account" },
  "guardduty-s3": feature("S3_DATA_EVENTS"),
  "guardduty-eks-audit": feature("EKS_AUDIT_LOGS"),
  "guardduty-eks-runtime": feature("EKS_RUNTIME_MONITORING"),
  "guardduty-lambda": feature("LAMBDA_NETWORK_LOGS"),
  "guardduty-malware": feature("EBS_MALWARE_PROTECTION"),
  "guardduty-rds": feature("RDS_LOGIN_EVENTS"),
  "guardduty-runtime": feature("RUNTIME_MONITORING"),
  "securityhub-hub": { service: "securityhub", protection: "hub", of: "account", consolePath: "/securityhub/home" },
  "macie-session": { service: "macie", protection: "session", of: "account", consolePath: "/macie/home" },
  "shield-response-team": {
    service: "shield",
    protection: "response-team",
    of: "account",
    consolePath: "/wafv2/shieldv2",
  },
  "waf-association": {
    service: "waf",
    protection: "association",
    of: "web-acl-target",
    consolePath: "/wafv2/homev2/web-acls",
  },
  "cloudfront-web-acl": {
    service: "cloudfront",
    // The report does not say whether it had one before.
    protection: "configuration",
    of: "distribution",
    consolePath: "/cloudfront/v4/home",
  },
} as const satisfies Readonly<Record<string, Protection>>;

export type ReportedProtection = keyof typeof declared;

export const protections: Readonly<Record<ReportedProtection, Protection>> = declared;

/** The attributes that a statement about the gap has, whoever makes it. */
export function attributesOfGap(condition: string, discriminator: string) {
  if (!isReportedProtection(condition)) return {};
  const { service, protection } = protections[condition];
  const name = discriminator.slice(`${service}-${protection}/`.length);
  return { service, protection: `${service}-${protection}`, name: name || undefined };
}

function isReportedProtection(condition: string): condition is ReportedProtection {
  return Object.hasOwn(protections, condition);
}

/** Which of several it is, empty if an account has only one in a Region; and its ARN. */
interface Thing {
  readonly name: string;
  readonly arn: string;
}

/** `undefined` if the resource cannot have the protection. */
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

/** An account has only one in a Region, so its id is not needed. */
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

/** More than the longest ARN of one, and the limit of a protection's name. */
const NAME_LIMIT = 300;

/** Its ARN identifies it, since WAF's calls name it by that. https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html */
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
