/**
 * A finding of Security Hub CSPM, in ASFF.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { partitionOf } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import { parseInstant, shift } from "@tocsin/core/event/instant";
import { cleanProse } from "@tocsin/core/text/redact";
import * as v from "valibot";
import { fieldAt, listAt, textAt } from "../../details.ts";
import type { VulnerablePackage } from "../../inspector/schema.ts";
import { isMarkedAsSample } from "../../sample-mark.ts";
import type { HubCheck, HubFinding, HubState, HubVulnerability } from "./hub-finding.ts";
import { bareRule, productIn, regionIn } from "./product.ts";
import { resourceOfAsff } from "./resource.ts";
import { type AsffFinding, epssField } from "./schema.ts";

export function ofAsff(finding: AsffFinding, event: Pick<Event, "region">): HubFinding {
  const { Id, ProductArn, ProductFields, FindingProviderFields, Title, Types } = finding;
  const region = finding.Region ?? regionIn(ProductArn) ?? event.region;
  const product = productIn(ProductArn) ?? ProductArn;
  return {
    hub: "securityhub",
    id: Id,
    product,
    productArn: ProductArn,
    productName:
      finding.ProductName || cleanProse(textAt(ProductFields, "aws/securityhub/ProductName"), 100) || product,
    place: { partition: partitionOf(region), account: finding.AwsAccountId, region },
    shownIn: region,
    at: finding.UpdatedAt,
    since: parseInstant(finding.FirstObservedAt) ?? parseInstant(finding.CreatedAt),
    title: Title || Id,
    state: stateOf(finding),
    severity: severityOf(finding),
    isSample: isSample(finding),
    // Where a customer has changed the types, the product's own are kept beside them.
    types: [...new Set([...(FindingProviderFields?.Types ?? []), ...(Types ?? [])])],
    resources: finding.Resources.map(({ Type, Id: id, Details }) => ({
      ...resourceOfAsff(Type, id),
      versionId: textAt(Details, "AwsS3Object", "VersionId") || undefined,
      externalPrincipal: textAt(Details, "Other", "External Principal") || undefined,
    })),
    check: checkOf(finding, product),
    vulnerability: vulnerabilityOf(finding),
    count: countOf(finding),
    provider: finding.Resources.some(({ Type }) => Type.startsWith("Microsoft.")) ? "AZURE" : undefined,
  };
}

/**
 * The state that the product or the check reports takes precedence over people's decisions. A decision stays until the finding is active
 * again after it was archived, or its check fails again; a suppression stays permanently.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html
 */
function stateOf(finding: AsffFinding): HubState {
  const { Compliance, RecordState, Workflow, ProductFields } = finding;
  if (Compliance?.Status === "PASSED") return "passed";
  if (isArchivedAtOnce(finding)) return "unknown";
  if (RecordState === "ARCHIVED") return "archived";
  if (textAt(ProductFields, "aws/guardduty/service/archived") === "true") return "archived";
  if (Workflow?.Status === "SUPPRESSED") return "suppressed";
  if (Workflow?.Status === "RESOLVED") return "resolved";
  // The check could not be made: its former result still counts.
  return Compliance?.Status === "NOT_AVAILABLE" ? "unknown" : "open";
}

/** While AWS Config has trouble, each check makes a new finding that is archived at once: it says nothing of what an older one found. */
function isArchivedAtOnce({ Compliance, RecordState, CreatedAt, UpdatedAt }: AsffFinding): boolean {
  if (Compliance?.Status !== "NOT_AVAILABLE" || RecordState !== "ARCHIVED") return false;
  const createdAt = parseInstant(CreatedAt);
  return createdAt !== undefined && UpdatedAt <= shift(createdAt, AT_ONCE_MILLISECONDS);
}

const AT_ONCE_MILLISECONDS = 60_000;

/** The customer's label, then the provider's, then numbers; an unrated finding is not mild by that. */
function severityOf({ Severity: rated, FindingProviderFields }: AsffFinding): Severity {
  const provided = FindingProviderFields?.Severity;
  const label = rated?.Label ?? provided?.Label;
  if (label) return label;
  const normalized = rated?.Normalized ?? provided?.Normalized;
  return typeof normalized === "number" ? ofNormalized(normalized) : "MEDIUM";
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html */
function ofNormalized(normalized: number): Severity {
  if (normalized >= 90) return "CRITICAL";
  if (normalized >= 70) return "HIGH";
  if (normalized >= 40) return "MEDIUM";
  return normalized >= 1 ? "LOW" : "INFORMATIONAL";
}

/** GuardDuty's mark before the title does not reach Security Hub. */
function isSample({ Sample, Title, ProductFields }: AsffFinding): boolean {
  return (
    Sample === true ||
    isMarkedAsSample(Title) ||
    textAt(ProductFields, "aws/guardduty/service/additionalInfo/sample") === "true" ||
    /"sample"\s*:\s*true/.test(textAt(ProductFields, "aws/guardduty/service/additionalInfo/value"))
  );
}

function countOf({ ProductFields }: AsffFinding): number | undefined {
  const text = textAt(ProductFields, "aws/guardduty/service/count");
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Security Hub's own controls, and the rules of AWS Config, whose findings Security Hub takes in too. */
function checkOf({ Compliance, GeneratorId, ProductFields }: AsffFinding, product: string): HubCheck | undefined {
  if (product === "aws/config") {
    const rule = textAt(ProductFields, "aws/config/ConfigRuleName") || (GeneratorId?.split("config-rule/")[1] ?? "");
    return rule === "" ? undefined : { control: "", standard: rule, rule };
  }
  if (product !== "aws/securityhub" || !Compliance) return undefined;
  const rule = textAt(ProductFields, "RelatedAWSResources:0/name");
  const own = Compliance.SecurityControlId || ownControl(textAt(ProductFields, "ControlId"));
  const standard = standardOf(GeneratorId ?? "");
  const control = own || bareGenerator(GeneratorId ?? "");
  return control === "" && rule === "" ? undefined : { control, standard, rule: bareRule(rule) };
}

/** Control Tower puts `CT.` before the ids of Security Hub; the ids of PCI DSS have another form. */
function ownControl(id: string): string {
  const bare = id.replace(/^CT\./, "");
  return /^[A-Za-z0-9]{2,32}\.\d{1,4}$/.test(bare) && !/^\d/.test(bare) ? bare : "";
}

/** `cis-aws-foundations-benchmark/v/1.2.0/2.8`, if a control has no id but that of its standard. */
function bareGenerator(generator: string): string {
  return generator.replace(/^arn:.{0,60}?ruleset\//, "").replace("/rule/", "/");
}

/** `cis-aws-foundations-benchmark/v/1.2.0`, `security-control`: the same for all controls of a standard. */
function standardOf(generator: string): string {
  return /[a-z][a-z0-9-]+\/v\/[\d.]+/.exec(generator)?.[0] ?? generator.split("/")[0]?.slice(0, 100) ?? "";
}

const vulnerabilityWords = { fix: ["YES", "NO", "PARTIAL"], exploit: ["YES", "NO"] } as const;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Vulnerability.html */
function vulnerabilityOf({ Vulnerabilities }: AsffFinding): HubVulnerability | undefined {
  const [first] = Array.isArray(Vulnerabilities) ? Vulnerabilities : [];
  const id = textAt(first, "Id");
  if (id === "") return undefined;
  const epss = fieldAt(first, "EpssScore");
  return {
    id,
    packages: listAt(first, "VulnerablePackages").map(packageOf),
    epss: v.is(epssField, epss) ? epss : undefined,
    fixAvailable: vulnerabilityWords.fix.find((word) => word === textAt(first, "FixAvailable")),
    exploitAvailable: vulnerabilityWords.exploit.find((word) => word === textAt(first, "ExploitAvailable")),
  };
}

function packageOf(one: unknown): VulnerablePackage {
  return {
    name: textAt(one, "Name"),
    version: textAt(one, "Version"),
    fixedInVersion: textAt(one, "FixedInVersion"),
  };
}
