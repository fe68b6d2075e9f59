/**
 * Findings of checks: Security Hub's controls, and the rules of AWS Config, whose findings Security Hub takes in too. A check for a
 * condition is one more reporter of that condition's alert; every other is `compliance`.
 */
import type { Observation } from "@tocsin/core/alert/observation";
import { ofCheck } from "../config/about.ts";
import { voiceOf } from "../config/change.ts";
import { type Finding, findings } from "../config/findings.ts";
import { rootOf } from "../protection/gap.ts";
import { type ManagedRule, managedRuleIn, managedRules } from "../reported/managed-rules.ts";
import { attributesOfGap } from "../reported/protections.ts";
import { ACCOUNT, aboutReported } from "../reported/reported.ts";
import { factsOf } from "./findings.ts";
import type { HubCheck, HubFinding } from "./formats/hub-finding.ts";
import { affectedBy, common, type Envelope, spoken } from "./spoken.ts";

/**
 * The rules behind controls, for findings that do not name them.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
 */
const rulesOfControls: Readonly<Record<string, ManagedRule>> = {
  "ACM.1": "acm-certificate-expiration-check",
  "APIGateway.4": "api-gw-associated-with-waf",
  "CloudFront.6": "cloudfront-associated-with-waf",
  "EC2.1": "ebs-snapshot-public-restorable-check",
  "EC2.7": "ec2-ebs-encryption-by-default",
  "EC2.182": "ebs-snapshot-block-public-access",
  "ELB.16": "alb-waf-enabled",
  "GuardDuty.1": "guardduty-enabled-centralized",
  "GuardDuty.5": "guardduty-eks-protection-audit-enabled",
  "GuardDuty.6": "guardduty-lambda-protection-enabled",
  "GuardDuty.7": "guardduty-eks-protection-runtime-enabled",
  "GuardDuty.8": "guardduty-malware-protection-enabled",
  "GuardDuty.9": "guardduty-rds-protection-enabled",
  "GuardDuty.10": "guardduty-s3-protection-enabled",
  "GuardDuty.11": "guardduty-runtime-monitoring-enabled",
  "KMS.3": "kms-cmk-not-scheduled-for-deletion",
  "KMS.4": "cmk-backing-key-rotation-enabled",
  "KMS.5": "kms-key-policy-no-public-access",
  "Macie.1": "macie-status-check",
  "RDS.1": "rds-snapshots-public-prohibited",
  "S3.1": "s3-account-level-public-access-blocks-periodic",
  "S3.2": "s3-bucket-public-read-prohibited",
  "S3.3": "s3-bucket-public-write-prohibited",
  "S3.8": "s3-bucket-level-public-access-prohibited",
  "S3.17": "s3-default-encryption-kms",
  "SecretsManager.1": "secretsmanager-rotation-enabled-check",
  "SecretsManager.2": "secretsmanager-scheduled-rotation-success-check",
  "SecretsManager.4": "secretsmanager-secret-periodic-rotation",
};

export function ofCheckOrCondition(event: Envelope, finding: HubFinding, check: HubCheck): readonly Observation[] {
  const said = { ...common(finding), reporter: reporterOf(finding, check) };
  const condition = asCondition(finding, check);
  if (condition !== undefined) return spoken(event, finding, { ...said, ...condition });
  const { resource, affected } = affectedBy(finding);
  const [first] = finding.resources;
  const { resourceType, provider } = factsOf(finding);
  const name = check.control || voiceOf(check.rule);
  return spoken(event, finding, {
    ...said,
    resource: first?.type === ACCOUNT ? rootOf(finding.place) : resource,
    affected,
    identity: ofCheck(name, resourceOf(finding, check, resource)),
    title: `${name}: ${finding.title}`,
    summary:
      check.control === ""
        ? `The resource does not comply with AWS Config's rule ${check.rule}.`
        : `Security Hub's control ${name} fails.`,
    severity: finding.severity,
    attributes: { control: check.control || undefined, configRule: check.rule || undefined, resourceType, provider },
  });
}

/** The alert of the condition's own source, with the words and the severity of the source `config` for the same rule. */
function asCondition(finding: HubFinding, check: HubCheck) {
  const { control, rule } = check;
  const managed =
    managedRuleIn(rule) ?? (Object.hasOwn(rulesOfControls, control) ? rulesOfControls[control] : undefined);
  const [resource] = finding.resources;
  if (managed === undefined || resource === undefined) return undefined;
  const condition = managedRules[managed];
  const { account, region } = finding.place;
  const about = aboutReported(condition, { account, region, type: resource.type, id: resource.id });
  if (about === undefined) return undefined;
  const { severity, title, finds, remedy, attributes } = findingOf(managed);
  const by = control === "" ? "" : ` (control ${control})`;
  return {
    ...about,
    link: about.link ?? common(finding).link,
    ...{ severity, title, remedy },
    summary: `Security Hub finds ${finds}${by}.`,
    attributes: {
      ...attributesOfGap(condition, about.identity.discriminator),
      ...attributes,
      configRule: rule || undefined,
    },
  };
}

function findingOf(rule: ManagedRule): Finding {
  return rule === "acm-certificate-expiration-check"
    ? { severity: "MEDIUM", finds: "the end of the certificate nearer than its rule allows" }
    : findings[rule];
}

/** AWS Config identifies a bucket by its name, and Security Hub's findings of its rules must have the same identity. */
function resourceOf({ resources, place: { account, region } }: HubFinding, { control }: HubCheck, shown: string) {
  const { type, id } = resources[0] ?? { type: "", id: shown };
  const isBucketOfRule = control === "" && type === "AWS::S3::Bucket";
  return { account, region, type, id: isBucketOfRule ? id.slice(id.lastIndexOf(":") + 1) : id };
}

/**
 * Each control is a reporter of its own: two of them may be about one condition of one resource, and what one finds the other does not see.
 * So is each standard, as a control is checked once for each, or once for all where findings are consolidated.
 */
function reporterOf({ hub }: HubFinding, { control, standard, rule }: HubCheck): string {
  const check = control || voiceOf(rule);
  const within = voiceOf(standard);
  // A control without an id of its own has its standard in its name.
  return within === "" || check.startsWith(within) ? `${hub}:${check}` : `${hub}:${within}/${check}`;
}
