/** Links about an alert that the policy configures. */
import type { AlertView } from "../../alert/view.ts";
import type { Policy } from "../policy.ts";
import { portalLink } from "./access-portal.ts";
import { runbookFor } from "./runbook.ts";

export interface AlertLinks {
  /** The URL of the page that says what to do. */
  readonly runbook?: string | undefined;
  /** The alert's own link, through the access portal. */
  readonly portal?: string | undefined;
}

export type LinkingPolicy = Pick<Policy, "runbookRules" | "accessPortal">;

export function alertLinks(view: AlertView, policy: LinkingPolicy): AlertLinks {
  const runbook = runbookFor(view, policy)?.url;
  const portal = policy.accessPortal && portalLink(view, policy.accessPortal);
  return { ...(runbook !== undefined && { runbook }), ...(portal !== undefined && { portal }) };
}

/** By the ids of the alerts that have links; nothing if none has. */
export function linksById(
  views: readonly AlertView[],
  policy: LinkingPolicy,
): Readonly<Record<string, AlertLinks>> | undefined {
  const all = views.map((view) => [view.id, alertLinks(view, policy)] as const);
  const some = all.filter(([, links]) => Object.keys(links).length > 0);
  return some.length > 0 ? Object.fromEntries(some) : undefined;
}
