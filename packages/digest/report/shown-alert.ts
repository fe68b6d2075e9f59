/** The fields of an alert that a line or a row shows, with its link and its runbook. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import type { Directory } from "@tocsin/core/directory/directory";
import { partitionOf } from "@tocsin/core/event/arn";
import { portalLink } from "@tocsin/core/policy/links/access-portal";
import { runbookFor } from "@tocsin/core/policy/links/runbook";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Facts } from "./alert-quarter.ts";
import { accountOf, type Place } from "./place.ts";

/** The fields that lines are made of. */
export interface Showing {
  readonly directory: Directory;
  readonly policy: Pick<Policy, "accessPortal" | "runbookRules">;
}

/**
 * The alert with the fields that lists show, for patterns to match. A pattern that asks for another field, such as an attribute or a tag,
 * matches as if the alert lacked it.
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

/** The fields of a line except its status and those of its own list. */
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
