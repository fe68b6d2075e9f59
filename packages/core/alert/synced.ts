/** Findings in other services that people can end from here. */
import type { Identity } from "./identity.ts";
import type { Claim, HubFindingKey } from "./observation.ts";

/** Services in which a finding may be ended when a person resolves its alert. */
export const syncedServices = ["guardduty", "securityhub"] as const;
export type SyncedService = (typeof syncedServices)[number];

/** A finding, and the Region in which its service has it. */
export type ServiceFinding =
  | { readonly service: "guardduty"; readonly region: string; readonly id: string }
  | { readonly service: "securityhub"; readonly region: string; readonly key: HubFindingKey };

/** The finding that a statement tells of; nothing if it tells of none that can be ended. */
export function findingOf(identity: Identity, statement: Claim): ServiceFinding | undefined {
  const { hubFinding, reporter, eventId } = statement;
  if (hubFinding !== undefined) {
    const region = hubFinding.productArn.split(":")[3] || identity.region;
    return { service: "securityhub", region, key: hubFinding };
  }
  // What GuardDuty says of its plans and scans is no finding of it.
  if (reporter === "guardduty" && identity.condition === "threat")
    return { service: "guardduty", region: identity.region, id: eventId };
  return undefined;
}
