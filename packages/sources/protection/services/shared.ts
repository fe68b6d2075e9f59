/** What the services that one account administers for all others have in common. */
import { type Protection, switched } from "../effect.ts";

/**
 * That an account belongs to the service's administrator. The gap is the member's own, and only the administrator's command `create` ends
 * it: an account that accepts an invitation by itself may have accepted that of an intruder.
 */
export function members(label: string, create: string): Protection {
  return {
    subject: ({ account }) => `The membership of account ${account} in ${label}`,
    severity: "HIGH",
    off: { is: "has ended", was: "was ended by the administrator" },
    on: { is: "is in force", was: "was made" },
    meaning: "the administrator hears of nothing that happens there",
    remedy: `In the administrator's account, make it a member again: \`${create}\`. One by invitation must accept it anew. If it is not to be a member again, resolve the alert.`,
  };
}

/**
 * That an account administers the service for the organization: the gap is in the account that dismissed it. It is known by its id, as an
 * intruder could appoint another in its place.
 */
export function administrator(label: string, command: string): Protection {
  return {
    subject: ({ name }) => `Account ${name} as ${label}'s administrator`,
    severity: "CRITICAL",
    off: { is: "is dismissed", was: "was dismissed" },
    on: { is: "is appointed", was: "was appointed" },
    meaning: "it no longer sees what the service finds in the other accounts",
    remedy: `Appoint it again: \`${command}\`. If the account that has taken its place is meant to, resolve the alert.`,
  };
}

/** That accounts which join the organization are protected without anybody's doing. */
export function newMembers(label: string, command: string): Protection {
  return {
    subject: () => `${label} for new accounts`,
    severity: "MEDIUM",
    ...switched,
    meaning: "accounts that join the organization are not watched until somebody sees to it",
    remedy: `Switch it on again for accounts that join: \`${command}\`.`,
  };
}
