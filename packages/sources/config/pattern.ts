/** The AWS Config rules whose events are wanted: some rules have thousands of resources, and each change of each resource is an event. */

/**
 * The shortest prefixes that the managed rules of our conditions have, and no other managed rule. ACM's rule is in the pattern of the
 * source `acm`.
 */
export const FAMILIES = [
  ...["kms-", "cmk-", "secretsmanager-", "s3-bucket-public-", "s3-bucket-level-", "s3-account-", "s3-default-"],
  ...["ebs-snap", "ec2-ebs-e", "rds-snapshots-", "guardduty-", "macie-", "alb-waf-", "api-gw-as", "cloudfront-as"],
] as const;
/** Families without a rule of Security Hub. */
const OTHER_FAMILIES = ["securityhub-e", "shield-drt-", "appsync-as"] as const;

/** The prefixes of rules that Security Hub makes, and of organization rules. */
const SECURITY_HUB = "securityhub-";
const ORGANIZATION = "OrgConfigRule-";

/** Users give this prefix to rules of which they want to hear. */
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
