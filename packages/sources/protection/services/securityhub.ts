/**
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Operations.html
 *
 * Single controls that are switched off are not reported: this is tuning, and happens to hundreds at a time.
 */
import {
  answered,
  defineService,
  type Effect,
  either,
  flag,
  itemsAt,
  listed,
  named,
  type Place,
  switched,
  type Turn,
  tail,
  valueAt,
  word,
} from "../effect.ts";
import { administrator, members, newMembers } from "./shared.ts";

const undone = ["unprocessedAccounts", "accountId"] as const;

/** Suppressed, resolved: nobody is told of such a finding any more. */
const HIDDEN = ["SUPPRESSED", "RESOLVED"];
/** Suppressed, resolved, archived. https://schema.ocsf.io/1.6.0/classes/detection_finding?extensions= */
const HIDDEN_IDS = [3, 4, 5];

export const securityhub = defineService({
  name: "securityhub",
  label: "Security Hub",
  arnService: "securityhub",
  consolePath: "/securityhub/home",
  protections: {
    hub: {
      subject: () => "Security Hub CSPM",
      severity: "HIGH",
      ...switched,
      meaning: "no control is checked and no finding is collected in the Region",
      remedy: "Switch it on again, and its standards with it: `aws securityhub enable-security-hub`.",
    },
    "hub-v2": {
      subject: () => "Security Hub",
      severity: "HIGH",
      ...switched,
      meaning: "no findings are collected and put together in the Region",
      remedy: "Switch it on again: `aws securityhub enable-security-hub-v2`.",
    },
    feature: {
      subject: ({ name }) => `Security Hub's feature ${name}`,
      severity: "MEDIUM",
      ...switched,
      meaning: "its findings no longer come",
      remedy: "Switch it on again: `aws securityhub enable-security-hub-feature-v2`.",
    },
    policy: {
      subject: ({ name }) => `Security Hub CSPM in the accounts of the configuration policy ${name}`,
      severity: "HIGH",
      ...switched,
      meaning: "no control is checked and no finding is collected there",
      remedy: "Switch the service on in the policy again: `aws securityhub update-configuration-policy`.",
    },
    standard: {
      subject: ({ name }) => `Security Hub's standard ${name}`,
      severity: "MEDIUM",
      ...switched,
      meaning: "its controls are no longer checked",
      remedy: "Switch it on again: `aws securityhub batch-enable-standards`.",
    },
    product: {
      subject: ({ name }) => `Security Hub's import from ${name}`,
      severity: "MEDIUM",
      ...switched,
      meaning: "Security Hub no longer takes its findings",
      remedy: "Switch it on again: `aws securityhub enable-import-findings-for-product`.",
    },
    aggregator: {
      subject: () => "Security Hub's aggregation across Regions",
      severity: "MEDIUM",
      ...switched,
      meaning: "the findings of other Regions are seen only there",
      remedy: "Make the aggregator again: `aws securityhub create-finding-aggregator`.",
    },
    "aggregator-v2": {
      subject: () => "Security Hub's aggregation across Regions (V2)",
      severity: "MEDIUM",
      ...switched,
      meaning: "the findings of other Regions are seen only there",
      remedy: "Make the aggregator again: `aws securityhub create-aggregator-v2`.",
    },
    rule: {
      subject: ({ name }) => `Security Hub's automation rule ${name}`,
      severity: "LOW",
      off: { is: "hides findings", was: "was set to hide findings" },
      on: { is: "hides nothing", was: "was set to hide nothing" },
      meaning: "findings that it matches are suppressed or resolved before anybody sees them",
      remedy:
        "Read the rule's criteria: it must hide nothing that matters. If it does, or if nobody knows it, delete it with `aws securityhub batch-delete-automation-rules` or `delete-automation-rule-v2`.",
    },
    membership: members("Security Hub", "aws securityhub create-members"),
    administrator: administrator("Security Hub", "aws securityhub enable-organization-admin-account"),
    "administrator-v2": {
      ...administrator("Security Hub", "aws securityhub enable-organization-admin-account --feature SecurityHubV2"),
      subject: ({ name }) => `Account ${name} as administrator of the new Security Hub`,
    },
    "new-members": newMembers("Security Hub", "aws securityhub update-organization-configuration --auto-enable"),
  },
  calls: {
    DisableSecurityHub: [{ protection: "hub", turn: "off" }],
    EnableSecurityHub: [{ protection: "hub", turn: "on" }],
    DisableSecurityHubV2: [{ protection: "hub-v2", turn: "off" }],
    EnableSecurityHubV2: [{ protection: "hub-v2", turn: "on" }],
    DisableSecurityHubFeatureV2: [{ protection: "feature", name: named("featureName"), turn: "off" }],
    EnableSecurityHubFeatureV2: [{ protection: "feature", name: named("featureName"), turn: "on" }],
    UpdateConfigurationPolicy: [
      {
        protection: "policy",
        name: tail(named("identifier")),
        turn: policyTurn,
      },
    ],
    BatchDisableStandards: [
      { protection: "standard", each: "standardsSubscriptionArns", name: tail(named()), turn: "off" },
    ],
    BatchEnableStandards: [
      {
        protection: "standard",
        each: "standardsSubscriptionRequests",
        name: tail(named("standardsArn")),
        turn: "on",
      },
    ],
    DisableImportFindingsForProduct: [
      { protection: "product", name: tail(named("productSubscriptionArn")), turn: "off" },
    ],
    EnableImportFindingsForProduct: [{ protection: "product", name: tail(named("productArn")), turn: "on" }],
    DeleteFindingAggregator: [{ protection: "aggregator", turn: "off", did: "was deleted" }],
    CreateFindingAggregator: [{ protection: "aggregator", turn: "on" }],
    DeleteAggregatorV2: [{ protection: "aggregator-v2", turn: "off", did: "was deleted" }],
    CreateAggregatorV2: [{ protection: "aggregator-v2", turn: "on" }],
    CreateAutomationRule: [
      { protection: "rule", name: tail(answered("ruleArn")), turn: onlyOff(ruleTurn), did: "was made" },
    ],
    BatchUpdateAutomationRules: [
      {
        protection: "rule",
        each: "updateAutomationRulesRequestItems",
        name: tail(named("ruleArn")),
        turn: ruleTurn,
        undone: ["unprocessedAutomationRules", "ruleArn"],
      },
    ],
    BatchDeleteAutomationRules: [
      {
        protection: "rule",
        each: "automationRulesArns",
        name: tail(named()),
        turn: "on",
        did: "was deleted",
        undone: ["unprocessedAutomationRules", "ruleArn"],
      },
    ],
    CreateAutomationRuleV2: [
      { protection: "rule", name: tail(answered("ruleArn")), turn: onlyOff(ruleTurn), did: "was made" },
    ],
    UpdateAutomationRuleV2: [{ protection: "rule", name: tail(named("identifier")), turn: ruleTurn }],
    DeleteAutomationRuleV2: [{ protection: "rule", name: tail(named("identifier")), turn: "on", did: "was deleted" }],
    DisassociateMembers: [{ protection: "membership", accounts: listed("accountIds"), turn: "off", undone }],
    DeleteMembers: [{ protection: "membership", accounts: listed("accountIds"), turn: "off", undone }],
    CreateMembers: [{ protection: "membership", accounts: listed("accountDetails.accountId"), turn: "on", undone }],
    DisassociateFromAdministratorAccount: [{ protection: "membership", turn: "off", did: "was ended by the account" }],
    DisassociateFromMasterAccount: [{ protection: "membership", turn: "off", did: "was ended by the account" }],
    DisableOrganizationAdminAccount: administrators("off"),
    EnableOrganizationAdminAccount: administrators("on"),
    UpdateOrganizationConfiguration: [
      {
        protection: "new-members",
        // With central configuration, its policies replace the flag.
        turn: either(word("organizationConfiguration.configurationType", { CENTRAL: "on" }), flag("autoEnable")),
      },
    ],
  },
});

/** Which of the two Security Hubs the call is about: it does not name the older one. */
function administrators(turn: "off" | "on"): readonly Effect<"administrator" | "administrator-v2">[] {
  const isNew = ({ parameters }: Place) => valueAt(parameters, "feature") === "SecurityHubV2";
  const name = named("adminAccountId");
  return [
    { protection: "administrator", name, turn: (place) => (isNew(place) ? undefined : turn) },
    { protection: "administrator-v2", name, turn: (place) => (isNew(place) ? turn : undefined) },
  ];
}

/** Whether a rule hides findings; nothing if the call neither has its actions nor disables it. */
function ruleTurn({ item }: Place): Turn | undefined {
  if (valueAt(item, "ruleStatus") === "DISABLED") return "on";
  const actions = itemsAt(item, "actions");
  if (actions.length === 0) return undefined;
  return actions.some(hides) ? "off" : "on";
}

function hides(action: unknown): boolean {
  const status = valueAt(action, "findingFieldsUpdate.workflow.status");
  const statusId = valueAt(action, "findingFieldsUpdate.statusId");
  return HIDDEN.some((hidden) => hidden === status) || HIDDEN_IDS.some((hidden) => hidden === statusId);
}

/** A new rule can have hidden nothing before. */
function onlyOff(turn: typeof ruleTurn) {
  return (place: Place) => (turn(place) === "off" ? "off" : undefined);
}

/** The service without a standard checks no control: a policy that switches it on without one ends no alert. */
function policyTurn(place: Place): Turn | undefined {
  const turn = flag("configurationPolicy.securityHub.serviceEnabled")(place);
  const standards = itemsAt(place.parameters, "configurationPolicy.securityHub.enabledStandardIdentifiers");
  return turn === "on" && standards.length === 0 ? undefined : turn;
}
