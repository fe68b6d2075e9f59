/** Facts to results: all that `tocsin doctor` judges, and in which order. */
import type { OrganizationFacts, RegionFacts } from "@tocsin/aws/prerequisites/prerequisites";
import type { CheckResult } from "./check-result.ts";
import { judgeAccountIn, judgeRegion } from "./judge-account.ts";
import { judgeOrganization, type Wanted } from "./judge-organization.ts";
import { judgeTrails } from "./judge-trails.ts";
import type { Service } from "./services.ts";

/** Pure: the same facts and wishes give the same results. */
export function diagnose(
  organization: OrganizationFacts<Service>,
  regions: readonly RegionFacts[],
  wanted: Wanted,
): readonly CheckResult[] {
  return [
    ...judgeOrganization(organization, wanted),
    ...regions.flatMap((facts) => [
      judgeRegion(organization, facts.region),
      ...judgeTrails(facts, wanted.sources),
      ...judgeAccountIn(facts, organization.account, wanted.sources),
    ]),
  ];
}
