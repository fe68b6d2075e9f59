/**
 * Controls to which alerts are relevant. Tocsin evaluates no control: an open alert is a reason to look at the control, not its failure.
 *
 * The sources of the ids and their requirements:
 * - AWS Foundational Security Best Practices, as Security Hub CSPM has it:
 *   https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
 * - CIS Amazon Web Services Foundations Benchmark 5.0.0: https://www.cisecurity.org/benchmark/amazon_web_services
 * Its numbers differ between versions; Security Hub's page of a control names the CIS requirements that AWS checks by it (KMS.4, EC2.7, S3.1).
 * Controls that require monitoring of changes (4.1 to 4.15) are left out: an alert about a change shows that they are met.
 * - SOC 2: the AICPA's Trust Services Criteria of 2017 with the points of focus of 2022:
 *   https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022
 */
import type { ConditionName } from "@tocsin/core/alert/condition";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { Report } from "./format.ts";
import { addCounts, noneBySeverity, type SeverityCounts, sumOf } from "./tally/place-tally.ts";
import { rankedFrom } from "./tally/ranked.ts";
import { compareText } from "./tally/standing-alert.ts";

type ControlLine = Report["controls"]["lines"][number];

interface Framework {
  readonly name: string;
  readonly version: string;
  readonly urlOf: (control: string) => string;
}

/** Gives the anchor of a control: `SecretsManager.2` is at `secretsmanager-controls.html#secretsmanager-2`. */
function fsbpUrl(control: string): string {
  const [service = ""] = control.toLowerCase().split(".");
  const anchor = control.toLowerCase().replace(".", "-");
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${anchor}`;
}

export const frameworks = {
  fsbp: { name: "AWS FSBP", version: "1.0.0", urlOf: fsbpUrl },
  cis: {
    name: "CIS AWS Foundations",
    version: "5.0.0",
    urlOf: () => "https://www.cisecurity.org/benchmark/amazon_web_services",
  },
  soc2: {
    name: "SOC 2",
    version: "2017, points of focus of 2022",
    urlOf: () =>
      "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
  },
} as const satisfies Record<string, Framework>;
export type FrameworkId = keyof typeof frameworks;

/** The requirement of each control, in our own words. */
export const controls: Readonly<Record<FrameworkId, Readonly<Record<string, string>>>> = {
  fsbp: {
    "ACM.1": "Certificates are renewed in time",
    "CloudTrail.1": "A trail records management events in every Region",
    "Config.1": "AWS Config is on and records resources",
    "EC2.1": "Snapshots of volumes are not public",
    "EC2.7": "New volumes are encrypted",
    "EC2.182": "The account blocks public access to its snapshots",
    "ECR.1": "Images are scanned in private repositories",
    "GuardDuty.1": "GuardDuty is on",
    "GuardDuty.11": "GuardDuty watches workloads while they run",
    "Inspector.1": "Inspector scans instances",
    "Inspector.2": "Inspector scans container images",
    "Inspector.4": "Inspector scans Lambda functions",
    "KMS.3": "Keys are not deleted by mistake",
    "KMS.5": "Keys are not open to everyone",
    "Macie.1": "Macie is on",
    "RDS.1": "Snapshots of databases are not public",
    "S3.1": "The account blocks public access to its buckets",
    "S3.2": "No bucket can be read by everyone",
    "S3.3": "No bucket can be written to by everyone",
    "S3.6": "Bucket policies deny harmful actions to other accounts",
    "S3.8": "Each bucket blocks public access",
    "SecretsManager.1": "Secrets rotate by themselves",
    "SecretsManager.2": "Rotations of secrets succeed",
    "SecretsManager.4": "Secrets are rotated often enough",
    "SSM.2": "Managed instances have their patches",
  },
  cis: {
    "1.19": "An analyzer of external access is on in every Region",
    "2.1.3": "Data in S3 is discovered, classified and secured",
    "2.1.4": "S3 blocks public access",
    "3.1": "CloudTrail is on in every Region",
    "3.3": "AWS Config is on in every Region",
    "3.6": "Keys rotate by themselves",
    "4.16": "Security Hub is on",
    "5.1.1": "Volumes are encrypted in every Region",
  },
  soc2: {
    "CC6.1": "Logical access to information is protected, keys and credentials with it",
    "CC6.3": "Access is granted and withdrawn by role",
    "CC6.6": "Access from outside the boundary is guarded against",
    "CC6.7": "Information is protected while it is moved",
    "CC6.8": "Malicious software is prevented, or found and dealt with",
    "CC7.1": "New vulnerabilities and changes that bring them are found",
    "CC7.2": "Anomalies are watched for",
    "CC7.3": "Security events are evaluated",
    "CC7.4": "Incidents are responded to",
    "A1.2": "Data is backed up and can be recovered",
    "C1.1": "Confidential information is identified and kept so",
    "C1.2": "Confidential information is disposed of",
  },
};

type Relevant = { readonly [F in FrameworkId]?: readonly string[] };

/** No control requires that a channel's mail is delivered, and a drill is never in a report. */
export type Uncontrolled = "mail-delivery" | "drill";

export const relevantControls: Readonly<Record<Exclude<ConditionName, Uncontrolled>, Relevant>> = {
  "certificate-expiry": { fsbp: ["ACM.1"], soc2: ["CC6.1", "CC6.7"] },
  "certificate-revoked": { soc2: ["CC6.1", "CC6.7"] },
  "parameter-expiry": { soc2: ["CC6.1"] },
  "parameter-expired": { soc2: ["CC6.1"] },
  "parameter-unchanged": { soc2: ["CC6.1"] },
  "secret-rotation": { fsbp: ["SecretsManager.2", "SecretsManager.4"], soc2: ["CC6.1"] },
  "secret-rotation-disabled": { fsbp: ["SecretsManager.1", "SecretsManager.4"], soc2: ["CC6.1"] },
  "secret-deletion": { soc2: ["CC6.1", "C1.2"] },
  "secret-exposure": { soc2: ["CC6.1", "CC6.3", "CC6.6"] },
  "secret-replication": { soc2: ["A1.2"] },
  "external-access": { soc2: ["CC6.1", "CC6.3", "CC6.6"] },
  compliance: { soc2: ["CC7.1", "CC7.2"] },
  threat: { soc2: ["CC6.6", "CC7.2", "CC7.3", "CC7.4"] },
  malware: { soc2: ["CC6.8", "CC7.2", "CC7.3", "CC7.4"] },
  "coverage-gap": { fsbp: ["GuardDuty.11", "Inspector.1", "Inspector.2", "Inspector.4"], soc2: ["CC7.1", "CC7.2"] },
  "failed-scan": { fsbp: ["ECR.1"], soc2: ["CC6.8", "CC7.1"] },
  "protection-gap": {
    fsbp: ["CloudTrail.1", "Config.1", "GuardDuty.1", "Inspector.1", "Inspector.2", "Inspector.4", "Macie.1"],
    cis: ["1.19", "3.1", "3.3", "4.16"],
    soc2: ["CC7.1", "CC7.2"],
  },
  vulnerability: { fsbp: ["SSM.2"], soc2: ["CC7.1"] },
  "image-vulnerability": { soc2: ["CC7.1"] },
  "sensitive-data": { cis: ["2.1.3"], soc2: ["CC6.1", "C1.1"] },
  "bucket-posture": { fsbp: ["S3.1", "S3.8"], cis: ["2.1.4"], soc2: ["CC6.1", "CC6.6"] },
  "exposed-credentials": { soc2: ["CC6.1", "CC7.3", "CC7.4"] },
  "account-abuse": { soc2: ["CC7.3", "CC7.4"] },
  "ddos-attack": { soc2: ["CC6.6", "CC7.2", "CC7.4"] },
  "bucket-exposure": { fsbp: ["S3.2", "S3.3", "S3.6", "S3.8"], cis: ["2.1.4"], soc2: ["CC6.1", "CC6.6", "C1.1"] },
  "bucket-encryption": { soc2: ["CC6.1"] },
  "replication-exposure": { soc2: ["CC6.1", "CC6.7", "C1.1"] },
  "replication-gap": { soc2: ["A1.2"] },
  "key-deletion": { fsbp: ["KMS.3"], soc2: ["CC6.1", "A1.2"] },
  "key-disabled": { soc2: ["CC6.1", "A1.2"] },
  "key-exposure": { fsbp: ["KMS.5"], soc2: ["CC6.1", "CC6.6"] },
  "key-material-expiry": { soc2: ["CC6.1", "A1.2"] },
  "key-material-gone": { soc2: ["CC6.1", "A1.2"] },
  "key-rotation-disabled": { cis: ["3.6"], soc2: ["CC6.1"] },
  "key-store-disconnected": { soc2: ["CC6.1", "A1.2"] },
  "snapshot-exposure": { fsbp: ["EC2.1", "RDS.1"], soc2: ["CC6.1", "CC6.6", "C1.1"] },
  "snapshot-use": { soc2: ["CC6.6", "CC7.3"] },
  "image-exposure": { soc2: ["CC6.1", "CC6.6"] },
  "volume-encryption": { fsbp: ["EC2.7"], cis: ["5.1.1"], soc2: ["CC6.1"] },
  "volume-key": { soc2: ["CC6.1"] },
  "public-access-block": { fsbp: ["EC2.182", "S3.1", "S3.8"], cis: ["2.1.4"], soc2: ["CC6.1", "CC6.6"] },
  finding: { soc2: ["CC7.2"] },
  escalation: { soc2: ["CC7.3"] },
};

/** The controls to which open alerts are relevant, ordered by their worst alert, then by how many alerts they have. */
export function controlsOf(byCondition: ReadonlyMap<ConditionName, SeverityCounts>): Report["controls"] {
  return rankedFrom(linesOf(byCondition), worstFirst);
}

function linesOf(byCondition: ReadonlyMap<ConditionName, SeverityCounts>): readonly ControlLine[] {
  return idsOf(frameworks).flatMap((framework) =>
    Object.entries(controls[framework]).flatMap(([control, title]) => {
      const relevant = [...byCondition].filter(([condition]) => isRelevant(condition, framework, control));
      const counts = noneBySeverity();
      for (const [, bySeverity] of relevant) addCounts(counts, bySeverity);
      const worst = severities.findLast((severity) => counts[severity] > 0);
      if (worst === undefined) return [];
      const { name, version, urlOf } = frameworks[framework];
      const names = relevant.map(([condition]) => condition).sort(compareText);
      return {
        framework: name,
        version,
        control,
        title,
        url: urlOf(control),
        conditions: names,
        open: sumOf(counts),
        worst,
      };
    }),
  );
}

function isRelevant(condition: ConditionName, framework: FrameworkId, control: string): boolean {
  if (condition === "mail-delivery" || condition === "drill") return false;
  const relevant: Relevant = relevantControls[condition];
  return relevant[framework]?.includes(control) ?? false;
}

function idsOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(record) as K[];
}

function worstFirst(a: ControlLine, b: ControlLine): number {
  return (
    rankOf(b.worst) - rankOf(a.worst) ||
    b.open - a.open ||
    compareText(a.framework, b.framework) ||
    compareText(a.control, b.control)
  );
}

function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}
