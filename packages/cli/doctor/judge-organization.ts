/** What is set for the whole organization: whose credentials these are, who administers which service, and StackSets. */
import type { Administered, OrganizationFacts } from "@tocsin/aws/prerequisites/prerequisites";
import { partitionOf } from "@tocsin/core/event/arn";
import type { Config } from "@tocsin/infra/config";
import type { Source } from "@tocsin/sources/source";
import {
  type CheckResult,
  IN_CONFIGURATION,
  IN_MANAGEMENT,
  type Judgement,
  judged,
  type Wrong,
} from "./check-result.ts";
import type { Needed, Service } from "./services.ts";

/** What the organization is to be like. */
export interface Wanted {
  /** Nothing where the regions were named instead of a configuration. */
  readonly organizationId?: string | undefined;
  /** Whose accounts are to forward; nothing where the regions were named instead of a configuration. */
  readonly organizationalUnits?: readonly string[] | undefined;
  readonly homeRegion: string;
  readonly regions: readonly string[];
  /** Which accounts may speak for others, by the name of the service, beside this one. */
  readonly administrators: NonNullable<Config["administrators"]>;
  /** Those that are not switched off: nothing is needed for the others. */
  readonly sources: readonly Source[];
}

export function judgeOrganization(facts: OrganizationFacts<Service>, wanted: Wanted): readonly CheckResult[] {
  const where = "organization";
  return [
    judged({ check: "account", where }, facts.organization, (organization) =>
      judgeAccount(facts, organization, wanted),
    ),
    ...judgeUnit(facts, wanted),
    ...facts.administrators
      .filter(({ service }) => service.name !== "stacksets" || hasStackSets(wanted.homeRegion))
      .map((administered) => judgeService(administered, facts.account, wanted)),
    judgeStackSets(facts, wanted),
  ];
}

function judgeService({ service, accounts }: Administered<Service>, account: string, wanted: Wanted): CheckResult {
  const result = judged({ check: `administrator-${service.name}`, where: "organization" }, accounts, (found) =>
    judgeAdministrators(service, found, account, wanted),
  );
  // To whom is none of the two, Organizations says no more than that access is denied.
  return result.state === "unknown" && result.permission !== undefined
    ? { ...result, what: `${result.what}: only the management account and delegated administrators may call this` }
    : result;
}

function judgeAccount(
  { account }: OrganizationFacts<Service>,
  { id, managementAccount }: { readonly id: string; readonly managementAccount: string },
  { organizationId = id }: Wanted,
): Judgement {
  if (id !== organizationId)
    return {
      state: "wrong",
      what: `account ${account} is of organization ${id}, the configuration is of ${organizationId}`,
      missed: "every event: the central bus accepts only those of the configuration's organization",
      remedy: [
        { where: IN_CONFIGURATION, act: `set organizationId to ${id}, or use credentials of ${organizationId}` },
      ],
    };
  if (account === managementAccount)
    return {
      state: "wrong",
      what: `account ${account} is the management account, which cannot be a delegated administrator`,
      missed: "every other account: the StackSet is made by a delegated administrator",
      remedy: [{ where: "at the terminal", act: "use credentials of the security account" }],
    };
  return { state: "well", what: `account ${account} of organization ${id}` };
}

/** The findings of all members arrive in this account, whose own rules bring them to the central bus: a StackSet's, as any member's. */
function judgeUnit({ account, units }: OrganizationFacts<Service>, wanted: Wanted): readonly CheckResult[] {
  const { organizationalUnits } = wanted;
  if (organizationalUnits === undefined) return [];
  return [
    judged({ check: "unit", where: "organization" }, units, (path) => {
      const unit = path.find((one) => organizationalUnits.includes(one));
      return unit !== undefined
        ? { state: "well", what: `account ${account} is in ${unit}, whose accounts forward` }
        : {
            state: "wrong",
            what: `account ${account} is in none of ${organizationalUnits.join(", ")}, but in ${path.join(", ")}`,
            missed:
              "every finding that this account gets as administrator, and all its own events: it forwards nothing",
            remedy: [{ where: IN_CONFIGURATION, act: `add ${path[0] ?? "its unit"} to organizationalUnits` }],
          };
    }),
  ];
}

function judgeAdministrators(
  service: Service,
  accounts: readonly string[],
  account: string,
  wanted: Wanted,
): Judgement {
  const { name, label } = service;
  const isHeard = wanted.sources.some((source) => source.name === name);
  const needed = isHeard || name === "stacksets" ? service.needed : undefined;
  const isLeftOut = needed?.mayBeMissing === true && accounts.length === 0;
  if (needed !== undefined && !isLeftOut && !accounts.includes(account))
    return notOurs(label, needed, accounts, account, wanted);
  if (name === "stacksets") return { state: "well", what: `${label} can be administered by this account` };
  const named = wanted.administrators[name] ?? [];
  const strangers = accounts.filter((one) => isHeard && one !== account && !named.includes(one)).join(", ");
  if (strangers !== "")
    return {
      state: "wrong",
      what: `${label} is administered by ${strangers}, which the configuration does not name`,
      missed: `what ${strangers} says about other accounts through ${label}: Tocsin ignores that as not-its-to-say`,
      remedy: [{ where: IN_CONFIGURATION, act: `add ${strangers} to administrators.${name}` }],
    };
  const pretenders = named.filter((one) => !accounts.includes(one)).join(", ");
  if (pretenders !== "")
    return {
      state: "wrong",
      what: `the configuration lets ${pretenders} speak for every account through ${label}, which it does not administer`,
      missed: `nothing, but events that are forged in ${pretenders} would be believed for every account`,
      remedy: [{ where: IN_CONFIGURATION, act: `take ${pretenders} out of administrators.${name}` }],
    };
  const by =
    accounts.length === 0
      ? "has no delegated administrator, and needs none"
      : `is administered by ${accounts.join(", ")}`;
  return { state: "well", what: `${label} ${by}` };
}

function notOurs(
  label: string,
  { missed, appoint, dismiss }: Needed,
  accounts: readonly string[],
  account: string,
  { regions }: Wanted,
): Wrong {
  const acts = [...(dismiss ? accounts.flatMap((other) => dismiss(other, regions)) : []), ...appoint(account, regions)];
  return {
    state: "wrong",
    what:
      accounts.length === 0
        ? `${label} has no delegated administrator`
        : `${label} is administered by ${accounts.join(", ")}, and not by this account, ${account}`,
    missed,
    remedy: acts.map((act) => ({ where: IN_MANAGEMENT, act })),
  };
}

/** https://docs.amazonaws.cn/en_us/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html */
const hasStackSets = (homeRegion: string): boolean => partitionOf(homeRegion) !== "aws-cn";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html */
function judgeStackSets({ stackSetsAccess }: OrganizationFacts<Service>, { homeRegion }: Wanted): CheckResult {
  const place = { check: "stacksets", where: "organization" } as const;
  if (!hasStackSets(homeRegion))
    return {
      ...place,
      state: "unknown",
      what: "service-managed StackSets are not offered in the China Regions: this account cannot see whether each account has the template of `tocsin member-template`",
    };
  return judged(place, stackSetsAccess, (status) =>
    status === "ENABLED"
      ? { state: "well", what: "trusted access of StackSets is activated" }
      : {
          state: "wrong",
          what: `trusted access of StackSets is not activated by CloudFormation (${status})`,
          missed: "every account: the StackSet cannot reach the units",
          remedy: [
            { where: IN_MANAGEMENT, act: `aws cloudformation activate-organizations-access --region ${homeRegion}` },
          ],
        },
  );
}
