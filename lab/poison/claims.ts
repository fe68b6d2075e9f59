/**
 * Which fields of an event may change which part of its alert, for each kind of event. This is written from the services' documentation and
 * from the design's words on identity, severity and time, not from the schemas. A field that is not named here changes nothing.
 */
import { type Path, touches } from "./path.ts";

/** The parts of a reading that must not move unless one of their own fields was touched. */
export interface Claims {
  /** The alerts that it is about. */
  readonly identity: readonly string[];
  /** Active or cleared, how severe, and why. */
  readonly standing: readonly string[];
  readonly at: readonly string[];
  readonly deadline?: readonly string[];
  readonly since?: readonly string[];
  readonly count?: readonly string[];
  /** Texts for people, on which nothing depends. */
  readonly wording?: readonly string[];
}

export type Facet = keyof Claims;

const naming = [
  "detail.responseElements.arn",
  "detail.responseElements.aRN",
  "detail.additionalEventData.SecretId",
  "detail.additionalEventData.ARN",
  "detail.serviceEventDetails.secretId",
  "detail.resources[].ARN",
  "detail.requestID",
];
const certificate: Claims = {
  // The event may not speak about the certificate of another account.
  identity: ["resources[0]", "account"],
  standing: [],
  at: ["time"],
  deadline: ["detail.CertificateExpirationDate", "detail.DaysToExpiry", "time"],
  wording: [
    "CommonName",
    "FirstSubjectAlternativeName",
    "CertificateType",
    "CertificateKeyPairOrigin",
    "InUse",
    "Exported",
    // How long the certificate is valid decides when its deadline is near.
    "ValidityInDays",
  ].map((name) => `detail.${name}`),
};
const bucketOwner = ["region", "account", "resources[0]"];
const finding: Claims = {
  identity: [
    "detail.awsAccountId",
    "detail.findingArn",
    // A vulnerability of an image belongs to its repository.
    "detail.resources",
    "detail.packageVulnerabilityDetails.vulnerabilityId",
  ],
  // The event may not speak about the resource of another account.
  standing: ["detail.status", "detail.severity", "detail.resources[].id"],
  at: ["detail.updatedAt", "detail.lastObservedAt", "time"],
  since: ["detail.firstObservedAt"],
  wording: [
    "detail.resources[].id",
    "detail.resources[].type",
    "detail.resources[].provider",
    "detail.type",
    "detail.title",
    "detail.inspectorScore",
    // The attack vector.
    "detail.inspectorScoreDetails",
    "detail.epss.score",
    "detail.fixAvailable",
    "detail.exploitAvailable",
    "detail.packageVulnerabilityDetails.vulnerabilityId",
    "detail.packageVulnerabilityDetails.vulnerablePackages[]",
    "detail.exploitabilityDetails",
    "detail.networkReachabilityDetails",
    "detail.resources[].details",
    "detail.resources[].tags",
    "detail.remediation.recommendation.text",
  ],
};
const protectionStatus: Claims = {
  identity: [...bucketOwner, "detail.s3BucketDetails.bucketName"],
  standing: ["detail.resourceStatus"],
  at: ["detail.eventTime", "time"],
  wording: ["detail.statusReasons[].code"],
};
const runtimeProtection: Claims = {
  identity: [
    "region",
    "detail.resourceAccountId",
    "detail.resourceDetails.eksClusterDetails.clusterName",
    "detail.resourceDetails.ecsClusterDetails.clusterName",
    "detail.resourceDetails.ec2InstanceDetails.instanceId",
  ],
  standing: [],
  at: ["detail.lastUpdatedAt", "time"],
  wording: [
    "detail.issue",
    "detail.resourceDetails.resourceType",
    "detail.resourceDetails.ecsClusterDetails.fargateDetails.issues",
  ],
};

const ddosAlarm: Claims = {
  identity: ["account", "region", "resources[0]", "detail.alarmName"],
  standing: [
    ...["detail.state.value", "detail.operation", "detail.configuration.actionsEnabled"],
    // The event may not speak about the resource of another account.
    ...["account", "resources[0]", "detail.configuration.metrics"],
  ],
  at: ["detail.state.timestamp", "detail.configuration.timestamp", "time"],
  wording: ["detail.configuration.metrics"],
};

/** KMS's own events: an event may not speak about the key of another account, and each imported material is a subject of its own. */
const key: Claims = {
  identity: ["resources[0]", "account", "detail.key-material-id"],
  standing: [],
  at: ["time"],
  wording: ["detail.key-material-id"],
};

const ofFindings = (names: readonly string[]) => names.map((name) => `detail.findings[].${name}`);

/** For a product that has a source, the affected resource and its type may be part of the identity. */
const asffIdentity = [
  ...["account", "region"],
  ...ofFindings(["Id", "ProductArn", "AwsAccountId", "Region", "Resources", "Types", "Vulnerabilities"]),
  // The control or the rule decides the condition.
  ...ofFindings(["Compliance", "GeneratorId", "ProductFields"]),
];
const asff: Claims = {
  identity: asffIdentity,
  standing: [
    ...ofFindings(["RecordState", "Workflow", "Compliance", "Severity", "FindingProviderFields", "Sample", "Title"]),
    // GuardDuty's own archive, and its mark of samples.
    ...ofFindings(["ProductFields"]),
    // The condition decides the severity.
    ...asffIdentity,
  ],
  at: ofFindings(["UpdatedAt"]),
  since: ofFindings(["FirstObservedAt", "CreatedAt"]),
  count: ofFindings(["ProductFields"]),
  wording: ofFindings(["ProductName"]),
};

/** A pressed button escalates: the finding's own state changes nothing. */
const customAction: Claims = {
  ...asff,
  identity: ["account", "region", ...ofFindings(["Id", "ProductArn", "AwsAccountId", "Region", "GeneratorId"])],
  at: ["time"],
  since: [],
  count: [],
  wording: ["detail.actionName", ...(asff.wording ?? []), ...ofFindings(["Types", "UpdatedAt"])],
};

const ocsfIdentity = [
  ...["account", "region"],
  ...ofFindings(["finding_info.uid", "finding_info.types", "finding_info.analytic", "metadata.product", "cloud"]),
  ...ofFindings(["resources", "databucket", "vulnerabilities", "compliance"]),
];
const ocsf: Claims = {
  identity: ocsfIdentity,
  standing: [
    ...ofFindings(["activity_id", "activity_name", "severity_id", "severity", "status_id", "status"]),
    ...ofFindings(["finding_info.title"]),
    ...ocsfIdentity,
  ],
  at: [
    "time",
    ...ofFindings(["time", "time_dt"]),
    ...ofFindings(
      ["modified_time_dt", "modified_time", "created_time_dt", "created_time"].map((name) => `finding_info.${name}`),
    ),
  ],
  since: ofFindings(
    ["first_seen_time_dt", "first_seen_time", "created_time_dt", "created_time"].map((name) => `finding_info.${name}`),
  ),
};

const byType: Readonly<Record<string, Claims>> = {
  "CloudWatch Alarm State Change": ddosAlarm,
  "CloudWatch Alarm Configuration Change": ddosAlarm,
  "ACM Certificate Approaching Expiration": certificate,
  "ACM Certificate Expired": certificate,
  "ACM Certificate Revoked": certificate,
  "ACM Certificate Available": { ...certificate, standing: ["detail.Action"] },
  "ACM Certificate Renewal Action Required": {
    ...certificate,
    standing: ["detail.DaysToExpiry", "detail.CertificateExpirationDate", "time"],
    wording: [...(certificate.wording ?? []), "detail.RenewalStatusReason"],
  },
  "Config Rules Compliance Change": {
    // Each rule is a reporter of its own, and only its name says what it finds.
    identity: [
      ...["resourceId", "resourceType", "awsAccountId", "awsRegion", "configRuleName"].map((name) => `detail.${name}`),
      // The event may not speak about the resource of another account.
      "account",
    ],
    standing: [
      ...["newEvaluationResult.complianceType", "configRuleName", "resourceId", "resourceType"].map(
        (name) => `detail.${name}`,
      ),
      "account",
    ],
    at: [
      "detail.newEvaluationResult.resultRecordedTime",
      "detail.newEvaluationResult.evaluationResultIdentifier.orderingTimestamp",
      "detail.notificationCreationTime",
      "time",
    ],
    wording: ["detail.configRuleName", "detail.resourceType", "detail.newEvaluationResult.annotation"],
  },
  "Access Analyzer Finding": {
    identity: [
      ...["accountId", "region", "resource", "resourceType"].map((name) => `detail.${name}`),
      // A failure is no access, and the event may not speak about another account's resource.
      ...["detail.error", "account"],
    ],
    standing: [
      ...["id", "status", "isDeleted", "isPublic", "error", "principal"].map((name) => `detail.${name}`),
      ...["detail.resource", "detail.resourceType", "detail.accountId", "account"],
    ],
    // A deletion changes nothing else, and dates from when it is sent.
    at: ["detail.updatedAt", "detail.analyzedAt", "detail.isDeleted", "time"],
    since: ["detail.createdAt", "detail.isDeleted"],
    wording: ["detail.principal", "detail.action", "detail.condition", "detail.error"],
  },
  "Parameter Store Policy Action": {
    // An expiration that failed loses nothing.
    identity: [
      "resources[0]",
      "detail.parameter-name",
      "account",
      "region",
      "detail.policy-type",
      "detail.action-status",
    ],
    // A SecureString is mostly a credential.
    standing: ["detail.policy-type", "detail.parameter-type", "detail.action-status"],
    at: ["time"],
    deadline: ["detail.policy-content", "time"],
  },
  "Parameter Store Change": {
    identity: ["resources[0]", "detail.name", "account", "region", "detail.operation"],
    standing: ["detail.operation", "detail.exception"],
    at: ["time"],
  },
  "KMS CMK Deletion": key,
  "KMS Imported Key Material Expiration": key,
  "KMS CMK Rotation": { ...key, standing: ["detail.rotation-type"] },
  "Secret Label Updated": { identity: ["resources[0]", "account"], standing: ["detail.labelUpdated"], at: ["time"] },
  "GuardDuty Finding": {
    identity: ["detail.accountId", "detail.region", "detail.id", "detail.partition"],
    standing: [
      "detail.severity",
      "detail.service.archived",
      "detail.service.additionalInfo.sample",
      "detail.service.additionalInfo.value",
      "detail.title",
      // The event may not speak about the resource of another account.
      "detail.arn",
      "detail.resource",
      "detail.service.detection.sequence",
    ],
    at: ["detail.updatedAt"],
    since: ["detail.service.eventFirstSeen", "detail.createdAt"],
    count: ["detail.service.count"],
    wording: [
      "detail.title",
      "detail.type",
      "detail.arn",
      "detail.resource",
      "detail.confidence",
      "detail.associatedAttackSequenceArn",
      "detail.service.action",
      "detail.service.runtimeDetails",
      "detail.service.detection.sequence",
    ],
  },
  "GuardDuty Malware Protection Object Scan Result": {
    identity: [
      ...bucketOwner,
      ...["bucketName", "objectKey", "versionId", "eTag"].map((name) => `detail.s3ObjectDetails.${name}`),
      // A scanned object is no gap, and one that was not scanned has no result.
      "detail.scanStatus",
      "detail.scanResultDetails.scanResultStatus",
    ],
    standing: ["detail.scanStatus", "detail.scanResultDetails.scanResultStatus"],
    at: ["time"],
    wording: ["detail.scanResultDetails.threats[].name", "detail.scanResultDetails.statusReasons"],
  },
  "GuardDuty Malware Protection Post Scan Action Failed": {
    identity: [...bucketOwner, "detail.s3ObjectDetails.bucketName"],
    standing: [],
    at: ["detail.eventTime", "time"],
    wording: ["detail.postScanActions[].failureReason"],
  },
  "GuardDuty Runtime Protection Unhealthy": runtimeProtection,
  "GuardDuty Runtime Protection Healthy": runtimeProtection,
  "Inspector2 Finding": finding,
  "OnDemand AMI Scan Findings": {
    identity: [
      "account",
      "detail.awsAccountId",
      "detail.findingArn",
      "detail.resources[0].id",
      "detail.packageVulnerabilityDetails.vulnerabilityId",
    ],
    standing: ["detail.status", "detail.severity"],
    at: ["detail.updatedAt", "detail.lastObservedAt", "time"],
    since: ["detail.firstObservedAt"],
    wording: ["detail.inspectorScore", "detail.epss.score", "detail.fixAvailable", "detail.exploitAvailable"],
  },
  "Inspector2 Coverage": {
    identity: [
      "resources[0]",
      "account",
      "region",
      ...["scanType", "provider", "providerAccountId", "providerRegion"].map((name) => `detail.${name}`),
    ],
    standing: ["detail.scanStatus.statusCodeValue", "detail.scanStatus.reason"],
    at: ["detail.eventTimestamp", "time"],
  },
  "Inspector2 AutoEnable": {
    identity: ["account", "region"],
    standing: ["detail.AutoEnableStatus"],
    at: ["time"],
    wording: ["detail.Reason"],
  },
  "Inspector2 OnDemand Scan Complete": {
    identity: ["region", "detail.awsAccountId", "detail.resourceId"],
    standing: ["detail.scanStatus", "detail.scanStatusReason"],
    at: ["detail.completedAt", "time"],
  },
  "Security Hub Findings - Imported": asff,
  "Security Hub Findings - Custom Action": customAction,
  "Findings Imported V2": ocsf,
  "Macie Finding": {
    identity: [
      ...["accountId", "region", "partition", "id", "category", "type"].map((name) => `detail.${name}`),
      "detail.resourcesAffected.s3Bucket.arn",
      "detail.resourcesAffected.s3Object.key",
      "detail.resourcesAffected.s3Object.versionId",
    ],
    standing: [
      ...["detail.severity.description", "detail.severity.score", "detail.sample", "detail.archived", "detail.title"],
      // The record of an object without findings is no finding.
      "detail.classificationDetails.result.status.code",
      "detail.classificationDetails.result.sensitiveData[].totalCount",
      "detail.classificationDetails.result.sensitiveData[].detections",
      "detail.classificationDetails.result.customDataIdentifiers.totalCount",
    ],
    at: ["detail.updatedAt"],
    since: ["detail.createdAt"],
    count: ["detail.count"],
    wording: [
      "detail.title",
      "detail.resourcesAffected.s3Bucket.name",
      "detail.resourcesAffected.s3Bucket.publicAccess.effectivePermission",
      "detail.classificationDetails.result.sensitiveData[].totalCount",
      "detail.classificationDetails.result.sensitiveData[].detections[].type",
      "detail.classificationDetails.result.sensitiveData[].detections[].count",
      "detail.classificationDetails.result.customDataIdentifiers.totalCount",
    ],
  },
};

/** Calls about what protects an account: the parameters that a call depends on differ between calls. */
const protection: Claims = {
  identity: [
    ...["account", "detail.awsRegion", "detail.recipientAccountId", "detail.eventSource", "detail.eventName"],
    ...["detail.requestParameters", "detail.responseElements"],
  ],
  standing: [
    ...["detail.eventSource", "detail.eventName", "detail.requestParameters", "detail.responseElements"],
    // A failed call ends nothing, and a service's own calls are routine.
    ...["detail.errorCode", "detail.userIdentity"],
  ],
  at: ["detail.eventTime"],
  wording: ["detail.sourceIPAddress"],
};

/**
 * Calls about shared resources, and their use by another account: most parameters of a call say what is shared with whom, and the
 * caller decides whether it is routine.
 */
const sharing: Claims = {
  identity: [
    ...["account", "detail.awsRegion", "detail.recipientAccountId", "detail.eventName"],
    ...["detail.requestParameters", "detail.serviceEventDetails.snapshotId", "detail.userIdentity.accountId"],
  ],
  standing: [
    ...["detail.eventName", "detail.requestParameters", "detail.responseElements", "detail.errorCode"],
    // An account is not told of its own use of a snapshot.
    ...["detail.userIdentity", "account", "detail.recipientAccountId"],
  ],
  at: ["detail.eventTime"],
  wording: ["detail.sourceIPAddress"],
};

const health: Claims = {
  identity: [
    "account",
    ...["eventArn", "affectedAccount", "service", "eventTypeCode", "affectedEntities"].map((name) => `detail.${name}`),
  ],
  standing: [
    ...["service", "eventTypeCode", "statusCode", "affectedEntities"].map((name) => `detail.${name}`),
    // The event may not speak about the certificate of another account.
    ...["account", "detail.affectedAccount"],
  ],
  at: ["detail.lastUpdatedTime", "time"],
  since: ["detail.startTime"],
  wording: ["detail.communicationId", "detail.eventMetadata.userName"],
};

/** Calls on buckets: the owner of the bucket decides which accounts, keys and destinations are foreign. */
const buckets: Claims = {
  identity: [
    ...["account", "detail.awsRegion", "detail.recipientAccountId", "detail.eventName", "detail.requestParameters"],
    ...["detail.resources[].type", "detail.resources[].accountId"],
  ],
  standing: [
    ...["detail.eventName", "detail.requestParameters", "detail.errorCode", "account", "detail.recipientAccountId"],
    ...["detail.additionalEventData.httpStatusCode", "detail.resources[].type", "detail.resources[].accountId"],
  ],
  at: ["detail.eventTime"],
  wording: ["detail.userIdentity", "detail.sourceIPAddress"],
};

const bySource: Readonly<Record<string, Claims>> = {
  "aws.acm": {
    identity: ["detail.requestParameters.certificateArn"],
    standing: ["detail.eventName"],
    at: ["detail.eventTime"],
    // The caller who deleted the certificate.
    wording: ["detail.userIdentity", "detail.sourceIPAddress"],
  },
  "aws.ssm": {
    // Policies whose notice is due are reported as the expiry, and as an answer to the doubt about it.
    identity: [
      ...["requestParameters.name", "requestParameters.policies", "recipientAccountId", "awsRegion", "eventName"].map(
        (name) => `detail.${name}`,
      ),
      "detail.eventTime",
      "account",
    ],
    standing: [
      ...["requestParameters.policies", "requestParameters.type", "responseElements", "errorCode", "eventName"].map(
        (name) => `detail.${name}`,
      ),
      "detail.eventTime",
    ],
    at: ["detail.eventTime"],
    // For a call without a time it is unknown whether a notice is due.
    deadline: ["detail.requestParameters.policies", "detail.eventTime"],
    wording: ["detail.userIdentity", "detail.sourceIPAddress"],
  },
  "aws.secretsmanager": {
    identity: [
      ...naming,
      "detail.requestParameters.secretId",
      "detail.recipientAccountId",
      "account",
      "detail.awsRegion",
      "detail.eventName",
      // A forced deletion names its caller, and nothing else.
      "detail.requestParameters.forceDeleteWithoutRecovery",
      ...["name", "addReplicaRegions", "forceOverwriteReplicaSecret"].map((name) => `detail.requestParameters.${name}`),
    ],
    standing: [
      ...naming,
      "detail.requestParameters.secretId",
      "detail.recipientAccountId",
      "account",
      "detail.eventName",
      "detail.requestParameters.forceDeleteWithoutRecovery",
      "detail.requestParameters.resourcePolicy",
      "detail.errorCode",
      ...["name", "addReplicaRegions", "forceOverwriteReplicaSecret"].map((name) => `detail.requestParameters.${name}`),
      // A deletion by the service that manages the secret, or by CloudFormation, is routine.
      "detail.userIdentity",
      "detail.sourceIPAddress",
    ],
    at: ["detail.eventTime"],
    deadline: [
      "detail.eventTime",
      "detail.requestParameters.recoveryWindowInDays",
      "detail.requestParameters.forceDeleteWithoutRecovery",
      "detail.responseElements.deletionDate",
      "detail.userIdentity",
      "detail.sourceIPAddress",
    ],
    wording: ["detail.errorMessage"],
  },
  "aws.health": health,
  "aws.wafv2": protection,
  "aws.cloudfront": protection,
  "aws.shield": protection,
  "aws.fms": protection,
  "aws.kms": {
    identity: [
      ...["account", "detail.awsRegion", "detail.recipientAccountId", "detail.eventName", "detail.resources[].ARN"],
      ...["keyId", "keyMetadata", "replicaKeyMetadata", "grantId", "keyMaterialId"].map(
        (name) => `detail.responseElements.${name}`,
      ),
      ...["keyId", "grantId", "keyMaterialId", "customKeyStoreId", "validTo", "expirationModel"].map(
        (name) => `detail.requestParameters.${name}`,
      ),
      "detail.additionalEventData.grantId",
    ],
    standing: [
      ...["account", "detail.awsRegion", "detail.recipientAccountId", "detail.eventName", "detail.resources[].ARN"],
      ...["detail.responseElements", "detail.errorCode", "detail.additionalEventData.grantId"],
      ...["keyId", "grantId", "policy", "granteePrincipal", "validTo", "expirationModel"].map(
        (name) => `detail.requestParameters.${name}`,
      ),
    ],
    at: ["detail.eventTime"],
    deadline: [
      "detail.eventTime",
      ...["keyState", "deletionDate", "pendingWindowInDays"].map((name) => `detail.responseElements.${name}`),
      ...["pendingWindowInDays", "validTo", "expirationModel"].map((name) => `detail.requestParameters.${name}`),
    ],
    wording: [
      "detail.userIdentity",
      "detail.sourceIPAddress",
      "detail.requestParameters.operations",
      "detail.requestParameters.primaryRegion",
      "detail.additionalEventData.customKeyStoreName",
    ],
  },
  "aws.ec2": sharing,
  "aws.rds": sharing,
  "aws.s3": buckets,
  "aws.guardduty": protection,
  "aws.inspector2": protection,
  "aws.macie2": protection,
  "aws.securityhub": protection,
  "aws.access-analyzer": protection,
  "aws.config": protection,
  "aws.cloudtrail": protection,
};

/** Fields that have a meaning in every kind of event. */
const always = ["source", "detail-type", "id", "detail.eventID", "replay-name"];

/** The claims about an event, by its type, or by its source where CloudTrail recorded it. */
export function claimsAbout(event: { readonly source: string; readonly "detail-type": string }): Claims {
  const type = event["detail-type"];
  const claims = type.startsWith("GuardDuty Malware Protection Resource Status ")
    ? protectionStatus
    : (byType[type] ?? bySource[event.source]);
  if (claims === undefined)
    throw new Error(
      `say in lab/poison/claims.ts which fields of ${type} of ${event.source} may change what of its alert`,
    );
  return claims;
}

/** The fields that the source may read at all, such as `detail.severity`. */
export function readBy(claims: Claims): readonly string[] {
  return [...Object.values(claims).flat(), ...always];
}

/** Whether a change at `path` may change this part of the reading. */
export function mayChange(claims: Claims, facet: Facet, path: Path): boolean {
  return [...(claims[facet] ?? []), "source", "detail-type"].some((field) => touches(path, field));
}
