/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html */
import { isObject } from "@tocsin/core/text/json";
import {
  answered,
  defineService,
  type Effect,
  either,
  type Fields,
  flag,
  inverseFlag,
  listed,
  named,
  onByFlag,
  type Place,
  switched,
  type Turn,
  valueAt,
  word,
} from "../effect.ts";
import { administrator, members, newMembers } from "./shared.ts";

const STATUS = { ENABLED: "on", DISABLED: "off" } as const;
const AUTO_ENABLE = { ALL: "on", NEW: "on", NONE: "off" } as const;

/** The predecessors of `features`, which calls may still have: the feature to which each belongs, and the path of its flag. */
const DATA_SOURCES = [
  ["S3_DATA_EVENTS", "dataSources.s3Logs"],
  ["EKS_AUDIT_LOGS", "dataSources.kubernetes.auditLogs"],
  ["EBS_MALWARE_PROTECTION", "dataSources.malwareProtection.scanEc2InstanceWithFindings"],
] as const;

/**
 * The features that a new detector has unless the call says otherwise: all but those of runtime monitoring.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
 */
const ON_BY_DEFAULT = [
  "S3_DATA_EVENTS",
  "EKS_AUDIT_LOGS",
  "EBS_MALWARE_PROTECTION",
  "RDS_LOGIN_EVENTS",
  "LAMBDA_NETWORK_LOGS",
] as const;

const undone = ["unprocessedAccounts", "accountId"] as const;

type FeatureEffect = Effect<"feature" | "agent" | "detector">;

/** Features by either form of the request. `turn` reads a flag that is true if the feature is on. */
function features(more: Partial<FeatureEffect>, status: FeatureEffect["turn"], turn: typeof flag): FeatureEffect[] {
  return [
    { ...more, protection: "feature", each: "features", name: named("name"), turn: status },
    { ...more, protection: "agent", each: "features.additionalConfiguration", name: named("name"), turn: status },
    ...DATA_SOURCES.map(
      ([feature, path]): FeatureEffect => ({
        ...more,
        protection: "feature",
        name: () => feature,
        turn: turn(path.startsWith("dataSources.malware") ? `${path}.ebsVolumes` : `${path}.enable`),
      }),
    ),
  ];
}

const filter = { protection: "filter", name: named("filterName") } as const;

/** Each kind of list is made, changed and deleted in the same way. */
function trusted(list: string, id: string): Readonly<Record<string, readonly Effect<"trusted-list">[]>> {
  const protection = "trusted-list";
  return {
    [`Create${list}`]: [{ protection, name: answered(id), turn: inverseFlag("activate"), did: "was made" }],
    // The call fails for a list that cannot be loaded, and the list has changed nevertheless.
    [`Update${list}`]: [
      { protection, name: named(id), turn: either(inverseFlag("activate"), moved), evidence: "always" },
    ],
    [`Delete${list}`]: [{ protection, name: named(id), turn: "gone", did: "was deleted" }],
  };
}

function threats(list: string, id: string) {
  return {
    // A list that is made again has another id.
    [`Create${list}`]: [{ protection: "threat-lists", turn: onByFlag("activate") }],
    [`Update${list}`]: [
      { protection: "threat-list", name: named(id), turn: flag("activate"), evidence: "always" },
      { protection: "threat-list-contents", name: named(id), turn: moved, evidence: "always" },
    ],
    [`Delete${list}`]: [
      { protection: "threat-lists", turn: "off" },
      { protection: "threat-list", name: named(id), turn: "gone", did: "was deleted" },
      { protection: "threat-list-contents", name: named(id), turn: "gone", did: "was deleted" },
    ],
  } as const satisfies Record<string, readonly Effect<"threat-list" | "threat-list-contents" | "threat-lists">[]>;
}

/** An account that is no member is not monitored either, and is monitored when it becomes one again. */
function ended(more: Partial<Effect>): readonly Effect<"membership" | "monitoring">[] {
  return [
    { ...more, protection: "membership", turn: "off" },
    { ...more, protection: "monitoring", turn: "gone", did: "ended with its membership" },
  ];
}

function scanned({ parameters }: Place): Turn | undefined {
  const criteria = valueAt(parameters, "scanResourceCriteria");
  if (!isObject(criteria)) return undefined;
  return [valueAt(criteria, "include"), valueAt(criteria, "exclude")].some(
    (tags) => isObject(tags) && Object.keys(tags).length > 0,
  )
    ? "off"
    : "on";
}

/** A list that is loaded from another place has other entries. */
function moved({ parameters }: Place): "off" | undefined {
  return valueAt(parameters, "location") === undefined ? undefined : "off";
}

export const guardduty = defineService({
  name: "guardduty",
  label: "GuardDuty",
  arnService: "guardduty",
  consolePath: "/guardduty/home",
  protections: {
    detector: {
      subject: () => "GuardDuty's detector",
      severity: "CRITICAL",
      off: { is: "is switched off", was: "was suspended" },
      on: switched.on,
      meaning: "nothing in the account is watched in the Region",
      remedy:
        "Switch GuardDuty on again with `aws guardduty update-detector --enable`, or with `create-detector` where there is none, and look at what happened in the account meanwhile.",
      resource: (_, parameters) => inDetector(parameters, ""),
    },
    feature: {
      subject: ({ name }) => `GuardDuty's feature ${name}`,
      severity: "HIGH",
      ...switched,
      meaning: "GuardDuty no longer sees what the feature watches",
      remedy:
        "Switch the feature on again: `aws guardduty update-detector --features Name=…,Status=ENABLED`, or in the administrator's account `update-member-detectors`.",
      resource: (_, parameters) => inDetector(parameters, ""),
    },
    agent: {
      subject: ({ name }) => `GuardDuty's ${name}`,
      severity: "MEDIUM",
      ...switched,
      meaning:
        "GuardDuty no longer installs its agent, so resources that start from then on are not watched while they run",
      remedy:
        "Switch it on again, in the `AdditionalConfiguration` of its feature: `aws guardduty update-detector --features`, or in the administrator's account `update-member-detectors`.",
      resource: (_, parameters) => inDetector(parameters, ""),
    },
    "malware-scans": {
      subject: () => "GuardDuty's malware scans of instances",
      severity: "MEDIUM",
      off: { is: "are narrowed by tags", was: "were narrowed by tags" },
      on: { is: "cover all instances", was: "were widened to all instances" },
      meaning: "volumes of other instances are not scanned",
      remedy:
        "Take out the tags that include or exclude instances: `aws guardduty update-malware-scan-settings`. If the choice is intended, resolve the alert.",
      resource: (_, parameters) => inDetector(parameters, ""),
    },
    filter: {
      subject: ({ name }) => `GuardDuty's filter ${name}`,
      severity: "LOW",
      off: { is: "archives findings", was: "was set to archive findings" },
      on: { is: "archives nothing", was: "was set to archive nothing" },
      // https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
      meaning: "findings that it matches are archived before anybody sees them, and not sent as events",
      remedy:
        "Read the filter's criteria: it must hide nothing that matters. If it does, or if nobody knows it, delete it with `aws guardduty delete-filter`.",
      resource: ({ name }, parameters) => inDetector(parameters, `/filter/${name}`),
    },
    "trusted-list": {
      subject: ({ name }) => `GuardDuty's trusted list ${name}`,
      severity: "MEDIUM",
      off: { is: "is in use", was: "was changed" },
      on: { is: "is not in use", was: "was deactivated" },
      meaning: "GuardDuty raises no findings about what the list names",
      remedy:
        "Read the list: it must trust nothing that the organization does not own. If it does, or if nobody knows it, delete it with `aws guardduty delete-ip-set` or `delete-trusted-entity-set`.",
    },
    "threat-list": {
      subject: ({ name }) => `GuardDuty's threat list ${name}`,
      severity: "MEDIUM",
      off: { is: "is not in use", was: "was deactivated" },
      on: { is: "is in use", was: "was activated" },
      meaning: "GuardDuty raises no findings about what the list names",
      remedy:
        "Activate the list again: `aws guardduty update-threat-intel-set --activate`, or `update-threat-entity-set --activate`.",
    },
    "threat-list-contents": {
      subject: ({ name }) => `The content of GuardDuty's threat list ${name}`,
      severity: "MEDIUM",
      off: { is: "has changed", was: "was loaded from another place" },
      // No call shows which of two places has the right list.
      on: { is: "is the same", was: "was loaded again" },
      meaning: "GuardDuty raises no findings about entries that only the former list had",
      remedy:
        "Read the list in its new place. If it lacks entries of the former list, load that one again: `aws guardduty update-threat-intel-set --location`, or `update-threat-entity-set --location`. No later call shows whether it is right: resolve the alert when it is.",
    },
    "threat-lists": {
      subject: () => "One of GuardDuty's threat lists",
      severity: "MEDIUM",
      off: { is: "is deleted", was: "was deleted" },
      on: { is: "is made again", was: "was made again" },
      meaning: "GuardDuty raises no findings about what it named",
      remedy:
        "Make the list again, and active: `aws guardduty create-threat-intel-set --activate`, or `create-threat-entity-set --activate`. If it is not wanted any more, resolve the alert.",
    },
    monitoring: {
      subject: ({ account }) => `GuardDuty's monitoring of account ${account}`,
      severity: "HIGH",
      off: { is: "is stopped", was: "was stopped by the administrator" },
      on: { is: "runs", was: "was started by the administrator" },
      meaning: "the administrator hears of nothing that happens there",
      remedy: "In the administrator's account: `aws guardduty start-monitoring-members`.",
    },
    membership: members("GuardDuty", "aws guardduty create-members"),
    administrator: administrator("GuardDuty", "aws guardduty enable-organization-admin-account"),
    "new-members": newMembers("GuardDuty", "aws guardduty update-organization-configuration"),
    "new-members-feature": {
      ...newMembers("GuardDuty", "aws guardduty update-organization-configuration"),
      subject: ({ name }) => `GuardDuty's feature ${name} for new accounts`,
      severity: "LOW",
    },
  },
  calls: {
    DeleteDetector: [{ protection: "detector", turn: "off", did: "was deleted" }],
    CreateDetector: [
      { protection: "detector", turn: flag("enable") },
      ...features({}, word("status", STATUS), flag),
      // A feature that the call switches off is off: see `onePerAlert`.
      ...ON_BY_DEFAULT.map(
        (feature): FeatureEffect => ({
          protection: "feature",
          name: () => feature,
          turn: "on",
          when: ({ parameters }) => valueAt(parameters, "enable") === true,
          did: "is on in a new detector",
        }),
      ),
    ],
    UpdateDetector: [{ protection: "detector", turn: flag("enable") }, ...features({}, word("status", STATUS), flag)],
    UpdateMemberDetectors: features({ accounts: listed("accountIds"), undone }, word("status", STATUS), flag),
    UpdateOrganizationConfiguration: [
      {
        protection: "new-members",
        turn: either(word("autoEnableOrganizationMembers", AUTO_ENABLE), flag("autoEnable")),
      },
      {
        protection: "new-members-feature",
        each: "features",
        name: named("name"),
        turn: word("autoEnable", AUTO_ENABLE),
      },
    ],
    // Other filters only narrow what the console shows.
    CreateFilter: [{ ...filter, name: named("name"), turn: word("action", { ARCHIVE: "off" }) }],
    UpdateFilter: [{ ...filter, turn: word("action", { ARCHIVE: "off", NOOP: "on" }) }],
    DeleteFilter: [{ ...filter, turn: "on", did: "was deleted" }],
    ...trusted("IPSet", "ipSetId"),
    ...trusted("TrustedEntitySet", "trustedEntitySetId"),
    ...threats("ThreatIntelSet", "threatIntelSetId"),
    ...threats("ThreatEntitySet", "threatEntitySetId"),
    UpdateMalwareScanSettings: [{ protection: "malware-scans", turn: scanned }],
    StopMonitoringMembers: [{ protection: "monitoring", accounts: listed("accountIds"), turn: "off", undone }],
    StartMonitoringMembers: [{ protection: "monitoring", accounts: listed("accountIds"), turn: "on", undone }],
    DisassociateMembers: ended({ accounts: listed("accountIds"), undone }),
    DeleteMembers: ended({ accounts: listed("accountIds"), undone }),
    // In an organization this is enough; an account outside it must accept first, but the alert does not wait for that.
    CreateMembers: [{ protection: "membership", accounts: listed("accountDetails.accountId"), turn: "on", undone }],
    DisassociateFromAdministratorAccount: ended({ did: "was ended by the account" }),
    DisassociateFromMasterAccount: ended({ did: "was ended by the account" }),
    DisableOrganizationAdminAccount: [{ protection: "administrator", name: named("adminAccountId"), turn: "off" }],
    EnableOrganizationAdminAccount: [{ protection: "administrator", name: named("adminAccountId"), turn: "on" }],
  },
});

function inDetector(parameters: Fields, rest: string): string | undefined {
  const id = valueAt(parameters, "detectorId");
  return typeof id === "string" && id !== "" ? `detector/${id}${rest}` : undefined;
}
