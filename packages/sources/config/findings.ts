/**
 * The findings of AWS Config's managed rules, in words, and their severities: the events have neither. Severities are those of Security
 * Hub's controls that use the same rules, except where the condition's own source knows better.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
 */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AttributesOf } from "@tocsin/core/alert/observable";
import type { Severity } from "@tocsin/core/alert/severity";
import type { ManagedRule } from "../reported/managed-rules.ts";

export interface Finding {
  readonly severity: Severity;
  /** If the condition's label says too little. */
  readonly title?: string;
  /** Ends the sentence "AWS Config finds …". */
  readonly finds: string;
  readonly remedy?: string;
  readonly attributes?: AttributesOf<ConditionName>;
}

/** Config also calls a resource public if its policy lets in everyone under a condition with a variable or a wildcard. */
const everyone = { severity: "CRITICAL", attributes: { exposedTo: "everyone" } } as const;

const withoutAcl = {
  severity: "MEDIUM",
  title: "No web ACL filters requests to the resource",
  finds: "no web ACL in front of the resource: requests to it are not filtered",
} as const;

const regionalAcl = {
  ...withoutAcl,
  remedy: "Put a web ACL in front of it: `aws wafv2 associate-web-acl`. If it needs none, resolve the alert.",
} as const;

function feature(name: string, what: string): Finding {
  return {
    severity: "MEDIUM",
    title: `GuardDuty does not watch ${what}`,
    finds: `GuardDuty's feature ${name} switched off: it does not watch ${what}`,
    remedy: `Switch the feature on: \`aws guardduty update-detector --features Name=${name},Status=ENABLED\`, or in the administrator's account \`update-member-detectors\`.`,
  };
}

export const findings: Readonly<Record<Exclude<ManagedRule, "acm-certificate-expiration-check">, Finding>> = {
  "kms-cmk-not-scheduled-for-deletion": { severity: "HIGH", finds: "the key scheduled for deletion" },
  "cmk-backing-key-rotation-enabled": { severity: "MEDIUM", finds: "that the key does not rotate by itself" },
  "kms-key-policy-no-public-access": {
    ...everyone,
    finds: "that the key's policy lets in everyone",
    attributes: { exposedTo: "everyone", exposedBy: "policy" },
  },
  "secretsmanager-rotation-enabled-check": {
    severity: "MEDIUM",
    finds: "the secret not scheduled for rotation, or less often than its rule requires",
  },
  "secretsmanager-scheduled-rotation-success-check": {
    severity: "MEDIUM",
    finds: "that the secret was not rotated as its schedule says",
  },
  "secretsmanager-secret-periodic-rotation": {
    severity: "MEDIUM",
    finds: "the secret's value older than its rule allows",
    remedy:
      "Rotate the secret with `aws secretsmanager rotate-secret`, or give it a new value and change that where it is used.",
  },
  "s3-bucket-public-read-prohibited": { ...everyone, finds: "that everyone can read the bucket" },
  "s3-bucket-public-write-prohibited": { ...everyone, finds: "that everyone can write to the bucket" },
  "s3-bucket-level-public-access-prohibited": {
    severity: "HIGH",
    finds: "that the bucket does not block public access",
    attributes: { blocks: "bucket" },
  },
  "s3-account-level-public-access-blocks": {
    severity: "MEDIUM",
    finds: "that the account does not block public access to its buckets",
    attributes: { blocks: "account" },
  },
  "s3-account-level-public-access-blocks-periodic": {
    severity: "MEDIUM",
    finds: "that the account does not block public access to its buckets",
    attributes: { blocks: "account" },
  },
  "s3-default-encryption-kms": { severity: "MEDIUM", finds: "that the bucket does not encrypt under a key of KMS" },
  "ebs-snapshot-public-restorable-check": {
    ...everyone,
    title: "Snapshots of volumes are public",
    finds:
      "one or more snapshots of volumes in the Region that everyone can copy and read; its event does not name them",
    remedy:
      "Find them with `aws ec2 describe-snapshots --owner-ids self --restorable-by-user-ids all`, and share them with nobody: `aws ec2 reset-snapshot-attribute --attribute createVolumePermission --snapshot-id`. A copy that was made stays: replace any secrets on the disks.",
    attributes: { exposedTo: "everyone", resourceType: "ebs-snapshot" },
  },
  "ebs-snapshot-block-public-access": {
    severity: "HIGH",
    finds: "that the account does not block all public sharing of snapshots in the Region",
    remedy: "Switch the block on: `aws ec2 enable-snapshot-block-public-access --state block-all-sharing`.",
    attributes: { blocks: "ebs-snapshots" },
  },
  "ec2-ebs-encryption-by-default": {
    severity: "MEDIUM",
    finds: "that new volumes in the Region are not encrypted by default",
  },
  "rds-snapshots-public-prohibited": { ...everyone, finds: "that everyone can copy and read the snapshot" },
  // Only the call tells that somebody switched it off, which may wake people: here it may never have been on.
  "guardduty-enabled-centralized": {
    severity: "MEDIUM",
    title: "GuardDuty is not on",
    finds: "that GuardDuty is not on in the Region, or not in the account that is to see its findings",
    remedy:
      "Switch it on with `aws guardduty create-detector --enable`, or `update-detector --enable` where there is a detector; a member is added in the administrator's account.",
  },
  "guardduty-s3-protection-enabled": feature("S3_DATA_EVENTS", "what is done to objects in S3"),
  "guardduty-eks-protection-audit-enabled": feature("EKS_AUDIT_LOGS", "the audit logs of EKS"),
  "guardduty-eks-protection-runtime-enabled": feature("EKS_RUNTIME_MONITORING", "what runs in EKS"),
  "guardduty-lambda-protection-enabled": feature("LAMBDA_NETWORK_LOGS", "what Lambda functions talk to"),
  "guardduty-malware-protection-enabled": feature("EBS_MALWARE_PROTECTION", "volumes for malware"),
  "guardduty-rds-protection-enabled": feature("RDS_LOGIN_EVENTS", "who logs in to databases"),
  "guardduty-runtime-monitoring-enabled": feature("RUNTIME_MONITORING", "what runs on instances and in containers"),
  "securityhub-enabled": {
    severity: "MEDIUM",
    title: "Security Hub is not on",
    finds: "that Security Hub is not on in the Region",
    remedy: "Switch it on: `aws securityhub enable-security-hub`.",
  },
  "macie-status-check": {
    severity: "MEDIUM",
    title: "Macie is not on",
    finds: "that Macie is not on in the Region",
    remedy: "Switch it on: `aws macie2 enable-macie`, or `update-macie-session --status ENABLED` where it is paused.",
  },
  "shield-drt-access": {
    severity: "MEDIUM",
    title: "Shield's response team has no access",
    finds: "that Shield's response team cannot help while an attack goes on",
    remedy: "Give the team a role: `aws shield associate-drt-role`.",
  },
  "alb-waf-enabled": regionalAcl,
  "api-gw-associated-with-waf": regionalAcl,
  "appsync-associated-with-waf": regionalAcl,
  "cloudfront-associated-with-waf": {
    ...withoutAcl,
    remedy:
      "Put a web ACL in place: `aws cloudfront associate-distribution-web-acl`. If the distribution needs none, resolve the alert.",
  },
};
