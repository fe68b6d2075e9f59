/** https://docs.aws.amazon.com/macie/latest/APIReference/operations.html */
import {
  answered,
  defineService,
  either,
  flag,
  named,
  one,
  type Place,
  switched,
  type Turn,
  valueAt,
  word,
} from "../effect.ts";
import { administrator, members, newMembers } from "./shared.ts";

const STATUS = { PAUSED: "off", ENABLED: "on" } as const;

export const macie = defineService({
  name: "macie",
  label: "Macie",
  arnService: "macie2",
  consolePath: "/macie/home",
  protections: {
    session: {
      subject: () => "Macie",
      severity: "HIGH",
      off: { is: "is switched off", was: "was paused" },
      on: switched.on,
      meaning: "no bucket of the account is watched, and no sensitive data is found in the Region",
      remedy:
        "Switch Macie on again: `aws macie2 enable-macie`, or `aws macie2 update-macie-session --status ENABLED` where it is paused; for a member, its administrator can with `update-member-session`.",
    },
    discovery: {
      subject: () => "Macie's automated discovery of sensitive data",
      severity: "MEDIUM",
      ...switched,
      meaning: "only the buckets of its own jobs are searched",
      remedy:
        "Switch it on again: `aws macie2 update-automated-discovery-configuration --status ENABLED`, or for a member in the administrator's account `batch-update-automated-discovery-accounts`.",
    },
    bucket: {
      subject: ({ name }) => `Macie's automated discovery in bucket ${name}`,
      severity: "LOW",
      ...switched,
      meaning: "sensitive data in the bucket is found by jobs only",
      remedy:
        "Take the bucket out of the exclusions: `aws macie2 update-classification-scope`, with operation REMOVE. If the exclusion is intended, resolve the alert.",
    },
    filter: {
      subject: ({ name }) => `Macie's filter ${name}`,
      severity: "LOW",
      off: { is: "archives findings", was: "was set to archive findings" },
      on: { is: "archives nothing", was: "was set to archive nothing" },
      meaning: "findings that it matches are archived before anybody sees them, and not sent as events",
      remedy:
        "Read the filter's criteria: it must hide nothing that matters. If it does, or if nobody knows it, delete it with `aws macie2 delete-findings-filter`.",
      resource: ({ name }) => `findings-filter/${name}`,
    },
    "allow-list": {
      subject: ({ name }) => `Macie's allow list ${name}`,
      severity: "LOW",
      off: { is: "is in use", was: "was made" },
      on: { is: "is not in use", was: "was deleted" },
      meaning: "Macie does not report the data that it matches",
      remedy:
        "Read the list: it must allow nothing that is sensitive. If it does, or if nobody knows it, delete it with `aws macie2 delete-allow-list`.",
      resource: ({ name }) => `allow-list/${name}`,
    },
    membership: members("Macie", "aws macie2 create-member"),
    administrator: administrator("Macie", "aws macie2 enable-organization-admin-account"),
    "new-members": newMembers("Macie", "aws macie2 update-organization-configuration --auto-enable"),
  },
  calls: {
    DisableMacie: [{ protection: "session", turn: "off", did: "was switched off", bare: true }],
    EnableMacie: [{ protection: "session", turn: either(word("status", STATUS), () => "on"), bare: true }],
    UpdateMacieSession: [{ protection: "session", turn: word("status", STATUS) }],
    UpdateMemberSession: [{ protection: "session", accounts: one("id"), turn: word("status", STATUS) }],
    UpdateAutomatedDiscoveryConfiguration: [
      { protection: "discovery", turn: word("status", { DISABLED: "off", ENABLED: "on" }) },
    ],
    BatchUpdateAutomatedDiscoveryAccounts: [
      {
        protection: "discovery",
        each: "accounts",
        accounts: one("accountId"),
        turn: word("status", { DISABLED: "off", ENABLED: "on" }),
        undone: ["errors", "accountId"],
      },
    ],
    UpdateClassificationScope: [
      { protection: "bucket", each: "s3.excludes.bucketNames", name: named(), turn: excluded },
    ],
    CreateFindingsFilter: [
      { protection: "filter", name: answered("id"), turn: word("action", { ARCHIVE: "off" }), did: "was made" },
    ],
    UpdateFindingsFilter: [
      { protection: "filter", name: named("id"), turn: word("action", { ARCHIVE: "off", NOOP: "on" }) },
    ],
    DeleteFindingsFilter: [{ protection: "filter", name: named("id"), turn: "on", did: "was deleted" }],
    CreateAllowList: [{ protection: "allow-list", name: answered("id"), turn: "off" }],
    DeleteAllowList: [{ protection: "allow-list", name: named("id"), turn: "on" }],
    DisassociateMember: [{ protection: "membership", accounts: one("id"), turn: "off" }],
    DeleteMember: [{ protection: "membership", accounts: one("id"), turn: "off" }],
    CreateMember: [{ protection: "membership", accounts: one("account.accountId"), turn: "on" }],
    DisassociateFromAdministratorAccount: [{ protection: "membership", turn: "off", did: "was ended by the account" }],
    DisassociateFromMasterAccount: [{ protection: "membership", turn: "off", did: "was ended by the account" }],
    DisableOrganizationAdminAccount: [{ protection: "administrator", name: named("adminAccountId"), turn: "off" }],
    EnableOrganizationAdminAccount: [{ protection: "administrator", name: named("adminAccountId"), turn: "on" }],
    UpdateOrganizationConfiguration: [{ protection: "new-members", turn: flag("autoEnable") }],
  },
});

/** Whether the buckets that a call names are left out afterwards. A call that replaces all exclusions does not name the former ones. */
function excluded({ parameters }: Place): Turn {
  return valueAt(parameters, "s3.excludes.operation") === "REMOVE" ? "on" : "off";
}
