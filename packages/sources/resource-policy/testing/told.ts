/** For the tests of resource policies: what one exposes, in a few words. */
import { parse } from "@tocsin/core/text/parse";
import { type Exposure, exposureOf } from "../exposure.ts";
import { policyField } from "../policy.ts";

/** The resource's account, and two others. */
export const OWN = "111122223333";
export const PARTNER = "999900001111";
export const OTHER = "222233334444";

/** A policy variable, as IAM writes it. */
export const variable = (name: string) => `\${aws:${name}}`;

export function exposure(policy: unknown): Exposure | "refused" {
  const parsed = parse(policyField, policy);
  return parsed.ok ? exposureOf(parsed.value, OWN) : "refused";
}

/** What one statement exposes: `nobody`, `everyone`, the accounts, or either of these within the keys of its conditions. */
export function exposedBy(statement: object): string {
  return exposedByAll([statement]);
}

/** The same for several statements, which allow unless they say otherwise. */
export function exposedByAll(statements: readonly object[]): string {
  return told(exposure({ Version: "2012-10-17", Statement: statements.map((one) => ({ Effect: "Allow", ...one })) }));
}

export function told(found: Exposure | "refused"): string {
  if (found === "refused") return found;
  switch (found.to) {
    case "accounts":
      return found.accounts.join(" ");
    case "confined":
      return `${found.accounts.join(" ") || "everyone"} within ${found.by.join(" ")}`;
    default:
      return found.to;
  }
}
