/** Which rules of AWS Config are heard: some rules have thousands of resources, and each change of each of them is an event. */

/**
 * How the names of the managed rules begin that fit a condition, as shortly as no other managed rule begins so. ACM's has a place in the
 * rule of the source `acm`.
 */
export const FAMILIES = [
  ...["kms-", "cmk-", "secretsmanager-", "s3-bucket-public-", "s3-bucket-level-", "s3-account-", "s3-default-"],
  ...["ebs-snap", "ec2-ebs-e", "rds-snapshots-", "guardduty-", "macie-", "alb-waf-", "api-gw-as", "cloudfront-as"],
] as const;
/** Of which Security Hub has no rule. */
const OTHER_FAMILIES = ["securityhub-e", "shield-drt-", "appsync-as"] as const;

/** Of rules that Security Hub makes, and of those that are made for a whole organization. */
const SECURITY_HUB = "securityhub-";
const ORGANIZATION = "OrgConfigRule-";

/** Whoever names a rule so wants to hear of what does not comply with it. */
const NAMED_FOR_TOCSIN = "tocsin-";

const prefixes = [
  ...[...FAMILIES, ...OTHER_FAMILIES, NAMED_FOR_TOCSIN].flatMap((name) => [name, `${ORGANIZATION}${name}`]),
  ...FAMILIES.map((name) => `${SECURITY_HUB}${name}`),
];

/** For `configRuleName` in the `detail` of a pattern. A conformance pack only adds an ending. */
export const wantedRules = prefixes.map((prefix) => ({ prefix }));

export function isNamedForTocsin(ruleName: string): boolean {
  return ruleName.replace(ORGANIZATION, "").startsWith(NAMED_FOR_TOCSIN);
}
