/** Invented events in the form in which EventBridge delivers them. */
import type { JsonObject } from "@tocsin/core/text/json";

const ORDERS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd";
const MANAGED = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0d1e2f3a-Zz99Yy";
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:rotate-orders-db";

function record(id: string, detailType: string, detail: JsonObject) {
  return {
    version: "0",
    id,
    "detail-type": detailType,
    source: "aws.secretsmanager",
    account: "111122223333",
    time: "2026-11-19T02:17:50Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      eventTime: "2026-11-19T02:17:48Z",
      eventSource: "secretsmanager.amazonaws.com",
      awsRegion: "eu-west-1",
      requestID: "0b9f3c55-6a2e-4d0f-9d3b-5c1f2e7a8b90",
      eventID: `5d1c7a10-0000-4000-8000-${id.padStart(12, "0")}`,
      readOnly: false,
      managementEvent: true,
      recipientAccountId: "111122223333",
      eventCategory: "Management",
      ...detail,
    },
  };
}

function serviceEvent(id: string, eventName: string, detail: JsonObject) {
  return record(id, "AWS Service Event via CloudTrail", {
    userIdentity: { accountId: "111122223333", invokedBy: "secretsmanager.amazonaws.com" },
    sourceIPAddress: "secretsmanager.amazonaws.com",
    userAgent: "secretsmanager.amazonaws.com",
    eventName,
    requestParameters: null,
    responseElements: null,
    eventType: "AwsServiceEvent",
    ...detail,
  });
}

function call(id: string, eventName: string, detail: JsonObject) {
  return record(id, "AWS API Call via CloudTrail", {
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLEEXAMPLE00:ines",
      arn: "arn:aws:sts::111122223333:assumed-role/platform/ines",
      accountId: "111122223333",
    },
    sourceIPAddress: "192.0.2.17",
    userAgent: "aws-cli/2.31.0",
    eventName,
    requestParameters: { secretId: "orders/db" },
    responseElements: { arn: ORDERS, name: "orders/db" },
    eventType: "AwsApiCall",
    ...detail,
  });
}

function putResourcePolicy(id: string, resourcePolicy: string | JsonObject, detail: JsonObject = {}) {
  return call(id, "PutResourcePolicy", { requestParameters: { secretId: "orders/db", resourcePolicy }, ...detail });
}

const read = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" };

export const samples = {
  labelUpdated: {
    version: "0",
    id: "sm-0001",
    "detail-type": "Secret Label Updated",
    source: "aws.secretsmanager",
    account: "111122223333",
    time: "2026-11-19T09:30:00Z",
    region: "eu-west-1",
    resources: [ORDERS],
    detail: { name: "orders/db", labelUpdated: "AWSCURRENT", versionId: "7c1b6f0e-3a49-4a0e-bf4d-0d1e2f3a4b5c" },
  },
  ownLabelUpdated: {
    version: "0",
    id: "sm-0002",
    "detail-type": "Secret Label Updated",
    source: "aws.secretsmanager",
    account: "111122223333",
    time: "2026-11-19T09:30:00Z",
    region: "eu-west-1",
    resources: [ORDERS],
    detail: { name: "orders/db", labelUpdated: "canary", versionId: "7c1b6f0e-3a49-4a0e-bf4d-0d1e2f3a4b5c" },
  },

  rotationStarted: serviceEvent("3", "RotationStarted", { additionalEventData: { SecretId: ORDERS } }),
  rotationSucceeded: serviceEvent("4", "RotationSucceeded", { additionalEventData: { SecretId: ORDERS } }),
  /** It has an error message but no error code. */
  rotationFailed: serviceEvent("5", "RotationFailed", {
    errorMessage: `Error when executing lambda ${FUNCTION} during setSecret step, password was hunter2`,
    additionalEventData: { SecretId: ORDERS },
    requestID: `Rotation-${ORDERS}-4f9f4f04-3f59-4b83-8a3c-6f7d2f0e9a11`,
  }),
  /** As seen for a secret that RDS manages. */
  rotationFailedOfRds: serviceEvent("6", "RotationFailed", {
    serviceEventDetails: {
      secretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-0d1e2f3a-Zz99Yy",
    },
  }),
  rotationAbandoned: serviceEvent("7", "RotationAbandoned", { additionalEventData: { SecretId: ORDERS } }),
  testRotationFailed: serviceEvent("8", "TestRotationFailed", {
    errorMessage: `Error when executing lambda ${FUNCTION} during testSecret step`,
    additionalEventData: { SecretId: ORDERS },
  }),
  testRotationSucceeded: serviceEvent("9", "TestRotationSucceeded", { additionalEventData: { SecretId: ORDERS } }),
  replicationFailed: serviceEvent("10", "ReplicationFailed", { additionalEventData: { SecretId: ORDERS } }),
  replicationSucceeded: serviceEvent("11", "ReplicationSucceeded", { additionalEventData: { SecretId: ORDERS } }),
  versionDeletionStarted: serviceEvent("12", "StartSecretVersionDelete", {
    additionalEventData: { ARN: ORDERS, Name: "orders/db" },
  }),
  versionDeleted: serviceEvent("13", "EndSecretVersionDelete", {
    additionalEventData: { ARN: ORDERS, Name: "orders/db" },
    requestID: `SecretDeleteMessage:${ORDERS}:2026-11-19T02:17:48Z:Forced`,
  }),
  managedVersionDeleted: serviceEvent("33", "EndSecretVersionDelete", {
    additionalEventData: { ARN: MANAGED, Name: "rds!db-0d1e2f3a" },
  }),
  /** The routine end of a version that no label holds. */
  oldVersionDeleted: serviceEvent("14", "SecretVersionDeletion", { additionalEventData: { SecretId: ORDERS } }),
  versionDeletionCancelled: serviceEvent("15", "CancelSecretVersionDelete", {
    additionalEventData: { ARN: ORDERS, Name: "orders/db" },
  }),

  deletionScheduled: call("16", "DeleteSecret", {
    requestParameters: { secretId: "orders/db", recoveryWindowInDays: 7 },
    responseElements: { arn: ORDERS, name: "orders/db", deletionDate: "Nov 26, 2026, 2:18:05 AM" },
  }),
  /** As it was written before February 2024. */
  deletionScheduledOfOld: call("17", "DeleteSecret", {
    requestParameters: { recoveryWindowInDays: 30, secretId: "orders/db" },
    responseElements: { aRN: ORDERS, name: "orders/db", deletionDate: "Dec 19, 2026 2:18:05 AM" },
  }),
  deletionForced: call("18", "DeleteSecret", {
    requestParameters: { secretId: "orders/db", forceDeleteWithoutRecovery: true },
    responseElements: { arn: ORDERS, name: "orders/db", deletionDate: "Nov 19, 2026, 2:17:48 AM" },
  }),
  deletionFailed: call("19", "DeleteSecret", {
    errorCode: "AccessDenied",
    errorMessage: "User is not authorized to perform secretsmanager:DeleteSecret",
    requestParameters: null,
    responseElements: null,
  }),
  restored: call("20", "RestoreSecret", {}),
  rotationSwitchedOff: call("21", "CancelRotateSecret", {}),
  rotationSwitchedOn: call("22", "RotateSecret", {
    requestParameters: { secretId: ORDERS, rotationRules: { automaticallyAfterDays: 30 } },
  }),
  openedToEveryone: putResourcePolicy(
    "23",
    JSON.stringify({ Version: "2012-10-17", Statement: [{ ...read, Principal: "*" }] }),
  ),
  openedToAnotherAccount: putResourcePolicy(
    "24",
    JSON.stringify({
      Version: "2012-10-17",
      Statement: { ...read, Principal: { AWS: ["arn:aws:iam::999900001111:root", "222233334444"] } },
    }),
  ),
  /** Confined to an organization, and written as an object. */
  openedToOrganization: putResourcePolicy("25", {
    Version: "2012-10-17",
    Statement: [{ ...read, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-t0cs1nexmpl" } } }],
  }),
  /** To the secret's own organization, which needs no name. */
  openedToOwnOrganization: putResourcePolicy(
    "29",
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          ...read,
          Principal: "*",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
          Condition: { StringEquals: { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" } },
        },
      ],
    }),
  ),
  openedToAccountsInNetwork: putResourcePolicy(
    "30",
    JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        ...read,
        Principal: { AWS: "arn:aws:iam::999900001111:root" },
        Condition: { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } },
      },
    }),
  ),
  policyUnreadable: putResourcePolicy("26", "HIDDEN_DUE_TO_SECURITY_REASONS"),
  policyDeleted: call("27", "DeleteResourcePolicy", {}),
  regionsRemoved: call("31", "RemoveRegionsFromReplication", {
    requestParameters: { secretId: "orders/db", removeReplicaRegions: ["eu-north-1"] },
  }),
  /** Called in the replica's region, and about the replica. */
  replicaPromoted: call("32", "StopReplicationToReplica", {
    awsRegion: "eu-north-1",
    responseElements: { arn: ORDERS.replace("eu-west-1", "eu-north-1") },
  }),
  replicatedByForce: call("34", "ReplicateSecretToRegions", {
    requestParameters: {
      secretId: "orders/db",
      addReplicaRegions: [{ region: "eu-north-1", kmsKeyId: "alias/orders" }],
      forceOverwriteReplicaSecret: true,
    },
  }),
  createdByForce: call("35", "CreateSecret", {
    requestParameters: {
      name: "orders/db",
      addReplicaRegions: [{ region: "eu-north-1" }],
      forceOverwriteReplicaSecret: true,
    },
  }),
  replicated: call("36", "ReplicateSecretToRegions", {
    requestParameters: {
      secretId: "orders/db",
      addReplicaRegions: [{ region: "eu-north-1" }],
      forceOverwriteReplicaSecret: false,
    },
  }),
  /** Its answer has an invented ARN. */
  creationFailed: call("37", "CreateSecret", {
    errorCode: "ResourceExistsException",
    requestParameters: {
      name: "orders/db",
      addReplicaRegions: [{ region: "eu-north-1" }],
      forceOverwriteReplicaSecret: true,
    },
    responseElements: { arn: ORDERS.replace("Ab12Cd", "Xy98Zw") },
  }),
  deletedByItsService: call("38", "DeleteSecret", {
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLEEXAMPLE01:rds",
      arn: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForRDS/rds",
      accountId: "111122223333",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          arn: "arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS",
          accountId: "111122223333",
          userName: "AWSServiceRoleForRDS",
        },
      },
      invokedBy: "rds.amazonaws.com",
    },
    sourceIPAddress: "rds.amazonaws.com",
    requestParameters: { secretId: MANAGED, forceDeleteWithoutRecovery: true },
    responseElements: { arn: MANAGED, name: "rds!db-0d1e2f3a" },
  }),
  deletedWithItsStack: call("39", "DeleteSecret", {
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLEEXAMPLE00:ines",
      arn: "arn:aws:sts::111122223333:assumed-role/platform/ines",
      accountId: "111122223333",
      invokedBy: "cloudformation.amazonaws.com",
    },
    sourceIPAddress: "cloudformation.amazonaws.com",
    userAgent: "cloudformation.amazonaws.com",
    requestParameters: { secretId: ORDERS, forceDeleteWithoutRecovery: true },
  }),
  /** Anybody can write such a user agent. */
  deletedByTerraform: call("40", "DeleteSecret", {
    userAgent: "HashiCorp Terraform/1.9 terraform-provider-aws/5.60",
    requestParameters: { secretId: ORDERS, forceDeleteWithoutRecovery: true },
  }),
  /** A call that changes nothing of interest. */
  tagged: call("28", "TagResource", {}),
} satisfies Record<string, JsonObject>;
