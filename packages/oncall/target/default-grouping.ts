import type { AlertView } from "@tocsin/core/alert/view";
import { UNOWNED } from "@tocsin/core/directory/owner";
import type { GroupKey } from "../group.ts";
import { dateOf, dayOf } from "../local-time.ts";

/**
 * Which alerts are told together if a route does not say so. Alerts for the morning are one list. Of urgent alerts, these are groups: a
 * vulnerability in everything that one team owns, a team's deadlines on one day of `timezone`, and otherwise alerts of one condition in one
 * account.
 */
export function defaultGroupingOf(
  view: AlertView,
  urgency: GroupKey["urgency"],
  timezone: string,
): Readonly<Record<string, string>> {
  if (urgency === "morning") return {};
  const owner = view.owner ?? UNOWNED;
  const cve = view.attributes.cve?.[0];
  if (isVulnerability(view) && cve !== undefined) return { cve: String(cve), owner };
  if (view.deadline !== undefined) return { deadline: dateOf(dayOf(view.deadline, timezone)), owner };
  return { condition: view.condition, account: view.account };
}

function isVulnerability({ condition }: AlertView): boolean {
  return condition === "vulnerability" || condition === "image-vulnerability";
}
