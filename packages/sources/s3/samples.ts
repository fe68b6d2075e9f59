/** Invented events in the form in which EventBridge delivers them. */
import type { JsonObject } from "@tocsin/core/text/json";

const OWNER = "111122223333";
const PARTNER = "444455556666";
const BUCKET = "tidewater-ledger";
const ROLE = `arn:aws:iam::${OWNER}:role/replicate-ledger`;
const OWN_KEY = `arn:aws:kms:eu-west-1:${OWNER}:key/0a0b0c0d-0000-4000-8000-00000000cafe`;
const PARTNERS_KEY = `arn:aws:kms:eu-west-1:${PARTNER}:key/0a0b0c0d-0000-4000-8000-00000000beef`;
/** The canonical id of the owner, and of somebody else. */
const CANONICAL = "0f".repeat(32);
const STRANGER = "1e".repeat(32);
const CLOUDFRONT_LOGS = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0";

function call(id: string, eventName: string, parameters: JsonObject, detail: JsonObject = {}) {
  return {
    version: "0",
    id: `s3-${id}`,
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.s3",
    account: OWNER,
    time: "2026-11-19T08:15:04Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEXAMPLEEXAMPLE00:ines",
        arn: `arn:aws:sts::${OWNER}:assumed-role/platform/ines`,
        accountId: OWNER,
      },
      eventTime: "2026-11-19T08:15:02Z",
      eventSource: "s3.amazonaws.com",
      eventName,
      awsRegion: "eu-west-1",
      sourceIPAddress: "192.0.2.17",
      requestParameters: { bucketName: BUCKET, Host: `${BUCKET}.s3.eu-west-1.amazonaws.com`, ...parameters },
      responseElements: null,
      additionalEventData: { SignatureVersion: "SigV4", httpStatusCode: 200 },
      resources: [{ accountId: OWNER, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${BUCKET}` }],
      eventID: `53500000-0000-4000-8000-${id.padStart(12, "0")}`,
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: OWNER,
      eventCategory: "Management",
      ...detail,
    },
  };
}

const read = { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/*` };

function policyCall(id: string, statement: JsonObject, detail: JsonObject = {}) {
  const bucketPolicy = { Version: "2012-10-17", Statement: [{ ...read, ...statement }] };
  return call(id, "PutBucketPolicy", { bucketPolicy, policy: "" }, detail);
}

function grants(...of: JsonObject[]): JsonObject {
  return {
    acl: "",
    AccessControlPolicy: {
      Owner: { ID: CANONICAL },
      AccessControlList: { Grant: [grantTo({ ID: CANONICAL, "xsi:type": "CanonicalUser" }, "FULL_CONTROL"), ...of] },
    },
  };
}

function grantTo(Grantee: JsonObject, Permission: string) {
  return { Grantee, Permission };
}

const group = (name: string): JsonObject => ({ "xsi:type": "Group", URI: `http://acs.amazonaws.com/groups/${name}` });

const flags = (on: boolean) => ({
  xmlns: "http://s3.amazonaws.com/doc/2006-03-01/",
  BlockPublicAcls: on,
  IgnorePublicAcls: on,
  BlockPublicPolicy: on,
  RestrictPublicBuckets: on,
});

function blockCall(id: string, configuration: JsonObject) {
  return call(id, "PutBucketPublicAccessBlock", {
    publicAccessBlock: "",
    PublicAccessBlockConfiguration: configuration,
  });
}

/** The setting has no Region, so each of these calls may be made in another. */
function accountCall(id: string, eventName: string, awsRegion: string, parameters: JsonObject) {
  return call(id, eventName, {}, { awsRegion, requestParameters: parameters, resources: undefined });
}

function encryptionCall(id: string, byDefault: JsonObject) {
  return call(id, "PutBucketEncryption", {
    encryption: "",
    ServerSideEncryptionConfiguration: { Rule: { ApplyServerSideEncryptionByDefault: byDefault } },
  });
}

function replicationCall(id: string, Rule: JsonObject | JsonObject[], Role = ROLE) {
  return call(id, "PutBucketReplication", { replication: "", ReplicationConfiguration: { Role, Rule } });
}

function rule(destination: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    Status: "Enabled",
    Priority: 0,
    Destination: { Bucket: "arn:aws:s3:::tidewater-ledger-copy", ...destination },
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } },
    ...more,
  };
}

const own = { Account: OWNER, EncryptionConfiguration: { ReplicaKmsKeyID: OWN_KEY } };

export const samples = {
  policyPublic: policyCall("1", { Principal: "*" }),
  policyForPartner: policyCall("2", { Principal: { AWS: `arn:aws:iam::${PARTNER}:root` } }),
  policyForOrganization: policyCall("3", {
    Principal: "*",
    Condition: { StringEquals: { "aws:PrincipalOrgID": "o-tidewater01" } },
  }),
  policyForOwn: policyCall("4", { Principal: { AWS: `arn:aws:iam::${OWNER}:role/reader` } }),
  policyForService: policyCall("5", { Principal: { Service: "delivery.logs.amazonaws.com" } }),
  policyAsText: call("6", "PutBucketPolicy", {
    policy: JSON.stringify({ Version: "2012-10-17", Statement: { ...read, Principal: { AWS: "*" } } }),
  }),
  policyUnread: call("7", "PutBucketPolicy", { policy: [""] }),
  policyDeleted: call("8", "DeleteBucketPolicy", { policy: "" }),
  policyDenied: policyCall("9", { Principal: "*" }, { errorCode: "AccessDenied" }),
  /** Without an error code, but with the status of a refusal. */
  policyRefused: policyCall("10", { Principal: "*" }, { additionalEventData: { httpStatusCode: 409 } }),

  aclPublic: call("20", "PutBucketAcl", grants(grantTo(group("global/AllUsers"), "READ"))),
  aclCannedPublic: call("21", "PutBucketAcl", { acl: [""], "x-amz-acl": ["public-read"] }),
  aclForAnyAccount: call("22", "PutBucketAcl", {
    acl: "",
    accessControlList: {
      "x-amz-grant-write-acp": 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"',
    },
  }),
  aclForStranger: call("23", "PutBucketAcl", grants(grantTo({ "xsi:type": "CanonicalUser", ID: STRANGER }, "READ"))),
  aclForStrangerByHeader: call("24", "PutBucketAcl", {
    acl: "",
    accessControlList: { "x-amz-grant-read": `id="${STRANGER}", emailAddress="ann@tidewater.example"` },
  }),
  aclForLogs: call(
    "25",
    "PutBucketAcl",
    grants(
      grantTo(group("s3/LogDelivery"), "WRITE"),
      grantTo({ "xsi:type": "CanonicalUser", ID: CLOUDFRONT_LOGS }, "FULL_CONTROL"),
    ),
  ),
  aclPrivate: call("26", "PutBucketAcl", { acl: "", "x-amz-acl": "private" }),
  aclUnread: call("27", "PutBucketAcl", { acl: "" }),
  ownerEnforced: call("28", "PutBucketOwnershipControls", {
    ownershipControls: "",
    OwnershipControls: { Rule: { ObjectOwnership: "BucketOwnerEnforced" } },
  }),
  ownerPreferred: call("29", "PutBucketOwnershipControls", {
    OwnershipControls: { Rule: { ObjectOwnership: "BucketOwnerPreferred" } },
  }),
  madePublic: call("30", "CreateBucket", { "x-amz-acl": "public-read-write" }),
  madeWithGrants: call("31", "CreateBucket", {
    accessControlList: { "x-amz-grant-full-control": `uri="http://acs.amazonaws.com/groups/global/AllUsers"` },
  }),
  made: call("32", "CreateBucket", { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  madePrivate: call("33", "CreateBucket", { "x-amz-acl": "private" }),

  blockRemoved: call("40", "DeleteBucketPublicAccessBlock", { publicAccessBlock: "" }),
  blockSetOff: blockCall("41", flags(false)),
  blockForPolicies: blockCall("42", { ...flags(true), BlockPublicAcls: false, IgnorePublicAcls: false }),
  blockForAcls: blockCall("43", { ...flags(true), BlockPublicPolicy: false, RestrictPublicBuckets: false }),
  /** Flags as texts, as XML has them. */
  blockWhole: blockCall("44", { ...flags(true), BlockPublicAcls: "true" }),
  blockUnread: call("45", "PutBucketPublicAccessBlock", { publicAccessBlock: "" }),
  accountBlockRemoved: accountCall("46", "DeleteAccountPublicAccessBlock", "eu-west-1", { accountId: OWNER }),
  accountBlockWhole: accountCall("47", "PutAccountPublicAccessBlock", "us-west-2", {
    accountId: OWNER,
    PublicAccessBlockConfiguration: flags(true),
  }),
  accountBlockSetOff: accountCall("48", "PutAccountPublicAccessBlock", "us-west-2", {
    accountId: OWNER,
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  }),

  encryptionWithoutKms: encryptionCall("60", { SSEAlgorithm: "AES256" }),
  encryptionByKms: encryptionCall("61", { SSEAlgorithm: "aws:kms", KMSMasterKeyID: OWN_KEY }),
  encryptionByAlias: encryptionCall("62", { SSEAlgorithm: "aws:kms:dsse", KMSMasterKeyID: "alias/ledger" }),
  encryptionOfAnother: encryptionCall("63", { SSEAlgorithm: "aws:kms", KMSMasterKeyID: PARTNERS_KEY }),
  encryptionUnread: call("64", "PutBucketEncryption", { encryption: "" }),
  encryptionReset: call("65", "DeleteBucketEncryption", { encryption: "" }),

  replicatedToPartner: replicationCall("80", rule({ Account: PARTNER })),
  /** A destination without an account: the ARN does not say who owns the bucket. */
  replicatedSomewhere: replicationCall("81", rule({})),
  replicatedUnderPartnersKey: replicationCall(
    "82",
    rule({ EncryptionConfiguration: { ReplicaKmsKeyID: PARTNERS_KEY } }),
  ),
  replicatedToSeveral: replicationCall("83", [
    rule(own),
    rule({ Account: PARTNER }),
    rule({ Account: "777788889999" }, { Status: "Disabled" }),
  ]),
  replicatedToOwn: replicationCall("84", rule(own)),
  replicatedWithoutKms: replicationCall("85", rule(own, { SourceSelectionCriteria: "" })),
  replicatedByForeignRole: replicationCall("86", rule(own), `arn:aws:iam::${PARTNER}:role/replicate`),
  replicatedUnderManagedKey: replicationCall(
    "87",
    rule({
      Account: PARTNER,
      EncryptionConfiguration: { ReplicaKmsKeyID: `arn:aws:kms:eu-west-1:${PARTNER}:alias/aws/s3` },
    }),
  ),
  replicationUnread: call("88", "PutBucketReplication", { replication: "" }),
  replicationDeleted: call("89", "DeleteBucketReplication", { replication: "" }),

  bucketDeleted: call("99", "DeleteBucket", {}, { additionalEventData: { httpStatusCode: 204 } }),
};
