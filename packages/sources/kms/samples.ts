/**
 * Invented events, one for each branch; no such account or key exists. The shapes are those of the services' documentation.
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-events.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html
 */
const ACCOUNT = "111122223333";
const KEY_ID = "4c0ffee0-12ab-34cd-56ef-1234567890ab";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY_ID}`;
const MULTI_REGION_ID = "mrk-4c0ffee012ab34cd56ef1234567890ab";
const MULTI_REGION = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${MULTI_REGION_ID}`;
const MATERIAL = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const STORE = "cks-1234567890abcdef0";
const GRANT = "abcde1237f76e4ba7987489ac329fbfba6ad343d6f7075dbd1ef191f0120514a";
const NEXT_REGION = "eu-central-1";

const envelope = {
  version: "0",
  source: "aws.kms",
  account: ACCOUNT,
  time: "2026-11-19T02:17:48Z",
  region: "eu-west-1",
};

function native(id: number, detailType: string, detail: object = {}) {
  return {
    ...envelope,
    id: eventId(0, id),
    "detail-type": detailType,
    resources: [KEY],
    detail: { "key-id": KEY_ID, ...detail },
  };
}

function eventId(kind: number, id: number): string {
  return `6b5d1c7a-000${kind}-4000-8000-${String(id).padStart(12, "0")}`;
}

const platform = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLEEXAMPLE00:ines",
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/platform/ines`,
  accountId: ACCOUNT,
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      arn: `arn:aws:iam::${ACCOUNT}:role/platform`,
      accountId: ACCOUNT,
      userName: "platform",
    },
  },
};

function call(id: number, eventName: string, record: object) {
  return {
    ...envelope,
    id: eventId(1, id),
    "detail-type": "AWS API Call via CloudTrail",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: platform,
      eventTime: "2026-11-19T02:17:48Z",
      eventSource: "kms.amazonaws.com",
      eventName,
      awsRegion: "eu-west-1",
      sourceIPAddress: "192.0.2.10",
      userAgent: "aws-cli/2.31.18",
      requestParameters: null,
      responseElements: null,
      requestID: eventId(2, id),
      eventID: eventId(3, id),
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: "Management",
      ...record,
    },
  };
}

/** A call on the key, by its id, with the key's ARN in the answer. */
function onKey(id: number, eventName: string, parameters: object = {}, more: object = {}) {
  return call(id, eventName, {
    requestParameters: { keyId: KEY_ID, ...parameters },
    responseElements: { keyId: KEY },
    resources: [{ accountId: ACCOUNT, type: "AWS::KMS::Key", ARN: KEY }],
    ...more,
  });
}

function policy(Principal: unknown, Condition?: object): string {
  const own = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" };
  const use = { Effect: "Allow", Principal, Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: "*", Condition };
  return JSON.stringify({ Version: "2012-10-17", Statement: [own, use] });
}

function policyPut(id: number, Principal: unknown, Condition?: object) {
  return onKey(id, "PutKeyPolicy", {
    policyName: "default",
    policy: policy(Principal, Condition),
    bypassPolicyLockoutSafetyCheck: false,
  });
}

function grant(id: number, granteePrincipal: string, more: object = {}) {
  return onKey(
    id,
    "CreateGrant",
    { granteePrincipal, operations: ["Decrypt", "GenerateDataKey"] },
    { responseElements: { grantId: GRANT, keyId: KEY }, ...more },
  );
}

export const samples = {
  deleted: native(1, "KMS CMK Deletion"),
  materialExpired: native(2, "KMS Imported Key Material Expiration", { "key-material-id": MATERIAL }),
  materialExpiredOfOld: native(3, "KMS Imported Key Material Expiration"),
  rotated: native(4, "KMS CMK Rotation", { "key-origin": "AWS_KMS", "rotation-type": "AUTOMATIC" }),
  rotatedOnDemand: native(5, "KMS CMK Rotation", { "key-origin": "EXTERNAL", "rotation-type": "ON_DEMAND" }),
  rotatedOfOld: native(6, "KMS CMK Rotation"),
  deletionScheduled: onKey(
    1,
    "ScheduleKeyDeletion",
    { pendingWindowInDays: 7 },
    {
      responseElements: {
        keyId: KEY,
        keyState: "PendingDeletion",
        deletionDate: "Nov 26, 2026, 2:17:48 AM",
        pendingWindowInDays: 7,
      },
    },
  ),
  deletionWaits: call(2, "ScheduleKeyDeletion", {
    requestParameters: { keyId: MULTI_REGION_ID, pendingWindowInDays: 30 },
    responseElements: { keyId: MULTI_REGION, keyState: "PendingReplicaDeletion", pendingWindowInDays: 30 },
    resources: [{ accountId: ACCOUNT, type: "AWS::KMS::Key", ARN: MULTI_REGION }],
  }),
  deletionCancelled: onKey(3, "CancelKeyDeletion"),
  disabled: onKey(4, "DisableKey"),
  disabledOfOld: onKey(5, "DisableKey", {}, { responseElements: null, resources: [{ ARN: KEY, accountId: ACCOUNT }] }),
  disablingDenied: onKey(6, "DisableKey", {}, { responseElements: null, errorCode: "AccessDenied" }),
  enabled: onKey(7, "EnableKey"),
  rotationSwitchedOff: onKey(8, "DisableKeyRotation"),
  rotationSwitchedOn: onKey(9, "EnableKeyRotation", { rotationPeriodInDays: 365 }),
  openedToEveryone: policyPut(10, "*"),
  openedToAnotherAccount: policyPut(11, { AWS: "arn:aws:iam::999900001111:root" }),
  openedWithinOrganization: policyPut(12, "*", { StringEquals: { "aws:PrincipalOrgID": "o-t0cs1nexmpl" } }),
  openedToOwnAccount: policyPut(13, { AWS: `arn:aws:iam::${ACCOUNT}:role/app` }),
  madeOpen: call(14, "CreateKey", {
    requestParameters: { policy: policy({ AWS: "*" }), keySpec: "SYMMETRIC_DEFAULT", origin: "AWS_KMS" },
    responseElements: { keyMetadata: { aWSAccountId: ACCOUNT, keyId: KEY_ID, arn: KEY, keyState: "Enabled" } },
    resources: [{ accountId: ACCOUNT, type: "AWS::KMS::Key", ARN: KEY }],
  }),
  madeForOwnAccount: call(15, "CreateKey", {
    requestParameters: { policy: policy({ AWS: ACCOUNT }) },
    responseElements: { keyMetadata: { arn: KEY } },
  }),
  replicatedOpen: call(16, "ReplicateKey", {
    requestParameters: { keyId: MULTI_REGION_ID, replicaRegion: NEXT_REGION, policy: policy({ AWS: "999900001111" }) },
    responseElements: { replicaKeyMetadata: { arn: MULTI_REGION.replace("eu-west-1", NEXT_REGION) } },
    resources: [{ accountId: ACCOUNT, type: "AWS::KMS::Key", ARN: MULTI_REGION }],
  }),
  made: call(17, "CreateKey", { requestParameters: {}, responseElements: { keyMetadata: { arn: KEY } } }),
  grantedToAnotherAccount: grant(18, "arn:aws:iam::999900001111:role/reader"),
  grantedWithin: grant(19, `arn:aws:iam::${ACCOUNT}:role/app`),
  grantedToService: grant(20, "ecr.eu-west-1.amazonaws.com"),
  grantedByService: grant(21, `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-81e2f56c`, {
    userIdentity: { ...platform, invokedBy: "ec2.amazonaws.com" },
  }),
  grantRevoked: onKey(22, "RevokeGrant", { grantId: GRANT }),
  grantRetired: onKey(23, "RetireGrant", {}, { requestParameters: null, additionalEventData: { grantId: GRANT } }),
  grantRetiredByService: onKey(
    24,
    "RetireGrant",
    {},
    {
      requestParameters: null,
      additionalEventData: { grantId: GRANT },
      userIdentity: { ...platform, invokedBy: "ec2.amazonaws.com" },
    },
  ),
  materialImported: onKey(
    25,
    "ImportKeyMaterial",
    { validTo: "Dec 19, 2026, 2:17:48 AM", expirationModel: "KEY_MATERIAL_EXPIRES", importType: "NEW_KEY_MATERIAL" },
    { responseElements: { keyId: KEY, keyMaterialId: MATERIAL } },
  ),
  materialImportedForEver: onKey(
    26,
    "ImportKeyMaterial",
    { expirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE", importType: "EXISTING_KEY_MATERIAL" },
    { responseElements: { keyId: KEY, keyMaterialId: MATERIAL } },
  ),
  materialDeleted: onKey(
    27,
    "DeleteImportedKeyMaterial",
    { keyMaterialId: MATERIAL },
    { responseElements: { keyId: KEY, keyMaterialId: MATERIAL } },
  ),
  primaryMoved: call(28, "UpdatePrimaryRegion", {
    requestParameters: { keyId: MULTI_REGION_ID, primaryRegion: NEXT_REGION },
    resources: [{ accountId: ACCOUNT, type: "AWS::KMS::Key", ARN: MULTI_REGION }],
  }),
  storeDisconnected: call(29, "DisconnectCustomKeyStore", {
    requestParameters: { customKeyStoreId: STORE },
    additionalEventData: { customKeyStoreName: "vault", clusterId: "cluster-1a23b4cdefg" },
  }),
  storeConnecting: call(30, "ConnectCustomKeyStore", {
    requestParameters: { customKeyStoreId: STORE },
    additionalEventData: { customKeyStoreName: "vault", clusterId: "cluster-1a23b4cdefg" },
  }),
  storeDeleted: call(31, "DeleteCustomKeyStore", { requestParameters: { customKeyStoreId: STORE } }),
};
