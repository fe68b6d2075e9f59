/**
 * Whom a principal names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseArn } from "@tocsin/core/event/arn";
import type { Principals } from "./policy.ts";

export const EVERYONE = "everyone";

/** Everyone, or these: accounts by their ids, and principals of unknown account as the policy names them. */
export type Whom = typeof EVERYONE | readonly string[];

const ACCOUNT = /^\d{12}$/;
const WILDCARD = /[*?]/;

/** The id of a deleted user or role, `AIDA…`, `AROA…`, which names nobody any more. */
const UNIQUE_ID = /^A[A-Z0-9]{15,127}$/;

/**
 * Kinds of principals that belong to no account. An AWS service acts for whomever its own conditions name, and IAM Access Analyzer does not
 * report it either; a web identity can only use a resource through a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
 */
const OF_NO_ACCOUNT: ReadonlySet<string> = new Set(["Service", "Federated"]);

export function isAccount(text: string): boolean {
  return ACCOUNT.test(text);
}

/** Whom these principals name, wherever they are. */
export function whomOf(principals: Principals): Whom {
  const named: string[] = [];
  for (const [kind, texts] of Object.entries(principals)) {
    for (const text of texts) {
      const account = parseArn(text)?.account ?? text;
      if (WILDCARD.test(account)) return EVERYONE;
      if (isAccount(account)) named.push(account);
      // Another account or a CloudFront distribution, by an id that does not show the account.
      else if (!OF_NO_ACCOUNT.has(kind) && !UNIQUE_ID.test(account)) named.push(text);
    }
  }
  return named;
}

/** The accounts that are named as a whole, by their ids or roots: the statement then applies to every principal in them. */
export function wholeAccountsIn({ AWS = [] }: Principals): readonly string[] {
  return AWS.flatMap((text) => {
    const arn = parseArn(text);
    const account = arn?.resource === "root" ? arn.account : text;
    return isAccount(account) ? [account] : [];
  });
}
