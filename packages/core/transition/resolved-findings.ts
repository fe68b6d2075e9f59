/** The findings to end in other services when a person resolves an alert. */
import { findingOf, type ServiceFinding } from "../alert/synced.ts";
import type { Head } from "./fold.ts";
import { eachStandingStatement } from "./standing-statements.ts";

/**
 * The findings that are still active although a person has resolved the alert. None if the alert is open, or if it ended by itself: the
 * service that reported the end knows it.
 */
export function resolvedFindings({ alert, view }: Pick<Head, "alert" | "view">): readonly ServiceFinding[] {
  if (view.status !== "RESOLVED" || alert.decisions.ruling?.kind !== "resolve") return [];
  return eachStandingStatement(alert).flatMap((statement) => findingOf(alert.identity, statement) ?? []);
}
