/** A call to AWS that may stay without an answer. The result is then unknown, and must not count as well. */
import { describe, isThrottled } from "../call.ts";

export type Asked<T> = { readonly known: true; readonly value: T } | ({ readonly known: false } & Unanswered);

export interface Unanswered {
  readonly why: "denied" | "throttled" | "region-off" | "failed";
  /** The permission that the question takes, as IAM names it: `cloudtrail:DescribeTrails`. */
  readonly permission: string;
  /** What AWS said. */
  readonly problem: string;
}

export const known = <T>(value: T): Asked<T> => ({ known: true, value });

/** Asks, and gives why there is no answer where there is none; rejects never. */
export async function ask<T>(permission: string, send: () => Promise<T>): Promise<Asked<T>> {
  try {
    return known(await send());
  } catch (error) {
    const operation = permission.split(":")[1] ?? permission;
    return { known: false, why: whyOf(error), permission, problem: describe(operation, error) };
  }
}

function whyOf(error: unknown): Unanswered["why"] {
  if (isThrottled(error)) return "throttled";
  if (!(error instanceof Error)) return "failed";
  if (/^AccessDenied|^Unauthorized|^NotAuthorized/.test(error.name)) return "denied";
  return isOfOtherRegion(error) ? "region-off" : "failed";
}

/**
 * A region that the account has not enabled knows none of its credentials, and one in which a service does not exist has no name in
 * the DNS. The credentials themselves have been seen to work before anything is asked.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
function isOfOtherRegion(error: Error): boolean {
  if ("code" in error && error.code === "ENOTFOUND") return true;
  return /^(UnrecognizedClientException|InvalidClientTokenId|AuthFailure|OptInRequired)$/.test(error.name);
}
