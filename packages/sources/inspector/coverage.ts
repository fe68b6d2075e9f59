/** Gaps in what Inspector scans: a resource, new accounts of the organization, an image on demand. */

import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { formatArn, type Location, parseArn, partitionOf } from "@tocsin/core/event/arn";
import { accountField, regionField } from "@tocsin/core/event/event";
import { parseInstant } from "@tocsin/core/event/instant";
import * as v from "valibot";
import { resourceArn } from "./resource.ts";
import type { AutoEnableEvent, CoverageEvent, OnDemandScanEvent } from "./schema.ts";

/**
 * Reasons that are no gap: the resource is deleted or stopped, or the organization itself excluded it, by a tag or by the scan settings of
 * its repository.
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_ScanStatus.html
 */
const OUT_OF_SCOPE: ReadonlySet<string> = new Set([
  "RESOURCE_TERMINATED",
  "EC2_INSTANCE_STOPPED",
  "EXCLUDED_BY_TAG",
  "SCAN_ELIGIBILITY_EXPIRED",
  "IMAGE_ARCHIVED",
  "SCAN_FREQUENCY_MANUAL",
  "SCAN_FREQUENCY_SCAN_ON_PUSH",
]);

/** Reasons that only say that the scan is yet to come: they neither open a gap nor close one. */
const UNDER_WAY: ReadonlySet<string> = new Set([
  "PENDING_INITIAL_SCAN",
  "PENDING_REVIVAL_SCAN",
  "SCAN_IN_PROGRESS",
  "SUCCESSFUL",
]);

export function observeCoverage(event: CoverageEvent): Observed {
  const { scanStatus, scanType, provider, eventTimestamp } = event.detail;
  const location = locationOf(event);
  const resource = resourceArn(event.resources[0], location);
  const reason = scanStatus.reason ?? undefined;
  const said = {
    identity: { condition: "coverage-gap", ...location, resource, discriminator: `inspector-${scanType}` } as const,
    reporter: "inspector",
    at: parseInstant(eventTimestamp),
    title: `Not scanned by Inspector (${scanType})`,
    resource,
    attributes: { scanType, reason, provider: provider ?? undefined },
  };
  if (scanStatus.statusCodeValue === "ACTIVE") {
    const summary = `Inspector scans ${resource}.`;
    return [cleared(event, { ...said, summary, scope: "reporter", because: "fixed" })];
  }
  if (reason !== undefined && UNDER_WAY.has(reason)) return { ignored: "benign" };
  if (reason !== undefined && OUT_OF_SCOPE.has(reason)) {
    const summary = `Inspector need not scan ${resource}: ${reason}.`;
    return [cleared(event, { ...said, summary, scope: "reporter", because: "out-of-scope" })];
  }
  const summary = `Inspector does not scan ${resource}: ${reason ?? "it gives no reason"}.`;
  return [active(event, { ...said, severity: "MEDIUM", summary })];
}

/**
 * The resource's own account and region where the event has them. An Azure resource has none in AWS: it belongs to the
 * account whose Inspector scans it.
 */
function locationOf({ account, region, resources, detail }: CoverageEvent): Location {
  const own = parseArn(resources[0]) ?? { account: detail.providerAccountId, region: detail.providerRegion };
  const ownRegion = detail.provider !== "AZURE" && v.is(regionField, own.region) ? own.region : region;
  return {
    partition: partitionOf(ownRegion),
    account: v.is(accountField, own.account) ? own.account : account,
    region: ownRegion,
  };
}

/** Sent to the delegated administrator when the organization becomes too large for Inspector. */
export function observeAutoEnable(event: AutoEnableEvent): Observed {
  const { AutoEnableStatus, Reason } = event.detail;
  const partition = partitionOf(event.region);
  const reason = Reason ?? undefined;
  const said = {
    identity: {
      condition: "coverage-gap",
      partition,
      account: event.account,
      region: event.region,
      resource: "",
      discriminator: "inspector-auto-enable",
    } as const,
    reporter: "inspector",
    title: "Inspector not enabled for new accounts",
    resource: formatArn({ partition, service: "iam", region: "", account: event.account, resource: "root" }),
  };
  // Only "Failed" is documented.
  if (/^succe/i.test(AutoEnableStatus)) {
    const summary = "Inspector is enabled for new accounts of the organization.";
    return [cleared(event, { ...said, summary, scope: "reporter", because: "fixed" })];
  }
  if (!/^fail/i.test(AutoEnableStatus)) return { ignored: "informational" };
  const summary = `Inspector could not be enabled for new accounts of the organization${reason ? `: ${reason}` : ""}.`;
  return [active(event, { ...said, severity: "HIGH", summary, attributes: { reason } })];
}

export function observeOnDemandScan(event: OnDemandScanEvent): Observed {
  const { awsAccountId, resourceId, scanStatus, scanStatusReason, completedAt } = event.detail;
  const location = { partition: partitionOf(event.region), account: awsAccountId, region: event.region };
  const resource = resourceArn(resourceId, location);
  const reason = scanStatusReason ?? undefined;
  const said = {
    identity: { condition: "failed-scan", ...location, resource, discriminator: "inspector-on-demand" } as const,
    reporter: "inspector",
    at: parseInstant(completedAt),
    title: "Scan on demand failed in Inspector",
    resource,
    attributes: { reason },
  };
  if (scanStatus === "SUCCESSFUL") {
    const summary = `Inspector scanned ${resource} on demand.`;
    return [cleared(event, { ...said, summary, scope: "reporter", because: "fixed" })];
  }
  if (reason !== undefined && OUT_OF_SCOPE.has(reason)) {
    const summary = `Inspector need not scan ${resource}: ${reason}.`;
    return [cleared(event, { ...said, summary, scope: "reporter", because: "out-of-scope" })];
  }
  const summary = `Inspector could not scan ${resource} on demand${reason ? `: ${reason}` : ""}.`;
  return [active(event, { ...said, severity: "LOW", summary })];
}
