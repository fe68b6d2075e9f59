/** An announcement is a transition as it is published: subscribers get this, and nothing else. */
import * as v from "valibot";
import { shownAuthor } from "../alert/decision.ts";
import { moreSevere, type Severity, severities } from "../alert/severity.ts";
import type { Standing } from "../alert/view.ts";
import { type AlertView, statuses } from "../alert/view.ts";
import { alertViewSchema, writtenInstant } from "../alert/view-schema.ts";
import type { Instant } from "../event/instant.ts";
import { type Parsed, parse, refused } from "../text/parse.ts";
import type { LogEntry, RecordedDecision } from "./log-entry.ts";
import { type TransitionKind, type TransitionReason, transitionKinds } from "./transition.ts";

export interface Announcement {
  /** The format: fields may be added, but none removed or changed in meaning. */
  readonly format: "tocsin.announcement.v1";
  readonly alertId: string;
  readonly version: number;
  readonly at: Instant;
  /** When the statement or the decision that caused it was made; if time caused it, when it was written. */
  readonly saidAt: Instant;
  readonly kind: TransitionKind;
  readonly reason: TransitionReason;
  readonly quiet: boolean;
  /** The severity that routes match: the highest since the alert was opened, so that its end reaches everybody whom it reached. */
  readonly severity: Severity;
  readonly from?: Standing | undefined;
  readonly to: Standing;
  readonly decided?: RecordedDecision | undefined;
  readonly alert: AlertView;
}

export function announcementOf(entry: LogEntry): Announcement {
  const { alertId, version, at, saidAt, kind, reason, quiet, from, to, worst, decided, view } = entry;
  return {
    format: "tocsin.announcement.v1",
    alertId,
    version,
    at,
    saidAt,
    kind,
    reason,
    quiet,
    severity: moreSevere(worst, to.severity),
    from,
    to,
    decided: decided && { ...decided, by: shownAuthor(decided.by) },
    alert: view,
  };
}

/** The filter of subscribers to announcements, without the weekly digest. */
export const announcementsOnly = { type: ["announcement"] } as const;

/** The same of who is told of ends alone. */
export const resolutionsOnly = { ...announcementsOnly, kind: ["resolved"] } as const satisfies Readonly<
  Record<string, readonly (string | TransitionKind)[]>
>;

/**
 * The message attributes that subscribers filter by. All are scalars: a filter over an array behaves differently between
 * attributes and body. https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function announcementAttributes({ kind, severity, quiet, alert }: Announcement): Record<string, string> {
  return {
    type: "announcement",
    kind,
    severity,
    condition: alert.condition,
    account: alert.account,
    region: alert.region,
    quiet: String(quiet),
  };
}

const text = v.string();
const severity = v.picklist(severities);
const standing = v.looseObject({ status: v.picklist(statuses), severity });

/** What readers rely on; the rest is as `announcementOf` wrote it. */
const announcementSchema = v.looseObject({
  format: v.literal("tocsin.announcement.v1"),
  alertId: text,
  version: v.pipe(v.number(), v.integer("expected a whole number")),
  at: writtenInstant,
  saidAt: writtenInstant,
  kind: v.picklist(transitionKinds),
  reason: text,
  quiet: v.boolean(),
  severity,
  from: v.optional(standing),
  to: standing,
  alert: alertViewSchema,
});

/** Reads an announcement from a message's body. */
export function parseAnnouncement(text: string): Parsed<Announcement> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("", "is not JSON");
  }
  const parsed = parse(announcementSchema, value);
  return parsed.ok ? { ok: true, value: value as Announcement } : parsed;
}
