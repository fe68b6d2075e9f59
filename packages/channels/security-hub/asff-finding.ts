/**
 * An alert as a finding of Security Hub, in the AWS Security Finding Format. With the default product ARN a finding always belongs to the
 * account that writes it, so the affected account is in its resources and fields.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
import { conditions } from "@tocsin/core/alert/condition";
import type { AttributeValue } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import { formatArn, type Location, parseArn } from "@tocsin/core/event/arn";
import type { Instant } from "@tocsin/core/event/instant";
import { OWN_GENERATOR, OWN_PRODUCT } from "@tocsin/core/release";
import { plain } from "@tocsin/core/text/text";
import { type OcsfClassName, ocsfClassOf, vulnerabilityIds } from "../ocsf/ocsf-class.ts";
import { type AsffResource, asffResource } from "./asff-resource.ts";

/** Where the findings are written, and by which deployment: two deployments may share an account. */
export interface FindingPlace extends Location {
  /** What the names of the deployment begin with. */
  readonly prefix: string;
}

/** @throws Error if `product` is not an ARN. */
export function findingPlace(product: string, prefix: string): FindingPlace {
  const arn = parseArn(product);
  if (arn === undefined) throw new Error(`not the ARN of a product of Security Hub: ${product}`);
  const { partition, region, account } = arn;
  return { partition, region, account, prefix };
}

/** An alert as it is stored. */
export interface AlertNow {
  readonly view: AlertView;
  readonly version: number;
  readonly evaluatedAt: Instant;
}

export interface AsffFinding {
  readonly SchemaVersion: "2018-10-08";
  readonly Id: string;
  readonly ProductArn: string;
  readonly ProductName: string;
  readonly CompanyName: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Types: readonly string[];
  readonly FirstObservedAt?: string | undefined;
  readonly LastObservedAt?: string | undefined;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Severity: AsffSeverity;
  readonly Title: string;
  readonly Description: string;
  readonly Remediation: { readonly Recommendation: { readonly Text: string } };
  readonly SourceUrl?: string | undefined;
  readonly ProductFields: Readonly<Record<string, string>>;
  readonly Resources: readonly AsffResource[];
  readonly Vulnerabilities?: readonly AsffVulnerability[] | undefined;
  /** Only for a new finding: afterwards Security Hub accepts a change only by `BatchUpdateFindings`. */
  readonly Workflow: { readonly Status: WorkflowStatus };
  readonly RecordState: "ACTIVE" | "ARCHIVED";
  /** What a product may still change in an existing finding. */
  readonly FindingProviderFields: { readonly Severity: AsffSeverity; readonly Types: readonly string[] };
}

interface AsffSeverity {
  readonly Label: Severity;
}

interface AsffVulnerability {
  readonly Id: string;
  readonly FixAvailable?: string | undefined;
  readonly ExploitAvailable?: string | undefined;
}

export type WorkflowStatus = "NEW" | "NOTIFIED" | "SUPPRESSED" | "RESOLVED";

const workflows: Readonly<Record<Status, WorkflowStatus>> = {
  OPEN: "NEW",
  ACKNOWLEDGED: "NOTIFIED",
  SUPPRESSED: "SUPPRESSED",
  RESOLVED: "RESOLVED",
};

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html */
const types: Readonly<Record<OcsfClassName, string>> = {
  vulnerability: "Software and Configuration Checks/Vulnerabilities/CVE",
  compliance: "Software and Configuration Checks/AWS Security Best Practices",
  detection: "TTPs",
  "data-security": "Sensitive Data Identifications",
};

/** In characters, as Security Hub counts. */
const LIMITS = { title: 256, text: 1024, advice: 512, field: 512, url: 2048 };
const RESOURCES = 32;
/** Of fifty, some are for facts that every alert has. */
const ATTRIBUTE_FIELDS = 30;

/** What an alert is in Security Hub, as it is now. */
export function asffOf(alert: AlertNow, place: FindingPlace): AsffFinding {
  const { view, version, evaluatedAt } = alert;
  const { condition, title, summary, remedy, severity, status, link, firstSeenAt, lastSeenAt } = view;
  const className = ocsfClassOf(view);
  const { label, remedy: advice } = conditions[condition];
  const ofProvider = { Severity: { Label: severity }, Types: [types[className]] };
  return {
    SchemaVersion: "2018-10-08",
    Id: findingId(view.id, place),
    ProductArn: productArn(place),
    ProductName: OWN_PRODUCT,
    CompanyName: OWN_PRODUCT,
    GeneratorId: `${OWN_GENERATOR}${condition}`,
    AwsAccountId: place.account,
    FirstObservedAt: firstSeenAt,
    LastObservedAt: lastSeenAt,
    CreatedAt: firstSeenAt ?? evaluatedAt,
    UpdatedAt: updatedAt(evaluatedAt, version),
    Title: plain(title, LIMITS.title) || label,
    Description: plain(summary, LIMITS.text) || label,
    Remediation: { Recommendation: { Text: plain(remedy, LIMITS.advice) || plain(advice, LIMITS.advice) } },
    SourceUrl: link !== undefined && link.length <= LIMITS.url && URL.canParse(link) ? link : undefined,
    ProductFields: productFields(alert),
    Resources: resourcesOf(view),
    Vulnerabilities: className === "vulnerability" ? vulnerabilitiesOf(view) : undefined,
    Workflow: { Status: workflows[status] },
    RecordState: status === "RESOLVED" ? "ARCHIVED" : "ACTIVE",
    ...ofProvider,
    FindingProviderFields: ofProvider,
  };
}

/** The finding of an alert, for all its life. */
const findingId = (alertId: string, { prefix }: FindingPlace): string => `${prefix}/${alertId}`;

/** What an account writes by itself. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html */
const productArn = ({ partition, region, account }: Location): string =>
  formatArn({ partition, service: "securityhub", region, account, resource: `product/${account}/default` });

/**
 * Security Hub ignores what is not later than what it has. Two versions of an alert may be evaluated in one millisecond, so the version
 * counts as nanoseconds, which ASFF's timestamps have.
 */
function updatedAt(evaluatedAt: Instant, version: number): string {
  return evaluatedAt.replace("Z", `${String(version % 1_000_000).padStart(6, "0")}Z`);
}

function resourcesOf({ resource, affected, partition, region }: AlertView): readonly AsffResource[] {
  const others = (affected?.resources ?? []).filter((other) => other !== resource);
  return [resource, ...others].slice(0, RESOURCES).map((id) => asffResource(id, { partition, region }));
}

function productFields({ view, version }: AlertNow): Readonly<Record<string, string>> {
  const { id, condition, account, region, resource, deadline, reporters, owner, directory, affected, attributes } =
    view;
  const environment = directory?.environment === UNKNOWN_ENVIRONMENT ? undefined : directory?.environment;
  const facts: Record<string, AttributeValue | undefined> = {
    alert: id,
    version,
    condition,
    account,
    accountName: directory?.name,
    environment,
    ou: directory?.ou,
    owner,
    region,
    // A resource's own field holds less.
    resource,
    affectedCount: affected?.count,
    deadline,
    reporters: reporters.join(", "),
  };
  const own = Object.entries(attributes).slice(0, ATTRIBUTE_FIELDS);
  return Object.fromEntries(
    [...Object.entries(facts), ...own.map(([name, values]) => [`attribute/${name}`, values.join(", ")] as const)]
      .map(([name, value]) => [`${OWN_GENERATOR}${name}`, plain(String(value ?? ""), fieldLimit(name))] as const)
      .filter(([, value]) => value !== ""),
  );
}

const fieldLimit = (name: string): number => (name === "resource" ? 2048 : LIMITS.field);

function vulnerabilitiesOf(view: AlertView): readonly AsffVulnerability[] {
  const { fixAvailable: [fix] = [], exploitAvailable: exploits = [] } = view.attributes;
  const exploit = exploits.length === 0 ? undefined : exploits.includes("YES") ? "YES" : "NO";
  return vulnerabilityIds(view).map((id) => ({
    Id: id,
    FixAvailable: fix === undefined ? undefined : String(fix),
    ExploitAvailable: exploit,
  }));
}
