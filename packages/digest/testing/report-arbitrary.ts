/** Reports that hold any text and any number, for tests of what renders them. */

import { severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { instant, instantOfEpoch } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { LIST_LIMIT, type Listing } from "../report/listing.ts";
import type { Report } from "../report/report.ts";

const count = fc.oneof(fc.constant(0), fc.nat({ max: 20 }), fc.nat({ max: 99_999 }));
const at = fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instantOfEpoch);
const severity = fc.constantFrom(...severities);
const status = fc.constantFrom(...statuses).map((drawn) => (drawn === "RESOLVED" ? "OPEN" : drawn));
const bySeverity = fc.record({ INFORMATIONAL: count, LOW: count, MEDIUM: count, HIGH: count, CRITICAL: count });

/** A report whose every text comes from `text`; its numbers need not agree with each other. */
export function reportOfTexts(text: fc.Arbitrary<string>): fc.Arbitrary<Report> {
  const line = { id: text, severity, condition: text, title: text, account: text, region: text, resource: text };
  const row = fc.record({ name: text, open: count, bySeverity, opened: count, reopened: count, resolved: count });
  const movement = listing(
    fc.record({ ...line, at, reason: text, was: fc.option(severity, { nil: undefined }), times: fc.nat({ max: 9 }) }),
  );
  const due = listing(fc.record({ ...line, status, deadline: at, days: count }));
  return fc.record({
    format: fc.constant("tocsin.digest.v1"),
    scope: text,
    week: fc.constant("2026-W47"),
    from: fc.constant(instant("2026-11-16T00:00:00Z")),
    to: fc.constant(instant("2026-11-23T00:00:00Z")),
    asOf: fc.constantFrom(instant("2026-11-19T10:00:00Z"), instant("2026-11-23T00:00:00Z")),
    verdict: fc.record({
      openBefore: count,
      opened: count,
      reopened: count,
      resolved: count,
      open: count,
      escalated: count,
      overdue: count,
      expiring: count,
    }),
    open: fc
      .tuple(
        fc.record({
          bySeverity,
          bySeverityBefore: bySeverity,
          byStatus: fc.record({ OPEN: count, ACKNOWLEDGED: count, SUPPRESSED: count }),
          byAgeInDays: fc.record({ "0-7": count, "8-30": count, "31-90": count, "over 90": count }),
        }),
        listing(fc.record({ ...line, status, firstSeenAt: fc.option(at, { nil: undefined }) })),
      )
      .map(([numbers, lines]) => ({ ...numbers, ...lines })),
    overdue: due,
    expiring: due,
    opened: movement,
    reopened: movement,
    resolved: movement,
    escalated: movement,
    byReporter: listing(row),
    byAccount: listing(row),
    unreadable: listing(text),
  });
}

function listing<T>(line: fc.Arbitrary<T>): fc.Arbitrary<Listing<T>> {
  return fc.record({ lines: fc.array(line, { maxLength: LIST_LIMIT, size: "small" }), more: count });
}
