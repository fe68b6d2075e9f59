/** The owner of an alert is the team that is to mend it. */
import type { AlertView } from "../alert/view.ts";
import type { Matcher } from "../pattern/pattern.ts";
import type { AccountEntry } from "./directory.ts";

export interface Ownership {
  /** `UNOWNED` where nobody owns it. */
  readonly owner: string;
  /** How the owner was found. */
  readonly ownedBy: string;
}

/** Matches over what stays as it is while the alert grows worse and ends, so that its owner does too. */
export interface OwnerRule {
  readonly name: string;
  readonly matches: Matcher;
  readonly owner: string;
}

export const UNOWNED = "unowned";

/** The first rule that matches decides; then the account's own owner; then the fallback. */
export function ownerOf(
  view: AlertView,
  rules: readonly OwnerRule[],
  entry: AccountEntry,
  fallback: string | undefined,
): Ownership {
  const rule = rules.find(({ matches }) => matches(view));
  if (rule !== undefined) return { owner: rule.owner, ownedBy: `rule ${rule.name}` };
  if (entry.owner !== undefined) return { owner: entry.owner, ownedBy: "account tag" };
  if (fallback !== undefined) return { owner: fallback, ownedBy: "fallback" };
  return { owner: UNOWNED, ownedBy: "nobody" };
}
