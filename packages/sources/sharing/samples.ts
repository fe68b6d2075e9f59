/** Invented events in the form in which EventBridge delivers them. */
import type { JsonObject } from "@tocsin/core/text/json";

const OWNER = "111122223333";
const PARTNER = "444455556666";
const SCANNER = "777788889999";
const SNAPSHOT = "snap-0a1b2c3d4e5f60718";
const IMAGE = "ami-0f1e2d3c4b5a69788";
const ORGANIZATION = "arn:aws:organizations::999900001111:organization/o-tidewater01";
const UNIT = "arn:aws:organizations::999900001111:ou/o-tidewater01/ou-ab12-c3d4e5f6";

function record(id: string, service: string, detailType: string, detail: JsonObject) {
  return {
    version: "0",
    id: `share-${id}`,
    "detail-type": detailType,
    source: `aws.${service}`,
    account: OWNER,
    time: "2026-11-19T10:20:33Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      eventTime: "2026-11-19T10:20:31Z",
      eventSource: `${service}.amazonaws.com`,
      awsRegion: "eu-west-1",
      eventID: `7a5e0000-0000-4000-8000-${id.padStart(12, "0")}`,
      readOnly: false,
      managementEvent: true,
      recipientAccountId: OWNER,
      eventCategory: "Management",
      ...detail,
    },
  };
}

function call(id: string, service: "ec2" | "rds", eventName: string, detail: JsonObject) {
  return record(id, service, "AWS API Call via CloudTrail", {
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLEEXAMPLE00:ines",
      arn: `arn:aws:sts::${OWNER}:assumed-role/platform/ines`,
      accountId: OWNER,
    },
    sourceIPAddress: "192.0.2.17",
    eventName,
    eventType: "AwsApiCall",
    ...detail,
  });
}

const done = { responseElements: { requestId: "0b9f3c55-6a2e-4d0f-9d3b-5c1f2e7a8b90", _return: true } };

function snapshotCall(id: string, permission: JsonObject, detail: JsonObject = {}) {
  return call(id, "ec2", "ModifySnapshotAttribute", {
    requestParameters: {
      snapshotId: SNAPSHOT,
      attributeType: "CREATE_VOLUME_PERMISSION",
      createVolumePermission: permission,
    },
    ...done,
    ...detail,
  });
}

function imageCall(id: string, permission: JsonObject, detail: JsonObject = {}) {
  return call(id, "ec2", "ModifyImageAttribute", {
    requestParameters: { imageId: IMAGE, attributeType: "launchPermission", launchPermission: permission },
    ...done,
    ...detail,
  });
}

function databaseCall(id: string, kind: "DBSnapshot" | "DBClusterSnapshot", parameters: JsonObject, values: string[]) {
  const name = kind === "DBSnapshot" ? "dBSnapshot" : "dBClusterSnapshot";
  return call(id, "rds", `Modify${kind}Attribute`, {
    requestParameters: { [`${name}Identifier`]: "orders-2026-11", attributeName: "restore", ...parameters },
    responseElements: {
      [`${name}Identifier`]: "orders-2026-11",
      [`${name}Attributes`]: [{ attributeName: "restore", attributeValues: values }],
    },
  });
}

function settingCall(id: string, eventName: string, detail: JsonObject = {}) {
  return call(id, "ec2", eventName, { requestParameters: null, responseElements: null, ...detail });
}

function used(id: string, eventName: string, by: string) {
  return record(id, "ec2", "AWS Service Event via CloudTrail", {
    userIdentity: { type: "AWSAccount", accountId: by, invokedBy: "ec2.amazonaws.com" },
    sourceIPAddress: "ec2.amazonaws.com",
    eventName,
    eventType: "AwsServiceEvent",
    requestParameters: null,
    responseElements: null,
    serviceEventDetails: { snapshotId: SNAPSHOT },
    sharedEventID: `5a5e0000-0000-4000-8000-${id.padStart(12, "0")}`,
  });
}

/** GuardDuty in its own role, which shares the snapshots that it scans with an account of its own. */
const byGuardDuty = {
  userIdentity: {
    type: "AssumedRole",
    principalId: "AROAEXAMPLEEXAMPLE01:GuardDutyMalwareProtection",
    arn: `arn:aws:sts::${OWNER}:assumed-role/AWSServiceRoleForAmazonGuardDutyMalwareProtection/GuardDutyMalwareProtection`,
    accountId: OWNER,
    invokedBy: "malware-protection.guardduty.amazonaws.com",
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        arn: `arn:aws:iam::${OWNER}:role/aws-service-role/malware-protection.guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDutyMalwareProtection`,
        accountId: OWNER,
        userName: "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
      },
    },
  },
  sourceIPAddress: "malware-protection.guardduty.amazonaws.com",
};

const byBackup = {
  userIdentity: {
    type: "AssumedRole",
    principalId: "AROAEXAMPLEEXAMPLE02:AWSBackup-AWSBackupDefaultServiceRole",
    arn: `arn:aws:sts::${OWNER}:assumed-role/AWSBackupDefaultServiceRole/AWSBackup-AWSBackupDefaultServiceRole`,
    accountId: OWNER,
    invokedBy: "backup.amazonaws.com",
  },
  sourceIPAddress: "backup.amazonaws.com",
};

const items = (...of: JsonObject[]) => ({ items: of });

export const samples = {
  snapshotPublic: snapshotCall("1", { add: items({ group: "all" }) }),
  snapshotPrivate: snapshotCall("2", { remove: items({ group: "all" }) }),
  snapshotShared: snapshotCall("3", { add: items({ userId: PARTNER }) }),
  snapshotWithdrawn: snapshotCall("4", { remove: items({ userId: PARTNER }) }),
  /** A list of XML that has one item may be written as that item. */
  snapshotSharedWithOne: snapshotCall("5", { add: { items: { userId: PARTNER } } }),
  snapshotSharedWithSeveral: snapshotCall("6", {
    add: items({ userId: PARTNER }, { userId: SCANNER }, { userId: OWNER }),
  }),
  snapshotSharedWithItself: snapshotCall("7", { add: items({ userId: OWNER }) }),
  snapshotSharedByGuardDuty: snapshotCall("8", { add: items({ userId: SCANNER }) }, byGuardDuty),
  snapshotSharedByBackup: snapshotCall("9", { add: items({ userId: PARTNER }) }, byBackup),
  /** As `--operation-type add --user-ids` may be recorded. */
  snapshotSharedUnread: call("10", "ec2", "ModifySnapshotAttribute", {
    requestParameters: { snapshotId: SNAPSHOT, attributeType: "CREATE_VOLUME_PERMISSION", operationType: "add" },
    ...done,
  }),
  snapshotReset: call("11", "ec2", "ResetSnapshotAttribute", {
    requestParameters: { snapshotId: SNAPSHOT, attributeType: "CREATE_VOLUME_PERMISSION" },
    ...done,
  }),
  snapshotDeleted: call("12", "ec2", "DeleteSnapshot", {
    requestParameters: { snapshotId: SNAPSHOT, force: false },
    ...done,
  }),
  /** A dry run that would have succeeded has this error. */
  snapshotDryRun: snapshotCall("13", { add: items({ group: "all" }) }, { errorCode: "Client.DryRunOperation" }),
  /** A snapshot under an AWS managed key cannot be shared. */
  snapshotRefused: snapshotCall(
    "14",
    { add: items({ userId: PARTNER }) },
    { errorCode: "Client.OperationNotPermitted" },
  ),

  imagePublic: imageCall("20", { add: items({ group: "all" }) }),
  imagePrivate: imageCall("21", { remove: items({ group: "all" }) }),
  imageShared: imageCall("22", { add: items({ userId: PARTNER }) }),
  imageSharedWithOrganization: imageCall("23", { add: items({ organizationArn: ORGANIZATION }) }),
  imageSharedWithUnit: imageCall("24", { add: items({ organizationalUnitArn: UNIT }) }),
  imageWithdrawnFromOrganization: imageCall("25", { remove: items({ organizationArn: ORGANIZATION }) }),
  imageSwapped: imageCall("26", { add: items({ userId: SCANNER }), remove: items({ userId: PARTNER }) }),
  imageDescribed: call("27", "ec2", "ModifyImageAttribute", {
    requestParameters: { imageId: IMAGE, attributeType: "description", description: { value: "Build 7" } },
    ...done,
  }),
  imageReset: call("28", "ec2", "ResetImageAttribute", {
    requestParameters: { imageId: IMAGE, attributeType: "launchPermission" },
    ...done,
  }),
  imageDisabled: call("29", "ec2", "DisableImage", { requestParameters: { imageId: IMAGE }, ...done }),
  imageDeregistered: call("30", "ec2", "DeregisterImage", { requestParameters: { imageId: IMAGE }, ...done }),
  /** A copy has none of the permissions of its original. */
  imageCopied: call("31", "ec2", "CopyImage", {
    requestParameters: { sourceRegion: "eu-west-1", sourceImageId: IMAGE, name: "copy" },
    responseElements: { imageId: "ami-0aaaaaaaaaaaaaaaa" },
  }),

  databasePublic: databaseCall("40", "DBSnapshot", { valuesToAdd: ["all"] }, ["all"]),
  databaseShared: databaseCall("41", "DBSnapshot", { valuesToAdd: [PARTNER] }, [PARTNER]),
  databaseSharedWithMore: databaseCall("42", "DBSnapshot", { valuesToAdd: [SCANNER] }, [PARTNER, SCANNER]),
  databaseWithdrawnFromOne: databaseCall("43", "DBSnapshot", { valuesToRemove: [PARTNER] }, [SCANNER]),
  databaseWithdrawn: databaseCall("44", "DBSnapshot", { valuesToAdd: [], valuesToRemove: [PARTNER] }, []),
  databaseDeleted: call("45", "rds", "DeleteDBSnapshot", {
    requestParameters: { dBSnapshotIdentifier: "Orders-2026-11" },
    responseElements: { dBSnapshotIdentifier: "orders-2026-11", status: "deleted" },
  }),
  clusterPublic: databaseCall("46", "DBClusterSnapshot", { valuesToAdd: ["all"] }, ["all"]),
  clusterShared: databaseCall("47", "DBClusterSnapshot", { valuesToAdd: [PARTNER] }, [PARTNER]),
  clusterWithdrawn: databaseCall("48", "DBClusterSnapshot", { valuesToRemove: [PARTNER, "all"] }, []),
  clusterDeleted: call("49", "rds", "DeleteDBClusterSnapshot", {
    requestParameters: { dBClusterSnapshotIdentifier: "orders-2026-11" },
    responseElements: { dBClusterSnapshotIdentifier: "orders-2026-11", status: "available" },
  }),
  databaseUnanswered: call("50", "rds", "ModifyDBSnapshotAttribute", {
    requestParameters: { dBSnapshotIdentifier: "orders-2026-11", attributeName: "restore", valuesToAdd: [PARTNER] },
    responseElements: null,
  }),
  databaseRemovalUnanswered: call("51", "rds", "ModifyDBSnapshotAttribute", {
    requestParameters: { dBSnapshotIdentifier: "orders-2026-11", attributeName: "restore", valuesToRemove: [PARTNER] },
    responseElements: null,
  }),
  databaseOtherAttribute: call("52", "rds", "ModifyDBSnapshotAttribute", {
    requestParameters: { dBSnapshotIdentifier: "orders-2026-11", attributeName: "start", valuesToAdd: [PARTNER] },
    responseElements: null,
  }),

  snapshotCopied: used("60", "SharedSnapshotCopyInitiated", PARTNER),
  volumeMade: used("61", "SharedSnapshotVolumeCreated", PARTNER),
  usedByScanner: used("62", "SharedSnapshotVolumeCreated", SCANNER),
  usedByOwner: used("63", "SharedSnapshotVolumeCreated", OWNER),

  encryptionOff: settingCall("70", "DisableEbsEncryptionByDefault"),
  encryptionOn: settingCall("71", "EnableEbsEncryptionByDefault"),
  keyChanged: settingCall("72", "ModifyEbsDefaultKmsKeyId", {
    requestParameters: { ModifyEbsDefaultKmsKeyIdRequest: { KmsKeyId: "alias/volumes" } },
    responseElements: {
      ModifyEbsDefaultKmsKeyIdResponse: {
        kmsKeyId: `arn:aws:kms:eu-west-1:${OWNER}:key/0a0b0c0d-0000-4000-8000-00000000cafe`,
      },
    },
  }),
  keyOfAnother: settingCall("73", "ModifyEbsDefaultKmsKeyId", {
    requestParameters: { kmsKeyId: `arn:aws:kms:eu-west-1:${PARTNER}:key/0a0b0c0d-0000-4000-8000-00000000beef` },
  }),
  keyUnread: settingCall("74", "ModifyEbsDefaultKmsKeyId"),
  keyReset: settingCall("75", "ResetEbsDefaultKmsKeyId"),
  snapshotBlockOff: settingCall("76", "DisableSnapshotBlockPublicAccess"),
  snapshotBlockOn: settingCall("77", "EnableSnapshotBlockPublicAccess", {
    requestParameters: { EnableSnapshotBlockPublicAccessRequest: { State: "block-all-sharing" } },
  }),
  imageBlockOff: settingCall("78", "DisableImageBlockPublicAccess"),
  imageBlockOn: settingCall("79", "EnableImageBlockPublicAccess"),
};
