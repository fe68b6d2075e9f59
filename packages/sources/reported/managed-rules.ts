/**
 * The managed rules of AWS Config that check for a condition. Many controls of Security Hub use the same rules. Each rule is described at
 * https://docs.aws.amazon.com/config/latest/developerguide/<its name>.html
 */
import type { ReportedCondition } from "./reported.ts";

/** The condition of each rule, by the rule's name in AWS's documentation. A rule that is not here fits no condition. */
export const managedRules = {
  /** https://docs.aws.amazon.com/config/latest/developerguide/acm-certificate-expiration-check.html */
  "acm-certificate-expiration-check": "certificate-expiry",
  /** https://docs.aws.amazon.com/config/latest/developerguide/kms-cmk-not-scheduled-for-deletion.html */
  "kms-cmk-not-scheduled-for-deletion": "key-deletion",
  /** https://docs.aws.amazon.com/config/latest/developerguide/cmk-backing-key-rotation-enabled.html */
  "cmk-backing-key-rotation-enabled": "key-rotation-disabled",
  /** https://docs.aws.amazon.com/config/latest/developerguide/kms-key-policy-no-public-access.html */
  "kms-key-policy-no-public-access": "key-exposure",
  /** Not scheduled, or less often than required. https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-rotation-enabled-check.html */
  "secretsmanager-rotation-enabled-check": "secret-rotation-disabled",
  /** https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-scheduled-rotation-success-check.html */
  "secretsmanager-scheduled-rotation-success-check": "secret-rotation",
  /** Its value is older than the rule allows. https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-secret-periodic-rotation.html */
  "secretsmanager-secret-periodic-rotation": "secret-rotation",
  /** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-read-prohibited.html */
  "s3-bucket-public-read-prohibited": "bucket-exposure",
  /** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-write-prohibited.html */
  "s3-bucket-public-write-prohibited": "bucket-exposure",
  /** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-level-public-access-prohibited.html */
  "s3-bucket-level-public-access-prohibited": "public-access-block",
  /** https://docs.aws.amazon.com/config/latest/developerguide/s3-account-level-public-access-blocks.html */
  "s3-account-level-public-access-blocks": "public-access-block",
  /** https://docs.aws.amazon.com/config/latest/developerguide/s3-account-level-public-access-blocks-periodic.html */
  "s3-account-level-public-access-blocks-periodic": "public-access-block",
  /** https://docs.aws.amazon.com/config/latest/developerguide/s3-default-encryption-kms.html */
  "s3-default-encryption-kms": "bucket-encryption",
  /** About the account: the event does not say which of its snapshots. https://docs.aws.amazon.com/config/latest/developerguide/ebs-snapshot-public-restorable-check.html */
  "ebs-snapshot-public-restorable-check": "snapshot-exposure",
  /** https://docs.aws.amazon.com/config/latest/developerguide/ebs-snapshot-block-public-access.html */
  "ebs-snapshot-block-public-access": "public-access-block",
  /** https://docs.aws.amazon.com/config/latest/developerguide/ec2-ebs-encryption-by-default.html */
  "ec2-ebs-encryption-by-default": "volume-encryption",
  /** https://docs.aws.amazon.com/config/latest/developerguide/rds-snapshots-public-prohibited.html */
  "rds-snapshots-public-prohibited": "snapshot-exposure",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-enabled-centralized.html */
  "guardduty-enabled-centralized": "guardduty-detector",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-s3-protection-enabled.html */
  "guardduty-s3-protection-enabled": "guardduty-s3",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-eks-protection-audit-enabled.html */
  "guardduty-eks-protection-audit-enabled": "guardduty-eks-audit",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-eks-protection-runtime-enabled.html */
  "guardduty-eks-protection-runtime-enabled": "guardduty-eks-runtime",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-lambda-protection-enabled.html */
  "guardduty-lambda-protection-enabled": "guardduty-lambda",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-malware-protection-enabled.html */
  "guardduty-malware-protection-enabled": "guardduty-malware",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-rds-protection-enabled.html */
  "guardduty-rds-protection-enabled": "guardduty-rds",
  /** https://docs.aws.amazon.com/config/latest/developerguide/guardduty-runtime-monitoring-enabled.html */
  "guardduty-runtime-monitoring-enabled": "guardduty-runtime",
  /** https://docs.aws.amazon.com/config/latest/developerguide/securityhub-enabled.html */
  "securityhub-enabled": "securityhub-hub",
  /** https://docs.aws.amazon.com/config/latest/developerguide/macie-status-check.html */
  "macie-status-check": "macie-session",
  /** https://docs.aws.amazon.com/config/latest/developerguide/shield-drt-access.html */
  "shield-drt-access": "shield-response-team",
  /** https://docs.aws.amazon.com/config/latest/developerguide/alb-waf-enabled.html */
  "alb-waf-enabled": "waf-association",
  /** https://docs.aws.amazon.com/config/latest/developerguide/api-gw-associated-with-waf.html */
  "api-gw-associated-with-waf": "waf-association",
  /** https://docs.aws.amazon.com/config/latest/developerguide/appsync-associated-with-waf.html */
  "appsync-associated-with-waf": "waf-association",
  /** https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-associated-with-waf.html */
  "cloudfront-associated-with-waf": "cloudfront-web-acl",
} as const satisfies Readonly<Record<string, ReportedCondition>>;

export type ManagedRule = keyof typeof managedRules;

/** Longest first: `s3-account-level-public-access-blocks-periodic` holds the name of another rule. */
const names = Object.keys(managedRules)
  .filter((name): name is ManagedRule => name in managedRules)
  .sort((a, b) => b.length - a.length);

/**
 * The managed rule behind a rule, by the rule's name: an event has no other sign of it. Security Hub, conformance packs and organization
 * rules put text of their own around it: `securityhub-kms-cmk-not-scheduled-for-deletion-1a2b3c4d`.
 */
export function managedRuleIn(ruleName: string): ManagedRule | undefined {
  const words = `-${ruleName.toLowerCase()}-`;
  return names.find((name) => words.includes(`-${name}-`));
}
