/** Invented events in the form in which EventBridge delivers them. */
import type { JsonObject } from "@tocsin/core/text/json";

function policyAction(id: string, detail: JsonObject, resources: readonly string[]) {
  return {
    version: "0",
    id,
    "detail-type": "Parameter Store Policy Action",
    source: "aws.ssm",
    account: "111122223333",
    time: "2026-11-16T03:21:07Z",
    region: "eu-west-1",
    resources,
    detail: { "parameter-name": "/orders/db/password", "parameter-type": "SecureString", ...detail },
  };
}

function change(id: string, time: string, detail: JsonObject, resources: readonly string[]) {
  return {
    version: "0",
    id,
    "detail-type": "Parameter Store Change",
    source: "aws.ssm",
    account: "111122223333",
    time,
    region: "eu-west-1",
    resources,
    detail,
  };
}

/** As a trail records it. The value is hidden, and the policies are repeated as they were sent. */
function put(id: string, requestParameters: JsonObject, detail: JsonObject = {}) {
  return {
    version: "0",
    id,
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.ssm",
    account: "111122223333",
    time: "2026-11-17T08:01:12Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEXAMPLEEXAMPLE00:ines",
        arn: "arn:aws:sts::111122223333:assumed-role/platform/ines",
        accountId: "111122223333",
      },
      eventTime: "2026-11-17T08:00:00Z",
      eventSource: "ssm.amazonaws.com",
      eventName: "PutParameter",
      awsRegion: "eu-west-1",
      sourceIPAddress: "192.0.2.17",
      requestParameters: {
        name: "/orders/db/password",
        type: "SecureString",
        overwrite: true,
        value: "HIDDEN_DUE_TO_SECURITY_REASONS",
        ...requestParameters,
      },
      responseElements: { version: 4, tier: "Advanced" },
      eventID: `6e2d8b21-0000-4000-8000-${id.slice(-4).padStart(12, "0")}`,
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "111122223333",
      eventCategory: "Management",
      ...detail,
    },
  };
}

function policies(expiresAt: string, ...noticesDays: readonly number[]): string {
  return JSON.stringify([
    { Type: "Expiration", Version: "1.0", Attributes: { Timestamp: expiresAt } },
    ...noticesDays.map((days) => ({
      Type: "ExpirationNotification",
      Version: "1.0",
      Attributes: { Before: String(days), Unit: "Days" },
    })),
  ]);
}

const PASSWORD = "arn:aws:ssm:eu-west-1:111122223333:parameter/orders/db/password";
const password = {
  name: "/orders/db/password",
  type: "SecureString",
  description: "The password of ORDERS_RW, asked for by Ines",
};
const RELEASE = "arn:aws:ssm:eu-west-1:111122223333:parameter/orders-release";
const release = { name: "orders-release", type: "String" };

export const samples = {
  expirationNotified: policyAction(
    "ssm-0001",
    {
      "policy-type": "ExpirationNotification",
      "policy-content":
        '[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-12-01T00:00:00.000Z"}},{"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}}]',
      "action-status": "SUCCESS",
      "action-reason": "",
    },
    [PASSWORD],
  ),
  /** Only with the policy that sent the notice. */
  expirationNotifiedByNotice: policyAction(
    "ssm-0011",
    {
      "policy-type": "ExpirationNotification",
      "policy-content": '{"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}}',
    },
    [PASSWORD],
  ),
  /** The fields that AWS documents, and no other. */
  expirationNotifiedOfOld: {
    version: "0",
    id: "ssm-0002",
    "detail-type": "Parameter Store Policy Action",
    source: "aws.ssm",
    account: "111122223333",
    time: "2026-11-16T03:21:07Z",
    region: "eu-west-1",
    resources: [],
    detail: { "parameter-name": "orders-release", "policy-type": "ExpirationNotification" },
  },
  expired: policyAction("ssm-0003", { "policy-type": "Expiration" }, [PASSWORD]),
  /** Nothing was deleted. */
  expirationFailed: policyAction(
    "ssm-0012",
    { "policy-type": "Expiration", "action-status": "FAILURE", "action-reason": "Ask Ines" },
    [PASSWORD],
  ),
  settingsValidated: policyAction("ssm-0013", { "policy-type": "SettingValidation", "action-status": "SUCCESS" }, [
    PASSWORD,
  ]),
  notChanged: policyAction("ssm-0004", { "policy-type": "NoChangeNotification" }, [PASSWORD]),
  created: change("ssm-0005", "2026-11-17T08:00:00Z", { operation: "Create", ...password }, [PASSWORD]),
  updated: change("ssm-0006", "2026-11-17T08:00:00Z", { operation: "Update", ...password }, [PASSWORD]),
  deleted: change("ssm-0007", "2026-11-17T08:00:00Z", { operation: "Delete", ...password }, [PASSWORD]),
  labelled: change("ssm-0008", "2026-11-17T08:00:00Z", { operation: "LabelParameterVersion", ...release }, [RELEASE]),
  /** The call was accepted, but its image does not exist: nothing was created. */
  creationFailed: change(
    "ssm-0009",
    "2026-11-17T08:00:00Z",
    { operation: "Create", ...release, dataType: "aws:ec2:image", exception: "Unable to Describe Resource" },
    [RELEASE],
  ),
  dateMoved: put("ssm-0014", { policies: policies("2027-11-17T08:00:00.000Z", 15, 3) }),
  /** The same policies once more, with a new value: the date is as near as it was. */
  dateKept: put("ssm-0015", { policies: policies("2026-12-01T00:00:00.000Z", 15) }),
  policiesRemoved: put("ssm-0016", { policies: "[]" }),
  overwritten: put("ssm-0017", {}),
  policiesUnreadable: put("ssm-0018", { policies: "HIDDEN_DUE_TO_SECURITY_REASONS" }),
  /** A call that failed can come without an error code. */
  putFailed: put("ssm-0019", { policies: policies("2027-11-17T08:00:00.000Z") }, { responseElements: null }),
  putThrottled: put("ssm-0020", {}, { errorCode: "ThrottlingException", responseElements: null }),
  /** A standard parameter has no policies. */
  standardPut: put("ssm-0021", {}, { responseElements: { version: 2, tier: "Standard" } }),
  deletedInChina: {
    ...change("ssm-0010", "2026-11-17T08:00:00Z", { operation: "Delete", ...release }, []),
    region: "cn-north-1",
  },
} satisfies Record<string, JsonObject>;
