/** Whom a finding says that a resource is open to. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Severity } from "@tocsin/core/alert/severity";
import { isObject } from "@tocsin/core/text/json";
import { textsIn } from "../details.ts";
import type { Finding } from "./schema.ts";

export interface Access {
  readonly severity: Extract<Severity, "MEDIUM" | "HIGH" | "CRITICAL">;
  /** Nothing where it is neither everyone nor an account: a user by its canonical id, an identity provider. */
  readonly exposedTo?: "everyone" | "accounts" | "confined";
  readonly foreignAccounts?: readonly string[];
  readonly confinedTo?: readonly string[];
  /** Ends "is open to". */
  readonly whom: string;
}

/**
 * Everyone is whom the service calls public. A principal of `*` that is not public is confined by conditions, whose organization or network
 * may be anybody's.
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

/** A role, a queue or a function has its policy to let somebody in, so access by another account is no alarm by itself. */
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

/** A principal is an account by its number, or by an ARN of it. */
const ACCOUNT = /^(?:arn:[a-z-]{1,32}:(?:iam|sts)::)?(\d{12})(?::|$)/;
/** `aws:PrincipalOrgID` */
const KEY = /^[\w:/.-]{1,128}$/;
