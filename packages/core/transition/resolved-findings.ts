/** The findings that follow a person's decision in other services. */
import type { Claim } from "../alert/observation.ts";
import type { Subjects } from "../alert/subjects.ts";
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

/**
 * The findings in Security Hub of an alert that a person has reopened: one that stays resolved there would end the alert again with its next
 * update.
 */
export function reopenedFindings({ alert, view }: Pick<Head, "alert" | "view">): readonly ServiceFinding[] {
  if (view.status === "RESOLVED" || alert.decisions.ruling?.kind !== "reopen") return [];
  return Object.values(alert.reporters)
    .flatMap(({ latest, subjects }): readonly Claim[] => (subjects === undefined ? [latest] : sightingsIn(subjects)))
    .flatMap((statement) => findingOf(alert.identity, statement) ?? [])
    .filter(({ service }) => service === "securityhub");
}

function sightingsIn({ named }: Subjects): readonly Claim[] {
  return Object.values(named).flatMap(({ sighting }) => sighting?.said ?? []);
}
