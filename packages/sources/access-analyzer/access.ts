/** To whom a resource is open, according to a finding. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Severity } from "@tocsin/core/alert/severity";
import { isObject } from "@tocsin/core/text/json";
import { textsIn } from "../details.ts";
import type { Finding } from "./schema.ts";

export interface Access {
  readonly severity: Extract<Severity, "MEDIUM" | "HIGH" | "CRITICAL">;
  /** Nothing if it is neither everyone nor an account, such as a user's canonical id or an identity provider. */
  readonly exposedTo?: "everyone" | "accounts" | "confined";
  readonly foreignAccounts?: readonly string[];
  readonly confinedTo?: readonly string[];
  /** Ends "is open to". */
  readonly whom: string;
}

/**
 * Access is for everyone if the service calls it public. A principal `*` that is not public is confined by conditions to an organization or
 * network, which may be anybody's.
 */
export function accessIn({
  isPublic,
  principal,
  condition,
}: Pick<Finding["detail"], "isPublic" | "principal" | "condition">): Access {
  if (isPublic) return { severity: "CRITICAL", exposedTo: "everyone", whom: "everyone" };
  const named = textsIn(isObject(principal) ? Object.values(principal).flat() : []);
  const accounts = [...new Set(named.flatMap((text) => ACCOUNT.exec(text)?.[1] ?? []))];
  if (accounts.length > 0)
    return { severity: "HIGH", exposedTo: "accounts", foreignAccounts: accounts, whom: "another account" };
  if (named.includes("*")) {
    const keys = isObject(condition) ? Object.keys(condition).filter((key) => KEY.test(key)) : [];
    return {
      severity: "MEDIUM",
      exposedTo: "confined",
      ...(keys.length > 0 && { confinedTo: keys }),
      whom: "others within a boundary that may not be yours",
    };
  }
  return { severity: "MEDIUM", whom: "others outside" };
}

/** The policy of a role, a queue or a function is meant to let somebody in: access of another account alone is no alarm. */
export function severityOf(condition: ConditionName, { severity }: Access): Access["severity"] {
  return condition === "external-access" && severity === "HIGH" ? "MEDIUM" : severity;
}

export function attributesFor(condition: ConditionName, { exposedTo, foreignAccounts, confinedTo }: Access) {
  return {
    exposedTo,
    foreignAccounts,
    confinedTo: condition === "snapshot-exposure" ? undefined : confinedTo,
  };
}

/** A principal names an account by its number or by an ARN. */
const ACCOUNT = /^(?:arn:[a-z-]{1,32}:(?:iam|sts)::)?(\d{12})(?::|$)/;
/** `aws:PrincipalOrgID` */
const KEY = /^[\w:/.-]{1,128}$/;
