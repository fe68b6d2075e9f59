/** The protections of services that one account administers for all others. */
import { type Protection, switched } from "../effect.ts";

/**
 * The membership of an account under the service's administrator. The gap is in the member's account, and only the administrator's command
 * `create` ends it: an account that accepts an invitation may have accepted an intruder's.
 */
export function members(label: string, create: string): Protection {
  return {
    subject: ({ account }) => `The membership of account ${account} in ${label}`,
    severity: "HIGH",
    off: { is: "has ended", was: "was ended by the administrator" },
    on: { is: "is in force", was: "was made" },
    meaning: "the administrator hears of nothing that happens there",
    remedy: `In the administrator's account, make it a member again: \`${create}\`. A member by invitation must accept again. If it is not to be a member again, resolve the alert.`,
  };
}

/**
 * The account that administers the service for the organization: the gap is in the account that dismissed it. The gap has the
 * administrator's id, as an intruder could appoint another account in its place.
 */
export function administrator(label: string, command: string): Protection {
  return {
    subject: ({ name }) => `Account ${name} as ${label}'s administrator`,
    severity: "CRITICAL",
    off: { is: "is dismissed", was: "was dismissed" },
    on: { is: "is appointed", was: "was appointed" },
    meaning: "it no longer sees what the service finds in the other accounts",
    remedy: `Appoint it again: \`${command}\`. If another account is its intended successor, resolve the alert.`,
  };
}

/** The automatic protection of accounts that join the organization. */
export function newMembers(label: string, command: string): Protection {
  return {
    subject: () => `${label} for new accounts`,
    severity: "MEDIUM",
    ...switched,
    meaning: "accounts that join the organization are not watched until somebody switches it on for them",
    remedy: `Switch it on again for accounts that join: \`${command}\`.`,
  };
}
