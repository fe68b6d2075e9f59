/** Records of CloudTrail in EventBridge's envelope, of an invented organization (Harbour Freight Lines): a call of each kind. */
import { hash } from "node:crypto";
import type { Json, JsonObject } from "@tocsin/core/text/json";

const ACCOUNT = "111122223333";
const MEMBER = "222233334444";
const DETECTOR = "9ab4c0ffee1122334455667788990011";
const LIST = "40c0ffee00000000000000000000beef";
const RULE = "1b2c3d4e-0000-4000-8000-00000000cafe";
const TRAIL = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/harbour-audit`;
const STORE = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:eventdatastore/5f0e1d2c-0000-4000-8000-00000000f00d`;
const STANDARD = "aws-foundational-security-best-practices/v/1.0.0";

/** A UUID that follows from `value`. */
function idOf(value: Json): string {
  const digits = hash("sha256", JSON.stringify(value), "hex");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** Calls of one service. `more` are other fields of the record. */
export const callsOf =
  (service: string) =>
  (eventName: string, requestParameters: JsonObject | null = null, answer: JsonObject | null = null, more = {}) => ({
    version: "0",
    id: idOf([service, eventName, requestParameters, answer, more]),
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: ACCOUNT,
    time: "2026-11-24T08:05:11Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEXAMPLE:m.duval",
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/harbour-deploy/m.duval`,
        accountId: ACCOUNT,
        sessionContext: {
          sessionIssuer: {
            type: "Role",
            principalId: "AROAEXAMPLE",
            arn: `arn:aws:iam::${ACCOUNT}:role/harbour-deploy`,
            accountId: ACCOUNT,
            userName: "harbour-deploy",
          },
        },
      },
      eventTime: "2026-11-24T08:03:00Z",
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: "eu-west-1",
      sourceIPAddress: "198.51.100.7",
      userAgent: "aws-cli/2.31.0",
      requestParameters,
      responseElements: answer,
      requestID: "7f0c2f5e-0000-4000-8000-000000000001",
      eventID: idOf([eventName, requestParameters, answer, more]),
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: "Management",
      ...more,
    },
  });

const guardduty = callsOf("guardduty");
const inspector = callsOf("inspector2");
const macie = callsOf("macie2");
const securityhub = callsOf("securityhub");
const analyzer = callsOf("access-analyzer");
const config = callsOf("config");
const cloudtrail = callsOf("cloudtrail");

const members = { detectorId: DETECTOR, accountIds: [MEMBER] };
const list = { detectorId: DETECTOR, name: "berths", format: "TXT", location: "s3://harbour-lists/berths.txt" };
const hiding = [{ Type: "FINDING_FIELDS_UPDATE", FindingFieldsUpdate: { Workflow: { Status: "SUPPRESSED" } } }];
const showing = [{ Type: "FINDING_FIELDS_UPDATE", FindingFieldsUpdate: { Severity: { Label: "LOW" } } }];
const hidingV2 = [{ Type: "FINDING_FIELDS_UPDATE", FindingFieldsUpdate: { StatusId: 3 } }];
const ruleArn = `arn:aws:securityhub:eu-west-1:${ACCOUNT}:automation-rule/${RULE}`;
const ruleV2Arn = `arn:aws:securityhub:eu-west-1:${ACCOUNT}:automation-rulev2/${RULE}`;
const inspectorFilterArn = `arn:aws:inspector2:eu-west-1:${ACCOUNT}:owner/${ACCOUNT}/filter/0ddba11`;
const recorderArn = `arn:aws:config:eu-west-1:${ACCOUNT}:configuration-recorder/harbour/0ddba11`;

function features(status: "ENABLED" | "DISABLED") {
  return [
    { name: "S3_DATA_EVENTS", status },
    { name: "RUNTIME_MONITORING", status, additionalConfiguration: [{ name: "EKS_ADDON_MANAGEMENT", status }] },
  ];
}

function autoEnabled(isOn: boolean) {
  return { autoEnable: { ec2: isOn, ecr: isOn, lambda: isOn, lambdaCode: isOn, codeRepository: isOn } };
}

function recorder(recordingGroup: JsonObject) {
  const roleARN = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
  return { configurationRecorder: { name: "default", roleARN, recordingGroup } };
}

export const samples = {
  detectorDeleted: guardduty("DeleteDetector", { detectorId: DETECTOR }),
  detectorSuspended: guardduty("UpdateDetector", { detectorId: DETECTOR, enable: false }),
  detectorResumed: guardduty("UpdateDetector", { detectorId: DETECTOR, enable: true }),
  /** A new detector has another id. */
  detectorMade: guardduty("CreateDetector", { enable: true }, { detectorId: "0ddba11" }),
  detectorMadeBlind: guardduty(
    "CreateDetector",
    { enable: true, features: features("DISABLED") },
    { detectorId: "0ddba11" },
  ),
  /** The call switches nothing on or off. */
  detectorUpdated: guardduty("UpdateDetector", { detectorId: DETECTOR, findingPublishingFrequency: "SIX_HOURS" }),
  featuresOff: guardduty("UpdateDetector", { detectorId: DETECTOR, features: features("DISABLED") }),
  featuresOn: guardduty("UpdateDetector", { detectorId: DETECTOR, features: features("ENABLED") }),
  sourcesOff: guardduty("UpdateDetector", { detectorId: DETECTOR, dataSources: { s3Logs: { enable: false } } }),
  sourcesOn: guardduty("UpdateDetector", { detectorId: DETECTOR, dataSources: { s3Logs: { enable: true } } }),
  memberFeaturesOff: guardduty(
    "UpdateMemberDetectors",
    { ...members, features: features("DISABLED") },
    { unprocessedAccounts: [] },
  ),
  memberFeaturesOn: guardduty(
    "UpdateMemberDetectors",
    { ...members, features: features("ENABLED") },
    { unprocessedAccounts: [] },
  ),
  newMembersOff: guardduty("UpdateOrganizationConfiguration", {
    detectorId: DETECTOR,
    autoEnableOrganizationMembers: "NONE",
    features: [{ name: "S3_DATA_EVENTS", autoEnable: "NONE" }],
  }),
  newMembersOn: guardduty("UpdateOrganizationConfiguration", {
    detectorId: DETECTOR,
    autoEnableOrganizationMembers: "ALL",
    features: [{ name: "S3_DATA_EVENTS", autoEnable: "ALL" }],
  }),
  scansNarrowed: guardduty("UpdateMalwareScanSettings", {
    detectorId: DETECTOR,
    scanResourceCriteria: { exclude: { EC2_INSTANCE_TAG: { mapEquals: [{ key: "scan", value: "never" }] } } },
  }),
  scansWidened: guardduty("UpdateMalwareScanSettings", { detectorId: DETECTOR, scanResourceCriteria: {} }),
  filterMade: guardduty(
    "CreateFilter",
    {
      detectorId: DETECTOR,
      name: "quiet-quay",
      action: "ARCHIVE",
      findingCriteria: { criterion: { accountId: { eq: [MEMBER] } } },
    },
    { name: "quiet-quay" },
  ),
  filterChanged: guardduty("UpdateFilter", { detectorId: DETECTOR, filterName: "quiet-quay", action: "ARCHIVE" }),
  filterEased: guardduty("UpdateFilter", { detectorId: DETECTOR, filterName: "quiet-quay", action: "NOOP" }),
  filterDeleted: guardduty("DeleteFilter", { detectorId: DETECTOR, filterName: "quiet-quay" }),
  /** The filter only narrows what the console shows. */
  filterForViewing: guardduty("CreateFilter", { detectorId: DETECTOR, name: "quay", action: "NOOP" }),
  trustedMade: guardduty("CreateIPSet", { ...list, activate: true }, { ipSetId: LIST }),
  trustedChanged: guardduty("UpdateIPSet", { detectorId: DETECTOR, ipSetId: LIST, location: "s3://harbour-lists/2" }),
  trustedOff: guardduty("UpdateIPSet", { detectorId: DETECTOR, ipSetId: LIST, activate: false }),
  trustedDeleted: guardduty("DeleteIPSet", { detectorId: DETECTOR, ipSetId: LIST }),
  trustedEntitiesMade: guardduty("CreateTrustedEntitySet", { ...list, activate: true }, { trustedEntitySetId: LIST }),
  trustedEntitiesOn: guardduty("UpdateTrustedEntitySet", {
    detectorId: DETECTOR,
    trustedEntitySetId: LIST,
    activate: true,
  }),
  trustedEntitiesDeleted: guardduty("DeleteTrustedEntitySet", { detectorId: DETECTOR, trustedEntitySetId: LIST }),
  /** The call failed, and the list changed nevertheless. */
  trustedFailed: guardduty("UpdateIPSet", { detectorId: DETECTOR, ipSetId: LIST, activate: true }, null, {
    errorCode: "BadRequestException",
  }),
  threatsOff: guardduty("UpdateThreatIntelSet", { detectorId: DETECTOR, threatIntelSetId: LIST, activate: false }),
  threatsOn: guardduty("UpdateThreatIntelSet", { detectorId: DETECTOR, threatIntelSetId: LIST, activate: true }),
  threatsDeleted: guardduty("DeleteThreatIntelSet", { detectorId: DETECTOR, threatIntelSetId: LIST }),
  threatsMade: guardduty("CreateThreatIntelSet", { ...list, activate: true }, { threatIntelSetId: "0ddba11" }),
  threatEntitiesOff: guardduty("UpdateThreatEntitySet", {
    detectorId: DETECTOR,
    threatEntitySetId: LIST,
    activate: false,
  }),
  threatsMoved: guardduty("UpdateThreatIntelSet", {
    detectorId: DETECTOR,
    threatIntelSetId: LIST,
    location: "s3://harbour-lists/none",
  }),
  threatEntitiesMoved: guardduty("UpdateThreatEntitySet", {
    detectorId: DETECTOR,
    threatEntitySetId: LIST,
    location: "s3://harbour-lists/none",
  }),
  threatEntitiesOn: guardduty("UpdateThreatEntitySet", {
    detectorId: DETECTOR,
    threatEntitySetId: LIST,
    activate: true,
  }),
  threatEntitiesDeleted: guardduty("DeleteThreatEntitySet", { detectorId: DETECTOR, threatEntitySetId: LIST }),
  threatEntitiesMade: guardduty("CreateThreatEntitySet", { ...list, activate: true }, { threatEntitySetId: "0ddba11" }),
  /** One of the two could not be processed, so it is still monitored. */
  membersStopped: guardduty(
    "StopMonitoringMembers",
    { detectorId: DETECTOR, accountIds: [MEMBER, "555566667777", MEMBER] },
    { unprocessedAccounts: [{ accountId: "555566667777", result: "not a member" }] },
  ),
  membersStarted: guardduty("StartMonitoringMembers", members, { unprocessedAccounts: [] }),
  membersDisassociated: guardduty("DisassociateMembers", members, { unprocessedAccounts: [] }),
  membersDeleted: guardduty("DeleteMembers", members, { unprocessedAccounts: [] }),
  membersMade: guardduty(
    "CreateMembers",
    { detectorId: DETECTOR, accountDetails: [{ accountId: MEMBER, email: "quay@example.com" }] },
    { unprocessedAccounts: [] },
  ),
  administratorLeft: guardduty("DisassociateFromAdministratorAccount", { detectorId: DETECTOR }),
  administratorLeftByOldName: guardduty("DisassociateFromMasterAccount", { detectorId: DETECTOR }),
  accountMadeMember: guardduty("CreateMembers", {
    detectorId: DETECTOR,
    accountDetails: [{ accountId: ACCOUNT, email: "harbour@example.com" }],
  }),
  /** Nobody here knows who invited the account. */
  invitationAccepted: guardduty("AcceptAdministratorInvitation", {
    detectorId: DETECTOR,
    administratorId: "999988887777",
    invitationId: "0ddba11",
  }),
  administratorDismissed: guardduty("DisableOrganizationAdminAccount", { adminAccountId: MEMBER }),
  administratorAppointed: guardduty("EnableOrganizationAdminAccount", { adminAccountId: MEMBER }),

  inspectorOff: inspector("Disable", {}, { accounts: [{ accountId: ACCOUNT, status: "DISABLING" }] }),
  inspectorOn: inspector("Enable", { resourceTypes: ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE", "CODE_REPOSITORY"] }),
  scansOff: inspector("Disable", { accountIds: [MEMBER], resourceTypes: ["EC2", "ECR"] }, { failedAccounts: [] }),
  scansOn: inspector("Enable", { accountIds: [MEMBER], resourceTypes: ["EC2", "ECR"] }, { failedAccounts: [] }),
  deepInspectionOff: inspector("UpdateEc2DeepInspectionConfiguration", { activateDeepInspection: false }),
  deepInspectionOn: inspector("UpdateEc2DeepInspectionConfiguration", { activateDeepInspection: true }),
  memberDeepInspectionOff: inspector(
    "BatchUpdateMemberEc2DeepInspectionStatus",
    { accountIds: [{ accountId: MEMBER, activateDeepInspection: false }] },
    { failedAccountIds: [] },
  ),
  memberDeepInspectionOn: inspector("BatchUpdateMemberEc2DeepInspectionStatus", {
    accountIds: [{ accountId: MEMBER, activateDeepInspection: true }],
  }),
  inspectorFilterMade: inspector(
    "CreateFilter",
    { name: "old-cranes", action: "SUPPRESS", filterCriteria: {} },
    { arn: inspectorFilterArn },
  ),
  inspectorFilterChanged: inspector("UpdateFilter", { filterArn: inspectorFilterArn, action: "SUPPRESS" }),
  inspectorFilterEased: inspector("UpdateFilter", { filterArn: inspectorFilterArn, action: "NONE" }),
  inspectorFilterDeleted: inspector("DeleteFilter", { arn: inspectorFilterArn }),
  inspectorMemberLeft: inspector("DisassociateMember", { accountId: MEMBER }, { accountId: MEMBER }),
  inspectorMemberMade: inspector("AssociateMember", { accountId: MEMBER }, { accountId: MEMBER }),
  inspectorAdministratorDismissed: inspector("DisableDelegatedAdminAccount", { delegatedAdminAccountId: MEMBER }),
  inspectorAdministratorAppointed: inspector("EnableDelegatedAdminAccount", { delegatedAdminAccountId: MEMBER }),
  inspectorNewMembersOff: inspector("UpdateOrganizationConfiguration", autoEnabled(false)),
  inspectorNewMembersOn: inspector("UpdateOrganizationConfiguration", autoEnabled(true)),

  macieOff: macie("DisableMacie"),
  macieOn: macie("EnableMacie", { clientToken: "0ddba11" }),
  maciePaused: macie("UpdateMacieSession", { status: "PAUSED" }),
  macieResumed: macie("UpdateMacieSession", { status: "ENABLED" }),
  memberPaused: macie("UpdateMemberSession", { id: MEMBER, status: "PAUSED" }),
  memberResumed: macie("UpdateMemberSession", { id: MEMBER, status: "ENABLED" }),
  discoveryOff: macie("UpdateAutomatedDiscoveryConfiguration", { status: "DISABLED" }),
  discoveryOn: macie("UpdateAutomatedDiscoveryConfiguration", { status: "ENABLED" }),
  memberDiscoveryOff: macie(
    "BatchUpdateAutomatedDiscoveryAccounts",
    { accounts: [{ accountId: MEMBER, status: "DISABLED" }] },
    { errors: [] },
  ),
  memberDiscoveryOn: macie("BatchUpdateAutomatedDiscoveryAccounts", {
    accounts: [{ accountId: MEMBER, status: "ENABLED" }],
  }),
  bucketLeftOut: macie("UpdateClassificationScope", {
    id: "0ddba11",
    s3: { excludes: { bucketNames: ["harbour-crew"], operation: "ADD" } },
  }),
  bucketTakenIn: macie("UpdateClassificationScope", {
    id: "0ddba11",
    s3: { excludes: { bucketNames: ["harbour-crew"], operation: "REMOVE" } },
  }),
  macieFilterMade: macie("CreateFindingsFilter", { name: "quiet", action: "ARCHIVE" }, { id: "0ddba11" }),
  macieFilterChanged: macie("UpdateFindingsFilter", { id: "0ddba11", action: "ARCHIVE" }),
  macieFilterEased: macie("UpdateFindingsFilter", { id: "0ddba11", action: "NOOP" }),
  macieFilterDeleted: macie("DeleteFindingsFilter", { id: "0ddba11" }),
  allowListMade: macie("CreateAllowList", { name: "test-cards", criteria: { regex: "4111.*" } }, { id: "0ddba11" }),
  allowListDeleted: macie("DeleteAllowList", { id: "0ddba11" }),
  macieMemberLeft: macie("DisassociateMember", { id: MEMBER }),
  macieMemberDeleted: macie("DeleteMember", { id: MEMBER }),
  macieMemberMade: macie("CreateMember", { account: { accountId: MEMBER, email: "quay@example.com" } }),
  macieAdministratorLeft: macie("DisassociateFromAdministratorAccount"),
  macieAdministratorLeftByOldName: macie("DisassociateFromMasterAccount"),
  macieAccountMadeMember: macie("CreateMember", { account: { accountId: ACCOUNT, email: "harbour@example.com" } }),
  macieAdministratorDismissed: macie("DisableOrganizationAdminAccount", { adminAccountId: MEMBER }),
  macieAdministratorAppointed: macie("EnableOrganizationAdminAccount", { adminAccountId: MEMBER }),
  macieNewMembersOff: macie("UpdateOrganizationConfiguration", { autoEnable: false }),
  macieNewMembersOn: macie("UpdateOrganizationConfiguration", { autoEnable: true }),

  hubOff: securityhub("DisableSecurityHub"),
  hubOn: securityhub("EnableSecurityHub", { EnableDefaultStandards: true }),
  hubV2Off: securityhub("DisableSecurityHubV2"),
  hubV2On: securityhub("EnableSecurityHubV2", { Tags: {} }),
  hubFeatureOff: securityhub("DisableSecurityHubFeatureV2", { FeatureName: "exposure" }),
  hubFeatureOn: securityhub("EnableSecurityHubFeatureV2", { FeatureName: "exposure" }),
  policyOff: securityhub("UpdateConfigurationPolicy", {
    Identifier: RULE,
    ConfigurationPolicy: { SecurityHub: { ServiceEnabled: false } },
  }),
  policyOn: securityhub("UpdateConfigurationPolicy", {
    Identifier: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:configuration-policy/${RULE}`,
    ConfigurationPolicy: {
      SecurityHub: {
        ServiceEnabled: true,
        EnabledStandardIdentifiers: [`arn:aws:securityhub:eu-west-1::standards/${STANDARD}`],
      },
    },
  }),
  standardOff: securityhub("BatchDisableStandards", {
    StandardsSubscriptionArns: [`arn:aws:securityhub:eu-west-1:${ACCOUNT}:subscription/${STANDARD}`],
  }),
  standardOn: securityhub("BatchEnableStandards", {
    StandardsSubscriptionRequests: [{ StandardsArn: `arn:aws:securityhub:eu-west-1::standards/${STANDARD}` }],
  }),
  productOff: securityhub("DisableImportFindingsForProduct", {
    ProductSubscriptionArn: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product-subscription/aws/guardduty`,
  }),
  productOn: securityhub("EnableImportFindingsForProduct", {
    ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/guardduty",
  }),
  aggregatorDeleted: securityhub("DeleteFindingAggregator", {
    FindingAggregatorArn: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:finding-aggregator/${RULE}`,
  }),
  aggregatorMade: securityhub("CreateFindingAggregator", { RegionLinkingMode: "ALL_REGIONS" }),
  aggregatorV2Deleted: securityhub("DeleteAggregatorV2", {
    AggregatorV2Arn: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:aggregatorv2/${RULE}`,
  }),
  aggregatorV2Made: securityhub("CreateAggregatorV2", { RegionLinkingMode: "ALL_REGIONS" }),
  ruleMade: securityhub(
    "CreateAutomationRule",
    { RuleName: "hush", RuleOrder: 1, RuleStatus: "ENABLED", Actions: hiding },
    { RuleArn: ruleArn },
  ),
  ruleChanged: securityhub("BatchUpdateAutomationRules", {
    UpdateAutomationRulesRequestItems: [{ RuleArn: ruleArn, Actions: hiding }],
  }),
  ruleEased: securityhub("BatchUpdateAutomationRules", {
    UpdateAutomationRulesRequestItems: [{ RuleArn: ruleArn, Actions: showing }],
  }),
  ruleDeleted: securityhub(
    "BatchDeleteAutomationRules",
    { AutomationRulesArns: [ruleArn] },
    { ProcessedAutomationRules: [ruleArn], UnprocessedAutomationRules: [] },
  ),
  ruleV2Made: securityhub(
    "CreateAutomationRuleV2",
    { RuleName: "hush", RuleOrder: 1, Actions: hidingV2 },
    { RuleArn: ruleV2Arn, RuleId: RULE },
  ),
  ruleV2Changed: securityhub("UpdateAutomationRuleV2", { Identifier: ruleV2Arn, Actions: hidingV2 }),
  ruleV2Eased: securityhub("UpdateAutomationRuleV2", { Identifier: ruleV2Arn, RuleStatus: "DISABLED" }),
  ruleV2Deleted: securityhub("DeleteAutomationRuleV2", { Identifier: RULE }),
  hubMembersDisassociated: securityhub("DisassociateMembers", { AccountIds: [MEMBER] }),
  hubMembersDeleted: securityhub("DeleteMembers", { AccountIds: [MEMBER] }, { UnprocessedAccounts: [] }),
  hubMembersMade: securityhub(
    "CreateMembers",
    { AccountDetails: [{ AccountId: MEMBER }] },
    { UnprocessedAccounts: [] },
  ),
  hubAdministratorLeft: securityhub("DisassociateFromAdministratorAccount"),
  hubAdministratorLeftByOldName: securityhub("DisassociateFromMasterAccount"),
  hubAccountMadeMember: securityhub("CreateMembers", { AccountDetails: [{ AccountId: ACCOUNT }] }),
  hubAdministratorDismissed: securityhub("DisableOrganizationAdminAccount", { AdminAccountId: MEMBER }),
  hubAdministratorAppointed: securityhub("EnableOrganizationAdminAccount", { AdminAccountId: MEMBER }),
  hubNewMembersOff: securityhub("UpdateOrganizationConfiguration", { AutoEnable: false }),
  hubNewMembersOn: securityhub("UpdateOrganizationConfiguration", { AutoEnable: true }),
  /** One of many controls that are tuned. */
  controlOff: securityhub("UpdateStandardsControl", { ControlStatus: "DISABLED", DisabledReason: "not ours" }),

  analyzerDeleted: analyzer("DeleteAnalyzer", { analyzerName: "harbour" }),
  analyzerMade: analyzer("CreateAnalyzer", { analyzerName: "harbour", type: "ORGANIZATION" }),
  analyzerMadeWithRule: analyzer("CreateAnalyzer", {
    analyzerName: "harbour",
    type: "ORGANIZATION",
    archiveRules: [{ ruleName: "partners", filter: { isPublic: { eq: ["false"] } } }],
  }),
  archiveRuleMade: analyzer("CreateArchiveRule", { analyzerName: "harbour", ruleName: "partners", filter: {} }),
  archiveRuleChanged: analyzer("UpdateArchiveRule", { analyzerName: "harbour", ruleName: "partners", filter: {} }),
  archiveRuleDeleted: analyzer("DeleteArchiveRule", { analyzerName: "harbour", ruleName: "partners" }),

  recorderStopped: config("StopConfigurationRecorder", { configurationRecorderName: "default" }),
  recorderDeleted: config("DeleteConfigurationRecorder", { configurationRecorderName: "default" }),
  recorderStarted: config("StartConfigurationRecorder", { configurationRecorderName: "default" }),
  recorderNarrowed: config(
    "PutConfigurationRecorder",
    recorder({ allSupported: false, resourceTypes: ["AWS::EC2::Instance"] }),
  ),
  recorderWidened: config("PutConfigurationRecorder", recorder({ allSupported: true })),
  typeDropped: config("DisassociateResourceTypes", {
    configurationRecorderArn: recorderArn,
    resourceTypes: ["AWS::IAM::Role"],
  }),
  typeAdded: config("AssociateResourceTypes", {
    configurationRecorderArn: recorderArn,
    resourceTypes: ["AWS::IAM::Role"],
  }),
  channelDeleted: config("DeleteDeliveryChannel", { deliveryChannelName: "default" }),
  configAggregatorDeleted: config("DeleteConfigurationAggregator", { configurationAggregatorName: "harbour" }),
  configAggregatorMade: config("PutConfigurationAggregator", {
    configurationAggregatorName: "harbour",
    organizationAggregationSource: { roleArn: `arn:aws:iam::${ACCOUNT}:role/aggregate`, allAwsRegions: true },
  }),
  channelPut: config("PutDeliveryChannel", { deliveryChannel: { name: "default", s3BucketName: "harbour-config" } }),

  trailStopped: cloudtrail("StopLogging", { name: TRAIL }),
  trailDeleted: cloudtrail("DeleteTrail", { name: "harbour-audit" }),
  trailStarted: cloudtrail("StartLogging", { name: "harbour-audit" }),
  /** As by default, but for global services. */
  trailMadeNarrow: cloudtrail("CreateTrail", {
    name: "harbour-audit",
    s3BucketName: "harbour-logs",
    includeGlobalServiceEvents: false,
  }),
  trailNarrowed: cloudtrail("UpdateTrail", {
    name: TRAIL,
    isMultiRegionTrail: false,
    isOrganizationTrail: false,
    includeGlobalServiceEvents: false,
    enableLogFileValidation: false,
  }),
  trailWidened: cloudtrail("UpdateTrail", {
    name: "harbour-audit",
    isMultiRegionTrail: true,
    isOrganizationTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
  }),
  selectorsNarrowed: cloudtrail("PutEventSelectors", {
    trailName: TRAIL,
    eventSelectors: [{ readWriteType: "All", includeManagementEvents: false, dataResources: [] }],
  }),
  selectorsWidened: cloudtrail("PutEventSelectors", {
    trailName: "harbour-audit",
    eventSelectors: [{ readWriteType: "All", includeManagementEvents: true, dataResources: [] }],
  }),
  storeDeleted: cloudtrail("DeleteEventDataStore", { eventDataStore: STORE }),
  storeRestored: cloudtrail("RestoreEventDataStore", { eventDataStore: STORE }),
  storeNarrowed: cloudtrail("UpdateEventDataStore", {
    eventDataStore: STORE,
    multiRegionEnabled: false,
    organizationEnabled: false,
  }),
  storeWidened: cloudtrail("UpdateEventDataStore", {
    eventDataStore: STORE,
    multiRegionEnabled: true,
    organizationEnabled: true,
  }),
  ingestionStopped: cloudtrail("StopEventDataStoreIngestion", { eventDataStore: STORE }),
  ingestionStarted: cloudtrail("StartEventDataStoreIngestion", { eventDataStore: STORE }),
  trailAdministratorDismissed: cloudtrail("DeregisterOrganizationDelegatedAdmin", { delegatedAdminAccountId: MEMBER }),
  trailAdministratorAppointed: cloudtrail("RegisterOrganizationDelegatedAdmin", { memberAccountId: MEMBER }),

  /** CloudTrail's replacement for parameters that are too large. */
  parametersLeftOut: guardduty("UpdateFilter", {
    omitted: true,
    originalSize: 149_893,
    reason: "requestParameters too large",
  }),
  /** Except for calls on lists, a failed call has changed nothing. */
  deletionFailed: guardduty("DeleteDetector", { detectorId: "x" }, null, { errorCode: "BadRequestException" }),
  /** A denied call was not begun. */
  changeDenied: guardduty("UpdateIPSet", { detectorId: DETECTOR, ipSetId: LIST, activate: true }, null, {
    errorCode: "AccessDeniedException",
  }),
  /** WAF has lists of its own. */
  listOfFirewall: callsOf("wafv2")("CreateIPSet", { name: "berths", scope: "REGIONAL", addresses: [] }),
} satisfies Record<string, Record<string, unknown>>;
