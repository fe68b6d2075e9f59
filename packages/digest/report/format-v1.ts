/** The report in the format of versions before problems, trust and editions. Nothing writes it any more; kept reports are still read. */
import { conditions } from "@tocsin/core/alert/condition";
import { severities } from "@tocsin/core/alert/severity";
import { boundsOf } from "@tocsin/core/event/week";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { ages, openStatuses } from "./format.ts";

export const REPORT_FORMAT_V1 = "tocsin.digest.v1";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const severity = v.picklist(severities);
const bySeverity = v.object(v.entriesFromList(severities, count));
const status = v.picklist(openStatuses);

const listing = <S extends v.GenericSchema>(line: S) =>
  v.object({ lines: v.pipe(v.array(line), v.maxLength(20)), more: count });

const line = {
  id: v.string(),
  severity,
  condition: v.picklist(Object.keys(conditions) as [keyof typeof conditions]),
  title: v.string(),
  account: v.string(),
  region: v.string(),
  resource: v.string(),
};
const due = listing(v.object({ ...line, status, deadline: instantField, days: count }));
const openLine = v.object({ ...line, status, firstSeenAt: v.optional(instantField) });
const moved = listing(
  v.object({ ...line, at: instantField, reason: v.string(), was: v.optional(severity), times: count }),
);
const rows = listing(
  v.object({ name: v.string(), open: count, bySeverity, opened: count, reopened: count, resolved: count }),
);

export const reportSchemaV1 = v.object({
  format: v.literal(REPORT_FORMAT_V1),
  scope: v.string(),
  week: v.pipe(
    v.string(),
    v.check((week) => boundsOf(week) !== undefined, "expected an ISO week such as 2026-W47"),
  ),
  from: instantField,
  to: instantField,
  asOf: instantField,
  verdict: v.object({
    openBefore: count,
    opened: count,
    reopened: count,
    resolved: count,
    open: count,
    escalated: count,
    overdue: count,
    expiring: count,
  }),
  open: v.object({
    bySeverity,
    bySeverityBefore: bySeverity,
    byStatus: v.object(v.entriesFromList(openStatuses, count)),
    byAgeInDays: v.object(v.entriesFromList(ages, count)),
    ...listing(openLine).entries,
  }),
  overdue: due,
  expiring: due,
  opened: moved,
  reopened: moved,
  resolved: moved,
  escalated: moved,
  byReporter: rows,
  byAccount: rows,
  unreadable: listing(v.string()),
});

export type ReportV1 = v.InferOutput<typeof reportSchemaV1>;
