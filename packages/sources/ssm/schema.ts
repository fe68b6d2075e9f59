/**
 * The fields used of Parameter Store's events. The description and the value of a parameter are not among them.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
import * as v from "valibot";
import type { EventOf } from "../source.ts";
import { PARAMETER_NAME } from "./parameter.ts";

const nameField = v.pipe(v.string(), v.regex(PARAMETER_NAME, "expected the name of a parameter"));

const change = v.object({
  "detail-type": v.literal("Parameter Store Change"),
  detail: v.object({
    operation: v.string(),
    name: nameField,
    type: v.nullish(v.string()),
    /** What went wrong with an operation that was accepted but then failed. */
    exception: v.nullish(v.unknown()),
  }),
});

/** Only the name and the policy's type are documented. */
const policyAction = v.object({
  "detail-type": v.literal("Parameter Store Policy Action"),
  detail: v.object({
    "parameter-name": nameField,
    "parameter-type": v.nullish(v.string()),
    "policy-type": v.picklist(["Expiration", "ExpirationNotification", "NoChangeNotification"]),
    "policy-content": v.nullish(v.unknown()),
  }),
});

export type Change = EventOf<typeof change>;
export type PolicyAction = EventOf<typeof policyAction>;

export const schema = v.variant("detail-type", [change, policyAction]);
