/** What is to be ended in other services when a person resolves an alert. */
import { findingOf, type ServiceFinding } from "../alert/synced.ts";
import type { Head } from "./fold.ts";
import { eachStandingStatement } from "./standing-statements.ts";

/**
 * The findings that still stand though a person has resolved the alert. None if the alert is open, or if it is over by itself: a service
 * that told of the end need not be told of it.
 */
export function resolvedFindings({ alert, view }: Pick<Head, "alert" | "view">): readonly ServiceFinding[] {
  if (view.status !== "RESOLVED" || alert.decisions.ruling?.kind !== "resolve") return [];
  return eachStandingStatement(alert).flatMap((statement) => findingOf(alert.identity, statement) ?? []);
}
