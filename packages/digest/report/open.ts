/** What is open when a week ends. */

import { compareSeverity } from "@tocsin/core/alert/severity";
import type { Standing } from "@tocsin/core/alert/view";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { type AlertWeek, type Facts, isOpen } from "./alert-week.ts";
import {
  compareText,
  countField,
  lineEntries,
  lineOf,
  listing,
  listingSchema,
  noneBySeverity,
  type SeverityCounts,
  severityCountsSchema,
} from "./listing.ts";

/** Of an alert that is not resolved. */
export const openStatuses = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"] as const;
const openStatusField = v.picklist(openStatuses);
export type OpenStatus = (typeof openStatuses)[number];

/** Whole days since the alert was first seen. */
export const ages = ["0-7", "8-30", "31-90", "over 90"] as const;
type Age = (typeof ages)[number];

const openLineSchema = v.object({ ...lineEntries, status: openStatusField, firstSeenAt: v.optional(instantField) });
export type OpenLine = v.InferOutput<typeof openLineSchema>;

export const openSchema = v.object({
  bySeverity: severityCountsSchema,
  /** When the week began, which is when the week before ended. */
  bySeverityBefore: severityCountsSchema,
  byStatus: v.object(v.entriesFromList(openStatuses, countField)),
  byAgeInDays: v.object(v.entriesFromList(ages, countField)),
  /** The most severe first, then the oldest. */
  ...listingSchema(openLineSchema).entries,
});

const dueLineSchema = v.object({
  ...lineEntries,
  status: openStatusField,
  deadline: instantField,
  /** Whole days between the report's instant and the deadline: left, or over. */
  days: countField,
});
export type DueLine = v.InferOutput<typeof dueLineSchema>;

/** The earliest deadline first. */
export const dueListingSchema = listingSchema(dueLineSchema);

export const EXPIRING_WITHIN_DAYS = 45;

/** An alert that is open at the end of the week. */
export interface OpenAlert {
  readonly facts: Facts;
  readonly standing: Standing & { readonly status: OpenStatus };
}

export function openAtEnd(alerts: readonly AlertWeek[]): readonly OpenAlert[] {
  return alerts.flatMap(({ facts, atEnd }) => {
    if (atEnd === undefined || atEnd.status === "RESOLVED") return [];
    return [{ facts, standing: { ...atEnd, status: atEnd.status } }];
  });
}

export function openOf(alerts: readonly AlertWeek[], asOf: Instant): v.InferOutput<typeof openSchema> {
  const open = openAtEnd(alerts);
  const byStatus: Record<OpenStatus, number> = { OPEN: 0, ACKNOWLEDGED: 0, SUPPRESSED: 0 };
  const byAgeInDays: Record<Age, number> = { "0-7": 0, "8-30": 0, "31-90": 0, "over 90": 0 };
  for (const { facts, standing } of open) {
    byStatus[standing.status] += 1;
    byAgeInDays[ageOf(facts.firstSeenAt ?? asOf, asOf)] += 1;
  }
  return {
    bySeverity: countBySeverity(alerts.map(({ atEnd }) => atEnd)),
    bySeverityBefore: countBySeverity(alerts.map(({ atStart }) => atStart)),
    byStatus,
    byAgeInDays,
    ...listing(
      open.map(openLine),
      (a, b) =>
        compareSeverity(b.severity, a.severity) ||
        compareText(a.firstSeenAt ?? asOf, b.firstSeenAt ?? asOf) ||
        compareText(a.id, b.id),
    ),
  };
}

/** Open alerts whose deadline has passed at `asOf`, and those whose deadline is near. */
export function dueOf(
  alerts: readonly AlertWeek[],
  asOf: Instant,
): { readonly overdue: readonly DueLine[]; readonly expiring: readonly DueLine[] } {
  const due = openAtEnd(alerts).flatMap((alert) => dueLine(alert, asOf) ?? []);
  const limit = epochOf(asOf) + EXPIRING_WITHIN_DAYS * MILLISECONDS_PER_DAY;
  return {
    overdue: due.filter(({ deadline }) => deadline <= asOf),
    expiring: due.filter(({ deadline }) => deadline > asOf && epochOf(deadline) <= limit),
  };
}

export function dueListing(lines: readonly DueLine[]): v.InferOutput<typeof dueListingSchema> {
  return listing(lines, (a, b) => compareText(a.deadline, b.deadline) || compareText(a.id, b.id));
}

function countBySeverity(standings: readonly (Standing | undefined)[]): SeverityCounts {
  const counts = noneBySeverity();
  for (const standing of standings.filter(isOpen)) counts[standing.severity] += 1;
  return counts;
}

function openLine({ facts, standing }: OpenAlert): OpenLine {
  const { firstSeenAt } = facts;
  return {
    ...lineOf(facts, standing.severity),
    status: standing.status,
    ...(firstSeenAt !== undefined && { firstSeenAt }),
  };
}

function dueLine({ facts, standing }: OpenAlert, asOf: Instant): DueLine | undefined {
  const { deadline } = facts;
  if (deadline === undefined) return undefined;
  const days = Math.floor(Math.abs(epochOf(deadline) - epochOf(asOf)) / MILLISECONDS_PER_DAY);
  return { ...lineOf(facts, standing.severity), status: standing.status, deadline, days };
}

function ageOf(firstSeenAt: Instant, asOf: Instant): Age {
  const days = Math.floor((epochOf(asOf) - epochOf(firstSeenAt)) / MILLISECONDS_PER_DAY);
  if (days <= 7) return "0-7";
  if (days <= 30) return "8-30";
  return days <= 90 ? "31-90" : "over 90";
}
