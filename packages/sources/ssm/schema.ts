/**
 * The fields used of Parameter Store's events, and of what CloudTrail records. The description and the value of a parameter are not
 * among them.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields } from "../cloudtrail.ts";
import type { EventOf } from "../source.ts";
import { isOfParameter, PARAMETER_NAME } from "./parameter.ts";

const parameterName = v.pipe(v.string(), v.regex(PARAMETER_NAME, "expected the name of a parameter"));

const ANOTHER_NAME = "is not the name of the parameter in resources[0]";

const change = v.pipe(
  v.object({
    "detail-type": v.literal("Parameter Store Change"),
    resources: v.array(v.string()),
    detail: v.object({
      operation: v.string(),
      name: parameterName,
      /** The error of an operation that was accepted but then failed. */
      exception: v.nullish(v.unknown()),
    }),
  }),
  v.forward(
    v.check(({ resources, detail }) => isOfParameter(resources[0] ?? "", detail.name), ANOTHER_NAME),
    ["detail", "name"],
  ),
);

/** `SUCCESS` or `FAILURE`, in upper or lower case. Any other word counts as missing. */
const actionStatus = v.fallback(
  v.nullish(v.pipe(v.string(), v.toUpperCase(), v.picklist(["SUCCESS", "FAILURE"]))),
  undefined,
);

/** Only the name and the policy's type are documented. */
const policyAction = v.pipe(
  v.object({
    "detail-type": v.literal("Parameter Store Policy Action"),
    resources: v.array(v.string()),
    detail: v.object({
      "parameter-name": parameterName,
      "parameter-type": v.nullish(v.string()),
      "policy-type": v.picklist(["Expiration", "ExpirationNotification", "NoChangeNotification"]),
      "policy-content": v.nullish(v.unknown()),
      "action-status": actionStatus,
    }),
  }),
  v.forward(
    v.check(({ resources, detail }) => isOfParameter(resources[0] ?? "", detail["parameter-name"]), ANOTHER_NAME),
    ["detail", "parameter-name"],
  ),
);

/** The name of a parameter is never written as an ARN here. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const putParameter = v.object({
  "detail-type": v.literal(API_CALL),
  account: accountField,
  detail: v.object({
    ...recordFields,
    eventName: v.literal("PutParameter"),
    errorCode: v.nullish(v.unknown()),
    requestParameters: objectField({
      name: parameterName,
      type: v.nullish(v.string()),
      policies: v.nullish(v.unknown()),
    }),
    responseElements: v.nullish(v.unknown()),
  }),
});

export type ParameterChange = EventOf<typeof change>;
export type PolicyAction = EventOf<typeof policyAction>;

export type ParameterPut = EventOf<typeof putParameter>;

export const schema = v.variant("detail-type", [change, policyAction, putParameter]);
