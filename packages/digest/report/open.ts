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
  listingSchema,
  noneBySeverity,
  type SeverityCounts,
  severityCountsSchema,
  tallyListing,
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

/** Gives nothing of an alert that is not open then. */
export function openAtEnd({ facts, atEnd }: AlertWeek): OpenAlert | undefined {
  if (atEnd === undefined || atEnd.status === "RESOLVED") return undefined;
  return { facts, standing: { ...atEnd, status: atEnd.status } };
}

export interface OpenTally {
  add(alert: AlertWeek): void;
  /** How many are open at the end of the week, and how many were when it began. */
  counts(): { readonly open: number; readonly openBefore: number };
  open(): v.InferOutput<typeof openSchema>;
}

/** @param asOf what ages are counted up to. */
export function tallyOpen(asOf: Instant): OpenTally {
  const bySeverity = noneBySeverity();
  const bySeverityBefore = noneBySeverity();
  const byStatus: Record<OpenStatus, number> = { OPEN: 0, ACKNOWLEDGED: 0, SUPPRESSED: 0 };
  const byAgeInDays: Record<Age, number> = { "0-7": 0, "8-30": 0, "31-90": 0, "over 90": 0 };
  const lines = tallyListing<OpenLine>(
    (a, b) =>
      compareSeverity(b.severity, a.severity) ||
      compareText(a.firstSeenAt ?? asOf, b.firstSeenAt ?? asOf) ||
      compareText(a.id, b.id),
  );
  return {
    add(alert) {
      if (isOpen(alert.atStart)) bySeverityBefore[alert.atStart.severity] += 1;
      const open = openAtEnd(alert);
      if (open === undefined) return;
      const { facts, standing } = open;
      bySeverity[standing.severity] += 1;
      byStatus[standing.status] += 1;
      byAgeInDays[ageOf(facts.firstSeenAt ?? asOf, asOf)] += 1;
      lines.add(openLine(open));
    },
    counts: () => ({ open: sumOf(bySeverity), openBefore: sumOf(bySeverityBefore) }),
    open: () => ({ bySeverity, bySeverityBefore, byStatus, byAgeInDays, ...lines.listing() }),
  };
}

function sumOf(counts: SeverityCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export interface DueTally {
  add(alert: AlertWeek): void;
  counts(): { readonly overdue: number; readonly expiring: number };
  overdue(): v.InferOutput<typeof dueListingSchema>;
  expiring(): v.InferOutput<typeof dueListingSchema>;
}

/** Open alerts whose deadline has passed at `asOf`, and those whose deadline is near. */
export function tallyDue(asOf: Instant): DueTally {
  const limit = epochOf(asOf) + EXPIRING_WITHIN_DAYS * MILLISECONDS_PER_DAY;
  const counts = { overdue: 0, expiring: 0 };
  const overdue = tallyListing(earliestFirst);
  const expiring = tallyListing(earliestFirst);
  return {
    add(alert) {
      const open = openAtEnd(alert);
      const line = open && dueLine(open, asOf);
      if (line === undefined) return;
      if (line.deadline <= asOf) {
        counts.overdue += 1;
        overdue.add(line);
      } else if (epochOf(line.deadline) <= limit) {
        counts.expiring += 1;
        expiring.add(line);
      }
    },
    counts: () => counts,
    overdue: overdue.listing,
    expiring: expiring.listing,
  };
}

function earliestFirst(a: DueLine, b: DueLine): number {
  return compareText(a.deadline, b.deadline) || compareText(a.id, b.id);
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
