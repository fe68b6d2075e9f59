import type { AlertView } from "@tocsin/core/alert/view";
import { UNOWNED } from "@tocsin/core/directory/owner";
import type { GroupKey } from "../group.ts";
import { dateOf, dayOf } from "../local-time.ts";

/**
 * What is told together where a route does not say so. What waits for the morning is one list; of what is told now, a vulnerability of
 * all that one team owns, the deadlines of a team that fall on one day of `timezone`, and else what is of one kind in one account.
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
