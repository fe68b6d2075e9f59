/**
 * The fields used of Parameter Store's events. The description and the value of a parameter are not among them.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
import * as v from "valibot";
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
      /** What went wrong with an operation that was accepted but then failed. */
      exception: v.nullish(v.unknown()),
    }),
  }),
  v.forward(
    v.check(({ resources, detail }) => isOfParameter(resources[0] ?? "", detail.name), ANOTHER_NAME),
    ["detail", "name"],
  ),
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
    }),
  }),
  v.forward(
    v.check(({ resources, detail }) => isOfParameter(resources[0] ?? "", detail["parameter-name"]), ANOTHER_NAME),
    ["detail", "parameter-name"],
  ),
);

export type ParameterChange = EventOf<typeof change>;
export type PolicyAction = EventOf<typeof policyAction>;

export const schema = v.variant("detail-type", [change, policyAction]);
