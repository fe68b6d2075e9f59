/** The owner of an alert is the team that must fix it. */
import type { AlertView } from "../alert/view.ts";
import type { Matcher } from "../pattern/pattern.ts";
import type { AccountEntry } from "./directory.ts";

export interface Ownership {
  /** `UNOWNED` where nobody owns it. */
  readonly owner: string;
  /** How the owner was found. */
  readonly ownedBy: string;
}

/** Matches only fields that stay the same while the alert gets worse and ends, so that its owner stays the same too. */
export interface OwnerRule {
  readonly name: string;
  readonly matches: Matcher;
  readonly owner: string;
}

export const UNOWNED = "unowned";

const FALLBACK = "fallback";
const NOBODY = "nobody";

/**
 * The first rule that matches decides; then the account's own owner; then the fallback. For a view without an alert, which only has its
 * account, rules that need more do not match.
 */
export function ownerOf(
  view: Pick<AlertView, "account" | "directory">,
  rules: readonly OwnerRule[],
  entry: AccountEntry,
  fallback: string | undefined,
): Ownership {
  const rule = rules.find(({ matches }) => matches(view));
  if (rule !== undefined) return { owner: rule.owner, ownedBy: `rule ${rule.name}` };
  if (entry.owner !== undefined) return { owner: entry.owner, ownedBy: "account tag" };
  if (fallback !== undefined) return { owner: fallback, ownedBy: FALLBACK };
  return { owner: UNOWNED, ownedBy: NOBODY };
}

/** Whether somebody has assigned an owner: the fallback does not count. */
export function isAssigned({ ownedBy }: Ownership): boolean {
  return ownedBy !== FALLBACK && ownedBy !== NOBODY;
}
