/**
 * The findings of services that have a source of their own: each is one more reporter of the alert that its own source has.
 */

import type { Observation, Observed } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import { parseArn } from "@tocsin/core/event/arn";
import * as v from "valibot";
import { aboutFinding, nameOf } from "../access-analyzer/about.ts";
import { accessIn, attributesFor, severityOf } from "../access-analyzer/access.ts";
import { known } from "../details.ts";
import { linkToFinding } from "../guardduty/finding.ts";
import { linkToEvent } from "../health/source.ts";
import { topicOf } from "../health/topic.ts";
import { aboutVulnerability } from "../inspector/about.ts";
import { findingLink as inspectorLink } from "../inspector/finding.ts";
import { findingArnField } from "../inspector/finding-arn.ts";
import { listed, namesOf, packageText } from "../inspector/packages.ts";
import { resourceArn } from "../inspector/resource.ts";
import { findingLink as macieLink, objectDiscriminator, sensitiveDataTitle } from "../macie/finding.ts";
import { markedAsSample } from "../sample-mark.ts";
import type { HubFinding } from "./formats/hub-finding.ts";
import { typeIn } from "./formats/product.ts";
import { affectedBy, common, type Envelope, spoken } from "./spoken.ts";

/** Nothing if the service's own source would not have the finding. */
export function ofOwnSource(event: Envelope, finding: HubFinding): Observed | undefined {
  switch (finding.product) {
    case "aws/guardduty":
      return threat(event, finding);
    case "aws/inspector":
      return vulnerability(event, finding);
    case "aws/macie":
      return ofMacie(event, finding);
    case "aws/access-analyzer":
      return ofAccessAnalyzer(event, finding);
    case "aws/health":
      return ofHealth(event, finding);
    default:
      return undefined;
  }
}

/** The documentation's own samples have a colon too many. */
const GUARDDUTY = /^arn:[a-z-]*::?guardduty:([a-z0-9-]+):\d{12}:detector\/[^/]+\/finding\/([^/]{1,300})$/;

function threat(event: Envelope, finding: HubFinding): readonly Observation[] | undefined {
  const [, region, id] = GUARDDUTY.exec(finding.id) ?? [];
  if (region === undefined || id === undefined) return undefined;
  const type = typeIn(finding.types) ?? "a threat";
  const place = { ...finding.place, region };
  return spoken(event, finding, {
    ...common(finding),
    ...affectedBy(withArns(finding)),
    identity: { condition: "threat", ...place, resource: "", discriminator: id },
    title: titleOf(finding),
    summary: `GuardDuty detected ${type}, according to Security Hub.`,
    link: linkToFinding(region, id),
    severity: finding.isSample ? "INFORMATIONAL" : finding.severity,
    attributes: { findingType: typeIn(finding.types), sample: finding.isSample || undefined },
  });
}

/** OCSF has ids instead of ARNs for instances and images. */
function withArns(finding: HubFinding): HubFinding {
  return {
    ...finding,
    resources: finding.resources.map((one) => ({ ...one, id: resourceArn(one.id, finding.place) })),
  };
}

function titleOf({ title, isSample }: HubFinding): string {
  return isSample ? markedAsSample(title) : title;
}

function vulnerability(event: Envelope, finding: HubFinding): readonly Observation[] | undefined {
  const findingArn = v.safeParse(findingArnField, finding.id, { abortEarly: true });
  // Inspector Classic had ids of another form, and no source.
  if (!findingArn.success) return undefined;
  const { vulnerability: found, provider } = finding;
  const place = { ...finding.place, partition: findingArn.output.partition, region: findingArn.output.region };
  const { resource, affected } = affectedBy(withArns(finding));
  const about = { place, findingArn: findingArn.output, resource, resources: affected.length };
  const { identity, image } = aboutVulnerability({ ...about, vulnerability: found?.id });
  const packages = found?.packages ?? [];
  const names = namesOf(packages);
  const within = names.length > 0 ? ` in ${listed(names)}` : "";
  const where = image ? `images of the repository ${image.name}` : resource;
  return spoken(event, finding, {
    ...common(finding),
    identity,
    subject: image?.digest,
    title: finding.title,
    summary: `Inspector found ${found?.id ?? "a weakness"}${within} on ${where}, according to Security Hub.`,
    link: inspectorLink(findingArn.output),
    severity: finding.severity,
    resource,
    affected,
    attributes: {
      cve: found?.id,
      epss: found?.epss,
      packageName: known(names),
      packages: known(packages.map(packageText)),
      fixAvailable: found?.fixAvailable,
      exploitAvailable: found?.exploitAvailable,
      provider: provider === "AZURE" ? provider : undefined,
    },
  });
}

type MacieSeverity = Exclude<Severity, "CRITICAL">;

/** Macie has no severity above high. */
function macieSeverity({ severity, isSample }: HubFinding): MacieSeverity {
  if (isSample) return "INFORMATIONAL";
  return severity === "CRITICAL" ? "HIGH" : severity;
}

function ofMacie(event: Envelope, finding: HubFinding): readonly Observation[] | undefined {
  const type = typeIn(finding.types) ?? "";
  const bucket = finding.resources.find((one) => one.type === "AWS::S3::Bucket")?.id ?? "";
  const { service, resource: name = "" } = parseArn(bucket) ?? {};
  if (service !== "s3") return undefined;
  const said = {
    ...common(finding),
    link: macieLink({ region: finding.place.region, id: finding.id }),
    severity: macieSeverity(finding),
    resource: bucket,
    attributes: { findingType: type, sample: finding.isSample || undefined },
  };
  if (!type.startsWith("SensitiveData:")) {
    return spoken(event, finding, {
      ...said,
      identity: { condition: "bucket-posture", ...finding.place, resource: "", discriminator: finding.id },
      title: `${titleOf(finding)}: ${name}`,
      summary: `Macie reports ${type || "a finding"} on ${bucket}, according to Security Hub.`,
    });
  }
  const object = finding.resources.find((one) => one.type === "AWS::S3::Object");
  if (object === undefined) return undefined;
  const key = object.id.startsWith(`${bucket}/`) ? object.id.slice(bucket.length + 1) : object.id;
  const discriminator = objectDiscriminator(key, object.versionId, type);
  const title = sensitiveDataTitle(type, name);
  return spoken(event, finding, {
    ...said,
    // Each scan of the object may have a finding of its own.
    subject: finding.id,
    identity: { condition: "sensitive-data", ...finding.place, resource: bucket, discriminator },
    title: finding.isSample ? markedAsSample(title) : title,
    summary: `Macie found sensitive data in an object of ${bucket}, according to Security Hub.`,
  });
}

/** The type of findings about access by everyone; findings about access by other accounts have another type. */
const PUBLIC = "Effects/Data Exposure/External Access Granted";
/** `Software and Configuration Checks/AWS Security Best Practices/Unused IAM Role`: such access is open to nobody outside. */
const UNUSED = /\/Unused [^/]+$/;

/**
 * Security Hub has one finding for each resource and analyzer, which names one of those who are let in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-securityhub-integration.html
 */
function ofAccessAnalyzer(event: Envelope, finding: HubFinding): Observed | undefined {
  const [first] = finding.resources;
  if (first === undefined) return undefined;
  if (finding.types.some((type) => UNUSED.test(type))) return { ignored: "informational" };
  const { account: accountId, region } = finding.place;
  const detail = { accountId, region, resourceType: first.type, resource: first.id };
  const about = aboutFinding({ detail });
  const { condition } = about.identity;
  const isPublic = finding.types.includes(PUBLIC);
  const access = accessIn({ isPublic, principal: { AWS: first.externalPrincipal }, condition: undefined });
  const name = nameOf(detail);
  return spoken(event, finding, {
    ...common(finding),
    ...about,
    // Several analyzers may look at it.
    subject: finding.id,
    link: about.link ?? common(finding).link,
    severity: severityOf(condition, access),
    title: `${name} is open to ${access.whom}`,
    summary: `IAM Access Analyzer finds that ${name} is open to ${access.whom}, according to Security Hub.`,
    attributes: attributesFor(condition, access),
  });
}

/**
 * `arn:aws:health:us-east-1:<account>:event/RISK/<code>/<event>/<a hash of the affected>`: Security Hub has a finding for each affected
 * entity.
 */
const HEALTH = /^arn:([a-z-]+):health:([a-z0-9-]*):\d{0,12}:event\/([A-Z0-9_]+)\/([A-Z0-9_]+)\/([\w.-]+)/;

/** Events that the source `health` ignores are also ignored here. */
function ofHealth(event: Envelope, finding: HubFinding): Observed | undefined {
  const [, partition, of, service, eventTypeCode, id] = HEALTH.exec(finding.id) ?? [];
  if (!partition || of === undefined || !service || !eventTypeCode || !id) return undefined;
  const topic = topicOf({ service, eventTypeCode, eventMetadata: undefined });
  if (topic === undefined) return { ignored: "informational" };
  const { condition, severity, title, sentence } = topic;
  const region = of === "global" ? "" : of;
  const arn = `arn:${partition}:health:${of}::event/${service}/${eventTypeCode}/${id}`;
  const place = { partition, account: finding.place.account, region };
  const [affected] = finding.resources;
  return spoken(event, finding, {
    ...common(finding),
    identity: { condition, ...place, resource: arn, discriminator: "" },
    severity,
    title,
    summary: `${sentence}, according to Security Hub.`,
    link: linkToEvent(arn),
    resource: arn,
    subject: affected?.id,
    attributes: { healthCode: eventTypeCode },
  });
}
