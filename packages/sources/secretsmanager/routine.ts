/** Which deletions of a secret are routine, by who made the call. */
import { isObject } from "@tocsin/core/text/json";
import { serviceBehind } from "../caller.ts";
import { isManaged, type Secret } from "./secret.ts";

interface CallRecord {
  readonly userIdentity?: unknown;
  readonly sourceIPAddress?: unknown;
}

const CLOUDFORMATION = "cloudformation.amazonaws.com";

/**
 * If the call is only routine, the reason. It depends only on fields that AWS itself writes: the caller writes the user agent, so an
 * intruder could claim to be Terraform.
 */
export function routineIn({ userIdentity, sourceIPAddress }: CallRecord, secret: Secret): string | undefined {
  const service = serviceBehind({ userIdentity });
  if (service !== undefined && isManaged(secret)) return `${service} made the call, and the secret is managed by AWS`;
  const invokedBy = isObject(userIdentity) ? userIdentity.invokedBy : undefined;
  return invokedBy === CLOUDFORMATION || sourceIPAddress === CLOUDFORMATION
    ? "CloudFormation made the call, for one of its stacks"
    : undefined;
}
