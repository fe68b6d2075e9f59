/** What a line or a row shows of an alert, with where to look and what the policy says to read. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import type { Directory } from "@tocsin/core/directory/directory";
import { partitionOf } from "@tocsin/core/event/arn";
import { portalLink } from "@tocsin/core/policy/links/access-portal";
import { runbookFor } from "@tocsin/core/policy/links/runbook";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Facts } from "./alert-quarter.ts";
import { accountOf, type Place } from "./place.ts";

/** By what lines are made. */
export interface Showing {
  readonly directory: Directory;
  readonly policy: Pick<Policy, "accessPortal" | "runbookRules">;
}

/**
 * The alert as far as lists show it, to be held against patterns: of one that asks for more, such as an attribute or a tag, it is as if the
 * alert had none.
 */
export function viewOf(facts: Facts, status: Status, severity: Severity): AlertView {
  const { directory, cve, region } = facts;
  return {
    ...facts,
    status,
    severity,
    partition: partitionOf(region),
    summary: "",
    remedy: "",
    attributes: cve === undefined ? {} : { cve: [cve] },
    directory: directory && { ...directory, tags: {} },
  };
}

/** All of a line but its status and what its list is about. */
export function shownOf(
  facts: Facts,
  place: Place,
  status: Status,
  severity: Severity,
  { directory, policy }: Showing,
) {
  const { accountName, environment } = accountOf(facts, directory);
  const { id, condition, title, account, region, resource } = facts;
  const view = viewOf(facts, status, severity);
  const link = (policy.accessPortal && portalLink(view, policy.accessPortal)) ?? facts.link;
  const runbook = runbookFor(view, policy)?.url;
  return {
    ...{ id, severity, condition, title, account },
    ...(accountName !== undefined && { accountName }),
    ...(environment !== undefined && { environment }),
    ...{ region, resource },
    ...(place.owner !== undefined && { owner: place.owner }),
    ...(link !== undefined && { link }),
    ...(runbook !== undefined && { runbook }),
  };
}
