/**
 * Runtime Monitoring: whether the agent on a cluster or instance reports.
 * https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-assessing-coverage.html
 */

import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { formatArn, partitionOf } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import type { RuntimeProtectionEvent } from "./schema.ts";

export function observeRuntimeProtection(event: RuntimeProtectionEvent): Observed {
  const { resourceAccountId, resourceDetails, issue, lastUpdatedAt } = event.detail;
  const place = { partition: partitionOf(event.region), account: resourceAccountId, region: event.region };
  const { service, name } = watchedResource(resourceDetails);
  const resource = formatArn({ ...place, service, resource: name });
  const said = {
    identity: { condition: "coverage-gap", ...place, resource, discriminator: "runtime-protection" } as const,
    reporter: "guardduty",
    at: parseInstant(lastUpdatedAt),
    title: `Runtime monitoring impaired for ${service} ${name}`,
    resource,
  };
  const resourceType = resourceDetails.resourceType ?? undefined;
  if (event["detail-type"] === "GuardDuty Runtime Protection Healthy") {
    const summary = "GuardDuty receives runtime events from the resource.";
    return [cleared(event, { ...said, summary, attributes: { resourceType }, scope: "reporter", because: "fixed" })];
  }
  // ECS on Fargate reports its issues task by task; the first is enough to know where to look.
  const reason = issue || resourceDetails.ecsClusterDetails?.fargateDetails?.issues?.[0];
  return [
    active(event, {
      ...said,
      severity: "MEDIUM",
      summary: `GuardDuty does not receive runtime events from the resource${reason ? `: ${reason}` : ""}.`,
      attributes: { resourceType, issue: reason },
    }),
  ];
}

/** The schema guarantees that one of them is named. */
function watchedResource(details: RuntimeProtectionEvent["detail"]["resourceDetails"]) {
  const { eksClusterDetails, ecsClusterDetails, ec2InstanceDetails } = details;
  if (eksClusterDetails?.clusterName) return { service: "eks", name: `cluster/${eksClusterDetails.clusterName}` };
  if (ecsClusterDetails?.clusterName) return { service: "ecs", name: `cluster/${ecsClusterDetails.clusterName}` };
  return { service: "ec2", name: `instance/${ec2InstanceDetails?.instanceId}` };
}
