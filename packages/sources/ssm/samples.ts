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
      "action-status": "Success",
      "action-reason": "",
    },
    [PASSWORD],
  ),
  /** With the policy that sent the notice alone. */
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
  notChanged: policyAction("ssm-0004", { "policy-type": "NoChangeNotification" }, [PASSWORD]),
  created: change("ssm-0005", "2026-11-17T08:00:00Z", { operation: "Create", ...password }, [PASSWORD]),
  updated: change("ssm-0006", "2026-11-17T08:00:00Z", { operation: "Update", ...password }, [PASSWORD]),
  deleted: change("ssm-0007", "2026-11-17T08:00:00Z", { operation: "Delete", ...password }, [PASSWORD]),
  labelled: change("ssm-0008", "2026-11-17T08:00:00Z", { operation: "LabelParameterVersion", ...release }, [RELEASE]),
  /** Accepted, then found to name an image that is not there: nothing was created. */
  creationFailed: change(
    "ssm-0009",
    "2026-11-17T08:00:00Z",
    { operation: "Create", ...release, dataType: "aws:ec2:image", exception: "Unable to Describe Resource" },
    [RELEASE],
  ),
  deletedInChina: {
    ...change("ssm-0010", "2026-11-17T08:00:00Z", { operation: "Delete", ...release }, []),
    region: "cn-north-1",
  },
} satisfies Record<string, JsonObject>;
