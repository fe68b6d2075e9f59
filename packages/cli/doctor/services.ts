/** The services that an organization lets one account administer for all, as far as Tocsin has to do with them. */
import type { AdministeredService } from "@tocsin/sources/administrators";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { inspector } from "@tocsin/sources/inspector/source";
import { securityhub } from "@tocsin/sources/securityhub/source";
import type { Source } from "@tocsin/sources/source";

export interface Service {
  /** As the configuration names it; StackSets are not among those, as they say nothing of anybody. */
  readonly name: AdministeredService | "stacksets";
  readonly label: string;
  readonly principal: string;
  /** Where this account must administer it: what is not heard otherwise, and the commands of the management account. */
  readonly needed?: Needed;
}

export interface Needed {
  readonly missed: string;
  /** An organization may do without the service: then nobody administers it, and nothing is missed. */
  readonly mayBeMissing?: true;
  readonly appoint: (account: string, regions: readonly string[]) => readonly string[];
  /** Of an administrator that must go before another can be; nothing where there may be several. */
  readonly dismiss?: (account: string, regions: readonly string[]) => readonly string[];
}

/** What is designated in each region for itself. */
const inEach = (command: string) => (account: string, regions: readonly string[]) =>
  regions.map((region) => `${command} ${account} --region ${region}`);

const STACKSETS = "member.org.stacksets.cloudformation.amazonaws.com";

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html */
export const services: readonly Service[] = [
  {
    ...{ name: "guardduty", label: "GuardDuty", principal: "guardduty.amazonaws.com" },
    needed: {
      missed: keptBack(guardduty),
      appoint: inEach("aws guardduty enable-organization-admin-account --admin-account-id"),
      dismiss: inEach("aws guardduty disable-organization-admin-account --admin-account-id"),
    },
  },
  {
    ...{ name: "inspector", label: "Inspector", principal: "inspector2.amazonaws.com" },
    needed: {
      missed: keptBack(inspector),
      appoint: inEach("aws inspector2 enable-delegated-admin-account --delegated-admin-account-id"),
      dismiss: inEach("aws inspector2 disable-delegated-admin-account --delegated-admin-account-id"),
    },
  },
  { name: "macie", label: "Macie", principal: "macie.amazonaws.com" },
  {
    ...{ name: "securityhub", label: "Security Hub", principal: "securityhub.amazonaws.com" },
    needed: {
      missed: keptBack(securityhub),
      mayBeMissing: true,
      appoint: inEach("aws securityhub enable-organization-admin-account --admin-account-id"),
      dismiss: inEach("aws securityhub disable-organization-admin-account --admin-account-id"),
    },
  },
  { name: "access-analyzer", label: "IAM Access Analyzer", principal: "access-analyzer.amazonaws.com" },
  { name: "config", label: "AWS Config", principal: "config.amazonaws.com" },
  { name: "cloudtrail", label: "CloudTrail", principal: "cloudtrail.amazonaws.com" },
  { name: "health", label: "AWS Health", principal: "health.amazonaws.com" },
  {
    ...{ name: "stacksets", label: "CloudFormation StackSets", principal: STACKSETS },
    needed: {
      missed: "every other account: no StackSet can be made that gives it the forwarding rules",
      appoint: (account) => [
        `aws organizations register-delegated-administrator --account-id ${account} --service-principal ${STACKSETS}`,
      ],
    },
  },
];

function keptBack({ delegated }: Source): string {
  return `every ${delegated.join(", ")} of other accounts, which they do not forward, as the administrator has it by itself`;
}
