/**
 * A finding of the newer Security Hub, in OCSF. Its fields are from public samples; the documentation has no complete list.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/ocsf-findings.html
 * https://schema.ocsf.io/1.6.0/categories/findings
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { partitionOf } from "@tocsin/core/event/arn";
import { accountField, type Event, regionField } from "@tocsin/core/event/event";
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import * as v from "valibot";
import { fieldAt, listAt, textAt } from "../../details.ts";
import type { VulnerablePackage } from "../../inspector/schema.ts";
import { isMarkedAsSample } from "../../sample-mark.ts";
import type { HubCheck, HubFinding, HubResource, HubState, HubVulnerability } from "./hub-finding.ts";
import { bareRule, productIn } from "./product.ts";
import { resourceOfOcsf } from "./resource.ts";
import { epssField, type OcsfFinding } from "./schema.ts";

export function ofOcsf(finding: OcsfFinding, event: Pick<Event, "account" | "region" | "time">): HubFinding {
  const { finding_info: info, metadata, cloud } = finding;
  const { product: by } = metadata;
  // A product without an ARN in Security Hub is identified by its name.
  const product = productIn(by.uid ?? "") ?? `${by.vendor_name ?? ""}/${by.name ?? ""}`.toLowerCase();
  const { region } = cloud ?? {};
  const account = cloud?.account?.uid;
  const own = v.is(regionField, region) ? region : event.region;
  const provider = providerOf(finding);
  return {
    hub: "securityhub-v2",
    id: info.uid,
    product,
    productArn: undefined,
    productName: by.name || product,
    place: {
      partition: partitionOf(own),
      account: v.is(accountField, account) ? account : event.account,
      region: own,
    },
    at:
      firstInstant(
        info.modified_time_dt,
        info.modified_time,
        finding.time_dt,
        finding.time,
        info.created_time_dt,
        info.created_time,
      ) ?? event.time,
    since: firstInstant(info.first_seen_time_dt, info.first_seen_time, info.created_time_dt, info.created_time),
    title: info.title || info.uid,
    state: stateOf(finding),
    severity: severityOf(finding),
    isSample: isMarkedAsSample(info.title),
    types: info.types ?? [],
    resources: resourcesOf(finding),
    check: checkOf(finding, product),
    vulnerability: vulnerabilityOf(finding),
    count: undefined,
    provider,
    shownIn: provider === undefined ? own : undefined,
  };
}

function firstInstant(...values: readonly unknown[]): Instant | undefined {
  return values.map(ocsfInstant).find((at) => at !== undefined);
}

/** A larger number is in milliseconds, as OCSF has it, and a smaller one in seconds, as some tools write it. */
const MILLISECONDS_FROM = 1e11;

/** An instant in OCSF: a text, or a number of milliseconds. */
export function ocsfInstant(value: unknown): Instant | undefined {
  return parseInstant(typeof value === "number" && value >= MILLISECONDS_FROM ? value / 1000 : value);
}

const CLOSE = 3;
const [SUPPRESSED, RESOLVED] = [3, 4];
const PASS = 1;
/** Unknown, and what OCSF has no number for. */
const UNCHECKED: ReadonlySet<number> = new Set([0, 99]);

/**
 * The activity says whether the finding is still in Security Hub, and the status what people decided: a suppressed finding still gets
 * updates.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/ocsf-findings.html
 */
function stateOf({ activity_id, activity_name, status, status_id, compliance }: OcsfFinding): HubState {
  if (compliance?.status_id === PASS || compliance?.status?.toLowerCase() === "pass") return "passed";
  if (activity_id === CLOSE || activity_name?.toLowerCase() === "close") return "archived";
  const word = status?.toLowerCase();
  if (status_id === SUPPRESSED || word === "suppressed") return "suppressed";
  if (status_id === RESOLVED || word === "resolved") return "resolved";
  // The check could not be made: what it said before still counts.
  return UNCHECKED.has(compliance?.status_id ?? -1) ? "unknown" : "open";
}

const severities: Readonly<Record<string, Severity>> = {
  "1": "INFORMATIONAL",
  "2": "LOW",
  "3": "MEDIUM",
  "4": "HIGH",
  "5": "CRITICAL",
  // Fatal, which is worse still.
  "6": "CRITICAL",
  informational: "INFORMATIONAL",
  low: "LOW",
  medium: "MEDIUM",
  high: "HIGH",
  critical: "CRITICAL",
  fatal: "CRITICAL",
};

/** By number, then by word; an unrated finding is not mild by that. */
function severityOf({ severity_id, severity }: OcsfFinding): Severity {
  for (const key of [String(severity_id), severity?.toLowerCase() ?? ""]) {
    const known = Object.hasOwn(severities, key) ? severities[key] : undefined;
    if (known !== undefined) return known;
  }
  return "MEDIUM";
}

function resourcesOf({ resources, databucket }: OcsfFinding): readonly HubResource[] {
  const named = (resources ?? []).map(({ type, uid, uid_alt, data }) => ({
    ...resourceOfOcsf(type ?? "", uid ?? "", uid_alt ?? ""),
    versionId: textAt(data, "version_id") || undefined,
  }));
  // A finding of Macie about an object names the bucket separately.
  const bucket = textAt(databucket, "uid");
  return bucket === "" ? named : [...named, { type: "AWS::S3::Bucket", id: bucket }];
}

function checkOf({ compliance, finding_info }: OcsfFinding, product: string): HubCheck | undefined {
  if (!compliance || (product !== "aws/securityhub" && product !== "aws/config")) return undefined;
  const rule = textAt(finding_info.analytic, "name");
  if (product === "aws/config") return rule === "" ? undefined : { control: "", standard: rule, rule };
  const control = compliance.control ?? "";
  return control === "" && rule === "" ? undefined : { control, standard: "", rule: bareRule(rule) };
}

/** An OCSF finding leaves out each of these marks if it is unknown. */
function vulnerabilityOf({ vulnerabilities }: OcsfFinding): HubVulnerability | undefined {
  const [first] = Array.isArray(vulnerabilities) ? vulnerabilities : [];
  const id = textAt(first, "cve", "uid");
  if (id === "") return undefined;
  const epss = Number(fieldAt(first, "cve", "epss", "score"));
  return {
    id,
    packages: listAt(first, "affected_packages").map(packageOf),
    epss: v.is(epssField, epss) ? epss : undefined,
    fixAvailable: yesOrNo(fieldAt(first, "is_fix_available")),
    exploitAvailable: yesOrNo(fieldAt(first, "is_exploit_available")),
  };
}

function yesOrNo(value: unknown): "YES" | "NO" | undefined {
  return typeof value === "boolean" ? (value ? "YES" : "NO") : undefined;
}

function packageOf(one: unknown): VulnerablePackage {
  return {
    name: textAt(one, "name"),
    version: textAt(one, "version"),
    fixedInVersion: textAt(one, "fixed_in_version"),
  };
}

function providerOf({ cloud, resources }: OcsfFinding): HubFinding["provider"] {
  const provider = cloud?.provider?.toUpperCase() ?? "AWS";
  if (provider === "AZURE" || resources?.some(({ type }) => type?.startsWith("Microsoft."))) return "AZURE";
  return provider === "AWS" ? undefined : "OTHER";
}
