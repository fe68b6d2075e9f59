/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_Operations.html */
import {
  answered,
  defineService,
  type Effect,
  flag,
  itemsAt,
  last,
  listedOrOwn,
  named,
  one,
  type Place,
  switched,
  word,
} from "../effect.ts";
import { administrator, members, newMembers } from "./shared.ts";

const undone = ["failedAccounts", "accountId"] as const;

/** The kinds of resources that are scanned, as calls for the organization name them. */
const AUTO_ENABLED = ["ec2", "ecr", "lambda", "lambdaCode", "codeRepository"] as const;

/**
 * A call that names none of these switches off all.
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html
 */
const KINDS = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE", "CODE_REPOSITORY"] as const;

const ENABLE = "Switch the scans on again: `aws inspector2 enable --resource-types`.";

export const inspector = defineService({
  name: "inspector",
  label: "Inspector",
  arnService: "inspector2",
  consolePath: "/inspector/v2/home",
  protections: {
    service: {
      subject: () => "Inspector",
      severity: "HIGH",
      ...switched,
      meaning: "nothing in the account is scanned for vulnerabilities in the Region",
      remedy: `${ENABLE} A call with all of ${KINDS.join(", ")} ends the alert; if fewer are to be scanned, resolve it.`,
    },
    scans: {
      subject: ({ name }) => `Inspector for ${name}`,
      severity: "HIGH",
      ...switched,
      meaning: "resources of that kind are not scanned for vulnerabilities",
      remedy: ENABLE,
    },
    "deep-inspection": {
      subject: () => "Inspector's deep inspection of instances",
      severity: "MEDIUM",
      ...switched,
      meaning: "packages of programming languages on instances are not scanned",
      remedy:
        "Switch it on again: `aws inspector2 update-ec2-deep-inspection-configuration --activate-deep-inspection`, or in the administrator's account `batch-update-member-ec2-deep-inspection-status`.",
    },
    filter: {
      subject: ({ name }) => `Inspector's filter ${name}`,
      severity: "LOW",
      off: { is: "suppresses findings", was: "was set to suppress findings" },
      on: { is: "suppresses nothing", was: "was set to suppress nothing" },
      meaning: "findings that it matches are closed before anybody sees them",
      remedy:
        "Read the filter's criteria: it must hide nothing that matters. If it does, or if nobody knows it, delete it with `aws inspector2 delete-filter`.",
      resource: ({ account, name }) => `owner/${account}/filter/${name}`,
    },
    membership: members("Inspector", "aws inspector2 associate-member"),
    administrator: administrator("Inspector", "aws inspector2 enable-delegated-admin-account"),
    "new-members": {
      ...newMembers("Inspector", "aws inspector2 update-organization-configuration"),
      subject: ({ name }) => `Inspector for ${name} in new accounts`,
      // Each call names all kinds of resources, even those that nobody ever wanted scanned.
      severity: "LOW",
    },
  },
  calls: {
    Disable: [
      {
        protection: "service",
        accounts: listedOrOwn("accountIds"),
        turn: ({ parameters }) => (itemsAt(parameters, "resourceTypes").length === 0 ? "off" : undefined),
        undone,
      },
      {
        protection: "scans",
        accounts: listedOrOwn("accountIds"),
        each: "resourceTypes",
        name: named(),
        turn: "off",
        undone,
      },
    ],
    Enable: [
      // A call that switches on some kinds leaves the others off, and which were on before is unknown here.
      { protection: "service", accounts: listedOrOwn("accountIds"), turn: "on", when: hasAllKinds, undone },
      {
        protection: "scans",
        accounts: listedOrOwn("accountIds"),
        each: "resourceTypes",
        name: named(),
        turn: "on",
        undone,
      },
    ],
    UpdateEc2DeepInspectionConfiguration: [{ protection: "deep-inspection", turn: flag("activateDeepInspection") }],
    BatchUpdateMemberEc2DeepInspectionStatus: [
      {
        protection: "deep-inspection",
        each: "accountIds",
        accounts: one("accountId"),
        turn: flag("activateDeepInspection"),
        undone: ["failedAccountIds", "accountId"],
      },
    ],
    CreateFilter: [
      { protection: "filter", name: last(answered("arn")), turn: word("action", { SUPPRESS: "off" }), did: "was made" },
    ],
    UpdateFilter: [
      { protection: "filter", name: last(named("filterArn")), turn: word("action", { SUPPRESS: "off", NONE: "on" }) },
    ],
    DeleteFilter: [{ protection: "filter", name: last(named("arn")), turn: "on", did: "was deleted" }],
    DisassociateMember: [{ protection: "membership", accounts: one("accountId"), turn: "off" }],
    AssociateMember: [{ protection: "membership", accounts: one("accountId"), turn: "on" }],
    DisableDelegatedAdminAccount: [
      { protection: "administrator", name: named("delegatedAdminAccountId"), turn: "off" },
    ],
    EnableDelegatedAdminAccount: [{ protection: "administrator", name: named("delegatedAdminAccountId"), turn: "on" }],
    UpdateOrganizationConfiguration: AUTO_ENABLED.map(
      (kind): Effect<"new-members"> => ({
        protection: "new-members",
        name: () => kind,
        turn: flag(`autoEnable.${kind}`),
      }),
    ),
  },
});

function hasAllKinds({ parameters }: Place): boolean {
  const kinds = itemsAt(parameters, "resourceTypes");
  return KINDS.every((kind) => kinds.includes(kind));
}
