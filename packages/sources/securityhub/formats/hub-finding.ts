/** A finding of either Security Hub: the fields that both formats, ASFF and OCSF, share. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Location } from "@tocsin/core/event/arn";
import type { Instant } from "@tocsin/core/event/instant";
import type { VulnerablePackage } from "../../inspector/schema.ts";

export interface HubFinding {
  /** Which of the two Security Hubs reports it: each keeps a state of its own. */
  readonly hub: "securityhub" | "securityhub-v2";
  /** The product's own id of it. */
  readonly id: string;
  /** `aws/guardduty`, `111122223333/default`: the product, without the Region in which it has its ARN. */
  readonly product: string;
  /** Its product's ARN, with the Region; only the older Security Hub has one. */
  readonly productArn: string | undefined;
  /** As people know it. */
  readonly productName: string;
  /** The finding's own account and Region, not the receiver's. */
  readonly place: Location;
  /** The Region in which Security Hub shows it; unknown for another cloud, whose Regions are not AWS's. */
  readonly shownIn: string | undefined;
  readonly at: Instant;
  readonly since: Instant | undefined;
  readonly title: string;
  readonly state: HubState;
  readonly severity: Severity;
  readonly isSample: boolean;
  /** In the product's own form if there is one: `UnauthorizedAccess:EC2/SSHBruteForce`. */
  readonly types: readonly string[];
  readonly resources: readonly HubResource[];
  /** If a control or a rule made it. */
  readonly check: HubCheck | undefined;
  readonly vulnerability: HubVulnerability | undefined;
  /** How often the product has seen it, if it counts. */
  readonly count: number | undefined;
  /** The cloud that it is about, if that is not AWS. */
  readonly provider: "AZURE" | "OTHER" | undefined;
}

/**
 * `open`: it stands. `passed`: its check finds nothing wrong. `archived`: its product no longer sees it, or its resource is gone.
 * `suppressed`, `resolved`: a person, or a rule that a person wrote, has decided so in Security Hub. `unknown`: it says neither.
 */
export type HubState = "open" | "passed" | "archived" | "suppressed" | "resolved" | "unknown";

export interface HubResource {
  /** CloudFormation's where there is one: `AWS::KMS::Key`. */
  readonly type: string;
  /** An ARN where there is one. */
  readonly id: string;
  /** Of an object in S3. */
  readonly versionId?: string | undefined;
  /** Whom IAM Access Analyzer names as let in from outside: an account, an ARN. */
  readonly externalPrincipal?: string | undefined;
}

export interface HubCheck {
  /** `KMS.4`; empty if it is no control of Security Hub, or one without an id of its own. */
  readonly control: string;
  /** The standard of the check, `security-control` if findings are consolidated, or the rule. */
  readonly standard: string;
  /** The rule of AWS Config behind it, by its whole name; empty where there is none. */
  readonly rule: string;
}

export interface HubVulnerability {
  /** `CVE-2026-12345` */
  readonly id: string;
  readonly packages: readonly VulnerablePackage[];
  readonly epss: number | undefined;
  readonly fixAvailable: "YES" | "NO" | "PARTIAL" | undefined;
  readonly exploitAvailable: "YES" | "NO" | undefined;
}
