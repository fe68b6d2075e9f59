/** An announcement is a transition as it is published: what subscribers and channels get, and all that they get. */
import type { AlertView } from "./evaluate.ts";
import type { Instant } from "./instant.ts";
import type { LogEntry, Standing } from "./log-entry.ts";
import { moreSevere, type Severity } from "./severity.ts";
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
