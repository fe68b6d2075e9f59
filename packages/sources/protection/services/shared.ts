/** What the services that one account administers for all others have in common. */
import { type Protection, switched } from "../effect.ts";

/**
 * That an account belongs to the service's administrator. The gap is the member's own. `create` is the administrator's command that makes
 * a member, and `accept` that of an account which is one by invitation.
 */
export function members(label: string, create: string, accept?: string): Protection {
  const invited = accept === undefined ? "" : ` One by invitation accepts a new one then: \`${accept}\`.`;
  return {
    subject: ({ account }) => `The membership of account ${account} in ${label}`,
    severity: "HIGH",
    off: { is: "has ended", was: "was ended by the administrator" },
    on: { is: "is in force", was: "was made" },
    meaning: "the administrator hears of nothing that happens there",
    remedy: `In the administrator's account, make it a member again: \`${create}\`.${invited} If it is not to be one again, resolve the alert.`,
  };
}

/** That an account administers the service for the organization: the gap is in the account that ended it. */
export function administrator(label: string, command: string): Protection {
  return {
    subject: () => `${label}'s administrator for the organization`,
    severity: "CRITICAL",
    off: { is: "is missing", was: "was dismissed" },
    on: { is: "is appointed", was: "was appointed" },
    meaning: "no account sees what the service finds in the others any more",
    remedy: `Appoint the administrator again: \`${command}\`.`,
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
