/** The accounts that may speak for other accounts, as the deployer's configuration names them. */
import { accountField } from "@tocsin/core/event/event";
import { parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";

/** The services that one account can administer for its whole organization. */
export const administeredServices = [
  "guardduty",
  "inspector",
  "macie",
  "securityhub",
  "access-analyzer",
  "config",
  "cloudtrail",
  "health",
] as const;
export type AdministeredService = (typeof administeredServices)[number];

/**
 * The accounts that administer a service for the organization. `unknown`: nobody names them on a laptop, so any account that speaks for
 * another in an event of such a service counts as one.
 */
export type Administrators = "unknown" | { readonly [S in AdministeredService]?: readonly string[] | undefined };

const accountsField = v.optional(v.array(accountField));

const administratorsSchema = v.strictObject(v.entriesFromList(administeredServices, accountsField));

/** Reads them from JSON, as a function's environment has them. @throws Error naming what is wrong. */
export function parseAdministrators(text: string): Administrators {
  const parsed = parse(administratorsSchema, JSON.parse(text));
  if (!parsed.ok) throw new Error(`administrators: ${refusalText(parsed.refusal)}`);
  return parsed.value;
}

/** Whether `account` administers `service` for the organization. */
export function isAdministrator(
  account: string,
  service: AdministeredService | undefined,
  administrators: Administrators,
): boolean {
  if (service === undefined) return false;
  return administrators === "unknown" || (administrators[service]?.includes(account) ?? false);
}
