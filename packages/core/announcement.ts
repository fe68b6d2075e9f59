/** An announcement is a transition as it is published: what subscribers and channels get, and all that they get. */
import * as v from "valibot";
import type { AlertView } from "./evaluate.ts";
import type { Instant } from "./instant.ts";
import type { LogEntry, Standing } from "./log-entry.ts";
import { type Parsed, parse, refused } from "./parse.ts";
import { moreSevere, type Severity, severities } from "./severity.ts";
import type { TransitionKind, TransitionReason } from "./transition.ts";

export interface Announcement {
  /** Of this format; a field may be added to it, none taken away or changed in meaning. */
  readonly format: "tocsin.announcement.v1";
  readonly alertId: string;
  readonly version: number;
  readonly at: Instant;
  readonly kind: TransitionKind;
  readonly reason: TransitionReason;
  readonly quiet: boolean;
  /** The severity that routes go by: of what it was and what it became the higher, so that who heard of it hears its end. */
  readonly severity: Severity;
  readonly from?: Standing | undefined;
  readonly to: Standing;
  readonly decided?: { readonly by: string; readonly why: string } | undefined;
  readonly alert: AlertView;
}

export function announcementOf(entry: LogEntry): Announcement {
  const { alertId, version, at, kind, reason, quiet, from, to, decided, view } = entry;
  return {
    format: "tocsin.announcement.v1",
    alertId,
    version,
    at,
    kind,
    reason,
    quiet,
    severity: from ? moreSevere(from.severity, to.severity) : to.severity,
    from,
    to,
    decided,
    alert: view,
  };
}

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

/** What a reader relies on; the rest is as `announcementOf` wrote it. */
const announcementSchema = v.looseObject({
  format: v.literal("tocsin.announcement.v1"),
  alertId: v.string(),
  version: v.number(),
  kind: v.string(),
  reason: v.string(),
  quiet: v.boolean(),
  severity: v.picklist(severities),
  to: v.looseObject({ severity: v.picklist(severities) }),
  alert: v.looseObject({ id: v.string(), title: v.string(), condition: v.string(), account: v.string() }),
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
